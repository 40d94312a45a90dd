#include "core/crossing/options.h"

#include <algorithm>

namespace onestop::crossing {
namespace {

/// Collects options, trying each one; what the officer still has to supply is filled with something fitting.
class Tray {
 public:
  Tray(const Crossing& crossing, const Procedure& procedure, const Actor& actor, Instant now)
      : crossing_(crossing), procedure_(procedure), actor_(actor), now_(now) {}

  void put(Command command, Command trial, std::vector<std::string> asks, bool normal) {
    Option option{std::move(command), std::move(asks), false, {}, std::nullopt};
    const auto decision = decide(crossing_, procedure_, actor_, trial, now_);
    if (const auto* no = std::get_if<Refusal>(&decision)) option.refusal = *no;
    else option.basis = by_of(std::get<Accepted>(decision).events.front()).basis;
    if (normal && !option.refusal && !has_normal_) option.normal = has_normal_ = true;
    options_.push_back(std::move(option));
  }
  void put(const Command& command, bool normal = false) { put(command, command, {}, normal); }
  std::vector<Option> take() { return std::move(options_); }

 private:
  const Crossing& crossing_;
  const Procedure& procedure_;
  const Actor& actor_;
  Instant now_;
  bool has_normal_ = false;
  std::vector<Option> options_;
};

const Code& class_station(const Procedure& procedure, const law::Slot& slot, const Code& traffic_class) {
  static const Code nowhere;
  for (std::size_t i = 0; i < procedure.classes.size() && i < slot.station.size(); ++i)
    if (procedure.classes[i] == traffic_class) return slot.station[i];
  return nowhere;
}

/// Whether the officer sits where this slot is done for such a vehicle; only there it is the usual next step.
bool seated_at(const View& view, const Actor& actor, int slot) {
  const auto& procedure = view.procedure();
  const auto* desk = procedure.desk(actor.desk);
  return desk && slot >= 0 && class_station(procedure, procedure.slots[slot], view.opening()->traffic_class) == desk->station;
}

void controls(Tray& tray, const View& view, const Actor& actor, const std::function<Id()>& fresh_id) {
  const auto& procedure = view.procedure();
  for (int index = 0; index < static_cast<int>(procedure.slots.size()); ++index) {
    const auto& slot = procedure.slots[index];
    if (slot.milestone != post::Milestone::none || slot.agency != actor.agency || slot.side != procedure.side_of(actor.state)) continue;
    const bool here = seated_at(view, actor, index);
    for (const auto& one : view.subjects()) {
      if (one.subject->kind != slot.of || !law::governing(procedure, index, one.facts)) continue;
      const auto& id = one.subject->id;
      if (slot.inspection) tray.put(OrderInspection{fresh_id(), id, slot.control}, here);
      else tray.put(CloseControl{slot.control, id, Outcome::passed, {}, {}}, here);
    }
  }
}

void inspections(Tray& tray, const View& view, const Actor& actor) {
  const Side side = view.procedure().side_of(actor.state);
  for (const auto& half : view.crossing().halves)
    for (const auto& one : half.inspections) {
      if (view.concluded(one)) continue;
      const bool here = seated_at(view, actor, view.procedure().slot_of(one.control, one.side));
      const bool settled = view.attended(one.id, side) || view.declined(one.id, side);
      if (!view.attends(one.id, actor.officer) && !view.declined(one.id, side)) tray.put(AttendInspection{one.id}, !settled);
      if (!settled && one.joint) tray.put(DeclineAttendance{one.id, {}}, DeclineAttendance{one.id, std::string(80, 'x')}, {"reason"}, false);
      if (!view.act(one.id)) {
        DrawInspectionAct draw{one.id, Outcome::passed, {}, view.seals(), {}};
        tray.put(draw, draw, {"outcome", "findings", "seals_found", "seals_affixed"}, here);
      }
    }
}

void passage(Tray& tray, const View& view, const Actor& actor) {
  const Side side = view.procedure().side_of(actor.state);
  const auto& vehicle = view.vehicle().subject->id;
  const auto here = [&](post::Milestone milestone) { return seated_at(view, actor, view.procedure().milestone_slot(milestone)); };
  if (side == Side::exit) {
    if (!view.noticed()) tray.put(GiveExitNotice{}, here(post::Milestone::notice));
    if (!view.noticed()) tray.put(Withdraw{}, Withdraw{"wish"}, {"reason"}, false);
    for (const auto& one : view.subjects())
      if (one.refused_entry && !one.readmitted) tray.put(ReadmitSubject{one.subject->id}, here(post::Milestone::notice));
    return;
  }
  if (!view.accepted()) tray.put(AcceptEntry{}, here(post::Milestone::acceptance));
  for (const auto& one : view.subjects())
    if (one.subject->kind == SubjectKind::consignment && !one.released && !one.gone()) tray.put(ReleaseSubject{one.subject->id, 0});
  if (!view.vehicle().released) tray.put(ReleaseSubject{vehicle, 0}, here(post::Milestone::release));
  if (view.vehicle().released) {
    LetDepart depart{view.opening()->plate, view.seals()};
    tray.put(depart, depart, {"plate", "seals"}, here(post::Milestone::departure));
  }
}

void holds(Tray& tray, const View& view, const Actor& actor, Instant now, const std::function<Id()>& fresh_id) {
  const auto& procedure = view.procedure();
  const auto limit = now + procedure.figure(law::Clause::hold_limit) * minute_ms;
  const bool handed_over = procedure.side_of(actor.state) == Side::exit && view.noticed();
  for (const auto& one : view.subjects()) {
    if (one.released || one.gone()) continue;
    const auto scope = one.subject->kind == SubjectKind::person    ? Scope::person
                       : one.subject->kind == SubjectKind::vehicle ? Scope::vehicle
                                                                   : Scope::consignment;
    const Covered covers{scope, one.subject->id, 0};
    if (handed_over) {
      RequestHold ask{fresh_id(), covers, {}, {}};
      auto trial = ask;
      trial.reason = "reason";
      tray.put(ask, trial, {"scope", "item", "reason", "note"}, false);
    } else {
      PlaceHold place{fresh_id(), covers, {}, {}, {}, limit, {}};
      auto trial = place;
      trial.reason = "reason";
      tray.put(place, trial, {"scope", "item", "reason", "evidence", "expires", "note"}, false);
    }
    RefuseSubject refuse{one.subject->id, {}, {}, {}};
    auto trial = refuse;
    trial.reason = "reason";
    tray.put(refuse, trial, {"reason", "note"}, false);
  }
  for (const auto& half : view.crossing().halves)
    for (const auto& one : half.holds)
      if (view.crossing().status_of(one) == HoldStatus::open) tray.put(LiftHold{one.id, {}}, LiftHold{one.id, {}}, {"note"}, false);
}

void alarms(Tray& tray, const View& view, const std::function<Id()>& fresh_id) {
  for (const auto& half : view.crossing().halves)
    for (const auto& one : half.alarms) {
      if (!view.alarm_is_open(one.id)) continue;
      AgreeAlarmClosure agree{one.id, Verdict::innocent, {}};
      auto trial = agree;
      trial.findings = std::string(80, 'x');
      tray.put(agree, trial, {"verdict", "findings"}, false);
    }
  const ReportAlarm report{fresh_id(), "gamma", {}};
  tray.put(report, report, {"kind", "occupancy"}, false);
}

void orders(Tray& tray, const View& view, Instant now, const std::function<Id()>& fresh_id) {
  const auto& procedure = view.procedure();
  for (const auto& fact : procedure.facts)
    for (const auto& one : view.subjects()) {
      if (fact.source != law::FactSource::order || fact.of != one.subject->kind || one.gone() || one.released) continue;
      OrderControl order{one.subject->id, fact.code, {}};
      auto trial = order;
      trial.reason = std::string(80, 'x');
      tray.put(order, trial, {"reason"}, false);
    }
  const auto limit = now + procedure.figure(law::Clause::hold_limit) * minute_ms;
  for (const auto& half : view.crossing().halves)
    for (const auto& request : half.requests) {
      bool answered = false;
      for (const auto& other : view.crossing().halves)
        for (const auto& answer : other.answers) answered = answered || answer.request == request.id;
      if (answered) continue;
      const AnswerRequest grant{request.id, true, fresh_id(), limit}, decline{request.id, false, {}, now};
      tray.put(grant, grant, {"expires"}, false);
      tray.put(decline);
    }
}

/// Whether a step whose turn has come can be taken: held subjects, refused ones still aboard and a vehicle without a
/// driver wait for somebody else.
bool can_be_taken(const View& view, post::Milestone milestone) {
  bool driver = false;
  for (const auto& one : view.subjects()) {
    const auto& id = one.subject->id;
    driver = driver || (one.subject->kind == SubjectKind::person && !one.gone());
    if (milestone == post::Milestone::notice && !one.gone() && view.held_by(Side::exit, id)) return false;
    if (milestone != post::Milestone::release || one.released) continue;
    if (one.gone() ? one.refused_entry && !one.readmitted : view.open_hold_on(id, 0) != nullptr) return false;
  }
  return driver || milestone != post::Milestone::release;
}

}  // namespace

std::vector<Option> options(const Crossing& crossing, const Procedure& procedure, const Actor& actor, Instant now,
                            const std::function<Id()>& fresh_id) {
  const View view(crossing, procedure);
  if (!view.opening() || view.end() != End::none) return {};
  Tray tray(crossing, procedure, actor, now);
  inspections(tray, view, actor);  // first: what is begun is finished before more is begun
  controls(tray, view, actor, fresh_id);
  passage(tray, view, actor);
  holds(tray, view, actor, now, fresh_id);
  alarms(tray, view, fresh_id);
  orders(tray, view, now, fresh_id);
  return tray.take();
}

std::vector<Work> work(const Crossing& crossing, const Procedure& procedure) {
  const View view(crossing, procedure);
  std::vector<Work> list;
  if (!view.opening() || view.end() != End::none || view.alarm_open()) return list;
  const auto& traffic_class = view.opening()->traffic_class;
  const auto& notice = procedure.slots[procedure.milestone_slot(post::Milestone::notice)];
  for (const auto& one : view.subjects())
    if (one.refused_entry && !one.readmitted && (!view.vehicle().gone() || one.subject->kind == SubjectKind::vehicle))
      list.push_back({procedure.state_of(Side::exit), "readmission", one.subject->id,
                      class_station(procedure, notice, traffic_class), {}});
  if (view.vehicle().gone()) return list;
  for (const auto& one : view.subjects()) {
    if (one.gone()) continue;
    const auto open = law::enabled(procedure, one.done, one.facts) & ~one.held;
    for (std::size_t slot = 0; slot < procedure.slots.size(); ++slot) {
      const auto& at = procedure.slots[slot];
      if (!(open & (law::Slots{1} << slot)) || at.of != one.subject->kind || !can_be_taken(view, at.milestone)) continue;
      const auto& station = class_station(procedure, at, traffic_class);
      const auto other = at.side == Side::exit ? Side::entry : Side::exit;
      const auto* inspection = at.inspection ? view.inspection_for(one.subject->id, at.control, at.side) : nullptr;
      if (!inspection || !view.signed_by(inspection->id, at.side))
        list.push_back({procedure.state_of(at.side), at.control, one.subject->id, station, at.agency});
      if (inspection && inspection->joint && !view.declined(inspection->id, other) && !view.signed_by(inspection->id, other))
        list.push_back({procedure.state_of(other), at.control, one.subject->id, station, at.agency});
    }
  }
  return list;
}

}  // namespace onestop::crossing
