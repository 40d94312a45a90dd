#include "core/crossing/case.h"

namespace onestop::crossing {

Decision judge(Case& c, const ReadmitSubject& command) {
  const auto* subject = c.view.subject(command.subject);
  if (!subject) return *c.refused(RefusalCode::not_here, true, command.subject);
  if (auto no = c.powerless(law::Act::readmit)) return *no;
  const bool due = subject->refused_entry && !subject->readmitted;
  if (auto no = c.refused(RefusalCode::not_refused, !due, command.subject)) return *no;
  if (auto no = c.refused(RefusalCode::alarm_open, c.view.alarm_open(), command.subject)) return *no;
  return done(SubjectReadmitted{c.by(), command.subject});
}

}  // namespace onestop::crossing
