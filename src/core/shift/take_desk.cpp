#include "core/shift/case.h"

namespace onestop::shift {

/// Whoever takes a desk relieves the officer who sat there.
Decision judge(Case& c, const TakeDesk& command) {
  if (auto no = c.powerless(law::Act::staff_desk)) return *no;
  const auto* desk = c.desk(command.desk);
  if (!desk) return c.no(RefusalCode::unknown_desk, command.desk);
  if (desk->state != c.actor.state) return c.no_power_over(RefusalCode::other_state, command.desk);
  const bool own = command.desk == c.actor.desk && desk->agency == c.actor.agency && desk->role == c.actor.role;
  if (!own) return c.no_power_over(RefusalCode::not_yours, command.desk);
  const auto* seat = c.shift.seat(command.desk);
  if (seat && seat->officer == c.actor.officer) return c.no(RefusalCode::seated_already, command.desk);
  return DeskTaken{c.by(), command.desk};
}

}  // namespace onestop::shift
