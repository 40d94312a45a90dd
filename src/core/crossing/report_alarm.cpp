#include "core/crossing/case.h"

namespace onestop::crossing {

Decision judge(Case& c, const ReportAlarm& command) {
  if (auto no = c.powerless(law::Act::report_alarm)) return *no;
  if (auto no = c.refused(RefusalCode::departed, c.view.departed(), command.alarm)) return *no;
  if (auto no = c.refused(RefusalCode::already_known, c.view.identity_taken(command.alarm), command.alarm)) return *no;
  return done(VehicleIsolated{c.by(), command.alarm, command.kind, command.occupancy});
}

}  // namespace onestop::crossing
