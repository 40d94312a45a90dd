// Arrivals: who comes when, who waits on the road before the gate, who comes in. Where the server has a plan, the arrivals of
// its first half come again in every later one, each at the same minute of the same day, with the same aboard.
#include <algorithm>

#include "app/traffic/desk.h"
#include "app/traffic/lodging.h"
#include "server/shift_messages.h"
#include "wire/json.h"

namespace onestop::traffic {
namespace {

constexpr std::int64_t most_early_ms = minute_ms;  // the post's clock may stand back after a restart
constexpr std::int64_t lodged_before_ms = 130 * minute_ms;  // the notice that the post asks for, and some minutes more

}  // namespace

/// A vehicle that came in the last quarter of a half, at most twelve hours before its end, had less time than others to be released.
constexpr std::int64_t compared_before_end_ms = 12 * hour_ms;

void World::open_flows() {
  if (post.demo_plan && post.demo_plan->halves.size() == 2) play_ = Play{*post.demo_plan, 0, 1, {}, {}};
  for (const auto& state : post.states)
    for (const auto& flow : parameters.flows) {
      const auto name = flow.name.text() + " from " + state.code.text();
      streams_.push_back({&flow, state.code, nullptr, key(name), 0, 0});
      auto& stream = streams_.back();
      stream.times = std::make_unique<ArrivalStream>(parameters, flow, scale_, state.utc_offset_min, keyed(stream.key, "times"));
    }
  for (std::size_t index = 0; index < streams_.size(); ++index) {
    auto at = next_of(index, std::nullopt);
    for (; at && due(streams_[index].round, *at) < domain_now(); at = next_of(index, at)) ++streams_[index].count;  // came before the generator
    if (at) announce(index, *at);
  }
}

/// The stream's next arrival in the days of the first half; nothing where nobody ever comes.
std::optional<Instant> World::next_of(std::size_t index, std::optional<Instant> after) {
  auto& stream = streams_[index];
  const auto next = stream.times->next(after.value_or(play_ ? play_->plan.began : domain_now()));
  if (!next || !play_ || *next < play_->plan.halves.front().until) return next;
  if (stream.count == 0 && !after) return std::nullopt;
  ++stream.round;
  stream.count = 0;
  const auto offset_min = std::ranges::find(post.states, stream.exit_state, &server::StateView::code)->utc_offset_min;
  stream.times = std::make_unique<ArrivalStream>(parameters, *stream.flow, scale_, offset_min, keyed(stream.key, "times"));
  return stream.times->next(play_->plan.began);
}

Instant World::due(std::size_t round, Instant at) const {
  if (!play_) return at;
  const auto half_ms = play_->plan.halves.front().until - play_->plan.halves.front().from;
  return at + static_cast<std::int64_t>(round) * half_ms;
}

/// Some time before it comes, firms lodge for it, and the one after it is thought of.
void World::announce(std::size_t index, Instant at) {
  const auto ms = agenda.now_ms() + static_cast<double>(due(streams_[index].round, at) - domain_now());
  agenda.at(ms - lodged_before_ms, [this, index, at] {
    auto& stream = streams_[index];
    const Coming coming{index, stream.count++, stream.round, at};
    lodge_for(coming);
    await(coming);
    if (const auto next = next_of(index, at)) announce(index, *next);
  });
}

void World::await(const Coming& coming) {
  agenda.at(agenda.now_ms() + static_cast<double>(due(coming.round, coming.at) - domain_now()), [this, coming] { arrive(coming); });
}

Vehicle World::invented(const Coming& coming) const {
  const auto& stream = streams_[coming.stream];
  return invent_vehicle(parameters, *stream.flow, post, stream.exit_state, keyed(stream.key, coming.number), domain_now());
}

/// Only who carries goods lodges. Each movement has its firm; its messages go one after the other.
void World::lodge_for(const Coming& coming) {
  if (firms_.empty() || streams_[coming.stream].flow->loads.empty()) return;
  const auto vehicle = invented(coming);
  const auto expected = due(coming.round, coming.at);
  const auto& firm = firms_[keyed(vehicle.key, "firm") % firms_.size()];
  for (auto& message : messages_for(vehicle, firm, post, expected)) {
    const auto path = "/api/v1/lodgements?exit_state=" + vehicle.arrival.exit_state.text() + "&expected=" + to_text(expected);
    const auto key = "Idempotency-Key: " + message.what + " " + std::to_string(vehicle.key) + " " + std::to_string(coming.round);
    client.ask_openly({"POST", path, std::move(message.bytes), {"Authorization: Bearer " + firm.key, "Content-Type: application/xml", key}}, [this](const Reply& reply) {
      if (reply.status == 202) ++figures.lodged;
      else count_refusal("lodging", reply);
    });
  }
}

void World::arrive(const Coming& coming) {
  if (due(coming.round, coming.at) - domain_now() > most_early_ms) return await(coming);
  auto vehicle = invented(coming);
  const auto at = coming.at;
  vehicle.came_ms = agenda.now_ms();
  vehicle.round = coming.round;
  vehicle.pair = {coming.stream, coming.number};
  if (play_ && coming.round == 0) {
    const auto& half = play_->plan.halves.front();
    const auto margin_ms = std::min(compared_before_end_ms, (half.until - half.from) / 4);
    play_->pairs[vehicle.pair] = {vehicle.flow, half.until - at < margin_ms, false, {}};
  }
  join_road(std::move(vehicle));
}

/// Here a vehicle begins to wait before the gate. An officer there gives it a ticket; without one it waits all the same.
void World::join_road(Vehicle vehicle) {
  const auto& state = vehicle.arrival.exit_state;
  const auto keeper = queue_keepers_.find(state);
  if (road_[state].size() + taking_tickets_ >= longest_queue) return;
  if (keeper == queue_keepers_.end()) return stand_in_queue(std::move(vehicle));
  server::ShiftRequest request{shift::JoinQueue{vehicle.crossing, vehicle.arrival.plate, vehicle.arrival.traffic_class, state}};
  Call call{"POST", "/api/v1/shift/commands", wire::to_json(request), {"Idempotency-Key: ticket " + to_text(vehicle.crossing)}};
  ++taking_tickets_;
  client.ask(keeper->second, std::move(call), [this, vehicle](const Reply& reply) mutable {
    --taking_tickets_;
    if (reply.status < 300) vehicle.arrival.ticket = vehicle.crossing;
    else count_refusal("JoinQueue", reply);
    stand_in_queue(std::move(vehicle));
  });
}

void World::stand_in_queue(Vehicle vehicle) {
  auto& queue = road_[vehicle.arrival.exit_state];
  const auto behind = std::ranges::find_if(queue, [&](const Vehicle& one) { return one.came_ms > vehicle.came_ms; });
  queue.insert(behind, std::move(vehicle));
  wake_soon();
}

/// The first for whom a lane is open, or who never needs one.
std::deque<Vehicle>::iterator World::next_in(std::deque<Vehicle>& queue) {
  return std::ranges::find_if(queue, [&](const Vehicle& one) { return has_lane(open_post_, one.arrival) || !has_lane(post, one.arrival); });
}

std::optional<Vehicle> World::next_at_gate(const Code& state) {
  auto& queue = road_[state];
  const auto at = next_in(queue);
  if (at == queue.end()) return std::nullopt;
  auto vehicle = std::move(*at);
  queue.erase(at);
  return vehicle;
}

bool World::anybody_at_gate(const Code& state) { return next_in(road_[state]) != road_[state].end(); }

double World::came_first_ms(const Code& state) { return next_in(road_[state])->came_ms; }

void World::came_in(const Vehicle& vehicle) {
  ++figures.registered;
  figures.gate_wait_min[vehicle.flow].add((agenda.now_ms() - vehicle.came_ms) / minute_ms);
  auto& one = inside[vehicle.crossing];
  one.flow = vehicle.flow;
  one.round = vehicle.round;
  one.pair = vehicle.pair;
  one.registered = domain_now();
  one.ready_ms = std::max(one.ready_ms, vehicle.came_ms);
  if (play_ && one.round < 2 && one.registered >= play_->plan.halves[one.round].until) play_->pairs[one.pair].strayed = true;
}

void World::released(const Inside& one) {
  const auto minutes = static_cast<double>(domain_now() - one.registered) / minute_ms;
  figures.release_min[one.flow].add(minutes);
  if (!play_ || one.round >= 2) return;
  play_->release_min[one.round][one.flow].add(minutes);
  play_->pairs[one.pair].release_min[one.round] = minutes;
}

void World::ready(const Id& crossing, double ms) {
  if (const auto at = inside.find(crossing); at != inside.end()) at->second.ready_ms = std::max(at->second.ready_ms, ms);
}

void World::look_at_plan() {
  if (!play_) return;
  const auto now = domain_now();
  play_->half = now < play_->plan.halves[0].until ? 0 : now < play_->plan.halves[1].until ? 1 : 2;
  play_->day = now < play_->plan.began ? 0 : static_cast<int>((now - play_->plan.began) / day_ms) + 1;
}

}  // namespace onestop::traffic
