#include "core/crossing/case.h"

namespace onestop::crossing {

// A shift head lets the other side inspect alone and recognises the result. The side that ordered cannot decline.
Decision judge(Case& c, const DeclineAttendance& command) {
  if (auto no = c.powerless(law::Act::decline_attendance)) return *no;
  const auto* inspection = c.view.inspection(command.inspection);
  if (!inspection) return *c.refused(RefusalCode::no_such_inspection, true, command.inspection);
  const bool invited = inspection->joint && inspection->side != c.side();
  if (auto no = c.refused(RefusalCode::not_joint, !invited, inspection->consignment)) return *no;
  const bool settled = c.view.attended(command.inspection, c.side()) || c.view.declined(command.inspection, c.side());
  if (auto no = c.refused(RefusalCode::already_attending, settled, inspection->consignment)) return *no;
  if (auto no = c.reason_too_short(command.reason)) return *no;
  return done(AttendanceDeclined{c.by(), command.inspection, command.reason});
}

}  // namespace onestop::crossing
