#include "core/crossing/case.h"

namespace onestop::crossing {

Decision judge(Case& c, const OrderInspection& command) {
  if (auto no = c.powerless(law::Act::order_inspection)) return *no;
  if (auto no = c.unworkable(command.control, command.consignment)) return *no;
  const int slot = c.procedure.slot_of(command.control, c.side());
  if (auto no = c.refused(RefusalCode::not_an_inspection, !c.procedure.slots[slot].inspection, command.consignment, command.control)) return *no;
  const bool ordered = c.view.inspection_for(command.consignment, command.control, c.side()) != nullptr;
  if (auto no = c.refused(RefusalCode::inspected_once, ordered, command.consignment, command.control)) return *no;
  if (auto no = c.refused(RefusalCode::already_known, c.view.identity_taken(command.inspection), command.inspection)) return *no;

  const auto* subject = c.view.subject(command.consignment);
  const bool joint = (subject->standing.joint & (Slots{1} << slot)) != 0;
  Accepted accepted{{InspectionOrdered{c.by(), command.inspection, command.consignment, command.control, c.side(), joint, c.facts_of(*subject)}}, {}};
  if (joint) {
    const auto patience_ms = c.procedure.figure(law::Clause::partner_absence) * minute_ms;
    accepted.deadlines.push_back({DeadlineKind::partner_absence, command.inspection, c.now + patience_ms});
  }
  return accepted;
}

}  // namespace onestop::crossing
