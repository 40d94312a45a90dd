#include "core/crossing/case.h"

namespace onestop::crossing {

Decision judge(Case& c, const CloseControl& command) {
  if (auto no = c.powerless(law::Act::work_control)) return *no;
  if (auto no = c.unworkable(command.control, command.subject)) return *no;
  const auto* subject = c.view.subject(command.subject);
  const auto& slot = c.procedure.slots[c.procedure.slot_of(command.control, c.side())];
  if (auto no = c.refused(RefusalCode::act_required, slot.inspection, command.subject, command.control)) return *no;
  const bool unexplained = command.outcome == Outcome::passed_with_remarks && (!command.remarks || command.remarks->empty());
  if (auto no = c.refused(RefusalCode::remarks_missing, unexplained, command.subject, command.control)) return *no;

  ControlClosed closed{c.by(), command.control, command.subject, command.outcome, {}, c.facts_of(*subject), {}};
  for (const auto& code : command.establishes) {
    const auto* fact = c.procedure.fact(code);
    if (!fact) return *c.refused(RefusalCode::unknown_fact, true, command.subject);
    if (auto no = c.refused(RefusalCode::fact_not_yours, fact->source != law::FactSource::control, command.subject)) return *no;
    if (auto no = c.refused(RefusalCode::fact_not_for_this, fact->of != subject->subject->kind, command.subject)) return *no;
    const bool relative = fact->bits[0] != fact->bits[1];
    closed.established.push_back({code, relative ? std::optional(c.side()) : std::nullopt});
  }
  if (command.remarks) closed.remarks = *command.remarks;
  return done(std::move(closed));
}

}  // namespace onestop::crossing
