#include <algorithm>

#include "core/lodgement/judging.h"

namespace onestop::lodgement {

/// A state speaks for its own agencies only, and never of a message that no longer waits.
Decided judge(const Case& c, const AssignChannels& command) {
  const auto* kept = c.lodgement.keeper();
  if (!kept) return c.no(RefusalCode::unknown);
  if (kept->cancelled) return c.no(RefusalCode::cancelled);
  if (kept->crossing) return c.no(RefusalCode::arrived);
  const bool own = std::ranges::all_of(command.decisions, [&](const auto& one) { return one.state == command.state; });
  if (!own || std::ranges::find(c.states, command.state) == c.states.end()) return c.no(RefusalCode::not_this_state);
  return std::vector<Event>{ChannelsAssigned{command.state, kept->versions.back().number, command.decisions}};
}

}  // namespace onestop::lodgement
