#include "core/crossing/case.h"

namespace onestop::crossing {

Decision judge(Case& c, const ReadmitSubject& command) {
  const auto* subject = c.view.subject(command.subject);
  if (!subject) return *c.refused(RefusalCode::not_here, true, command.subject);
  if (auto no = c.powerless(law::Act::readmit)) return *no;
  // What is aboard shares the vehicle's refusal, and the doubt about it.
  const bool doubtful = c.view.diverges_on(command.subject) || c.view.diverges_on(c.view.opening()->vehicle);
  if (auto no = c.refused(RefusalCode::divergence_open, doubtful, command.subject)) return *no;
  const bool due = subject->goes_back();
  if (auto no = c.refused(RefusalCode::not_refused, !due, command.subject)) return *no;
  if (auto no = c.refused(RefusalCode::alarm_open, c.view.alarm_open(), command.subject)) return *no;
  return done(SubjectReadmitted{c.by(), command.subject});
}

}  // namespace onestop::crossing
