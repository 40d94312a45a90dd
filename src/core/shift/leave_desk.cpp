#include "core/shift/case.h"

namespace onestop::shift {

/// Also from a desk that the layout has no longer: whoever sat there must be able to rise.
Decision judge(Case& c, const LeaveDesk& command) {
  if (auto no = c.powerless(law::Act::staff_desk)) return *no;
  const auto* seat = c.shift.seat(command.desk);
  const bool by_clock = !c.actor.officer;  // the session of who sat there has ended
  if (!seat || (!by_clock && seat->officer != c.actor.officer)) return c.no(RefusalCode::not_seated, command.desk);
  return DeskLeft{c.by(), command.desk};
}

}  // namespace onestop::shift
