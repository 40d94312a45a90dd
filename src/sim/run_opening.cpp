// A run that goes on from what stands at the post: vehicles in the middle of their way, officers in the middle of a control.
#include <algorithm>

#include "base/check.h"
#include "sim/run.h"

namespace onestop::sim {
namespace {

constexpr std::uint64_t bit(int index) { return std::uint64_t{1} << index; }
constexpr std::uint32_t ticket_draw = 0x71C4E700u;

std::uint32_t key_of(const SubjectState& subject, std::uint64_t heads) {
  switch (subject.kind) {
    case law::SubjectKind::vehicle: return 0;
    case law::SubjectKind::person: return 1 + static_cast<std::uint32_t>(heads ? __builtin_ctzll(heads) : 0);
    case law::SubjectKind::consignment: return 128 + subject.load;
  }
  return 0;
}

}  // namespace

void Engine::Run::take_up() {
  const auto& opening = *settings_.opening;
  if (!opening.servers.empty())
    for (std::size_t i = 0; i < crews_.size(); ++i) crews_[i].servers = opening.servers[i];
  for (std::uint32_t i = 0; i < opening.down.size(); ++i) {
    if (!opening.down[i]) continue;
    machines_[i].up = false;
    if (const auto& device = plan_.devices()[i]; device.down_us)
      put(static_cast<std::int64_t>(scaled(device.down_us, engine_.exponential_.at(draws_.pair(none, i, ~0u, Purpose::breakdown).first))), Kind::repaired, i);
  }
  for (std::size_t i = 0; i < opening.taken.size(); ++i) places_[i] += opening.taken[i];
  result_.out_us.assign(opening.vehicles.size(), -1);
  for (const auto& one : opening.vehicles) enter(one);
  std::vector<std::pair<std::uint32_t, const Begun*>> begun;
  for (std::uint32_t id = 0; id < opening.vehicles.size(); ++id)
    for (const auto& one : opening.vehicles[id].under_way) begun.emplace_back(id, &one);
  std::ranges::stable_sort(begun, {}, [](const auto& one) { return one.second->since_us; });
  for (const auto& [id, one] : begun) go_on(id, opening.vehicles[id], *one);
  for (std::uint32_t id = 0; id < opening.vehicles.size(); ++id) pend(id);
  settle();
  for (std::uint32_t i = 0; i < opening.waiting.size(); ++i) {
    const auto& ticket = opening.waiting[i];
    const auto chance = draws_.pair(none, i, ticket_draw, Purpose::aboard).first;
    for (const auto& [stream, until] : ticket.streams) {
      if (chance > until) continue;
      arrive(stream, ~i, ticket.since_us);
      settle();
      break;
    }
  }
}

std::uint32_t Engine::Run::enter(const Present& one) {
  const auto id = static_cast<std::uint32_t>(vehicles_.size());
  auto& vehicle = vehicles_.emplace_back();
  vehicle.alive = vehicle.begun = true;
  vehicle.stream = static_cast<std::uint16_t>(one.stream);
  vehicle.direction = static_cast<std::uint8_t>(stream(vehicle).direction);
  vehicle.ordinal = one.ordinal;
  vehicle.came_us = vehicle.begun_us = one.came_us;
  std::ranges::copy(one.heads, vehicle.heads.begin());
  place(vehicle, course(vehicle).number(one.condition));
  if (one.zone != nobody && plan_.zones()[static_cast<std::size_t>(one.zone)].capacity > 0) {
    vehicle.place = static_cast<std::int16_t>(one.zone);
    ++places_[static_cast<std::size_t>(one.zone)];
  }
  inside_.change(0, 1);
  if (one.notice_us && plan_.drives(vehicle.direction)) {
    vehicle.away = true;
    put(std::max<std::int64_t>(*one.notice_us + plan_.drive_us(vehicle.direction), 0), Kind::resume, id);
  }
  if (one.alarm_us) {
    const auto& rule = plan_.overlay().alarms;
    const auto us = [](double min) { return static_cast<std::int64_t>(min * static_cast<double>(minute_us)); };
    put(rest_of_wait_us(us(rule.least_min), us(rule.most_min), *one.alarm_us, draw(vehicle, 0, Purpose::alarm, 2).first), Kind::alarm_over, id);
  }
  for (const auto& held : one.holds) lift_later(id, held);
  return id;
}

void Engine::Run::lift_later(std::uint32_t id, const Begun& held) {
  const auto& vehicle = vehicles_[id];
  const auto* rule = plan_.hold(plan_.procedure(vehicle.direction).slots[static_cast<std::size_t>(held.slot)].control);
  if (!rule) return;  // the overlay knows no such hold: nobody can say when it is lifted
  const auto& subject = state(vehicle).condition.subjects[held.subject];
  const auto key = subject.kind == law::SubjectKind::person ? 1 : key_of(subject, 0);
  const auto uniform = draw(vehicle, plan_.step_key(vehicle.direction, held.slot), Purpose::hold, key).second;
  const auto number = new_service();
  services_[number] = {id, held.slot, held.subject, nobody, nobody, 0, false, tag(vehicle)};
  put(rest_of_wait_us(static_cast<std::int64_t>(rule->least_us), static_cast<std::int64_t>(rule->most_us), held.since_us, uniform), Kind::lift, number);
}

/// What lasts from least to most, equally likely between, and has lasted since then. What has outlasted the rule lasts as long
/// again as the rule leaves open.
std::int64_t Engine::Run::rest_of_wait_us(std::int64_t least_us, std::int64_t most_us, std::int64_t since_us, std::uint64_t uniform) const {
  const auto gone_us = -since_us;
  if (settings_.opening->same_draws)
    return std::max<std::int64_t>(least_us + static_cast<std::int64_t>(static_cast<std::uint64_t>(Wide(static_cast<std::uint64_t>(most_us - least_us)) * uniform >> 64)) - gone_us, 0);
  const bool outlasted = gone_us >= most_us;
  const auto from_us = outlasted ? 0 : std::max<std::int64_t>(least_us - gone_us, 0);
  const auto until_us = outlasted ? most_us - least_us : most_us - gone_us;
  return from_us + static_cast<std::int64_t>(static_cast<std::uint64_t>(Wide(static_cast<std::uint64_t>(until_us - from_us)) * uniform >> 64));
}

/// A joint inspection stands under the slot of either side.
std::size_t Engine::Run::task_at(const Vehicle& vehicle, const Begun& begun) const {
  const auto& slots = plan_.procedure(vehicle.direction).slots;
  const auto& tasks = state(vehicle).tasks;
  const auto at = [&](auto fits) {
    return static_cast<std::size_t>(std::ranges::find_if(tasks, [&](const Task& task) { return task.subject == begun.subject && fits(task); }) - tasks.begin());
  };
  const auto own = at([&](const Task& task) { return task.slot == begun.slot; });
  if (own < tasks.size() || begun.slot >= static_cast<int>(slots.size())) return own;
  return at([&](const Task& task) { return task.partner != nobody && (slots[static_cast<std::size_t>(begun.slot)].counterpart >> task.slot & 1); });
}

/// An officer is at it, if the team still has one.
void Engine::Run::go_on(std::uint32_t id, const Present& one, const Begun& begun) {
  auto& vehicle = vehicles_[id];
  const auto index = task_at(vehicle, begun);
  if (vehicle.away || index >= state(vehicle).tasks.size()) return;
  const auto& task = state(vehicle).tasks[index];
  const int team = task.team;
  if ((vehicle.serving & bit(team)) || free(team) <= 0) return;
  if (task.partner != nobody && (free(task.partner) <= 0 || (vehicle.serving & bit(task.partner)))) return;
  if (task.device != nobody && (!machines_[static_cast<std::size_t>(task.device)].up || machines_[static_cast<std::size_t>(task.device)].busy)) return;
  check(begun.subject < one.condition.subjects.size(), "what is under way is done with a subject that is there");
  going_on_ = &begun;
  start(id, team);
  going_on_ = nullptr;
}

/// What is left of the control, given that it has lasted until now: of persons, the first of them is being served.
std::int64_t Engine::Run::remaining_us(const Vehicle& vehicle, const Task& task) const {
  const auto whole_us = duration_us(vehicle, task);
  const auto gone_us = static_cast<std::uint64_t>(-going_on_->since_us);
  const auto& timing = task.timing;
  if (!timing.mean_us) return 0;
  const auto heads = vehicle.heads[task.subject];
  const auto key = key_of(state(vehicle).condition.subjects[task.subject], heads);
  if (!timing.spread || settings_.opening->same_draws) return std::max<std::int64_t>(whole_us - static_cast<std::int64_t>(gone_us), 0);
  const auto uniform = draw(vehicle, task.minutes_key, Purpose::minutes, key).first;
  const auto first_us = scaled(timing.mean_us, timing.spread->at(uniform));
  const auto least = timing.spread->above(static_cast<std::uint64_t>((Wide{gone_us} << 32) / timing.mean_us));
  const auto beyond = least + static_cast<std::uint64_t>(Wide(~least) * uniform >> 64);
  const auto rest_us = std::max<std::int64_t>(static_cast<std::int64_t>(scaled(timing.mean_us, timing.spread->at(beyond))) - static_cast<std::int64_t>(gone_us), 0);
  return whole_us - static_cast<std::int64_t>(first_us) + rest_us;
}

/// The post as it stands, for another run that goes on from here.
Opening Engine::Run::write_down() const {
  Opening out;
  out.same_draws = true;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> order;  // who joined a queue first comes first
  for (std::uint32_t id = 0; id < vehicles_.size(); ++id)
    if (vehicles_[id].alive) order.emplace_back(~std::uint64_t{0}, id);
  for (const auto& crew : crews_)
    for (const auto& queue : crew.queues)
      for (auto token = queue.head; token != none; token = tokens_[token].next)
        for (auto& [first, id] : order)
          if (id == tokens_[token].vehicle) first = std::min(first, tokens_[token].sequence);
  std::ranges::sort(order);
  for (const auto& [first, id] : order) {
    const auto& vehicle = vehicles_[id];
    const auto& condition = state(vehicle).condition;
    Present one{.stream = vehicle.stream, .ordinal = vehicle.ordinal, .condition = condition, .came_us = vehicle.came_us - now_us_, .zone = vehicle.place};
    one.heads.assign(vehicle.heads.begin(), vehicle.heads.begin() + static_cast<std::ptrdiff_t>(condition.subjects.size()));
    for (const auto& service : services_) {
      if (service.vehicle != id || service.tag != tag(vehicle)) continue;
      const Begun begun{service.slot, service.subject, service.started_us - now_us_};
      if (service.active) one.under_way.push_back(begun);
      else if (service.team == nobody && (condition.subjects[service.subject].held >> service.slot & 1)) one.holds.push_back(begun);
    }
    out.vehicles.push_back(std::move(one));
  }
  for (const auto& crew : crews_) out.servers.push_back(crew.servers);
  for (const auto& machine : machines_) out.down.push_back(!machine.up);
  return out;
}

/// Counts vehicles at every moment before this one that is due.
void Engine::Run::count_until(std::int64_t at_us) {
  for (; next_count_us_ < at_us; next_count_us_ += settings_.sample_us) {
    const auto first = result_.samples.size();
    result_.samples.resize(first + plan_.streams().size());
    for (const auto& one : vehicles_)
      if (one.alive) ++(one.begun ? result_.samples[first + one.stream].inside : result_.samples[first + one.stream].waiting);
  }
}

}  // namespace onestop::sim
