#include "core/crossing/case.h"

namespace onestop::crossing {

Decision judge(Case& c, const AgreeAlarmClosure& command) {
  if (auto no = c.powerless(law::Act::close_alarm)) return *no;
  if (auto no = c.refused(RefusalCode::no_such_alarm, !c.view.alarm(command.alarm), command.alarm)) return *no;
  if (auto no = c.refused(RefusalCode::alarm_closed, !c.view.alarm_is_open(command.alarm), command.alarm)) return *no;
  if (auto no = c.refused(RefusalCode::second_person_needed, c.view.agreed(command.alarm, c.actor.officer), command.alarm)) return *no;
  if (auto no = c.reason_too_short(command.findings)) return *no;
  return done(AlarmClosureAgreed{c.by(), command.alarm, command.verdict, command.findings});
}

}  // namespace onestop::crossing
