#include <algorithm>

#include "core/crossing/events.h"

namespace onestop::crossing {
namespace {

struct Entry {
  Half& half;
  Instant at;
};

ControlMark& mark(Half& half, const Code& control, const Id& subject, Instant at) {
  for (auto& one : half.controls)
    if (one.control == control && one.subject == subject) return one;
  auto& fresh = half.controls.emplace_back();
  fresh.control = control;
  fresh.subject = subject;
  fresh.begun = at;
  return fresh;
}

void apply(Entry to, const VehicleArrived& e) {
  Opening opening{e.vehicle, e.plate, e.traffic_class, e.exit_state, e.lane, e.procedure, {}, e.seals, to.at};
  opening.subjects.push_back({e.vehicle, SubjectKind::vehicle, 0, e.claims});
  for (const auto& person : e.persons) opening.subjects.push_back({person.id, SubjectKind::person, 0, {}});
  for (const auto& goods : e.consignments)
    opening.subjects.push_back({goods.id, SubjectKind::consignment, goods.items, goods.claims});
  to.half.opening = std::move(opening);
}

void apply(Entry to, const ControlBegun& e) {
  auto& one = mark(to.half, e.control, e.subject, to.at);
  one.status = ControlStatus::in_progress;
  one.officer = e.by.officer;
  one.at = to.at;
}

void apply(Entry to, const ControlClosed& e) {
  auto& one = mark(to.half, e.control, e.subject, to.at);
  one.status = e.outcome == Outcome::passed ? ControlStatus::passed : ControlStatus::passed_with_remarks;
  one.officer = e.by.officer;
  one.at = to.at;
  for (const auto& claim : e.established) to.half.facts.push_back({e.subject, claim, to.at});
}

void apply(Entry to, const HoldPlaced& e) {
  to.half.holds.push_back({e.hold, e.covers, e.control, e.by.agency, e.reason, e.evidence, e.by.officer, HoldStatus::open,
                           to.at, e.expires});
  if (e.control.empty()) return;
  auto& one = mark(to.half, e.control, e.covers.subject, to.at);
  one.status = ControlStatus::held;
  one.officer = e.by.officer;
  one.at = to.at;
}

void end_hold(Entry to, const Id& hold, HoldStatus status) {
  to.half.ended_holds.push_back({hold, status, to.at});
  for (auto& one : to.half.holds) {
    if (one.id != hold) continue;
    one.status = status;
    if (one.control.empty()) return;
    auto& control = mark(to.half, one.control, one.covers.subject, to.at);
    control.status = ControlStatus::in_progress;
    control.at = to.at;
  }
}

void apply(Entry to, const HoldLifted& e) { end_hold(to, e.hold, HoldStatus::lifted); }

void apply(Entry to, const HoldExpired& e) { end_hold(to, e.hold, HoldStatus::expired); }

void apply(Entry to, const ControlOrdered& e) { to.half.facts.push_back({e.subject, e.claim, to.at}); }

void apply(Entry to, const InspectionOrdered& e) {
  to.half.inspections.push_back({e.inspection, e.consignment, e.control, e.side, e.joint, e.by.officer, to.at, false});
}

void apply(Entry to, const InspectionAttended& e) { to.half.attended.push_back({e.inspection, e.by.officer}); }

void apply(Entry to, const AttendanceDeclined& e) { to.half.declined.push_back({e.inspection, e.by.officer}); }

void apply(Entry to, const PartnerAbsent& e) {
  to.half.absences.push_back(e.inspection);
  for (auto& one : to.half.inspections)
    if (one.id == e.inspection) one.partner_absent = true;
}

void apply(Entry to, const InspectionActDrawn& e) { to.half.acts.push_back(e.act); }

void apply(Entry to, const InspectionActSigned& e) {
  to.half.signatures.push_back({e.inspection, e.by.officer, e.key, e.signature});
}

void apply(Entry to, const ExitNoticeGiven& e) { to.half.notice = PassMark{e.by.officer, to.at}; }

void apply(Entry to, const EntryAccepted& e) { to.half.acceptance = PassMark{e.by.officer, to.at}; }

void apply(Entry to, const SubjectRefused& e) {
  to.half.refused.push_back({e.subject, e.control, e.reason, to.at});
  if (e.control.empty()) return;
  auto& one = mark(to.half, e.control, e.subject, to.at);
  one.status = ControlStatus::refused;
  one.officer = e.by.officer;
  one.at = to.at;
}

void apply(Entry to, const SubjectReadmitted& e) { to.half.readmitted.push_back(e.subject); }

void apply(Entry to, const SubjectReleased& e) { to.half.released.push_back({e.subject, e.item, to.at}); }

void apply(Entry to, const VehicleDeparted& e) { to.half.departure = DepartureMark{e.seals, e.plate, to.at}; }

void apply(Entry to, const CrossingWithdrawn&) { to.half.withdrawn = to.at; }

void apply(Entry to, const VehicleIsolated& e) { to.half.alarms.push_back({e.alarm, e.kind, e.occupancy, to.at}); }

void apply(Entry to, const AlarmClosureAgreed& e) { to.half.closures.push_back({e.alarm, e.by.officer, e.verdict}); }

void apply(Entry to, const HoldRequested& e) { to.half.requests.push_back({e.request, e.covers, e.reason}); }

void apply(Entry to, const HoldRequestAnswered& e) { to.half.answers.push_back({e.request, e.granted}); }

}  // namespace

void evolve(Crossing& crossing, const Recorded& recorded) {
  auto at = std::find_if(crossing.halves.begin(), crossing.halves.end(),
                         [&](const Half& one) { return !(one.recorder < recorded.recorder); });
  if (at == crossing.halves.end() || at->recorder != recorded.recorder) {
    at = crossing.halves.insert(at, Half{});
    at->recorder = recorded.recorder;
    at->state = by_of(recorded.event).state;
  }
  ++at->version;
  std::visit([&](const auto& event) { apply(Entry{*at, recorded.at}, event); }, recorded.event);
}

}  // namespace onestop::crossing
