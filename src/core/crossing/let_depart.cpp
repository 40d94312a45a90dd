#include <algorithm>

#include "core/crossing/case.h"

namespace onestop::crossing {

Decision judge(Case& c, const LetDepart& command) {
  if (auto no = c.powerless(law::Act::depart)) return *no;
  if (auto no = c.refused(RefusalCode::alarm_open, c.view.alarm_open())) return *no;
  if (auto no = c.refused(RefusalCode::departed, c.view.departed())) return *no;
  if (auto no = c.refused(RefusalCode::not_released, !c.view.vehicle().released)) return *no;
  // An alarm that was confirmed after the release brings controls back.
  for (const auto& one : c.view.subjects())
    if (const auto open = c.view.open_control(one); open.subject && !one.apart)
      if (auto no = c.refused(RefusalCode::control_open, true, one.subject->id, c.procedure.slots[open.slot].control)) return *no;
  if (auto no = c.refused(RefusalCode::divergence_open, !c.view.divergences().empty())) return *no;
  // Shift heads may have settled that somebody aboard was not released after all.
  for (const auto& one : c.view.subjects()) {
    const bool stays = !one.apart && (one.goes_back() || (!one.gone() && !one.released));
    const auto code = one.subject->kind == SubjectKind::person ? RefusalCode::person_not_released : RefusalCode::consignment_not_released;
    if (auto no = c.refused(code, stays, one.subject->id)) return *no;
  }
  if (auto no = c.refused(RefusalCode::plate_differs, command.plate != c.view.plate())) return *no;
  auto seals = command.seals;
  std::sort(seals.begin(), seals.end());
  if (auto no = c.refused(RefusalCode::seal_differs, seals != c.view.seals())) return *no;
  return done(VehicleDeparted{c.by(), command.plate, std::move(seals)});
}

}  // namespace onestop::crossing
