#include "core/crossing/case.h"

namespace onestop::crossing {

// At a paired desk the other side's officer is missing: he is called, and his shift head hears of it when he stays away.
Decision judge(Case& c, const CallPartner& command) {
  if (auto no = c.powerless(law::Act::call_partner)) return *no;
  const auto* subject = c.view.subject(command.subject);
  if (!subject) return *c.refused(RefusalCode::not_here, true, command.subject);
  if (auto no = c.refused(RefusalCode::already_known, c.view.identity_taken(command.call), command.call)) return *no;
  const int slot = c.procedure.slot_of(command.control, c.side() == Side::exit ? Side::entry : Side::exit);
  const auto mask = slot < 0 ? Slots{0} : Slots{1} << slot;
  const bool awaited = !subject->gone() && (law::enabled(c.procedure, subject->done, subject->facts) & mask) != 0;
  if (auto no = c.refused(RefusalCode::partner_not_awaited, !awaited, command.subject, command.control)) return *no;
  const auto due = c.now + c.procedure.figure(law::Clause::partner_absence) * minute_ms;
  return Accepted{{PartnerCalled{c.by(), command.call, command.control, command.subject}}, {{DeadlineKind::call_absence, command.call, due}}};
}

}  // namespace onestop::crossing
