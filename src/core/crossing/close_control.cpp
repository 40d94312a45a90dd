#include <algorithm>

#include "core/crossing/results.h"

namespace onestop::crossing {

Decision judge(Case& c, const CloseControl& command) {
  if (auto no = c.powerless(law::Act::work_control)) return *no;
  if (auto no = c.unworkable(command.control, command.subject)) return *no;
  const auto* subject = c.view.subject(command.subject);
  const auto& slot = c.procedure.slots[c.procedure.slot_of(command.control, c.side())];
  if (auto no = c.refused(RefusalCode::act_required, slot.inspection, command.subject, command.control)) return *no;
  const bool unexplained = command.outcome == Outcome::passed_with_remarks && (!command.remarks || command.remarks->empty());
  if (auto no = c.refused(RefusalCode::remarks_missing, unexplained, command.subject, command.control)) return *no;

  if (auto no = c.refused(RefusalCode::sample_open, c.view.open_sample(command.subject, command.control) != nullptr, command.subject, command.control)) return *no;
  if (auto no = c.refused(RefusalCode::sample_unfit, c.view.unfit_sample(command.subject, command.control) != nullptr, command.subject, command.control)) return *no;
  if (auto no = unfit_results(c, slot, command)) return *no;

  ControlClosed closed{c.by(), command.control, command.subject, command.outcome, {}, c.facts_of(*subject), {}, command.found};
  for (const auto& code : command.establishes) {
    const auto* fact = c.procedure.fact(code);
    if (!fact) return *c.refused(RefusalCode::unknown_fact, true, command.subject);
    if (auto no = c.refused(RefusalCode::fact_not_yours, fact->source != law::FactSource::control, command.subject)) return *no;
    if (auto no = c.refused(RefusalCode::fact_not_for_this, fact->of != subject->subject->kind, command.subject)) return *no;
    closed.established.push_back(c.claim_of(code));
  }
  for (const auto& code : beyond_limits(c, *subject, command))
    if (std::find(command.establishes.begin(), command.establishes.end(), code) == command.establishes.end()) closed.established.push_back(c.claim_of(code));
  if (command.remarks) closed.remarks = *command.remarks;
  return done(std::move(closed));
}

}  // namespace onestop::crossing
