#include "kit/random_moves.h"

#include <algorithm>

#include "core/crossing/options.h"

namespace onestop::testkit {

using namespace crossing;

namespace {

Id numbered(std::string_view what, std::uint64_t number) { return id_named(std::string(what) + " " + std::to_string(number)); }

std::size_t index_of(const std::vector<Code>& list, const Code& code) {
  return static_cast<std::size_t>(std::find(list.begin(), list.end(), code) - list.begin());
}

/// A role that may do the act from anywhere, without a desk; the last role where there is none.
Code role_without_desk(const Procedure& procedure, law::Act act) {
  for (const auto& power : procedure.powers) {
    if (power.act != act || !(power.zones >> 63)) continue;
    for (std::size_t i = 0; i < procedure.roles.size(); ++i)
      if (power.roles >> i & 1) return procedure.roles[i];
  }
  return procedure.roles.back();
}

}  // namespace

Cast cast_of(const Procedure& procedure) {
  Cast cast;
  std::uint64_t number = 0;
  for (const auto& desk : procedure.desks)
    for (int person = 0; person < 2; ++person) {
      Actor actor{numbered("officer", number++), desk.state, desk.agency, desk.role, desk.code, {}};
      actor.key = keys_of(actor.officer).public_key;
      cast.of_side[static_cast<int>(procedure.side_of(desk.state))].push_back(cast.seats.size());
      cast.seats.push_back(actor);
    }
  for (const auto side : {Side::exit, Side::entry}) {
    const auto i = static_cast<std::size_t>(side);
    cast.clocks[i] = {numbered("clock", i), procedure.state_of(side), {}, role_without_desk(procedure, law::Act::keep_deadline), {}, {}};
    cast.devices[i] = {numbered("device", i), procedure.state_of(side), {}, role_without_desk(procedure, law::Act::report_alarm), {}, {}};
  }
  return cast;
}

// --- who ---------------------------------------------------------------------------------------------------------------

const Actor& Moves::seat(Side side) { return visit_.cast->seats[chance_.one(visit_.cast->of_side[static_cast<int>(side)])]; }

const Actor& Moves::seat(Side side, const Code& agency) {
  const auto& seats = visit_.cast->of_side[static_cast<int>(side)];
  const auto first = chance_.below(seats.size());
  for (std::size_t i = 0; i < seats.size(); ++i) {
    const auto& one = visit_.cast->seats[seats[(first + i) % seats.size()]];
    if (agency.empty() || one.agency == agency) return one;
  }
  return seat(side);
}

const Actor& Moves::able(law::Act act, Side side) {
  const auto& seats = visit_.cast->of_side[static_cast<int>(side)];
  const auto first = chance_.below(seats.size());
  for (std::size_t i = 0; i < seats.size(); ++i) {
    const auto& one = visit_.cast->seats[seats[(first + i) % seats.size()]];
    if (may(one, act)) return one;
  }
  return seat(side);
}

/// In whatever phase.
bool Moves::may(const Actor& actor, law::Act act) const {
  const auto agency = index_of(procedure_.agencies, actor.agency), role = index_of(procedure_.roles, actor.role);
  const auto* desk = procedure_.desk(actor.desk);
  const auto zone = desk ? index_of(procedure_.zones, desk->zone) : 63;
  const auto side = static_cast<int>(procedure_.side_of(actor.state));
  return std::any_of(procedure_.powers.begin(), procedure_.powers.end(), [&](const law::Power& power) {
    return power.act == act && (power.agencies >> agency & 1) && (power.roles >> role & 1) && (power.sides >> side & 1) && (power.zones >> zone & 1);
  });
}

Actor Moves::stranger() {
  Actor actor = chance_.one(visit_.cast->seats);
  switch (chance_.below(7)) {
    case 0: actor.state = "Elsewhere"; break;
    case 1: actor.agency = chance_.in(2) ? Code("pretenders") : chance_.one(procedure_.agencies); break;
    case 2: actor.role = chance_.in(2) ? Code("pretender") : chance_.one(procedure_.roles); break;
    case 3: actor.desk = {}; break;
    case 4: actor.desk = chance_.one(visit_.cast->seats).desk; break;
    case 5: actor.state = chance_.one(procedure_.states); break;
    case 6: actor.officer = fresh(); break;
  }
  return actor;
}

// --- what --------------------------------------------------------------------------------------------------------------

Id Moves::known_or_strange() {
  if (visit_.used.empty() || chance_.in(4)) return chance_.in(2) ? Id{} : fresh();
  return chance_.one(visit_.used);
}

Instant Moves::expiry() {
  const auto limit = procedure_.figure(law::Clause::hold_limit) * minute_ms;
  if (chance_.in(16)) return visit_.now + -static_cast<std::int64_t>(chance_.below(1000));
  if (chance_.in(16)) return visit_.now + (limit + 1 + static_cast<std::int64_t>(chance_.below(1000)));
  return visit_.now + (1 + static_cast<std::int64_t>(chance_.below(static_cast<std::size_t>(chance_.in(3) ? limit : hour_ms))));
}

Covered Moves::covered() {
  const auto& one = chance_.one(view_.subjects());
  const bool item = one.subject->kind == SubjectKind::consignment && chance_.in(3);
  const auto scope = one.subject->kind == SubjectKind::person    ? Scope::person
                     : one.subject->kind == SubjectKind::vehicle ? Scope::vehicle
                     : item                                      ? Scope::item
                                                                 : Scope::consignment;
  return {scope, one.subject->id, item ? 1 + static_cast<std::uint32_t>(chance_.below(one.subject->items)) : 0};
}

std::vector<Claim> Moves::claims(SubjectKind kind) {
  std::vector<Claim> out;
  for (const auto& fact : procedure_.facts) {
    const bool declared = fact.source == law::FactSource::arrival || fact.source == law::FactSource::lodging;
    if (!declared || fact.of != kind || chance_.in(2)) continue;
    out.push_back({fact.code, chance_.in(3) ? std::optional(any_side()) : std::nullopt});
  }
  return out;
}

RegisterArrival Moves::arrival() {
  RegisterArrival come;
  come.vehicle = fresh();
  come.exit_state = procedure_.state_of(Side::exit);
  std::vector<const post::Lane*> lanes;
  for (const auto& lane : procedure_.lanes)
    if (lane.exit_states.empty() || std::find(lane.exit_states.begin(), lane.exit_states.end(), come.exit_state) != lane.exit_states.end()) lanes.push_back(&lane);
  auto at = chance_.one(lanes);
  for (int tries = 0; tries < 2 && at->classes.size() == 1; ++tries) at = chance_.one(lanes);  // more of those that carry goods
  const auto& lane = *at;
  come.lane = lane.code;
  if (lanes.size() < procedure_.lanes.size() && chance_.in(5)) come.lane = chance_.one(procedure_.lanes).code;
  come.traffic_class = lane.classes.empty() ? chance_.one(procedure_.classes) : chance_.one(lane.classes);
  const bool on_foot = (procedure_.class_bit(come.traffic_class) & procedure_.on_foot) != 0;
  come.claims = claims(SubjectKind::vehicle);
  for (std::size_t i = 1 + chance_.below(3); i > 0; --i) come.persons.push_back(person());
  if (on_foot) return come;
  come.plate = "P" + std::to_string(chance_.below(100000));
  for (std::size_t i = chance_.below(3); i > 0; --i) come.seals.push_back("S" + std::to_string(chance_.below(1000)));
  const bool cargo = lane.classes.size() != 1 && chance_.below(3) != 0;  // lanes that several classes share are for goods
  for (std::size_t i = cargo || chance_.in(8) ? 1 + chance_.below(2) : 0; i > 0; --i) come.consignments.push_back(consignment());
  return come;
}

SignInspectionAct signature_of(const View& view, const Actor& actor, const Id& inspection) {
  const auto* act = view.act(inspection);
  const auto bytes = act_bytes(act ? *act : InspectionAct{});
  return {inspection, sha256(bytes), sign(bytes, keys_of(actor.officer).secret_key)};
}

// --- sensible moves ------------------------------------------------------------------------------------------------------

Move Moves::sensible() {
  if (!view_.opening()) {
    auto come = arrival();
    if (chance_.in(8)) spoil_arrival(come);
    return {able(law::Act::open_crossing, Side::exit), come};
  }
  if (view_.end() != End::none) return wild();
  if (much_photographed() && !chance_.in(10)) return {able(law::Act::attach_evidence, view_.noticed() ? Side::entry : any_side()), photograph(chance_.one(view_.subjects()).subject->id)};
  if (much_documented() && !chance_.in(10)) return {able(law::Act::attach_evidence, view_.noticed() ? Side::entry : any_side()), document(chance_.one(view_.subjects()).subject->id)};
  if (chance_.in(12))
    if (auto move = incident()) return *move;
  if (view_.alarm_open() && chance_.in(4)) return chance_.in(2) ? incident().value_or(wild()) : work().value_or(passage().value_or(wild()));
  if (chance_.in(10))
    if (auto move = late()) return *move;
  if (auto move = answer()) return *move;
  if (auto move = settlement()) return *move;
  if (auto move = inspection()) return *move;
  if (chance_.in(6))
    if (auto move = passage()) return *move;
  if (auto move = work()) return *move;
  if (auto move = passage()) return *move;
  if (auto move = incident()) return *move;
  return wild();
}

/// What happens now and then: holds, requests, orders, alarms, refusals, a traveller who turns back.
std::optional<Move> Moves::incident() {
  const auto side = view_.noticed() ? (chance_.in(4) ? Side::exit : Side::entry) : any_side();
  switch (chance_.below(16)) {
    case 0: case 1: case 2: case 3: case 4: {
      const auto& actor = able(law::Act::place_hold, side);
      Code control;
      for (const auto& slot : procedure_.slots)
        if (slot.agency == actor.agency && slot.side == side && chance_.in(4)) control = slot.control;
      return Move{actor, PlaceHold{fresh(), covered(), control, chance_.in(20) ? "" : "doubt", "papers", expiry(), {}}};
    }
    case 5: case 6: case 7:
      return Move{able(law::Act::request_hold, Side::exit), RequestHold{fresh(), covered(), chance_.in(20) ? "" : "late", {}}};
    case 8: case 9: {
      const auto subject = covered().subject;
      Code code = chance_.one(procedure_.facts).code;
      for (const auto& fact : procedure_.facts)
        if (fact.source == law::FactSource::order && fact.of == view_.subject(subject)->subject->kind && !chance_.in(8)) code = fact.code;
      return Move{able(law::Act::order_control, side), OrderControl{subject, code, reason()}};
    }
    case 10: {
      if (chance_.in(2)) return Move{visit_.cast->devices[static_cast<std::size_t>(side)], ReportAlarm{fresh(), "gamma", "O1"}};
      return Move{able(law::Act::report_alarm, side), ReportAlarm{fresh(), "neutron", "O2"}};
    }
    case 11: case 12: {
      const auto& actor = able(law::Act::refuse, side);
      const auto& one = chance_.one(view_.subjects());
      if (one.subject->kind == SubjectKind::vehicle && !chance_.in(4)) return std::nullopt;
      return Move{actor, RefuseSubject{one.subject->id, {}, chance_.in(20) ? "" : "grounds", {}}};
    }
    case 13:
      if (!chance_.in(4)) return std::nullopt;
      return Move{able(law::Act::withdraw, Side::exit), Withdraw{"wish"}};
    case 14: case 15: {
      if (visit_.dues.empty()) return std::nullopt;
      const auto& due = chance_.one(visit_.dues);
      return Move{visit_.cast->clocks[static_cast<std::size_t>(due.side)], KeepDeadline{due.deadline.kind, due.deadline.about}};
    }
  }
  return std::nullopt;
}

/// What waits for an answer: deadlines, alarms, requests, refused subjects, holds.
std::optional<Move> Moves::answer() {
  for (std::size_t i = 0; i < visit_.dues.size(); ++i) {
    if (visit_.now < visit_.dues[i].deadline.at) continue;
    const auto due = visit_.dues[i];
    visit_.dues.erase(visit_.dues.begin() + static_cast<std::ptrdiff_t>(i));
    return Move{visit_.cast->clocks[static_cast<std::size_t>(due.side)], KeepDeadline{due.deadline.kind, due.deadline.about}};
  }
  for (const auto& half : visit_.crossing.halves) {
    for (const auto& alarm : half.alarms) {
      const bool again = !view_.alarm_is_open(alarm.id);
      if (again && !chance_.in(40)) continue;
      const auto verdict = chance_.in(3) ? Verdict::confirmed : Verdict::innocent;
      return Move{able(law::Act::close_alarm, any_side()), AgreeAlarmClosure{alarm.id, verdict, reason()}};
    }
    for (const auto& request : half.requests) {
      const bool answered = std::any_of(visit_.crossing.halves.begin(), visit_.crossing.halves.end(), [&](const Half& other) {
        return std::any_of(other.answers.begin(), other.answers.end(), [&](const AnswerMark& one) { return one.request == request.id; });
      });
      if (!chance_.in(answered ? 40 : 2)) continue;
      return Move{able(law::Act::answer_request, Side::entry), AnswerRequest{request.id, chance_.in(2), fresh(), expiry()}};
    }
    for (const auto& hold : half.holds) {
      const bool open = visit_.crossing.status_of(hold) == HoldStatus::open;
      if (!chance_.in(open ? 4 : 60)) continue;
      return Move{seat(procedure_.side_of(half.state), hold.agency), LiftHold{hold.id, {}}};
    }
  }
  for (const auto& one : view_.subjects())
    if (one.refused_entry && !one.readmitted && chance_.in(4)) return Move{able(law::Act::readmit, Side::exit), ReadmitSubject{one.subject->id}};
  return std::nullopt;
}

const Actor* Moves::attending(const Id& inspection, Side side) {
  for (const auto& half : visit_.crossing.halves)
    for (const auto& note : half.attended) {
      if (note.inspection != inspection || procedure_.side_of(half.state) != side) continue;
      for (const auto& actor : visit_.cast->seats)
        if (actor.officer == note.officer) return &actor;
    }
  return nullptr;
}

Move Moves::sign(const InspectionMark& inspection, Side side) {
  const auto* actor = attending(inspection.id, side);
  if (!actor) actor = &seat(side);
  return {*actor, signature_of(view_, *actor, inspection.id)};
}

std::optional<Move> Moves::inspection() {
  for (const auto& half : visit_.crossing.halves)
    for (const auto& one : half.inspections) {
      if (view_.concluded(one) && !chance_.in(30)) continue;
      if (chance_.in(5)) continue;
      if (view_.accepted() && chance_.in(25)) return Move{able(law::Act::split, Side::entry), SplitConsignment{one.consignment, fresh(), {1}}};
      const auto side = one.joint || chance_.in(20) ? any_side() : one.side;
      const bool settled = view_.attended(one.id, side) || view_.declined(one.id, side);
      if (!settled || chance_.in(12)) {
        if (side != one.side && chance_.in(3)) return Move{able(law::Act::decline_attendance, side), DeclineAttendance{one.id, reason()}};
        if (chance_.in(8)) return Move{able(law::Act::attend_inspection, side), AttendInspection{one.id}};
        return Move{seat(side, procedure_.slots[static_cast<std::size_t>(procedure_.slot_of(one.control, one.side))].agency), AttendInspection{one.id}};
      }
      if (chance_.in(12)) return sign(one, side);
      if (!view_.act(one.id) || chance_.in(30)) {
        const auto* actor = attending(one.id, one.side);
        DrawInspectionAct draw{one.id, chance_.in(4) ? Outcome::passed_with_remarks : Outcome::passed, chance_.in(3) ? "" : "seen", view_.seals(), {}};
        if (chance_.in(2)) draw.seals_affixed = {"N" + std::to_string(chance_.below(1000))};
        else draw.seals_affixed = view_.seals();
        return Move{actor ? *actor : able(law::Act::draw_act, one.side), draw};
      }
      return sign(one, side);
    }
  return std::nullopt;
}

/// A control whose turn has come.
std::optional<Move> Moves::work() {
  struct Open {
    const SubjectView* subject;
    const law::Slot* slot;
  };
  std::vector<Open> open;
  for (const auto& one : view_.subjects()) {
    if (one.gone()) continue;
    const auto mask = law::enabled(procedure_, one.done, one.facts) & ~one.held;
    for (std::size_t i = 0; i < procedure_.slots.size(); ++i) {
      const auto& slot = procedure_.slots[i];
      if (!(mask >> i & 1) || slot.milestone != post::Milestone::none || slot.of != one.subject->kind) continue;
      if (slot.inspection && view_.inspection_for(one.subject->id, slot.control, slot.side) && !chance_.in(20)) continue;
      open.push_back({&one, &slot});
    }
  }
  if (open.empty()) return std::nullopt;
  const auto& next = chance_.one(open);
  const auto id = next.subject->subject->id;
  const auto& actor = seat(next.slot->side, next.slot->agency);
  if (next.slot->inspection && !chance_.in(10)) return Move{actor, OrderInspection{fresh(), id, next.slot->control}};
  if (next.slot->of == SubjectKind::consignment && chance_.in(25)) return Move{actor, OrderInspection{fresh(), id, next.slot->control}};
  if (chance_.in(8)) return Move{actor, BeginControl{next.slot->control, id}};
  CloseControl close{next.slot->control, id, Outcome::passed, {}, {}, {}};
  close.found = results(*next.slot);
  if (chance_.in(6)) close.outcome = Outcome::passed_with_remarks;
  if (chance_.in(5)) close.remarks = "remarks";
  if (chance_.in(20)) close.establishes.push_back(chance_.one(procedure_.facts).code);
  for (const auto& fact : procedure_.facts)
    if (fact.source == law::FactSource::control && fact.of == next.slot->of && chance_.in(4)) close.establishes.push_back(fact.code);
  return Move{actor, close};
}

/// Notice, acceptance, release, departure, whichever comes next.
std::optional<Move> Moves::passage() {
  if (view_.vehicle().gone()) return std::nullopt;
  if (!view_.noticed()) return Move{able(law::Act::give_notice, Side::exit), GiveExitNotice{}};
  if (!view_.accepted()) return Move{able(law::Act::accept_entry, Side::entry), AcceptEntry{}};
  if ((view_.vehicle().released && !view_.departed()) || chance_.in(12)) return Move{able(law::Act::depart, Side::entry), LetDepart{view_.opening()->plate, view_.seals()}};
  const auto one = covered();
  const bool driver = std::any_of(view_.subjects().begin(), view_.subjects().end(), [](const SubjectView& each) { return each.subject->kind == SubjectKind::person && !each.gone(); });
  if (!driver && chance_.in(4)) return Move{able(law::Act::refuse, Side::entry), RefuseSubject{view_.vehicle().subject->id, {}, "no_driver", {}}};
  if (chance_.in(3)) return Move{able(law::Act::release, Side::entry), ReleaseSubject{one.subject, one.item}};
  return Move{able(law::Act::release, Side::entry), ReleaseSubject{view_.vehicle().subject->id, 0}};
}

// --- what the core itself offers -------------------------------------------------------------------------------------------

void Moves::complete(Command& command) {
  const std::string enough = "reasons enough for anybody, whatever the law wants of them";
  if (auto* one = std::get_if<PlaceHold>(&command)) one->reason = "doubt";
  if (auto* one = std::get_if<RequestHold>(&command)) one->reason = "doubt";
  if (auto* one = std::get_if<RefuseSubject>(&command)) one->reason = "doubt";
  if (auto* one = std::get_if<Withdraw>(&command)) one->reason = "wish";
  if (auto* one = std::get_if<OrderControl>(&command)) one->reason = enough;
  if (auto* one = std::get_if<DeclineAttendance>(&command)) one->reason = enough;
  if (auto* one = std::get_if<AgreeAlarmClosure>(&command)) one->findings = enough;
  complete_life(command, enough);
}

std::optional<Move> Moves::offered() {
  const auto& actor = chance_.one(visit_.cast->seats);
  auto all = options(visit_.crossing, procedure_, actor, visit_.now, [this] { return fresh(); });
  std::erase_if(all, [](const Option& option) { return option.refusal.has_value(); });
  if (all.empty()) return std::nullopt;
  const auto usual = std::find_if(all.begin(), all.end(), [](const Option& one) { return one.normal; });
  auto option = usual != all.end() && !chance_.in(3) ? *usual : chance_.one(all);
  if (!option.asks.empty()) complete(option.command);
  if (auto* close = std::get_if<CloseControl>(&option.command))  // asked for what the control has to record
    for (const auto& slot : procedure_.slots)
      for (const auto& field : slot.fields)
        if (slot.control == close->control && slot.side == procedure_.side_of(actor.state) && field.required)
          close->found.push_back({field.code, field.kind == law::FieldKind::day ? "2039-12-31" : "1"});
  return Move{actor, option.command};
}

}  // namespace onestop::testkit
