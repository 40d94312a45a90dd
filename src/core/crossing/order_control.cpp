#include "core/crossing/case.h"

namespace onestop::crossing {

Decision judge(Case& c, const OrderControl& command) {
  if (auto no = c.powerless(law::Act::order_control)) return *no;
  const auto* subject = c.view.subject(command.subject);
  if (!subject) return *c.refused(RefusalCode::not_here, true, command.subject);
  const auto* fact = c.procedure.fact(command.fact);
  if (!fact) return *c.refused(RefusalCode::unknown_fact, true, command.subject);
  if (auto no = c.refused(RefusalCode::fact_not_yours, fact->source != law::FactSource::order, command.subject)) return *no;
  if (auto no = c.refused(RefusalCode::fact_not_for_this, fact->of != subject->subject->kind, command.subject)) return *no;
  if (auto no = c.refused(RefusalCode::subject_gone, subject->gone(), command.subject)) return *no;
  if (auto no = c.refused(RefusalCode::already_released, subject->released, command.subject)) return *no;
  if (auto no = c.reason_too_short(command.reason)) return *no;

  return done(ControlOrdered{c.by(), command.subject, c.claim_of(command.fact), command.reason});
}

}  // namespace onestop::crossing
