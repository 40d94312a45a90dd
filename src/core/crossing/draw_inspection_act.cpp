#include "core/crossing/case.h"

namespace onestop::crossing {

namespace {

bool settled(const View& view, const InspectionMark& inspection, Side side) {
  if (!inspection.joint && side != inspection.side) return true;
  return view.attended(inspection.id, side) || view.declined(inspection.id, side);
}

}  // namespace

Decision judge(Case& c, const DrawInspectionAct& command) {
  if (auto no = c.powerless(law::Act::draw_act)) return *no;
  const auto* inspection = c.view.inspection(command.inspection);
  if (!inspection) return *c.refused(RefusalCode::no_such_inspection, true, command.inspection);
  if (auto no = c.refused(RefusalCode::isolated, c.view.alarm_open(), inspection->consignment)) return *no;
  const bool attends = c.view.attends(command.inspection, c.actor.officer);
  if (auto no = c.refused(RefusalCode::not_attending, !attends, inspection->consignment)) return *no;
  const bool quorum = settled(c.view, *inspection, Side::exit) && settled(c.view, *inspection, Side::entry);
  if (auto no = c.refused(RefusalCode::partner_missing, !quorum, inspection->consignment)) return *no;
  const bool drawn = c.view.act(command.inspection) != nullptr;
  if (auto no = c.refused(RefusalCode::act_drawn, drawn, inspection->consignment)) return *no;
  const bool unexplained = command.outcome == Outcome::passed_with_remarks && command.findings.empty();
  if (auto no = c.refused(RefusalCode::remarks_missing, unexplained, inspection->consignment)) return *no;
  return done(InspectionActDrawn{c.by(), {command.inspection, inspection->consignment, inspection->control, command.outcome,
                                          command.findings, command.seals_found, command.seals_affixed, c.actor.officer, c.now}});
}

}  // namespace onestop::crossing
