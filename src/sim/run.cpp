#include "sim/run.h"

#include "base/check.h"

namespace onestop::sim {

Engine::Engine(const Plan& plan) : plan_(plan), exponential_(Family::exponential, 1) {
  for (int direction = 0; direction < 2; ++direction) courses_[direction] = std::make_unique<Course>(plan, direction);
}

Engine::~Engine() = default;

Result Engine::run(const Settings& settings) { return Run(*this, settings).run(); }

std::size_t Engine::states() const { return courses_[0]->size() + courses_[1]->size(); }

Engine::Run::Run(Engine& engine, const Settings& settings)
    : engine_(engine), plan_(engine.plan_), settings_(settings), draws_(settings.seed, settings.replication), crews_(plan_.teams().size()),
      machines_(plan_.devices().size()), places_(plan_.zones().size()), place_waiters_(plan_.zones().size()), ordinals_(plan_.streams().size()) {}

Result Engine::Run::run() {
  open();
  while (!events_.empty() && events_.next_us() < settings_.span_us) {
    const auto event = events_.take();
    now_us_ = event.at_us;
    handle(event);
    settle();
  }
  now_us_ = settings_.span_us;
  close_books();
  return std::move(result_);
}

void Engine::Run::open() {
  for (const auto& stream : plan_.streams()) result_.flows.push_back({stream.name, stream.direction});
  bool rostered = false;
  for (std::size_t i = 0; i < crews_.size(); ++i) {
    const auto& team = plan_.teams()[i];
    crews_[i].queues.resize(plan_.ranks().size());
    crews_[i].servers = team.servers[static_cast<std::size_t>(hour_of(0, team.utc_offset_min))];
    rostered = rostered || team.rostered;
  }
  for (std::uint32_t i = 0; i < plan_.streams().size(); ++i) candidate(i);
  if (rostered) put(hour_us / 2, Kind::hour, 0);  // offsets are whole or half hours
  for (std::uint32_t i = 0; i < machines_.size(); ++i)
    if (const auto& device = plan_.devices()[i]; device.up_us)
      put(static_cast<std::int64_t>(scaled(device.up_us, engine_.exponential_.at(draws_.pair(none, i, 0, Purpose::breakdown).first))), Kind::breakdown, i);
}

void Engine::Run::handle(const Event& event) {
  const auto index = event.about & ((1u << index_bits) - 1);
  switch (static_cast<Kind>(event.about >> index_bits)) {
    case Kind::arrival: {
      const auto ordinal = ordinals_[index]++;
      candidate(index);
      arrive(index, ordinal, now_us_);
      break;
    }
    case Kind::done: finished(index); break;
    case Kind::resume:
      vehicles_[index].away = false;
      pend(index);
      break;
    case Kind::lift: {
      const auto lifted = services_[index];
      free_services_.push_back(index);
      auto& vehicle = vehicles_[lifted.vehicle];
      if (!vehicle.alive || tag(vehicle) != lifted.tag) break;
      note(Step::Kind::lifted, lifted.vehicle, lifted.slot, lifted.subject);
      move(lifted.vehicle, course(vehicle).after(vehicle.state, {Change::Kind::lift, lifted.subject, lifted.slot, 0}));
      break;
    }
    case Kind::alarm_over: {
      auto& vehicle = vehicles_[index];
      const bool confirmed = plan_.confirmed().yes(draw(vehicle, 0, Purpose::alarm, 1).first);
      note(confirmed ? Step::Kind::confirmed : Step::Kind::innocent, index, 0, 0);
      move(index, course(vehicle).after(vehicle.state, {confirmed ? Change::Kind::confirmed : Change::Kind::innocent, 0, 0, 0}));
      break;
    }
    case Kind::hour:
      for (std::size_t i = 0; i < crews_.size(); ++i) {
        const auto& team = plan_.teams()[i];
        auto& crew = crews_[i];
        crew.staffed_us += crew.servers * (now_us_ - crew.staffed_since_us);
        crew.staffed_since_us = now_us_;
        crew.servers = team.servers[static_cast<std::size_t>(hour_of(now_us_, team.utc_offset_min))];
        busy_teams_ |= std::uint64_t{1} << i;
      }
      put(now_us_ + hour_us / 2, Kind::hour, 0);
      break;
    case Kind::breakdown:
    case Kind::repaired: {
      auto& machine = machines_[index];
      const auto& device = plan_.devices()[index];
      machine.up = !machine.up;
      ++machine.failures;
      const auto mean_us = machine.up ? device.up_us : device.down_us;
      const auto lasts_us = scaled(mean_us, engine_.exponential_.at(draws_.pair(none, index, machine.failures, Purpose::breakdown).first));
      put(now_us_ + static_cast<std::int64_t>(lasts_us), machine.up ? Kind::breakdown : Kind::repaired, index);
      for (std::uint32_t i = 0; i < vehicles_.size(); ++i)
        if (vehicles_[i].alive) pend(i);
      busy_teams_ |= device.teams;
      break;
    }
    case Kind::device_free:
      machines_[index].busy = false;
      busy_teams_ |= plan_.devices()[index].teams;
      break;
  }
}

/// The next vehicle that may come: one more is drawn until the hour takes it. Its number is that of the draw, so that it is the
/// same vehicle under any other profile.
void Engine::Run::candidate(std::uint32_t index) {
  const auto& stream = plan_.streams()[index];
  const auto offset = plan_.procedure(stream.direction).utc_offset_min[0];
  auto at_us = now_us_;
  for (;; ++ordinals_[index]) {
    const auto pair = draws_.pair(stream.key, ordinals_[index], 0, Purpose::arrival);
    at_us += static_cast<std::int64_t>(scaled(stream.gap_us, engine_.exponential_.at(pair.first)));
    if (at_us >= settings_.span_us) return;
    if (stream.comes[static_cast<std::size_t>(hour_of(at_us, offset))].yes(pair.second)) break;
  }
  put(at_us, Kind::arrival, index);
}

std::uint64_t Engine::Run::aboard(const Stream& stream, std::uint32_t ordinal) const {
  std::uint64_t pattern = 0;
  for (std::uint32_t i = 0; i < stream.chances.size(); i += 2) {
    const bool certain = stream.chances[i].is_certain() && (i + 1 == stream.chances.size() || stream.chances[i + 1].is_certain());
    const auto pair = certain ? Pair{} : draws_.pair(stream.key, ordinal, i, Purpose::aboard);
    if (stream.chances[i].yes(pair.first)) pattern |= std::uint64_t{1} << i;
    if (i + 1 < stream.chances.size() && stream.chances[i + 1].yes(pair.second)) pattern |= std::uint64_t{2} << i;
  }
  return pattern;
}

std::uint32_t Engine::Run::persons(const Stream& stream, std::uint32_t ordinal) const {
  if (!stream.extra_us && !stream.extra.below && !stream.extra.always) return 1;
  const auto pair = draws_.pair(stream.key, ordinal, none, Purpose::aboard);
  if (!stream.extra_us) return stream.extra.yes(pair.first) ? 2 : 1;
  const auto extra = scaled(stream.extra_us, engine_.exponential_.at(pair.first)) / 1'000'000;
  return 1 + static_cast<std::uint32_t>(std::min<std::uint64_t>(extra, stream.extra_most));
}

void Engine::Run::arrive(std::uint32_t index, std::uint32_t ordinal, std::int64_t at_us) {
  const auto& stream = plan_.streams()[index];
  auto& flow = result_.flows[index];
  ++flow.came;
  ++result_.events;
  if (free_vehicles_.empty()) {
    free_vehicles_.push_back(static_cast<std::uint32_t>(vehicles_.size()));
    vehicles_.emplace_back();
    check(vehicles_.size() < (1u << index_bits), "fewer than 16 million vehicles are inside at once");
  }
  const auto id = free_vehicles_.back();
  free_vehicles_.pop_back();
  auto& vehicle = vehicles_[id] = {};
  vehicle.alive = true;
  vehicle.stream = static_cast<std::uint16_t>(index);
  vehicle.direction = static_cast<std::uint8_t>(stream.direction);
  vehicle.ordinal = ordinal;
  vehicle.came_us = at_us;
  vehicle.measured = at_us >= settings_.warm_up_us;
  const auto pattern = stream.chances.empty() ? 0 : aboard(stream, ordinal);
  const auto heads = persons(stream, ordinal);
  vehicle.heads[1] = heads >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << heads) - 1;
  place(vehicle, course(vehicle).first(index, pattern));
  inside_.change(now_us_, 1);
  if (settings_.keep_steps)
    result_.steps.push_back({Step::Kind::arrived, now_us_, stream.key, ordinal, 0, 0, vehicle.heads[1], pattern, {}});

  const auto on_road_before = on_road_[vehicle.direction]++;
  const auto room = plan_.road(stream.direction);
  pend(id);
  settle();
  if (room < 0 || on_road_before < room || !vehicles_[id].alive || vehicles_[id].begun) return;
  ++flow.lost;
  for (auto queued = vehicles_[id].queued; queued; queued &= queued - 1) drop(id, __builtin_ctzll(queued));
  leave(id);
}

void Engine::Run::leave(std::uint32_t id) {
  auto& vehicle = vehicles_[id];
  if (!vehicle.begun) --on_road_[vehicle.direction];
  for (auto queued = vehicle.queued; queued; queued &= queued - 1) drop(id, __builtin_ctzll(queued));
  leave_place(vehicle);
  if (vehicle.waits_for != nobody) std::erase(place_waiters_[static_cast<std::size_t>(vehicle.waits_for)], id);
  inside_.change(now_us_, -1);
  stays_us_ += now_us_ - vehicle.came_us;
  vehicle.alive = false;
  free_vehicles_.push_back(id);
}

/// Vehicles look for what they may do next, teams for whom they may serve next, until nothing moves.
void Engine::Run::settle() {
  for (;;) {
    for (std::size_t i = 0; i < pending_.size(); ++i) {
      const auto id = pending_[i];
      vehicles_[id].pending = false;
      if (vehicles_[id].alive) look(id);
    }
    pending_.clear();
    if (!busy_teams_) return;
    const int team = __builtin_ctzll(busy_teams_);
    busy_teams_ &= busy_teams_ - 1;
    dispatch(team);
  }
}

/// The identities that hold on every path: vehicles, queue lengths against waits, officers at work against services.
void Engine::Run::close_books() {
  inside_.change(now_us_, 0);
  for (const auto& one : vehicles_)
    if (one.alive) stays_us_ += now_us_ - one.came_us;
  check(inside_.area == stays_us_, "vehicles inside, integrated, are the sum of their stays (Little)");
  for (auto& crew : crews_) {
    crew.queue.change(now_us_, 0);
    crew.work.change(now_us_, 0);
    crew.staffed_us += crew.servers * (now_us_ - crew.staffed_since_us);
    for (const auto& queue : crew.queues)
      for (auto token = queue.head; token != none; token = tokens_[token].next) crew.waits_us += now_us_ - tokens_[token].since_us;
  }
  for (const auto& one : services_) {
    if (!one.active) continue;
    crews_[static_cast<std::size_t>(one.team)].services_us += now_us_ - one.started_us;
    if (one.partner != nobody) crews_[static_cast<std::size_t>(one.partner)].services_us += now_us_ - one.started_us;
  }
  for (const auto& crew : crews_) {
    check(crew.queue.area == crew.waits_us, "a queue's length, integrated, is the sum of its waits (Little)");
    check(crew.work.area == crew.services_us, "officers at work, integrated, are the sum of their services");
    result_.teams.push_back({crew.services, crew.work.area, crew.queue.area, crew.staffed_us});
  }
  result_.inside = static_cast<std::uint64_t>(inside_.now);
  std::uint64_t came = 0, gone = 0;
  for (const auto& flow : result_.flows) {
    came += flow.came, gone += flow.lost + flow.left + flow.refused;
    for (const auto word : {flow.came, flow.lost, flow.left, flow.refused, static_cast<std::uint64_t>(flow.release_us), static_cast<std::uint64_t>(flow.wait_us)}) mix(word);
  }
  check(came == gone + result_.inside, "who came has left, was lost or refused, or is inside");
  for (const auto& team : result_.teams)
    for (const auto word : {static_cast<std::uint64_t>(team.busy_us), static_cast<std::uint64_t>(team.queue_us)}) mix(word);
  result_.hash = hash_;
}

}  // namespace onestop::sim
