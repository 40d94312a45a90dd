#include "core/crossing/case.h"

namespace onestop::crossing {

Decision judge(Case& c, const LiftHold& command) {
  if (auto no = c.powerless(law::Act::lift_hold)) return *no;
  const auto* hold = c.view.hold(command.hold);
  if (!hold) return *c.refused(RefusalCode::no_such_hold, true, command.hold);
  if (auto no = c.refused(RefusalCode::hold_not_open, c.crossing.status_of(*hold) != HoldStatus::open, command.hold)) return *no;
  const bool own = hold->agency == c.actor.agency && c.view.half_with_hold(command.hold)->state == c.actor.state;
  if (auto no = c.refused(RefusalCode::not_your_hold, !own, command.hold)) return *no;

  HoldLifted lifted{c.by(), command.hold, {}};
  if (command.note) lifted.note = *command.note;
  return done(std::move(lifted));
}

}  // namespace onestop::crossing
