// Moves that should be refused: one thing wrong, or everything.
#include <algorithm>

#include "kit/random_moves.h"

namespace onestop::testkit {

using namespace crossing;

Move Moves::spoiled() {
  auto move = sensible();
  switch (chance_.below(3)) {
    case 0: move.actor = stranger(); break;
    case 1: move.actor = chance_.one(visit_.cast->seats); break;
    case 2: spoil(move); break;
  }
  return move;
}

namespace {

template <class T>
T* as(Command& command) {
  return std::get_if<T>(&command);
}

}  // namespace

void Moves::spoil_arrival(RegisterArrival& come) {
  switch (chance_.below(13)) {
    case 0: come.traffic_class = "sledge"; break;
    case 1: come.exit_state = procedure_.state_of(Side::entry); break;
    case 2: come.persons.clear(); break;
    case 3:
      if (!come.persons.empty()) come.persons.front().id = come.vehicle;
      break;
    case 4: come.claims.push_back({"haunted", {}}); break;
    case 5: come.claims.push_back({chance_.one(procedure_.facts).code, {}}); break;
    case 6: come.lane = chance_.one(procedure_.lanes).code; break;
    case 7: come.lane = "nowhere"; break;
    case 8: come.traffic_class = chance_.one(procedure_.classes); break;
    case 9: come.exit_state = "Elsewhere"; break;
    case 10: come.plate = come.plate.empty() ? "P1" : ""; break;
    case 11: come.seals.push_back("S1"); break;
    case 12:
      for (const auto& lane : procedure_.lanes) {
        const bool other_way = !lane.exit_states.empty() && std::find(lane.exit_states.begin(), lane.exit_states.end(), come.exit_state) == lane.exit_states.end();
        if (other_way && std::find(lane.classes.begin(), lane.classes.end(), come.traffic_class) != lane.classes.end()) come.lane = lane.code;
      }
      break;
  }
}

void Moves::spoil(Move& move) {
  auto& command = move.command;
  if (auto* come = as<RegisterArrival>(command)) return spoil_arrival(*come);
  if (auto* sign = as<SignInspectionAct>(command)) {
    if (chance_.in(2)) sign->act[chance_.below(32)] ^= 1;
    else sign->signature[chance_.below(64)] ^= 1;
    return;
  }
  if (auto* depart = as<LetDepart>(command)) {
    if (chance_.in(2)) depart->plate += "X";
    else depart->seals.push_back("forged");
    return;
  }
  if (auto* close = as<CloseControl>(command)) {
    switch (chance_.below(8)) {
      case 0: close->control = any_control(); break;
      case 1: close->subject = known_or_strange(); break;
      case 2: close->establishes = {"haunted"}; break;
      case 3: close->outcome = Outcome::passed_with_remarks; close->remarks.reset(); break;
      case 4: close->establishes = {chance_.one(procedure_.facts).code}; break;
      case 5: command = BeginControl{any_control(), known_or_strange()}; break;
      case 6: close->found.push_back({"no_such_field", "1"}); break;
      case 7: close->found.clear(); break;
    }
    return;
  }
  if (auto* hold = as<PlaceHold>(command)) {
    switch (chance_.below(6)) {
      case 0: hold->hold = known_or_strange(); break;
      case 1: hold->covers.item += 1; break;
      case 2: hold->covers.subject = known_or_strange(); break;
      case 3: hold->control = any_control(); break;
      case 4: hold->expires = visit_.now + -1; break;
      case 5: hold->expires = visit_.now + 400 * day_ms; break;
    }
    return;
  }
  if (auto* refuse = as<RefuseSubject>(command)) {
    refuse->control = any_control();
    if (chance_.in(2)) refuse->subject = known_or_strange();
    return;
  }
  if (auto* ask = as<OrderControl>(command)) {
    if (chance_.in(2)) ask->subject = known_or_strange();
    else ask->fact = chance_.in(4) ? Code("haunted") : chance_.one(procedure_.facts).code;
    return;
  }
  const auto id = known_or_strange();
  if (spoil_life(move, id)) return;
  const bool other = chance_.in(2);
  if (auto* lift = as<LiftHold>(command)) lift->hold = id;
  else if (auto* begin = as<BeginControl>(command)) begin->control = any_control();
  else if (auto* order = as<OrderInspection>(command)) (other ? order->inspection : order->consignment) = id;
  else if (auto* attend = as<AttendInspection>(command)) attend->inspection = id;
  else if (auto* decline = as<DeclineAttendance>(command)) decline->inspection = id;
  else if (auto* draw = as<DrawInspectionAct>(command)) draw->inspection = id;
  else if (auto* readmit = as<ReadmitSubject>(command)) readmit->subject = id;
  else if (auto* release = as<ReleaseSubject>(command); release && other) release->item += 1;
  else if (release) release->subject = id;
  else if (auto* agree = as<AgreeAlarmClosure>(command)) agree->alarm = id;
  else if (auto* answer = as<AnswerRequest>(command)) (other ? answer->request : answer->hold) = id;
  else if (auto* keep = as<KeepDeadline>(command)) keep->about = id;
  else if (auto* alarm = as<ReportAlarm>(command)) alarm->alarm = id;
  else if (auto* request = as<RequestHold>(command)) request->covers.subject = id;
  else move.actor = stranger();
}

Move Moves::wild() {
  Actor actor = chance_.in(3) ? stranger() : chance_.one(visit_.cast->seats);
  const auto id = known_or_strange();
  const Covered covers{static_cast<Scope>(chance_.below(4)), known_or_strange(), static_cast<std::uint32_t>(chance_.below(3))};
  switch (chance_.below(std::variant_size_v<Command>)) {
    case 0: return {actor, arrival()};
    case 1: return {actor, BeginControl{any_control(), id}};
    case 2: return {actor, CloseControl{any_control(), id, Outcome::passed, {}, {}, {}}};
    case 3: return {actor, PlaceHold{fresh(), covers, any_control(), "doubt", {}, expiry(), {}}};
    case 4: return {actor, LiftHold{id, {}}};
    case 5: return {actor, OrderControl{id, chance_.one(procedure_.facts).code, reason()}};
    case 6: return {actor, OrderInspection{fresh(), id, any_control()}};
    case 7: return {actor, AttendInspection{id}};
    case 8: return {actor, DeclineAttendance{id, reason()}};
    case 9: return {actor, DrawInspectionAct{id, Outcome::passed, "seen", {}, {}}};
    case 10: return {actor, signature_of(view_, actor, id)};
    case 11: return {actor, GiveExitNotice{}};
    case 12: return {actor, AcceptEntry{}};
    case 13: return {actor, RefuseSubject{id, any_control(), "grounds", {}}};
    case 14: return {actor, ReadmitSubject{id}};
    case 15: return {actor, ReleaseSubject{id, static_cast<std::uint32_t>(chance_.below(3))}};
    case 16: return {actor, LetDepart{"P", {}}};
    case 17: return {actor, Withdraw{"wish"}};
    case 18: return {actor, ReportAlarm{chance_.in(4) ? fresh() : id, "gamma", {}}};
    case 19: return {actor, AgreeAlarmClosure{id, static_cast<Verdict>(chance_.below(2)), reason()}};
    case 20: return {actor, RequestHold{fresh(), covers, "late", {}}};
    case 21: return {actor, AnswerRequest{id, chance_.in(2), fresh(), expiry()}};
    case 22: return {chance_.in(2) ? visit_.cast->clocks[chance_.below(2)] : actor, KeepDeadline{static_cast<DeadlineKind>(chance_.below(4)), id}};
    default: return {actor, wild_life(id)};
  }
}

}  // namespace onestop::testkit
