#include "sim/run.h"

#include "base/check.h"

namespace onestop::sim {

Engine::Engine(const Plan& plan) : plan_(plan), exponential_(Family::exponential, 1) {
  for (int direction = 0; direction < 2; ++direction) courses_[direction] = std::make_unique<Course>(plan, direction);
}

Engine::~Engine() = default;

void FlowResult::add(const FlowResult& other) {
  came += other.came, lost += other.lost, left += other.left, refused += other.refused, due += other.due, measured += other.measured, deposits += other.deposits;
  release_us += other.release_us, wait_us += other.wait_us;
  working_us += other.working_us, driving_us += other.driving_us, held_us += other.held_us, waiting_us += other.waiting_us;
}

Result Engine::run(const Settings& settings) { return Run(*this, settings).run(); }

std::size_t Engine::states() const { return courses_[0]->size() + courses_[1]->size(); }

Engine::Run::Run(Engine& engine, const Settings& settings)
    : engine_(engine), plan_(engine.plan_), settings_(settings), draws_(settings.seed, settings.replication), crews_(plan_.teams().size()),
      benches_(plan_.pools().size()), machines_(plan_.devices().size()), places_(plan_.zones().size()), place_waiters_(plan_.zones().size()), ordinals_(plan_.streams().size()) {}

Result Engine::Run::run() {
  open();
  while (!events_.empty() && events_.next_us() < settings_.span_us) {
    if (settings_.sample_us) [[unlikely]] count_until(events_.next_us());
    const auto event = events_.take();
    now_us_ = event.at_us;
    handle(event);
    settle();
  }
  if (settings_.sample_us) count_until(settings_.span_us + 1);
  now_us_ = settings_.span_us;
  if (settings_.keep_rest) result_.rest = std::make_shared<const Opening>(write_down());
  close_books();
  return std::move(result_);
}

void Engine::Run::open() {
  for (const auto& stream : plan_.streams()) result_.flows.push_back({stream.name, stream.direction});
  bool by_hours = settings_.keep_hours || !benches_.empty();
  for (std::size_t i = 0; i < crews_.size(); ++i) {
    const auto& team = plan_.teams()[i];
    crews_[i].queues.resize(plan_.ranks().size());
    crews_[i].servers = team.servers[static_cast<std::size_t>(hour_of(0, team.utc_offset_min))];
    if (team.pool != nobody) benches_[static_cast<std::size_t>(team.pool)].officers = plan_.pools()[static_cast<std::size_t>(team.pool)].officers[static_cast<std::size_t>(hour_of(0, team.utc_offset_min))];
    by_hours = by_hours || team.rostered;
  }
  if (settings_.keep_hours) result_.hours.resize(crews_.size());
  for (std::uint32_t i = 0; i < plan_.streams().size(); ++i) candidate(i);
  if (by_hours) put(hour_us / 2 - settings_.start_us % (hour_us / 2), Kind::hour, 0);  // offsets are whole or half hours
  for (std::uint32_t i = 0; i < machines_.size(); ++i)
    if (const auto& device = plan_.devices()[i]; device.up_us)
      put(static_cast<std::int64_t>(scaled(device.up_us, engine_.exponential_.at(draws_.pair(none, i, 0, Purpose::breakdown).first))), Kind::breakdown, i);
  if (settings_.opening) take_up();
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
    case Kind::done: return finished(index);
    case Kind::resume:
      spend(vehicles_[index]);
      vehicles_[index].away = false;
      trace(vehicles_[index], Trace::Kind::reached_site);
      pend(index);
      break;
    case Kind::lift: {
      const auto lifted = services_[index];
      free_services_.push_back(index);
      auto& vehicle = vehicles_[lifted.vehicle];
      if (!vehicle.alive || tag(vehicle) != lifted.tag) break;
      spend(vehicle);
      trace(vehicle, Trace::Kind::lifted, nobody, nobody, lifted.slot, lifted.subject);
      note(Step::Kind::lifted, lifted.vehicle, lifted.slot, lifted.subject);
      move(lifted.vehicle, course(vehicle).after(vehicle.state, {Change::Kind::lift, lifted.subject, lifted.slot, 0}));
      break;
    }
    case Kind::alarm_over: {
      auto& vehicle = vehicles_[index];
      const bool confirmed = plan_.confirmed().yes(draw(vehicle, 0, Purpose::alarm, 1).first);
      spend(vehicle);
      trace(vehicle, Trace::Kind::cleared);
      note(confirmed ? Step::Kind::confirmed : Step::Kind::innocent, index, 0, 0);
      move(index, course(vehicle).after(vehicle.state, {confirmed ? Change::Kind::confirmed : Change::Kind::innocent, 0, 0, 0}));
      break;
    }
    case Kind::hour: next_hour(); break;
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

void Engine::Run::next_hour() {
  tell_hours();
  for (std::size_t i = 0; i < crews_.size(); ++i) {
    const auto& team = plan_.teams()[i];
    auto& crew = crews_[i];
    const auto hour = static_cast<std::size_t>(hour_of(now_us_, team.utc_offset_min));
    crew.staffed_us += crew.servers * (now_us_ - crew.staffed_since_us);
    crew.staffed_since_us = now_us_;
    if (team.rostered || !settings_.opening) crew.servers = team.servers[hour];
    if (team.pool != nobody) benches_[static_cast<std::size_t>(team.pool)].officers = plan_.pools()[static_cast<std::size_t>(team.pool)].officers[hour];
    busy_teams_ |= std::uint64_t{1} << i;
  }
  put(now_us_ + hour_us / 2, Kind::hour, 0);
}

/// What has passed since the last half hour goes to the hour of the day that it belongs to.
void Engine::Run::tell_hours() {
  if (!settings_.keep_hours || now_us_ == 0) return;
  const auto before_us = (now_us_ - 1) / (hour_us / 2) * (hour_us / 2);
  for (std::size_t i = 0; i < crews_.size(); ++i) {
    auto& crew = crews_[i];
    crew.work.change(now_us_, 0);
    crew.queue.change(now_us_, 0);
    const std::array<std::int64_t, 3> so_far{crew.work.area, crew.queue.area, crew.staffed_us + crew.servers * (now_us_ - crew.staffed_since_us)};
    if (before_us >= settings_.warm_up_us) {
      auto& hour = result_.hours[i][static_cast<std::size_t>(hour_of(before_us, plan_.teams()[i].utc_offset_min))];
      hour.busy_us += so_far[0] - crew.told[0];
      hour.queue_us += so_far[1] - crew.told[1];
      hour.staffed_us += so_far[2] - crew.told[2];
      hour.span_us += now_us_ - before_us;
    }
    crew.told = so_far;
  }
}

/// The next vehicle that may come: one more is drawn until the hour takes it. Its number is that of the draw, so that it is the
/// same vehicle under any other profile.
void Engine::Run::candidate(std::uint32_t index) {
  const auto& stream = plan_.streams()[index];
  if (settings_.arrivals_us) {
    const auto& seen = (*settings_.arrivals_us)[index];
    if (ordinals_[index] < seen.size() && seen[ordinals_[index]] < settings_.span_us) put(seen[ordinals_[index]], Kind::arrival, index);
    return;
  }
  const auto offset = plan_.procedure(stream.direction).utc_offset_min[0];
  auto at_us = now_us_;
  for (;; ++ordinals_[index]) {
    const auto pair = draws_.pair(stream.key, ordinals_[index], 0, Purpose::arrival);
    at_us += static_cast<std::int64_t>(scaled(stream.gap_us, engine_.exponential_.at(pair.first)));
    if (at_us >= settings_.span_us) return;
    if (stream.comes[static_cast<std::size_t>(hour_of_week(at_us, offset))].yes(pair.second)) break;
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
  vehicle.measured = at_us >= settings_.warm_up_us && at_us < settings_.span_us - settings_.run_out_us;
  flow.due += vehicle.measured;
  vehicle.followed = settings_.follow && settings_.follow->first == stream.key && settings_.follow->second == ordinal;
  trace(vehicle, Trace::Kind::came);
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
  flow.due -= vehicles_[id].measured;
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
  stays_us_ += now_us_ - std::max<std::int64_t>(vehicle.came_us, 0);
  if (id < result_.out_us.size() && result_.out_us[id] < 0) result_.out_us[id] = now_us_;
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
    const auto together = one_pool(team);
    busy_teams_ &= ~together;
    dispatch(team);
  }
}

/// The identities that hold on every path: vehicles, queue lengths against waits, officers at work against services.
void Engine::Run::close_books() {
  tell_hours();
  inside_.change(now_us_, 0);
  for (const auto& one : vehicles_) {
    if (!one.alive) continue;
    stays_us_ += now_us_ - std::max<std::int64_t>(one.came_us, 0);
    if (settings_.keep_stays && !(one.at->marks & released)) result_.unreleased.push_back({stream(one).key, one.ordinal, one.came_us, one.begun_us, -1});
  }
  check(inside_.area == stays_us_, "vehicles inside, integrated, are the sum of their stays (Little)");
  for (auto& crew : crews_) {
    crew.queue.change(now_us_, 0);
    crew.work.change(now_us_, 0);
    crew.staffed_us += crew.servers * (now_us_ - crew.staffed_since_us);
    crew.staffed_since_us = now_us_;
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
  std::uint64_t came = result_.out_us.size(), gone = 0;
  for (const auto& flow : result_.flows) {
    check(flow.working_us + flow.driving_us + flow.held_us + flow.waiting_us == flow.release_us, "the parts of the release are the release");
    came += flow.came, gone += flow.lost + flow.left + flow.refused;
    for (const auto word : {flow.came, flow.lost, flow.left, flow.refused, static_cast<std::uint64_t>(flow.release_us), static_cast<std::uint64_t>(flow.wait_us)}) mix(word);
  }
  check(came == gone + result_.inside, "who came has left, was lost or refused, or is inside");
  for (const auto& team : result_.teams)
    for (const auto word : {static_cast<std::uint64_t>(team.busy_us), static_cast<std::uint64_t>(team.queue_us)}) mix(word);
  mix(done_);
  result_.hash = hash_;
}

}  // namespace onestop::sim
