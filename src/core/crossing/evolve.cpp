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

Subject subject_of(const ArrivedPerson& person) { return {person.id, SubjectKind::person, 0, person.claims, person.nationality}; }

Subject subject_of(const ArrivedConsignment& goods) { return {goods.id, SubjectKind::consignment, goods.items, goods.claims, {}}; }

void apply(Entry to, const VehicleArrived& e) {
  Opening opening{e.vehicle, e.plate, e.traffic_class, e.exit_state, e.lane, e.procedure, {}, e.seals, to.at, e.joined};
  opening.subjects.push_back({e.vehicle, SubjectKind::vehicle, 0, e.claims, {}});
  for (const auto& person : e.persons) opening.subjects.push_back(subject_of(person));
  for (const auto& goods : e.consignments) opening.subjects.push_back(subject_of(goods));
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

void apply(Entry to, const ExitNoticeGiven& e) { to.half.notices.push_back({e.by.officer, to.at}); }

void apply(Entry to, const EntryAccepted& e) { to.half.acceptances.push_back({e.by.officer, to.at}); }

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

void apply(Entry to, const FurtherRegistered& e) {
  for (const auto& person : e.persons) to.half.further.push_back(subject_of(person));
  for (const auto& goods : e.consignments) to.half.further.push_back(subject_of(goods));
}

void apply(Entry to, const ConsignmentSplit& e) {
  const Subject part{e.part, SubjectKind::consignment, static_cast<std::uint32_t>(e.items.size()), e.claims, {}};
  to.half.splits.push_back({e.consignment, e.items, part, to.at});
}

void apply(Entry to, const SubjectDetached& e) { to.half.detached.push_back(e.subject); }

void apply(Entry to, const ReexaminationOrdered& e) {
  to.half.reexaminations.push_back({e.control, e.subject, e.not_by, e.supersedes, to.at});
  auto& one = mark(to.half, e.control, e.subject, to.at);
  one.status = ControlStatus::in_progress;
  one.at = to.at;
}

void apply(Entry to, const ReversalRequested& e) { to.half.reversal_requests.push_back(e.request); }

void apply(Entry to, const ReversalAnswered& e) { to.half.reversals.push_back({e.request, e.granted, e.was_accepted, to.at}); }

void apply(Entry to, const OffenceRecorded& e) { to.half.offences.push_back({e.offence, e.subject, e.kind, e.by.agency, to.at}); }

void apply(Entry to, const OffenceSettled& e) { to.half.settled.push_back(e.offence); }

void apply(Entry to, const PersonDetained& e) { to.half.fates.push_back({e.subject, Fate::detained, e.offence, to.at}); }

void apply(Entry to, const SubjectSeized& e) { to.half.fates.push_back({e.subject, Fate::seized, e.offence, to.at}); }

void apply(Entry to, const SubjectAbandoned& e) { to.half.fates.push_back({e.subject, Fate::abandoned, {}, to.at}); }

void apply(Entry to, const GoodsDeposited& e) { to.half.deposits.push_back({e.deposit, e.consignment, e.place, to.at}); }

void apply(Entry to, const CostIncurred& e) { to.half.costs.push_back({e.deposit, e.fee, e.amount, to.at}); }

void apply(Entry to, const GoodsReloaded& e) { to.half.reloaded.push_back(e.deposit); }

void apply(Entry to, const SampleTaken& e) { to.half.samples.push_back({e.sample, e.consignment, e.control, e.laboratory, to.at}); }

void apply(Entry to, const SampleReported& e) { to.half.sample_results.push_back({e.sample, e.fit, to.at}); }

void apply(Entry to, const VehicleWeighed& e) { to.half.weighings.push_back({e.certificate, e.gross_kg, e.axles_kg, to.at}); }

void apply(Entry to, const PartnerCalled& e) { to.half.calls.push_back({e.call, e.control, e.subject, to.at}); }

void apply(Entry to, const CallUnanswered& e) { to.half.absences.push_back(e.call); }

void apply(Entry to, const DivergenceResolved& e) { to.half.resolutions.push_back({e.kind, e.about, e.control, e.keep, e.by.officer, to.at}); }

void apply(Entry to, const SameCrossing& e) { to.half.joins.push_back({e.other, e.by.officer}); }

void apply(Entry to, const PhotographAttached& e) {
  to.half.photographs.push_back({e.photograph, e.subject, e.inspection, e.hash, e.media_type, e.size_bytes, e.by.officer, to.at});
}

void apply(Entry to, const DocumentAttached& e) {
  to.half.documents.push_back({e.attachment, e.subject, e.kind, e.hash, e.media_type, e.size_bytes, e.by.officer, to.at});
}

void apply(Entry to, const CorrectionRequested& e) { to.half.corrections.push_back({e.correction, e.subject, e.field, e.value, e.by.officer, to.at}); }

void apply(Entry to, const CorrectionAnswered& e) { to.half.corrected.push_back({e.correction, e.granted, e.by.officer, to.at}); }

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
