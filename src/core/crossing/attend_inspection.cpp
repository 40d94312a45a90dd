#include "core/crossing/case.h"

namespace onestop::crossing {

Decision judge(Case& c, const AttendInspection& command) {
  if (auto no = c.powerless(law::Act::attend_inspection)) return *no;
  const auto* inspection = c.view.inspection(command.inspection);
  if (!inspection) return *c.refused(RefusalCode::no_such_inspection, true, command.inspection);
  if (auto no = c.refused(RefusalCode::isolated, c.view.alarm_open(), inspection->consignment)) return *no;
  const bool invited = inspection->joint || inspection->side == c.side();
  if (auto no = c.refused(RefusalCode::not_joint, !invited, inspection->consignment)) return *no;
  const bool again = c.view.did_before(inspection->control, inspection->consignment, c.side(), c.actor.officer);
  if (auto no = c.refused(RefusalCode::other_officer_needed, again, inspection->consignment, inspection->control)) return *no;
  // Several officers of a side may attend: who only watches does not keep away who may draw up the act.
  const bool drawn = c.view.act(command.inspection) != nullptr;
  if (auto no = c.refused(RefusalCode::act_drawn, drawn, inspection->consignment)) return *no;
  const bool settled = c.view.attends(command.inspection, c.actor.officer) || c.view.declined(command.inspection, c.side());
  if (auto no = c.refused(RefusalCode::already_attending, settled, inspection->consignment)) return *no;
  return done(InspectionAttended{c.by(), command.inspection});
}

}  // namespace onestop::crossing
