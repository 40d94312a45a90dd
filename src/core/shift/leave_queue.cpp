#include "core/shift/case.h"

namespace onestop::shift {

Decision judge(Case& c, const LeaveQueue& command) {
  if (auto no = c.powerless(law::Act::keep_queue)) return *no;
  const auto* ticket = c.shift.waiting(command.ticket);
  if (!ticket) return c.no(RefusalCode::ticket_unknown);
  if (ticket->exit_state != c.actor.state) return c.no_power_over(RefusalCode::other_state, ticket->exit_state);
  return QueueLeft{c.by(), command.ticket, command.turned_back, std::nullopt};
}

}  // namespace onestop::shift
