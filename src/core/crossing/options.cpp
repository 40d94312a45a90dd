#include "core/crossing/tray.h"

#include <algorithm>

namespace onestop::crossing {
namespace {

/// Whether the officer sits where this slot is done for such a vehicle; only there it is the usual next step.
bool seated_at(const View& view, const Actor& actor, int slot) {
  const auto& procedure = view.procedure();
  const auto* desk = procedure.desk(actor.desk);
  return desk && slot >= 0 && procedure.station_of(slot, view.opening()->traffic_class) == desk->station;
}

/// One key where nothing has to be written down, else the fields that the control asks for.
void close(Tray& tray, const law::Slot& slot, const Id& subject, bool here) {
  const CloseControl plain{slot.control, subject, Outcome::passed, {}, {}, {}};
  auto trial = plain;
  for (const auto& field : slot.fields)
    if (field.required) trial.found.push_back({field.code, field.kind == law::FieldKind::day ? "2000-01-01" : "1"});
  if (trial.found.empty()) tray.put(plain, here);
  else tray.put(plain, trial, {"found"}, here);
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
      else close(tray, slot, id, here);
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
      if (!settled && one.joint) tray.put(DeclineAttendance{one.id, {}}, DeclineAttendance{one.id, some_reason()}, {"reason"}, false);
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
      if (one.goes_back()) tray.put(ReadmitSubject{one.subject->id}, here(post::Milestone::notice));
    return;
  }
  if (!view.accepted()) tray.put(AcceptEntry{}, here(post::Milestone::acceptance));
  for (const auto& one : view.subjects())
    if (one.subject->kind != SubjectKind::vehicle && !one.released && !one.gone()) tray.put(ReleaseSubject{one.subject->id, 0}, one.apart && here(post::Milestone::release));
  if (!view.vehicle().released && !view.vehicle().gone()) tray.put(ReleaseSubject{vehicle, 0}, here(post::Milestone::release));
  if (view.vehicle().released && !view.departed()) {
    LetDepart depart{view.plate(), view.seals()};
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
      trial.findings = some_reason();
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
      trial.reason = some_reason();
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
  const bool leaves = milestone != post::Milestone::none && milestone != post::Milestone::acceptance;
  if (leaves && !view.divergences().empty()) return false;
  for (const auto& one : view.subjects()) {
    const auto& id = one.subject->id;
    driver = driver || (one.subject->kind == SubjectKind::person && !one.gone() && !one.apart);
    if (one.apart) continue;
    if (milestone == post::Milestone::notice && !one.gone() && (view.held_by(Side::exit, id) || view.open_offence_on(id))) return false;
    if (milestone != post::Milestone::release || one.released) continue;
    const bool waits = view.open_hold_on(id, 0) || view.open_offence_on(id) || view.open_sample(id, {});
    if (one.gone() ? one.goes_back() : waits) return false;
  }
  return driver || milestone != post::Milestone::release;
}

/// The first desk of this side that a provision lets do the act: where shift heads and the like find their work.
const law::DeskSeat* desk_for(const Procedure& procedure, Side side, law::Act act) {
  const auto bit = [](const std::vector<Code>& all, const Code& code) {
    const auto at = std::find(all.begin(), all.end(), code);
    return at == all.end() ? std::uint64_t{0} : std::uint64_t{1} << (at - all.begin());
  };
  for (const auto& desk : procedure.desks) {
    if (desk.state != procedure.state_of(side)) continue;
    for (const auto& power : procedure.powers)
      if (power.act == act && (power.sides >> static_cast<int>(side) & 1) && (power.agencies & bit(procedure.agencies, desk.agency)) &&
          (power.roles & bit(procedure.roles, desk.role)) && (power.zones & bit(procedure.zones, desk.zone)))
        return &desk;
  }
  return nullptr;
}

class WorkList {
 public:
  explicit WorkList(const View& view) : view_(view), procedure_(view.procedure()) {
    for (const auto& one : view.subjects()) rank_ = std::max(rank_, procedure_.rank(one.facts));
  }

  std::vector<Work> run() {
    heads();
    if (view_.alarm_open()) return std::move(list_);
    readmissions();
    for (const auto& one : view_.subjects())
      if (!one.gone() && (one.apart || !view_.vehicle().gone())) controls(one);
    return std::move(list_);
  }

 private:
  void add(Side side, const Code& what, const Id& subject, const Code& station, const Code& agency) {
    list_.push_back({procedure_.state_of(side), what, subject, station, agency, rank_});
  }

  void for_head(Side side, const Code& what, const Id& subject, law::Act act) {
    if (const auto* desk = desk_for(procedure_, side, act)) add(side, what, subject, desk->station, {});
  }

  /// What waits for a shift head: requests of the other side, colleagues who did not come, records that contradict.
  void heads() {
    const auto& vehicle = view_.vehicle().subject->id;
    if (view_.open_reversal()) for_head(Side::entry, "reversal", vehicle, law::Act::consent_reversal);
    for (const auto& one : view_.divergences())
      for (const auto side : {Side::exit, Side::entry}) for_head(side, "divergence", one.about, law::Act::resolve_divergence);
    for (const auto& half : view_.crossing().halves)
      for (const auto& call : half.calls) {
        const auto other = view_.side_of(half) == Side::exit ? Side::entry : Side::exit;
        const int slot = procedure_.slot_of(call.control, other);
        const auto* subject = view_.subject(call.subject);
        const bool came = !subject || slot < 0 || (subject->done & (Slots{1} << slot)) != 0;
        if (!came && view_.absence_reported(call.id)) for_head(other, "absence", call.subject, law::Act::order_control);
      }
  }

  void readmissions() {
    const int notice = procedure_.milestone_slot(post::Milestone::notice);
    for (const auto& one : view_.subjects())
      if (one.goes_back() && view_.divergences().empty() && (!view_.vehicle().goes_back() || one.apart || one.subject->kind == SubjectKind::vehicle))
        add(Side::exit, "readmission", one.subject->id, procedure_.station_of(notice, view_.opening()->traffic_class), {});
  }

  void controls(const SubjectView& one) {
    const auto open = law::enabled(procedure_, one.done, one.facts) & ~one.held;
    for (int slot = 0; slot < static_cast<int>(procedure_.slots.size()); ++slot) {
      const auto& at = procedure_.slots[static_cast<std::size_t>(slot)];
      if (!(open & (Slots{1} << slot)) || at.of != one.subject->kind || !can_be_taken(view_, at.milestone)) continue;
      if (view_.open_sample(one.subject->id, at.control) || view_.unfit_sample(one.subject->id, at.control)) continue;  // the laboratory has a say
      const auto& station = procedure_.station_of(slot, view_.opening()->traffic_class);
      const auto other = at.side == Side::exit ? Side::entry : Side::exit;
      const auto* inspection = at.inspection ? view_.inspection_for(one.subject->id, at.control, at.side) : nullptr;
      if (!inspection || !view_.signed_by(inspection->id, at.side)) add(at.side, at.control, one.subject->id, station, at.agency);
      if (inspection && inspection->joint && !view_.declined(inspection->id, other) && !view_.signed_by(inspection->id, other))
        add(other, at.control, one.subject->id, station, at.agency);
    }
    // What goes on apart is released by itself, when the entry side has nothing more to ask of it.
    if (one.apart && !one.released && view_.accepted() && !view_.open_control(one).subject && !view_.open_hold_on(one.subject->id, 0)) {
      const int release = procedure_.milestone_slot(post::Milestone::release);
      add(Side::entry, procedure_.slots[static_cast<std::size_t>(release)].control, one.subject->id, procedure_.station_of(release, view_.opening()->traffic_class), {});
    }
  }

  const View& view_;
  const Procedure& procedure_;
  std::int64_t rank_ = 0;
  std::vector<Work> list_;
};

}  // namespace

std::vector<Option> options(const Crossing& crossing, const Procedure& procedure, const Actor& actor, Instant now,
                            const std::function<Id()>& fresh_id) {
  const View view(crossing, procedure);
  if (!view.opening() || view.end() != End::none) return {};
  Tray tray(view, actor, now, fresh_id);
  inspections(tray, view, actor);  // first: what is begun is finished before more is begun
  controls(tray, view, actor, fresh_id);
  passage(tray, view, actor);
  holds(tray, view, actor, now, fresh_id);
  alarms(tray, view, fresh_id);
  orders(tray, view, now, fresh_id);
  offer_rare(tray);
  return tray.take();
}

std::vector<Work> work(const Crossing& crossing, const Procedure& procedure) {
  const View view(crossing, procedure);
  if (!view.opening() || view.end() != End::none) return {};
  return WorkList(view).run();
}

bool is_affair(const Code& what) { return what == Code("reversal") || what == Code("divergence") || what == Code("absence"); }

}  // namespace onestop::crossing
