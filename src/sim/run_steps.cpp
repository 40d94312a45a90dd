// What is done with a vehicle, how long it takes and how it ends.
#include <algorithm>

#include "base/check.h"
#include "sim/run.h"

namespace onestop::sim {
namespace {

std::uint32_t subject_key(const Task& task) {
  switch (task.kind) {
    case law::SubjectKind::vehicle: return 0;
    case law::SubjectKind::person: return first_person;
    case law::SubjectKind::consignment: return first_load + task.load;
  }
  return 0;
}

}  // namespace

/// One after the other, each with a time of his own.
std::int64_t Engine::Run::persons_us(const Vehicle& vehicle, const Task& task) const {
  std::uint64_t sum = 0;
  for (auto heads = vehicle.heads[task.subject]; heads; heads &= heads - 1) sum += once_us(vehicle, task, first_person + static_cast<std::uint32_t>(__builtin_ctzll(heads)));
  return static_cast<std::int64_t>(sum);
}

void Engine::Run::finished(std::uint32_t number) {
  const auto service = services_[number];
  services_[number].active = false;
  free_services_.push_back(number);
  ++result_.events;
  started_us_ = service.started_us;
  const auto lasted_us = now_us_ - service.started_us;
  auto& crew = crews_[static_cast<std::size_t>(service.team)];
  crew.services_us += lasted_us;
  ++crew.services;
  if (service.partner != nobody) {
    crews_[static_cast<std::size_t>(service.partner)].services_us += lasted_us;
    ++crews_[static_cast<std::size_t>(service.partner)].services;
    let_go(service.vehicle, service.partner);
    pend(service.vehicle);
  }
  auto& vehicle = vehicles_[service.vehicle];
  if (vehicle.active == 1) spend(vehicle);
  --vehicle.active;
  trace(vehicle, Trace::Kind::done, service.team, service.partner, service.slot, service.subject);
  const auto& tasks = state(vehicle).tasks;
  std::size_t index = 0;
  while (index < tasks.size() && (tasks[index].slot != service.slot || tasks[index].subject != service.subject)) ++index;
  // What was asked for no longer, because something was found elsewhere, counts for nothing.
  if (index < tasks.size()) complete(service.vehicle, index);
  work(service.vehicle, service.team);
}

void Engine::Run::complete(std::uint32_t id, std::size_t index) {
  auto& vehicle = vehicles_[id];
  const auto& task = state(vehicle).tasks[index];
  done_ += (static_cast<std::uint64_t>(now_us_) ^ tag(vehicle) * 0xD6E8FEB86659FD93ull ^ static_cast<std::uint64_t>(task.key) << 24 ^ std::uint64_t{task.subject} << 56) * 0x9E3779B97F4A7C15ull;
  const auto milestone = task.milestone;
  if (!task.plain) {
    if (task.sounds && sounds(id, task)) return;
    if (task.may_be_held && is_held(id, task)) return;
    if (milestone == post::Milestone::acceptance && is_refused(id, task)) return;
    if (task.opens) ++vehicle.deposits;
    if (task.finds) return find_and_close(id, index);
  }
  if (settings_.keep_steps) note(Step::Kind::closed, id, task.slot, task.subject);
  move(id, course(vehicle).after_task(vehicle.state, index));
  if (milestone != post::Milestone::none) reached(id, milestone);
}

bool Engine::Run::sounds(std::uint32_t id, const Task& task) {
  auto& vehicle = vehicles_[id];
  const auto pair = draw(vehicle, task.key, Purpose::alarm, 0);
  if (!plan_.alarm().yes(pair.first)) return false;
  spend(vehicle);
  trace(vehicle, Trace::Kind::isolated, nobody, nobody, task.slot, task.subject);
  note(Step::Kind::alarm, id, task.slot, task.subject);
  move(id, course(vehicle).after(vehicle.state, {Change::Kind::alarm, 0, 0, 0}));
  const auto& rule = plan_.overlay().alarms;  // both persons have decided when the slower has
  const auto slower = std::max(pair.second >> 32, pair.second & 0xffffffffu);
  const auto least_us = static_cast<std::int64_t>(rule.least_min * static_cast<double>(minute_us)), most_us = static_cast<std::int64_t>(rule.most_min * static_cast<double>(minute_us));
  put(now_us_ + least_us + static_cast<std::int64_t>(static_cast<std::uint64_t>(Wide(static_cast<std::uint64_t>(most_us - least_us)) * slower >> 32)), Kind::alarm_over, id);
  return true;
}

bool Engine::Run::is_held(std::uint32_t id, const Task& task) {
  auto& vehicle = vehicles_[id];
  const auto* hold = plan_.hold(plan_.procedure(vehicle.direction).slots[static_cast<std::size_t>(task.slot)].control);
  const auto pair = draw(vehicle, task.key, Purpose::hold, subject_key(task));
  if (!hold->odds.yes(pair.first)) return false;
  const auto span_us = hold->least_us + static_cast<std::uint64_t>(Wide(hold->most_us - hold->least_us) * pair.second >> 64);
  const auto number = new_service();
  services_[number] = {id, task.slot, task.subject, nobody, nobody, now_us_, false, tag(vehicle)};
  put(now_us_ + static_cast<std::int64_t>(span_us), Kind::lift, number);
  spend(vehicle);
  trace(vehicle, Trace::Kind::held, nobody, nobody, task.slot, task.subject);
  note(Step::Kind::held, id, task.slot, task.subject);
  move(id, course(vehicle).after(vehicle.state, {Change::Kind::hold, task.subject, task.slot, 0}));
  return true;
}

bool Engine::Run::is_refused(std::uint32_t id, const Task& task) {
  auto& vehicle = vehicles_[id];
  if (plan_.refusal().is_certain() && !plan_.refusal().always) return false;
  if (!plan_.refusal().yes(draw(vehicle, 0, Purpose::refusal, 0).first)) return false;
  trace(vehicle, Trace::Kind::refused, nobody, nobody, task.slot, task.subject);
  note(Step::Kind::refused, id, task.slot, task.subject);
  move(id, course(vehicle).after(vehicle.state, {Change::Kind::refuse, 0, 0, 0}));
  return true;
}

void Engine::Run::find_and_close(std::uint32_t id, std::size_t index) {
  auto& vehicle = vehicles_[id];
  const auto& task = state(vehicle).tasks[index];
  const auto& rules = state(vehicle).findings[index];
  if (task.kind == law::SubjectKind::person) return close_for_persons(id, task, rules);
  law::Facts found = 0;
  for (const auto& rule : rules)
    if (rule.odds.yes(draw(vehicle, task.key ^ rule.index * 0x85EBCA6Bu, Purpose::finding, subject_key(task)).first)) found |= rule.bits;
  if (settings_.keep_steps) note(Step::Kind::closed, id, task.slot, task.subject, {{0, found}});
  move(id, found ? course(vehicle).after(vehicle.state, {Change::Kind::close, task.subject, task.slot, found}) : course(vehicle).after_task(vehicle.state, index));
}

/// Persons of whom different things are found go on as subjects of their own.
void Engine::Run::close_for_persons(std::uint32_t id, const Task& task, const std::vector<Finding>& rules) {
  auto& vehicle = vehicles_[id];
  std::vector<std::pair<std::uint64_t, law::Facts>> groups;
  for (auto heads = vehicle.heads[task.subject]; heads; heads &= heads - 1) {
    const auto person = static_cast<std::uint32_t>(__builtin_ctzll(heads));
    law::Facts found = 0;
    for (const auto& rule : rules)
      if (rule.odds.yes(draw(vehicle, task.key ^ rule.index * 0x85EBCA6Bu, Purpose::finding, first_person + person).first)) found |= rule.bits;
    const auto at = std::ranges::find(groups, found, &std::pair<std::uint64_t, law::Facts>::second);
    const bool room = state(vehicle).condition.subjects.size() + groups.size() <= most_subjects;
    if (at != groups.end()) at->first |= std::uint64_t{1} << person;
    else if (room) groups.emplace_back(std::uint64_t{1} << person, found);
    else groups.front().first |= std::uint64_t{1} << person;  // in no more groups than a vehicle holds, they go on with the first
  }
  const auto slot = task.slot;
  const auto subject = task.subject;
  if (settings_.keep_steps) note(Step::Kind::closed, id, slot, subject, groups);
  // Parted first, so that each group closes with what was found of it.
  auto at = vehicle.state;
  for (std::size_t i = 1; i < groups.size(); ++i) {
    const auto fresh = state(vehicle).condition.subjects.size() + i - 1;
    check(fresh < most_subjects, "persons of one vehicle part into few groups");
    at = course(vehicle).after(at, {Change::Kind::part, subject, 0, 0});
    vehicle.heads[fresh] = groups[i].first;
  }
  const auto parted = state(vehicle).condition.subjects.size();
  for (std::size_t i = 0; i < groups.size(); ++i)
    at = course(vehicle).after(at, {Change::Kind::close, static_cast<std::uint8_t>(i == 0 ? subject : parted + i - 1), slot, groups[i].second});
  vehicle.heads[subject] = groups.front().first;
  move(id, at);
}

void Engine::Run::reached(std::uint32_t id, post::Milestone milestone) {
  auto& vehicle = vehicles_[id];
  if (milestone == post::Milestone::notice && plan_.drives(vehicle.direction)) {
    spend(vehicle);
    vehicle.away = true;
    trace(vehicle, Trace::Kind::left_site);
    put(now_us_ + plan_.drive_us(vehicle.direction), Kind::resume, id);
  }
  if (milestone != post::Milestone::release) return;
  spend(vehicle);
  trace(vehicle, Trace::Kind::released);
  mix(static_cast<std::uint64_t>(now_us_ - vehicle.begun_us));
  if (settings_.keep_stays) result_.stays.push_back({stream(vehicle).key, vehicle.ordinal, vehicle.came_us, vehicle.begun_us, now_us_});
  if (!vehicle.measured) return;
  auto& flow = result_.flows[vehicle.stream];
  ++flow.measured;
  flow.release_us += now_us_ - vehicle.begun_us;
  flow.wait_us += vehicle.begun_us - vehicle.came_us;
  flow.working_us += vehicle.working_us, flow.driving_us += vehicle.driving_us, flow.held_us += vehicle.held_us, flow.waiting_us += vehicle.waiting_us;
  flow.deposits += vehicle.deposits;
}

void Engine::Run::mark(const Trace& trace) { result_.trace.push_back(trace); }

void Engine::Run::note(Step::Kind kind, std::uint32_t id, std::int16_t slot, std::uint8_t subject, std::vector<std::pair<std::uint64_t, law::Facts>> found) {
  if (!settings_.keep_steps) return;
  const auto& vehicle = vehicles_[id];
  result_.steps.push_back({kind, now_us_, stream(vehicle).key, vehicle.ordinal, slot, subject, vehicle.heads[subject], 0, std::move(found), kind == Step::Kind::lifted ? now_us_ : started_us_});
}

}  // namespace onestop::sim
