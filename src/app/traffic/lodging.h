#pragma once
// What firms of the demonstration lodge for a truck before it comes: the same bytes as their systems would send.
#include <string>
#include <vector>

#include "app/traffic/arrivals.h"
#include "server/messages.h"

namespace onestop::traffic {

struct LodgedMessage {
  std::string bytes;
  std::string what;  // for the key of the request: "pi", "certificate 1"
};

/// Preliminary information about the truck and its goods, and the certificates that the goods need; a few of these lack, and a few
/// cover too little. `expected`: at the post. Every line has its mass, value and packages; all of it is invented.
std::vector<LodgedMessage> messages_for(const Vehicle& vehicle, const server::DemoFirm& firm, const server::PostView& post, Instant expected);

}  // namespace onestop::traffic
