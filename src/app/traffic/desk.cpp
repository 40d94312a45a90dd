#include "app/traffic/desk.h"

#include <algorithm>

#include "wire/json.h"

namespace onestop::traffic {
namespace {

constexpr double watch_wall_ms = 5'000;    // looks again even if nobody of the generator did anything
constexpr double fruitless_wall_ms = 2'000;

}  // namespace

// --- who is next ---

void Desk::look() {
  if (!idle()) return;
  if (team_.asking) {
    team_.ask_again = true;
    return;
  }
  team_.asking = true;
  state_ = State::asking;
  ask_next();
}

void Desk::ask_next() { get("/api/v1/desk/next", &Desk::heard_next); }

/// Ends a search that began with `look`; the next of the team may search.
void Desk::asked(bool found) {
  if (state_ != State::asking) return;
  state_ = found ? State::busy : State::idle;
  team_.asking = false;
  if (std::exchange(team_.ask_again, false) || found) world_.wake(team_);
}

void Desk::heard_next(const Reply& reply) {
  const bool something = reply.status == 200;
  const auto card = something ? wire::read_json<Card>(reply.body) : wire::read_json<Card>("{}");
  if (something && card) {
    world_.saw_clock(card->now);
    if (crossing_ && card->id == crossing_) return act(*card);
  }
  if (crossing_) return leave();  // nothing is left to do here for the one before the desk

  const bool road = at_gate_ && world_.anybody_at_gate(team_.state);
  const bool road_first = road && (!card || card->updated > world_.domain_now() + static_cast<std::int64_t>(world_.came_first_ms(team_.state) - world_.agenda.now_ms()));
  if (road_first) {
    asked(true);
    return register_vehicle(*world_.next_at_gate(team_.state));
  }
  if (!card) return asked(false);
  if (!free_for_me(card->id)) return ask_list();
  take(card->id, true);
  act(*card);
}

void Desk::ask_list() { get("/api/v1/desk/work", &Desk::heard_list); }

void Desk::heard_list(const Reply& reply) {
  const auto list = wire::read_json<server::WorkList>(reply.body);
  if (reply.status == 200 && list)
    for (const auto& item : list->items) {
      if (!free_for_me(item.crossing)) continue;
      take(item.crossing, false);
      return look_at_card();
    }
  asked(false);
}

bool Desk::free_for_me(const Id& crossing) const {
  if (const auto at = team_.at_desk.find(crossing); at != team_.at_desk.end() && at->second != this) return false;
  const auto later = team_.later.find(crossing);
  return later == team_.later.end() || later->second <= world_.agenda.now_ms();
}

void Desk::take(const Id& crossing, bool by_server) {
  asked(true);
  state_ = State::busy;
  crossing_ = crossing;
  by_server_ = by_server;
  waited_ = true;
  inspecting_ = false;
  team_.at_desk[crossing] = this;
}

/// Nothing can be done here with this crossing before that time, unless something happens to it.
void Desk::put_off(const Card& card, double until_ms) {
  team_.later[card.id] = until_ms;
  world_.agenda.at(until_ms, [this, id = card.id] {
    if (const auto at = team_.later.find(id); at != team_.later.end() && at->second <= world_.agenda.now_ms()) team_.later.erase(at);
    world_.wake(team_);
  });
  leave();
}

void Desk::leave() {
  if (crossing_) {
    const auto at = team_.at_desk.find(crossing_);
    if (at != team_.at_desk.end() && at->second == this) team_.at_desk.erase(at);
  }
  ++turn_;
  crossing_ = {};
  by_server_ = waited_ = inspecting_ = watching_ = false;
  state_ = State::idle;
  look();
}

void Desk::leave_to_person(bool left) {
  if (left == left_) return;
  left_ = left;
  if (left && state_ == State::busy) leave();
}

void Desk::register_vehicle(Vehicle vehicle) {
  choose_lane(vehicle, world_.open_post());
  state_ = State::busy;
  crossing_ = vehicle.crossing;
  by_server_ = false;
  team_.at_desk[crossing_] = this;
  Call call{"POST", "/api/v1/crossings", wire::to_json(server::CommandRequest{vehicle.arrival}),
            {"Crossing-Id: " + to_text(vehicle.crossing), "Idempotency-Key: " + to_text(vehicle.crossing)}};
  world_.client.ask(seat_, std::move(call), [this, vehicle](const Reply& reply) {
    if (reply.status == 422) world_.stand_in_queue(vehicle);  // the lane was closed meanwhile
    answered("RegisterArrival", reply, [this, &vehicle] {
      world_.came_in(vehicle);
      go_on();
    });
  });
}

// --- what to do with it ---

void Desk::go_on() {
  waited_ = by_server_ && !inspecting_;
  if (waited_) ask_next();
  else look_at_card();
}

void Desk::look_at_card() {
  get("/api/v1/crossings/" + to_text(crossing_), &Desk::heard_card);
}

void Desk::heard_card(const Reply& reply) {
  const auto card = wire::read_json<Card>(reply.body);
  if (reply.status != 200 || !card) return leave();
  world_.saw_clock(card->now);
  act(*card);
}

bool Desk::mine_here(const Card& card, const server::Command& command) const {
  const auto at_my_station = [&](const Code& control, const Id& subject) {
    const auto* one = subject_of(card, subject);
    return one && std::any_of(one->controls.begin(), one->controls.end(), [&](const server::ControlView& view) {
      return view.control == control && view.state == team_.state && view.station == team_.station;
    });
  };
  if (const auto* close = std::get_if<crossing::CloseControl>(&command)) return at_my_station(close->control, close->subject);
  if (const auto* order = std::get_if<crossing::OrderInspection>(&command)) return at_my_station(order->control, order->consignment);
  return std::holds_alternative<crossing::AttendInspection>(command) || std::holds_alternative<crossing::DrawInspectionAct>(command) ||
         std::holds_alternative<crossing::SignInspectionAct>(command);
}

/// The usual next step here. Who called a joint inspection draws its act; the partner only signs.
const Desk::Option* Desk::usual(const Card& card) const {
  const Option* sign = nullptr;
  for (const auto& option : card.options) {
    if (!option.allowed) continue;
    if (std::holds_alternative<crossing::SignInspectionAct>(option.command) && !sign) sign = &option;
    if (!option.normal || (!waited_ && !mine_here(card, option.command))) continue;
    const auto* draw = std::get_if<crossing::DrawInspectionAct>(&option.command);
    const bool partners = draw && std::any_of(card.inspections.begin(), card.inspections.end(), [&](const auto& one) {
      return one.id == draw->inspection && one.state != team_.state;
    });
    if (!partners) return &option;
  }
  return sign;
}

void Desk::act(const Card& card) {
  asked(true);
  if (const auto* option = usual(card)) return perform(card, option->command);
  const bool open = std::any_of(card.inspections.begin(), card.inspections.end(), [](const auto& one) { return !one.concluded; });
  if (inspecting_ && open && card.end == crossing::End::none) return watch();
  if (card.end != crossing::End::none && world_.inside.contains(card.id)) {  // by somebody at a browser
    ++world_.figures.ended_otherwise;
    world_.ended(card.id);
  }
  if (waited_) return put_off(card, world_.agenda.now_ms() + fruitless_wall_ms * world_.agenda.speed());
  leave();
}

void Desk::perform(const Card& card, const server::Command& command) {
  const auto vehicle = card.subjects.front().id;
  if (const auto* one = std::get_if<crossing::CloseControl>(&command)) return close(card, *one);
  if (const auto* one = std::get_if<crossing::OrderInspection>(&command)) return order(card, *one);
  if (const auto* one = std::get_if<crossing::DrawInspectionAct>(&command)) return draw(card, *one);
  if (const auto* one = std::get_if<crossing::SignInspectionAct>(&command)) return sign(*one);
  if (const auto* one = std::get_if<crossing::GiveExitNotice>(&command)) return give_notice(card, *one);
  if (const auto* one = std::get_if<crossing::AcceptEntry>(&command)) return accept(card, *one);
  if (std::holds_alternative<crossing::AttendInspection>(command))
    return send(command, [this] {
      inspecting_ = true;
      go_on();
    });
  if (const auto* one = std::get_if<crossing::ReadmitSubject>(&command))
    return milestone(card, command, "readmission", one->subject, [this, vehicle, subject = one->subject] {
      if (subject == vehicle) ++world_.figures.readmitted, world_.ended(crossing_);
      leave();
    });
  if (const auto* one = std::get_if<crossing::ReleaseSubject>(&command))
    return milestone(card, command, "release", one->subject, [this, vehicle, subject = one->subject] {
      const auto at = world_.inside.find(crossing_);
      if (subject == vehicle && at != world_.inside.end()) world_.released(at->second);
      go_on();
    });
  if (std::holds_alternative<crossing::LetDepart>(command))
    return milestone(card, command, "departure", vehicle, [this] {
      ++world_.figures.departed;
      world_.ended(crossing_);
      leave();
    });
  put_off(card, world_.agenda.now_ms() + fruitless_wall_ms * world_.agenda.speed());  // a step that no officer here knows
}

/// Stays with the crossing until somebody does something to it.
void Desk::watch() {
  watching_ = true;
  if (const auto at = world_.inside.find(crossing_); at != world_.inside.end()) at->second.watchers.push_back(this);
  world_.agenda.after_wall_ms(watch_wall_ms, [this, turn = turn_] {
    if (turn == turn_ && watching_) poke();
  });
}

void Desk::poke() {
  if (!watching_) return;
  watching_ = false;
  go_on();
}

void Desk::reserve(const Id& crossing) {
  state_ = State::busy;
  crossing_ = crossing;
  by_server_ = false;
  inspecting_ = true;
  team_.at_desk[crossing] = this;
}

const Code& Desk::code() const { return world_.client.seat(seat_).sign_in.desk; }

void Desk::attend_reserved() { look_at_card(); }

}  // namespace onestop::traffic
