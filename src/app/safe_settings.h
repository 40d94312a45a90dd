#pragma once
// What a post must not be started with. Each danger has a name, with which an operator who knows what he does allows it;
// what was allowed stands on the status page as long as the process runs.
#include <string>
#include <vector>

#include "app/serve.h"
#include "base/instant.h"
#include "base/result.h"

namespace onestop::app {

struct Danger {
  std::string name;  // for --allow-insecure
  std::string says;  // one sentence: which setting, and what would be right
};

/// The names of all dangers, for the command line.
std::vector<std::string> danger_names();

/// What is dangerous about these settings on this machine, as this user, now. The demonstration is asked for its address only:
/// it has nothing to keep.
std::vector<Danger> dangers(const ServeOptions& options, bool as_root, Instant now);

/// The dangers that were allowed, or a fault with one sentence a line for each that was not.
Expected<std::vector<Danger>> allowed_dangers(const ServeOptions& options, bool as_root, Instant now);

}  // namespace onestop::app
