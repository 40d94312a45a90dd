#include "core/crossing/case.h"

namespace onestop::crossing {

// Counted from the day the goods came into the warehouse, otherwise from the arrival.
Decision judge(Case& c, const DeclareAbandoned& command) {
  if (auto no = c.powerless(law::Act::abandon)) return *no;
  if (auto no = c.unreachable(command.subject, {SubjectKind::vehicle, SubjectKind::consignment})) return *no;
  const bool nothing = c.view.on_foot() && command.subject == c.view.opening()->vehicle;
  if (auto no = c.refused(RefusalCode::wrong_subject, nothing, command.subject)) return *no;
  if (auto no = c.refused(RefusalCode::alarm_open, c.view.alarm_open(), command.subject)) return *no;
  const auto* subject = c.view.subject(command.subject);
  const auto since = subject->deposit ? subject->deposit->at : c.view.opening()->at;
  const auto due = since + c.procedure.figure(law::Clause::abandonment) * day_ms;
  if (auto no = c.refused(RefusalCode::too_early, c.now < due, command.subject)) return *no;
  if (auto no = c.reason_too_short(command.reason)) return *no;
  return done(SubjectAbandoned{c.by(), command.subject, command.reason});
}

}  // namespace onestop::crossing
