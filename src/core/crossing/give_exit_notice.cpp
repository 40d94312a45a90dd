#include "core/crossing/case.h"

namespace onestop::crossing {

Decision judge(Case& c, const GiveExitNotice&) {
  if (auto no = c.refused(RefusalCode::already_given, c.view.noticed())) return *no;
  if (auto no = c.powerless(law::Act::give_notice)) return *no;
  if (auto no = c.refused(RefusalCode::alarm_open, c.view.alarm_open())) return *no;
  if (const auto open = c.view.open_control(Side::exit); open.subject) {
    const auto& slot = c.procedure.slots[open.slot];
    if (auto no = c.refused(RefusalCode::control_open, true, open.subject->subject->id, slot.control)) return *no;
  }
  // Who is refused by one account only may have to be handed over, with what is held on him.
  if (auto no = c.refused(RefusalCode::divergence_open, !c.view.divergences().empty())) return *no;
  // After the notice nobody of the side that recorded it could settle it any more.
  for (const auto& half : c.crossing.halves)
    for (const auto& offence : half.offences) {
      const auto* subject = c.view.side_of(half) == Side::exit && !c.view.is_settled(offence) ? c.view.subject(offence.subject) : nullptr;
      if (auto no = c.refused(RefusalCode::offence_open, subject && !subject->gone(), offence.subject)) return *no;
    }
  ExitNoticeGiven given{c.by(), {}};
  for (const auto& one : c.view.subjects()) {
    if (one.gone()) continue;
    const bool held = c.view.held_by(Side::exit, one.subject->id);
    if (auto no = c.refused(RefusalCode::hold_open, held, one.subject->id)) return *no;
    given.subjects.push_back(one.subject->id);
  }
  return done(std::move(given));
}

}  // namespace onestop::crossing
