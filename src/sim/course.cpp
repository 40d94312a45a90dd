#include "sim/course.h"

#include <algorithm>

#include "base/check.h"

namespace onestop::sim {
namespace {

using law::Effect;
using law::Facts;
using law::Procedure;
using law::Side;
using law::Slots;
using law::Standing;
using law::SubjectKind;
using post::Milestone;

constexpr Slots bit(int slot) { return Slots{1} << slot; }

template <class T>
void put(std::string& bytes, const T& value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

std::string bytes_of(const Condition& condition) {
  std::string bytes;
  put(bytes, condition.traffic_class);
  put(bytes, condition.marks);
  for (const auto& one : condition.subjects) {
    put(bytes, one.kind);
    put(bytes, one.load);
    put(bytes, one.facts);
    put(bytes, one.closed);
    put(bytes, one.held);
    put(bytes, one.was_held);
  }
  return bytes;
}

bool done_alone(const Procedure& procedure, std::uint32_t marks, const SubjectState& subject, const Standing& standing, int slot) {
  const auto& at = procedure.slots[static_cast<std::size_t>(slot)];
  if (marks & refused) return true;
  if (at.side == Side::exit && (marks & noticed)) return true;
  if (standing.required() & bit(slot)) return (subject.closed & bit(slot)) != 0;
  if (standing.recognise & bit(slot)) return (subject.closed & at.counterpart) != 0 || (at.side == Side::entry && (marks & noticed));
  return true;
}

bool is_reached(std::uint32_t marks, Milestone milestone) {
  switch (milestone) {
    case Milestone::none: return true;
    case Milestone::notice: return marks & noticed;
    case Milestone::acceptance: return marks & accepted;
    case Milestone::release: return marks & released;
    case Milestone::departure: return marks & departed;
  }
  return true;
}

/// Open holds of the exit side stand before the notice, of any side before the release.
bool can_be_taken(const Procedure& procedure, const Condition& condition, Milestone milestone) {
  if (milestone != Milestone::notice && milestone != Milestone::release) return true;
  for (const auto& one : condition.subjects)
    for (auto held = one.held; held; held &= held - 1) {
      const auto side = procedure.slots[static_cast<std::size_t>(__builtin_ctzll(held))].side;
      if (milestone == Milestone::release || side == Side::exit) return false;
    }
  return true;
}

}  // namespace

std::vector<Facts> facts(const Procedure& procedure, const Condition& condition) {
  const auto class_bit = procedure.class_bit(procedure.classes[static_cast<std::size_t>(condition.traffic_class)]);
  std::vector<Facts> out;
  const auto shared = condition.subjects.front().facts | class_bit;
  for (const auto& one : condition.subjects) out.push_back(one.facts | shared | Procedure::kind_bit(one.kind));
  return out;
}

std::vector<Slots> done(const Procedure& procedure, const Condition& condition, const std::vector<Standing>& standings) {
  Slots all = 0;
  std::vector<Slots> own(condition.subjects.size());
  for (int slot = 0; slot < static_cast<int>(procedure.slots.size()); ++slot) {
    const auto& at = procedure.slots[static_cast<std::size_t>(slot)];
    bool is_done = is_reached(condition.marks, at.milestone);
    for (std::size_t i = 0; at.milestone == Milestone::none && i < condition.subjects.size(); ++i) {
      if (condition.subjects[i].kind != at.of) continue;
      const bool alone = done_alone(procedure, condition.marks, condition.subjects[i], standings[i], slot);
      if (alone) own[i] |= bit(slot);
      is_done = is_done && alone;
    }
    if (is_done) all |= bit(slot);
  }
  std::vector<Slots> out;
  for (std::size_t i = 0; i < own.size(); ++i) {
    Slots of_kind = 0;
    for (int slot = 0; slot < static_cast<int>(procedure.slots.size()); ++slot) {
      const auto& at = procedure.slots[static_cast<std::size_t>(slot)];
      if (at.milestone == Milestone::none && at.of == condition.subjects[i].kind) of_kind |= bit(slot);
    }
    out.push_back((all & ~of_kind) | own[i]);
  }
  return out;
}

Course::Course(const Plan& plan, int direction) : plan_(plan), direction_(direction), procedure_(plan.procedure(direction)) { states_.push_back(std::make_unique<State>()); }

std::uint32_t Course::first(std::size_t stream, std::uint64_t pattern) {
  auto& known = firsts_[static_cast<std::uint64_t>(stream) << 48 | pattern];
  if (known) return known;
  const auto& flow = plan_.overlay().flows[plan_.streams()[stream].flow];
  const auto bits = [&](const Chance& chance) {
    const auto* fact = procedure_.fact(chance.fact);
    return fact->bits[0] | fact->bits[1];
  };
  Condition condition;
  condition.traffic_class = plan_.streams()[stream].traffic_class;
  condition.subjects.push_back({.kind = SubjectKind::vehicle});
  condition.subjects.push_back({.kind = SubjectKind::person});
  int next = 0;
  for (const auto& claim : flow.claims)
    if (pattern >> next++ & 1) condition.subjects.front().facts |= bits(claim);
  for (std::uint32_t i = 0; i < flow.loads.size(); ++i) {
    const bool aboard = pattern >> next++ & 1;
    SubjectState goods{.kind = SubjectKind::consignment, .load = i};
    for (const auto& claim : flow.loads[i].claims)
      if (pattern >> next++ & 1) goods.facts |= bits(claim);
    if (aboard) condition.subjects.push_back(goods);
  }
  return firsts_[static_cast<std::uint64_t>(stream) << 48 | pattern] = number(std::move(condition));
}

std::uint32_t Course::number(Condition condition) {
  auto bytes = bytes_of(condition);
  if (const auto at = numbers_.find(bytes); at != numbers_.end()) return at->second;
  const auto number = static_cast<std::uint32_t>(states_.size());
  auto& state = *states_.emplace_back(std::make_unique<State>());
  state.condition = std::move(condition);
  state.marks = state.condition.marks;
  find_tasks(state);
  numbers_.emplace(std::move(bytes), number);
  return number;
}

std::uint32_t Course::close(std::uint32_t state, std::size_t task) {
  const auto& at = states_[state]->tasks[task];
  const auto next = number(changed(states_[state]->condition, {Change::Kind::close, at.subject, at.slot, 0}));
  return states_[state]->tasks[task].next = next;
}

std::uint32_t Course::after(std::uint32_t state, const Change& change) {
  std::string key;
  put(key, state);
  put(key, change.kind);
  put(key, change.subject);
  put(key, change.slot);
  put(key, change.facts);
  if (const auto at = changes_.find(key); at != changes_.end()) return at->second;
  const auto next = number(changed(states_[state]->condition, change));
  changes_.emplace(std::move(key), next);
  return next;
}

Condition Course::changed(const Condition& from, const Change& change) const {
  auto to = from;
  auto& subject = to.subjects[change.subject];
  switch (change.kind) {
    case Change::Kind::close: close_slot(to, change); break;
    case Change::Kind::part: {
      auto apart = subject;
      apart.facts |= change.facts;
      to.subjects.push_back(apart);
      break;
    }
    case Change::Kind::hold:
      subject.held |= bit(change.slot);
      subject.was_held |= bit(change.slot);
      break;
    case Change::Kind::lift: subject.held &= ~bit(change.slot); break;
    case Change::Kind::alarm:
      to.marks |= isolated | sounded;
      to.subjects.front().facts |= procedure_.alarm_bits;
      break;
    case Change::Kind::innocent:
      to.marks &= ~static_cast<std::uint32_t>(isolated);
      to.subjects.front().facts &= ~procedure_.alarm_bits;
      break;
    case Change::Kind::confirmed: to.marks &= ~static_cast<std::uint32_t>(isolated); break;
    case Change::Kind::order: to.subjects.front().facts |= change.facts; break;
    case Change::Kind::refuse: to.marks |= refused; break;
  }
  return to;
}

void Course::close_slot(Condition& condition, const Change& change) const {
  if (change.slot == static_cast<int>(procedure_.slots.size())) {
    condition.marks |= taken_back;
    return;
  }
  const auto& at = procedure_.slots[static_cast<std::size_t>(change.slot)];
  switch (at.milestone) {
    case Milestone::notice: condition.marks |= noticed; return;
    case Milestone::acceptance: condition.marks |= accepted; return;
    case Milestone::release: condition.marks |= released; return;
    case Milestone::departure: condition.marks |= departed; return;
    case Milestone::none: break;
  }
  auto& subject = condition.subjects[change.subject];
  const auto subject_facts = facts(procedure_, condition)[change.subject];
  subject.closed |= bit(change.slot);
  const auto* cell = law::governing(procedure_, change.slot, subject_facts);
  if (at.inspection && cell && cell->effect == Effect::joint) subject.closed |= at.counterpart;  // one act serves both rights
  subject.facts |= change.facts;
}

void Course::find_tasks(State& state) const {
  const auto& condition = state.condition;
  const auto of = facts(procedure_, condition);
  std::vector<Standing> standings;
  std::int64_t rank = 0;
  for (const auto each : of) {
    standings.push_back(law::standing(procedure_, each));
    rank = std::max(rank, procedure_.rank(each));
  }
  state.stuck = (condition.marks & isolated) || std::ranges::any_of(condition.subjects, [](const SubjectState& one) { return one.held != 0; });
  state.rank = static_cast<std::uint8_t>(std::ranges::find(plan_.ranks(), rank) - plan_.ranks().begin());
  if (state.ended() || (condition.marks & isolated)) return;
  if (condition.marks & refused) return add_readmission(state);
  const auto done_by = done(procedure_, condition, standings);
  const bool laden = std::ranges::any_of(condition.subjects, [](const SubjectState& one) { return one.kind == SubjectKind::consignment; });
  for (int slot = 0; slot < static_cast<int>(procedure_.slots.size()); ++slot) {
    const auto& at = procedure_.slots[static_cast<std::size_t>(slot)];
    for (std::size_t i = 0; i < of.size(); ++i) {
      if (at.of != condition.subjects[i].kind || (condition.subjects[i].held & bit(slot))) continue;
      if (!(law::enabled(procedure_, done_by[i], of[i]) & bit(slot)) || !can_be_taken(procedure_, condition, at.milestone)) continue;
      add_task(state, slot, static_cast<std::uint8_t>(i), of[i], standings, laden);
    }
  }
  for (std::size_t i = 0; i < state.tasks.size(); ++i) {
    const auto& task = state.tasks[i];
    const auto team = std::uint64_t{1} << task.team;
    const bool is_first = !(state.teams & team);
    if (is_first) state.first_task[static_cast<std::size_t>(task.team)] = static_cast<std::uint8_t>(i);
    if (is_first && !task.timing.mean_us && task.partner == nobody && task.device == nobody) state.instant |= team, state.keystroke |= task.milestone != Milestone::none ? team : 0;
    if (is_first && (task.partner != nobody || task.device != nobody)) state.needy |= team;
    state.teams |= team;
  }
}

void Course::add_task(State& state, int slot, std::uint8_t subject, Facts of, const std::vector<Standing>& standings, bool laden) const {
  const auto& at = procedure_.slots[static_cast<std::size_t>(slot)];
  const int traffic_class = state.condition.traffic_class;
  const bool joint = at.inspection && (standings[subject].joint & bit(slot));
  // Where both sides may call the joint inspection, one of them does.
  if (joint)
    for (const auto& other : state.tasks)
      if (other.subject == subject && (at.counterpart & bit(other.slot))) return;
  Task task;
  task.slot = static_cast<std::int16_t>(slot);
  task.subject = subject;
  task.kind = state.condition.subjects[subject].kind;
  task.load = state.condition.subjects[subject].load;
  task.milestone = at.milestone;
  task.team = static_cast<std::int8_t>(plan_.team(direction_, slot, traffic_class));
  if (task.team == nobody) return;  // nobody here has the power: the vehicle waits, as it would at the post
  if (joint) task.partner = static_cast<std::int8_t>(plan_.partner(direction_, slot, traffic_class));
  task.device = static_cast<std::int8_t>(plan_.device(direction_, slot, task.team));
  task.key = plan_.step_key(direction_, slot);
  const bool both = (standings[subject].required() & bit(slot)) && (standings[subject].required() & at.counterpart);
  const bool paired = task.partner != nobody || plan_.together(direction_, slot, traffic_class);
  task.timing = plan_.timing(direction_, at.control, at.side, traffic_class, of, laden, paired);
  task.minutes_key = task.timing.as_one && both && plan_.beside(direction_, slot, traffic_class) ? plan_.shared_key(direction_, slot) : task.key;
  task.opens = at.inspection && task.kind == SubjectKind::consignment && task.timing.opens;
  std::vector<Finding> findings;
  if (at.milestone == Milestone::none) {
    findings = plan_.findings(direction_, slot, traffic_class, of);
    task.finds = !findings.empty();
    task.sounds = at.control == plan_.overlay().alarms.control && !(state.marks & sounded) && (plan_.alarm().below || plan_.alarm().always);
    const auto* hold = plan_.hold(at.control);
    task.may_be_held = hold && !at.inspection && !(state.condition.subjects[subject].was_held & bit(slot));
  }
  task.plain = !task.sounds && !task.may_be_held && !task.finds && !task.opens && task.milestone != Milestone::acceptance;
  state.tasks.push_back(task);
  state.findings.push_back(std::move(findings));
}

/// The state of exit takes back whom the state of entry refuses, where it gave its notice.
void Course::add_readmission(State& state) const {
  Task task;
  const int notice = procedure_.milestone_slot(Milestone::notice);
  task.slot = static_cast<std::int16_t>(procedure_.slots.size());
  task.team = static_cast<std::int8_t>(plan_.team(direction_, notice, state.condition.traffic_class));
  if (task.team == nobody) return;
  task.key = task.minutes_key = plan_.step_key(direction_, notice) ^ 1;
  task.timing = plan_.timing(direction_, "readmission", Side::exit, state.condition.traffic_class, 0, false, false);
  state.teams = std::uint64_t{1} << task.team;
  state.tasks.push_back(task);
  state.findings.emplace_back();
}

}  // namespace onestop::sim
