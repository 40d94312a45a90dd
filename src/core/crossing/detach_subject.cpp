#include "core/crossing/case.h"

namespace onestop::crossing {

// The driver of a held truck walks on; a traveller stays behind while the bus leaves; goods wait for another vehicle.
Decision judge(Case& c, const DetachSubject& command) {
  const auto* subject = c.view.subject(command.subject);
  const bool person = subject && subject->subject->kind == SubjectKind::person;
  if (auto no = c.powerless(law::Act::detach, person ? subject->subject : nullptr)) return *no;
  if (auto no = c.unreachable(command.subject, {SubjectKind::person, SubjectKind::consignment})) return *no;
  if (auto no = c.refused(RefusalCode::alarm_open, c.view.alarm_open(), command.subject)) return *no;
  if (auto no = c.refused(RefusalCode::apart_already, subject->apart, command.subject)) return *no;
  if (auto no = c.reason_too_short(command.reason)) return *no;
  return done(SubjectDetached{c.by(), command.subject, command.reason});
}

}  // namespace onestop::crossing
