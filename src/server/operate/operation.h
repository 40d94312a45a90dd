#pragma once
// What belongs to operating a post beside the post itself.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/operate/presence.h"
#include "server/operate/switches.h"

namespace onestop::server {

struct Operation {
  struct Insecure {
    std::string name, says;
  };
  Switches switches;
  std::unique_ptr<Presence> presence;
  std::vector<Insecure> insecure;         // what is dangerous about the settings and was allowed
  std::optional<Instant> certificate_end;  // under TLS
};

}  // namespace onestop::server
