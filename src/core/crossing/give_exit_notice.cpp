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
