#include "core/crossing/case.h"

namespace onestop::crossing {

// The exit side refuses before its notice: the subject stays. The entry side refuses after it: the subject goes back.
Decision judge(Case& c, const RefuseSubject& command) {
  const auto* subject = c.view.subject(command.subject);
  if (!subject) return *c.refused(RefusalCode::not_here, true, command.subject);
  if (auto no = c.refused(RefusalCode::notice_missing, c.side() == Side::entry && !c.view.noticed(), command.subject)) return *no;
  if (auto no = c.powerless(law::Act::refuse)) return *no;
  if (auto no = c.no_ground(command.control, *subject)) return *no;
  if (auto no = c.refused(RefusalCode::divergence_open, c.view.diverges_on(command.subject), command.subject)) return *no;
  if (auto no = c.refused(RefusalCode::already_refused, subject->gone(), command.subject)) return *no;
  if (auto no = c.refused(RefusalCode::already_released, subject->released, command.subject)) return *no;
  if (auto no = c.refused(RefusalCode::alarm_open, c.view.alarm_open(), command.subject)) return *no;
  if (auto no = c.refused(RefusalCode::reason_missing, command.reason.empty(), command.subject)) return *no;
  SubjectRefused refused{c.by(), command.subject, command.control, command.reason, {}};
  if (command.note) refused.note = *command.note;
  return done(std::move(refused));
}

}  // namespace onestop::crossing
