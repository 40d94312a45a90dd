#include <algorithm>

#include "core/crossing/plate.h"
#include "core/shift/case.h"

namespace onestop::shift {

/// The queue of a direction is kept by the state that is left.
Decision judge(Case& c, const JoinQueue& command) {
  if (auto no = c.powerless(law::Act::keep_queue)) return *no;
  const auto& states = c.site.procedure.states;
  if (command.exit_state != states[0] && command.exit_state != states[1]) return c.no(RefusalCode::unknown_state, command.exit_state);
  if (command.exit_state != c.actor.state) return c.no_power_over(RefusalCode::other_state, command.exit_state);
  const auto kind = c.site.procedure.class_bit(command.traffic_class);
  if (kind == 0) return c.no(RefusalCode::unknown_class, command.traffic_class);
  const bool on_foot = (kind & c.site.procedure.on_foot) != 0;
  const auto folded = crossing::fold_plate(command.plate);
  if (folded.empty() != on_foot || command.plate.empty() != on_foot || command.plate.size() > longest_plate) return c.no(RefusalCode::plate_unfit);
  if (!command.ticket) return c.no(RefusalCode::ticket_unknown);
  if (c.shift.waiting(command.ticket)) return c.no(RefusalCode::ticket_taken);
  std::size_t ahead = 0;
  for (const auto& half : c.shift.halves)
    for (const auto& one : half.waiting) {
      if (one.exit_state != command.exit_state) continue;
      if (!on_foot && crossing::fold_plate(one.plate) == folded) return c.no(RefusalCode::ticket_taken);
      ++ahead;
    }
  if (ahead >= longest_queue) return c.no(RefusalCode::queue_full);
  return QueueJoined{c.by(), command.ticket, command.plate, command.traffic_class, command.exit_state};
}

}  // namespace onestop::shift
