#include "core/crossing/case.h"

namespace onestop::crossing {

namespace {

/// Axle loads that differ from the gross mass by more than a twentieth were not weighed together.
bool adds_up(const RecordWeighing& command) {
  std::uint64_t sum = 0;
  for (const auto axle : command.axles_kg) {
    if (axle == 0) return false;
    sum += axle;
  }
  const std::uint64_t gross = command.gross_kg;
  const auto difference = sum > gross ? sum - gross : gross - sum;
  return gross > 0 && command.axles_kg.size() >= 2 && command.axles_kg.size() <= 40 && difference * 20 <= gross;
}

/// Weighed again only after a shift head had a control of the vehicle done again.
bool weighed(const Case& c) {
  const auto* last = c.view.last_weighing();
  if (!last) return false;
  for (const auto& half : c.crossing.halves)
    for (const auto& one : half.reexaminations)
      if (one.subject == c.view.opening()->vehicle && !(one.at < last->at)) return false;
  return true;
}

}  // namespace

Decision judge(Case& c, const RecordWeighing& command) {
  if (auto no = c.powerless(law::Act::weigh)) return *no;
  const auto vehicle = c.view.opening()->vehicle;
  if (auto no = c.refused(RefusalCode::wrong_subject, c.view.on_foot(), vehicle)) return *no;
  if (auto no = c.unreachable(vehicle, {SubjectKind::vehicle})) return *no;
  if (auto no = c.refused(RefusalCode::isolated, c.view.alarm_open(), vehicle)) return *no;
  if (auto no = c.refused(RefusalCode::weighed_already, weighed(c), vehicle)) return *no;
  if (auto no = c.refused(RefusalCode::weighing_unfit, !adds_up(command), vehicle)) return *no;
  if (auto no = c.refused(RefusalCode::reason_missing, command.certificate.empty(), vehicle)) return *no;
  return done(VehicleWeighed{c.by(), command.certificate, command.gross_kg, command.axles_kg});
}

}  // namespace onestop::crossing
