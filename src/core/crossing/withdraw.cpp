#include "core/crossing/case.h"

namespace onestop::crossing {

// The traveller turns back. What is held or isolated stays.
Decision judge(Case& c, const Withdraw& command) {
  if (auto no = c.powerless(law::Act::withdraw)) return *no;
  if (auto no = c.refused(RefusalCode::alarm_open, c.view.alarm_open())) return *no;
  for (const auto& one : c.view.subjects())
    if (auto no = c.refused(RefusalCode::hold_open, c.view.open_hold_on(one.subject->id, 0) != nullptr, one.subject->id)) return *no;
  if (auto no = c.refused(RefusalCode::divergence_open, !c.view.divergences().empty())) return *no;
  return done(CrossingWithdrawn{c.by(), command.reason});
}

}  // namespace onestop::crossing
