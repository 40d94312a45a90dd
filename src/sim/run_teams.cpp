// Who waits for whom: teams, their queues, places that are counted.
#include "base/check.h"
#include "sim/run.h"

namespace onestop::sim {
namespace {

constexpr std::uint64_t bit(int index) { return std::uint64_t{1} << index; }

}  // namespace

void Engine::Run::look(std::uint32_t id) {
  if (!machines_.empty()) order_missing(id);
  auto& vehicle = vehicles_[id];
  const auto& at = state(vehicle);
  if (at.ended()) {
    if (vehicle.serving) return;  // looks again when the last officer lets go
    trace(vehicle, Trace::Kind::gone);
    auto& flow = result_.flows[vehicle.stream];
    if (at.marks & taken_back) ++flow.refused, flow.due -= vehicle.measured;
    else ++flow.left;
    leave(id);
    return;
  }
  const auto teams = vehicle.away ? 0 : at.teams;
  for (auto gone = vehicle.queued & ~teams; gone; gone &= gone - 1) drop(id, __builtin_ctzll(gone));
  auto wanted = teams & ~vehicle.queued & ~vehicle.serving;
  if (plan_.counts_places()) wanted = enterable(id, wanted);
  for (; wanted; wanted &= wanted - 1)
    if (join(id, __builtin_ctzll(wanted))) return;
}

/// Teams whose zone the vehicle stands in, or may enter now. A vehicle holds one counted place at a time, keeps it while it has
/// anything to do there, and until there is room where it goes next.
std::uint64_t Engine::Run::enterable(std::uint32_t id, std::uint64_t wanted) {
  auto& vehicle = vehicles_[id];
  const auto zone_of = [&](std::uint64_t teams) { return static_cast<std::int16_t>(plan_.teams()[static_cast<std::size_t>(__builtin_ctzll(teams))].zone); };
  bool busy_here = false;
  for (auto teams = wanted | vehicle.queued | vehicle.serving; teams; teams &= teams - 1) busy_here = busy_here || zone_of(teams) == vehicle.place;
  std::uint64_t open = 0;
  for (auto teams = wanted; teams; teams &= teams - 1) {
    const auto zone = zone_of(teams);
    const auto index = static_cast<std::size_t>(zone);
    const auto capacity = plan_.zones()[index].capacity;
    if (capacity == 0 || zone == vehicle.place) {
      if (capacity == 0 && !busy_here) leave_place(vehicle);
      open |= teams & ~(teams - 1);
      continue;
    }
    if (busy_here) continue;
    auto& waiters = place_waiters_[index];
    const bool turn = waiters.empty() || waiters.front() == id;
    if (places_[index] >= capacity || !turn) {
      if (vehicle.waits_for == nobody) waiters.push_back(id), vehicle.waits_for = zone;
      continue;
    }
    if (!waiters.empty()) waiters.pop_front();
    if (vehicle.waits_for != nobody && vehicle.waits_for != zone) continue;
    vehicle.waits_for = nobody;
    leave_place(vehicle);
    vehicle.place = zone;
    ++places_[index];
    if (!waiters.empty()) pend(waiters.front());
    busy_here = true;
    open |= teams & ~(teams - 1);
  }
  return open;
}

void Engine::Run::leave_place(Vehicle& vehicle) {
  if (vehicle.place == nobody) return;
  const auto index = static_cast<std::size_t>(vehicle.place);
  --places_[index];
  vehicle.place = nobody;
  if (!place_waiters_[index].empty()) pend(place_waiters_[index].front());
}

/// Where a device is out of service and the law has an answer, a shift head orders it for the vehicles that need the device.
void Engine::Run::order_missing(std::uint32_t id) {
  auto& vehicle = vehicles_[id];
  for (bool again = true; again;) {
    again = false;
    for (const auto& task : state(vehicle).tasks) {
      if (task.device == nobody || machines_[static_cast<std::size_t>(task.device)].up) continue;
      const auto missing = plan_.devices()[static_cast<std::size_t>(task.device)].missing[vehicle.direction];
      if (!missing || (state(vehicle).condition.subjects.front().facts & missing) == missing) continue;
      place(vehicle, course(vehicle).after(vehicle.state, {Change::Kind::order, 0, 0, missing}));
      again = true;
      break;
    }
  }
}

/// Whether the vehicle is in another state at once and looks again.
bool Engine::Run::join(std::uint32_t id, int team) {
  auto& crew = crews_[static_cast<std::size_t>(team)];
  auto& vehicle = vehicles_[id];
  const bool free_now = !crew.waiting_ranks && free(team) > 0 && can_start(id, team);
  // A milestone that takes no time waits for nobody who is on duty, once the vehicle's controls have begun: a keystroke between two others.
  if ((free_now && (state(vehicle).instant & bit(team))) || ((state(vehicle).keystroke & bit(team)) && vehicle.begun && crew.servers > 0)) {
    begin(vehicle);
    ++crew.services;
    started_us_ = now_us_;
    complete(id, task_of(vehicle, team));
    return true;
  }
  if (free_now) return start(id, team), false;
  std::uint32_t token;
  if (free_tokens_.empty()) {
    token = static_cast<std::uint32_t>(tokens_.size());
    tokens_.emplace_back();
  } else {
    token = free_tokens_.back();
    free_tokens_.pop_back();
  }
  tokens_[token] = {id, none, now_us_, sequence_++};
  const auto rank = state(vehicle).rank;
  auto& queue = crew.queues[rank];
  (queue.tail == none ? queue.head : tokens_[queue.tail].next) = token;
  queue.tail = token;
  crew.waiting_ranks |= bit(rank);
  crew.queue.change(now_us_, 1);
  vehicle.queued |= bit(team);
  if (free(team) > 0) busy_teams_ |= bit(team);
  if (state(vehicle).needy & bit(team))
    for (const auto& task : state(vehicle).tasks)
      if (task.team == team && task.partner != nobody) busy_teams_ |= bit(task.partner);
  return false;
}

/// Takes the token out of its queue; answers with the vehicle.
std::uint32_t Engine::Run::unlink(int team, std::uint8_t rank, std::uint32_t token, std::uint32_t before) {
  auto& crew = crews_[static_cast<std::size_t>(team)];
  auto& queue = crew.queues[rank];
  const auto at = tokens_[token];
  (before == none ? queue.head : tokens_[before].next) = at.next;
  if (queue.tail == token) queue.tail = before;
  if (queue.head == none) crew.waiting_ranks &= ~bit(rank);
  free_tokens_.push_back(token);
  crew.queue.change(now_us_, -1);
  crew.waits_us += now_us_ - at.since_us;
  vehicles_[at.vehicle].queued &= ~bit(team);
  return at.vehicle;
}

/// The vehicle has nothing to do there any more.
void Engine::Run::drop(std::uint32_t id, int team) {
  auto& crew = crews_[static_cast<std::size_t>(team)];
  for (auto ranks = crew.waiting_ranks; ranks; ranks &= ranks - 1) {
    const auto rank = static_cast<std::uint8_t>(__builtin_ctzll(ranks));
    for (auto token = crew.queues[rank].head, before = none; token != none; before = token, token = tokens_[token].next) {
      if (tokens_[token].vehicle != id) continue;
      unlink(team, rank, token, before);
      return;
    }
  }
  check(false, "a vehicle that is queued stands in the queue");
}

bool Engine::Run::can_start(std::uint32_t id, int team) const {
  const auto& vehicle = vehicles_[id];
  if (vehicle.serving & bit(team)) return false;  // a colleague is at it with officers of the other state
  const auto& at = state(vehicle);
  if (!(at.needy & bit(team))) return true;
  const auto& task = at.tasks[task_of(vehicle, team)];
  if (task.partner != nobody && (free(task.partner) <= 0 || (vehicle.serving & bit(task.partner)))) return false;
  if (task.device == nobody) return true;
  const auto& machine = machines_[static_cast<std::size_t>(task.device)];
  return machine.up && !machine.busy;
}

/// The first in the queue whom somebody can serve now; of those only who need `with`, where that is asked.
Engine::Run::Candidate Engine::Run::first_of(int team, bool joint_with_only, int with) const {
  const auto& crew = crews_[static_cast<std::size_t>(team)];
  for (auto ranks = crew.waiting_ranks; ranks; ranks &= ranks - 1) {
    const auto rank = static_cast<std::uint8_t>(__builtin_ctzll(ranks));
    for (auto token = crew.queues[rank].head, before = none; token != none; before = token, token = tokens_[token].next) {
      const auto id = tokens_[token].vehicle;
      if (!can_start(id, team)) continue;
      if (joint_with_only && (!(state(vehicles_[id]).needy & bit(team)) || state(vehicles_[id]).tasks[task_of(vehicles_[id], team)].partner != with)) continue;
      return {token, before, rank, team};
    }
  }
  return {};
}

bool Engine::Run::is_before(const Candidate& a, const Candidate& b) const {
  if (a.token == none || b.token == none) return b.token == none && a.token != none;
  return a.rank != b.rank ? a.rank < b.rank : tokens_[a.token].sequence < tokens_[b.token].sequence;
}

/// Whom a free officer of the team takes: whom the law ranks first, then who has waited longest, be it alone or with a colleague.
Engine::Run::Candidate Engine::Run::best_of(int team) const {
  auto best = crews_[static_cast<std::size_t>(team)].waiting_ranks ? first_of(team, false, nobody) : Candidate{};
  for (auto partners = plan_.teams()[static_cast<std::size_t>(team)].partners; partners; partners &= partners - 1) {
    const int other = __builtin_ctzll(partners);
    if (free(other) <= 0) continue;
    if (const auto joint = first_of(other, true, team); is_before(joint, best)) best = joint;
  }
  return best;
}

void Engine::Run::dispatch(int team) {
  const auto& of = plan_.teams()[static_cast<std::size_t>(team)];
  if (of.pool == nobody && !of.partners) return take_waiting(team);
  for (;;) {
    Candidate best;
    for (auto teams = one_pool(team); teams; teams &= teams - 1)
      if (const int one = __builtin_ctzll(teams); free(one) > 0)
        if (const auto candidate = best_of(one); is_before(candidate, best)) best = candidate;
    if (best.token == none) return;
    start(unlink(best.from, best.rank, best.token, best.before), best.from);
  }
}

/// The same for a team that shares neither its officers nor its work.
void Engine::Run::take_waiting(int team) {
  const auto& crew = crews_[static_cast<std::size_t>(team)];
  while (crew.waiting_ranks && crew.busy < crew.servers) {
    const auto rank = static_cast<std::uint8_t>(__builtin_ctzll(crew.waiting_ranks));
    const auto head = crew.queues[rank].head;
    const auto& vehicle = vehicles_[tokens_[head].vehicle];
    if (!(vehicle.serving & bit(team)) && !(state(vehicle).needy & bit(team))) {
      start(unlink(team, rank, head, none), team);
      continue;
    }
    const auto best = first_of(team, false, nobody);
    if (best.token == none) return;
    start(unlink(team, best.rank, best.token, best.before), team);
  }
}

void Engine::Run::start(std::uint32_t id, int team) {
  auto& vehicle = vehicles_[id];
  begin(vehicle);
  occupy(team, 1);
  vehicle.serving |= bit(team);
  work(id, team);
}

/// The officer does what his team may do with the vehicle, one thing after the other, and lets it go when nothing is left.
void Engine::Run::work(std::uint32_t id, int team) {
  for (;;) {
    auto& vehicle = vehicles_[id];
    const auto& at = state(vehicle);
    const auto index = vehicle.away ? at.tasks.size() : going_on_ ? task_at(vehicle, *going_on_) : task_of(vehicle, team);
    bool possible = index < at.tasks.size();
    if (possible && (at.needy & bit(team))) {
      vehicle.serving &= ~bit(team);
      possible = can_start(id, team);
      vehicle.serving |= bit(team);
    }
    if (!possible) {
      let_go(id, team);
      return pend(id);
    }
    const auto& task = at.tasks[index];
    const auto lasts_us = going_on_ ? remaining_us(vehicle, task) : duration_us(vehicle, task);
    going_on_ = nullptr;
    if (lasts_us == 0 && task.partner == nobody && task.device == nobody) {
      ++crews_[static_cast<std::size_t>(team)].services;
      started_us_ = now_us_;
      complete(id, index);
      continue;
    }
    const auto number = new_service();
    services_[number] = {id, task.slot, task.subject, static_cast<std::int8_t>(team), task.partner, now_us_, true, tag(vehicle)};
    if (!vehicle.active) spend(vehicle);
    ++vehicle.active;
    trace(vehicle, Trace::Kind::begun, team, task.partner, task.slot, task.subject);
    if (task.partner != nobody) [[unlikely]] {
      occupy(task.partner, 1);
      vehicle.serving |= bit(task.partner);
    }
    if (task.device != nobody) [[unlikely]]
      if (const auto cycle_us = plan_.devices()[static_cast<std::size_t>(task.device)].cycle_us) {
        machines_[static_cast<std::size_t>(task.device)].busy = true;
        put(now_us_ + static_cast<std::int64_t>(cycle_us), Kind::device_free, static_cast<std::uint32_t>(task.device));
      }
    return put(now_us_ + lasts_us, Kind::done, number);
  }
}

}  // namespace onestop::sim
