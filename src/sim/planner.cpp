#include "sim/planner.h"

#include <algorithm>
#include <cmath>

#include "core/law/power.h"
#include "core/post/check.h"

namespace onestop::sim {
namespace {

using law::Act;
using law::Side;
using post::Milestone;

constexpr std::size_t most_teams = 64, most_chances = 48;
constexpr std::uint32_t most_persons = 64;
constexpr double most_minutes = 366 * 1440, most_cv = 20, most_a_day = 1e6;

Act act_of(const law::Slot& slot) {
  switch (slot.milestone) {
    case Milestone::none: return slot.inspection ? Act::order_inspection : Act::work_control;
    case Milestone::notice: return Act::give_notice;
    case Milestone::acceptance: return Act::accept_entry;
    case Milestone::release: return Act::release;
    case Milestone::departure: return Act::depart;
  }
  return Act::work_control;
}

std::uint64_t microseconds(double minutes) { return static_cast<std::uint64_t>(std::llround(minutes * static_cast<double>(minute_us))); }

/// FNV-1a: the same for one control, or one control of one state, in every layout.
std::uint32_t key_of(std::initializer_list<std::string_view> words) {
  std::uint32_t hash = 0x811c9dc5u;
  for (const auto text : words) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193u;
    hash *= 0x01000193u;
  }
  return hash;
}

bool is_probability(double p) { return p >= 0 && p <= 1; }

/// What is wrong with factors of a rate, or nothing.
std::string unsound_profile(const std::string& who, const std::vector<double>& factors, std::size_t size) {
  if (factors.size() != size) return who + " needs " + std::to_string(size) + " numbers";
  for (const double factor : factors)
    if (!(factor >= 0)) return who + " holds a negative number";
  if (std::ranges::max(factors) <= 0) return who + " is zero throughout; nobody would come";
  return {};
}

template <class List, class Value>
bool has(const List& list, const Value& value) {
  return std::ranges::find(list, value) != list.end();
}

}  // namespace

Planner::Planner(const post::Post& post, const Code& layout, law::Compiled compiled, Overlay overlay) : post_(post), layout_code_(layout) {
  plan_->compiled_ = std::move(compiled);
  plan_->overlay_ = std::move(overlay);
}

Expected<std::shared_ptr<const Plan>> Planner::run() {
  for (const auto step : {&Planner::arrangement, &Planner::flows, &Planner::times, &Planner::outcomes, &Planner::rosters, &Planner::pools, &Planner::roads, &Planner::devices})
    if (const auto wrong = (this->*step)(); !wrong.empty()) return fault(wrong);
  return std::shared_ptr<const Plan>(std::move(plan_));
}

std::string Planner::unknown(const char* what, const std::string& word, const std::string& where) const {
  return where + " names " + what + " \"" + word + "\", which post " + post_.code.text() + " in layout " + layout_code_.text() + " does not know";
}

bool Planner::is_control(const Code& code) const {
  return std::ranges::any_of(plan_->procedure(0).slots, [&](const law::Slot& slot) { return slot.milestone == Milestone::none && slot.control == code; });
}
bool Planner::is_class(const Code& code) const { return has(plan_->procedure(0).classes, code); }
bool Planner::is_state(const Code& code) const { return has(plan_->procedure(0).states, code); }

std::string Planner::arrangement() {
  layout_ = post::find_layout(post_, layout_code_);
  if (!layout_) return "post " + post_.code.text() + " has no layout \"" + layout_code_.text() + "\"";
  for (int direction = 0; direction < 2; ++direction) {
    const auto& p = plan_->procedure(direction);
    if (p.layout != layout_code_ || p.post != post_.code)
      return "layout " + layout_code_.text() + " of post " + post_.code.text() + " is not the one that was compiled (" +
             (p.layout.empty() ? std::string("none") : p.layout.text()) + "); compile it first";
    for (const auto& hours : p.hours)
      if (hours.from_min != 0 || hours.until_min != 1440) return "post " + post_.code.text() + " is closed for a part of the day; such posts cannot be simulated yet";
    for (const auto& one : p.priorities)
      if (!has(plan_->ranks_, one.rank)) plan_->ranks_.push_back(one.rank);
  }
  if (!has(plan_->ranks_, std::int64_t{0})) plan_->ranks_.push_back(0);
  std::ranges::sort(plan_->ranks_, std::greater());
  plan_->devices_of_layout_ = layout_->devices.size();
  for (const auto& zone : layout_->zones) {
    plan_->zones_.push_back({zone.code, zone.capacity});
    plan_->counts_places_ = plan_->counts_places_ || zone.capacity > 0;
  }
  const auto& overlay = plan_->overlay_;
  if (!overlay.gate_station.empty() && !post::find_station(*layout_, overlay.gate_station)) return unknown("station", overlay.gate_station.text(), "gate_station");
  for (std::size_t direction = 0; direction < 2; ++direction)
    for (const auto& lane : layout_->lanes)
      if (lane.exit_states.empty() || has(lane.exit_states, plan_->procedure(static_cast<int>(direction)).states[0])) zones_of_[direction].push_back(lane.zone);
  for (auto& zones : zones_of_) {
    std::ranges::sort(zones);
    zones.erase(std::unique(zones.begin(), zones.end()), zones.end());
  }
  apart_ = zones_of_[0] != zones_of_[1];
  form_teams();
  if (plan_->teams_.size() > most_teams) return "layout " + layout_code_.text() + " has " + std::to_string(plan_->teams_.size()) + " teams; at most 64 can be simulated";
  const bool together = std::ranges::any_of(layout_->zones, [&](const post::Zone& zone) {
    return std::ranges::all_of(post_.states, [&](const post::State& state) {
      return std::ranges::any_of(layout_->desks, [&](const post::Desk& desk) { return desk.zone == zone.code && desk.state == state.code; });
    });
  });
  if (!(overlay.drive_min >= 0 && overlay.drive_min <= most_minutes)) return "drive_min is negative or longer than a year";
  if (!together) plan_->drive_us_.fill(static_cast<std::int64_t>(microseconds(overlay.drive_min)));
  return {};
}

void Planner::form_teams() {
  for (int direction = 0; direction < 2; ++direction) {
    const auto& p = plan_->procedure(direction);
    const auto at = static_cast<std::size_t>(direction);
    plan_->team_[at].assign(p.slots.size(), std::vector<int>(p.classes.size(), nobody));
    plan_->partner_[at] = plan_->team_[at];
    for (std::size_t slot = 0; slot < p.slots.size(); ++slot) {
      const auto& one = p.slots[slot];
      plan_->step_keys_[at].push_back(key_of({one.control.view(), p.state_of(one.side).view()}));
      plan_->shared_keys_[at].push_back(key_of({one.control.view()}));
      const auto other = one.side == Side::exit ? Side::entry : Side::exit;
      for (std::size_t c = 0; c < p.classes.size(); ++c) {
        const int i = static_cast<int>(slot), k = static_cast<int>(c);
        plan_->team_[at][slot][c] = team_for(direction, i, k, one.side, act_of(one), one.agency);
        if (!one.inspection) continue;
        const int team = plan_->team_[at][slot][c], partner = team_for(direction, i, k, other, Act::attend_inspection, one.agency);
        plan_->partner_[at][slot][c] = partner;
        if (team != nobody && partner != nobody) plan_->teams_[static_cast<std::size_t>(partner)].partners |= std::uint64_t{1} << team;
      }
    }
  }
}

int Planner::team_for(int direction, int slot, int traffic_class, Side side, Act act, const Code& agency) {
  const auto& p = plan_->procedure(direction);
  const auto& station = p.slots[static_cast<std::size_t>(slot)].station[static_cast<std::size_t>(traffic_class)];
  if (station.empty()) return nobody;
  std::vector<const law::DeskSeat*> seats;
  for (const auto& desk : p.desks) {
    if (desk.station != station || desk.state != p.state_of(side) || (!agency.empty() && desk.agency != agency)) continue;
    if (!seats.empty() && desk.agency != seats.front()->agency) continue;
    if (law::narrow(p, {desk.state, desk.agency, desk.role, desk.code, law::every_phase, 0}, act).in_phase) seats.push_back(&desk);
  }
  // Guests who may work no control are no servers of the team, whatever else they may do there.
  const auto works = [&](const law::DeskSeat* desk) { return law::narrow(p, {desk->state, desk->agency, desk->role, desk->code, law::every_phase, 0}, Act::work_control).in_phase != nullptr; };
  if (std::ranges::any_of(seats, works)) std::erase_if(seats, [&](const law::DeskSeat* desk) { return !works(desk); });
  const auto& zones = zones_of_[static_cast<std::size_t>(direction)];
  const auto is_here = [&](const law::DeskSeat* desk) { return has(zones, desk->zone); };
  if (apart_ && std::ranges::any_of(seats, is_here)) std::erase_if(seats, [&](const law::DeskSeat* desk) { return !is_here(desk); });
  return seats.empty() ? nobody : form(direction, *seats.front(), seats);
}

int Planner::form(int direction, const law::DeskSeat& first, const std::vector<const law::DeskSeat*>& seats) {
  const auto& p = plan_->procedure(direction);
  const auto zone = static_cast<int>(std::ranges::find(plan_->zones_, first.zone, &Zone::code) - plan_->zones_.begin());
  auto& teams = plan_->teams_;
  // A single desk serves both directions, whatever the booths do.
  const bool divided = !apart_ && plan_->overlay_.booths_apart.value_or(false) && seats.size() > 1;
  const auto at = std::ranges::find_if(teams, [&](const Team& team) {
    return team.state == first.state && team.agency == first.agency && team.station == first.station && (!apart_ || team.zone == zone) &&
           (!divided || team.direction == direction);
  });
  const auto index = static_cast<std::size_t>(at - teams.begin());
  if (at == teams.end()) {
    auto& team = teams.emplace_back();
    team.state = first.state, team.agency = first.agency, team.station = first.station, team.zone = zone;
    team.utc_offset_min = p.utc_offset_min[static_cast<std::size_t>(p.side_of(first.state))];
  }
  auto& team = teams[index];
  if (divided) team.direction = direction;
  for (std::size_t i = 0; i < seats.size(); ++i)
    if ((!divided || i % 2 == static_cast<std::size_t>(direction)) && !has(team.desks, seats[i]->code)) team.desks.push_back(seats[i]->code);
  team.servers.fill(static_cast<std::int32_t>(team.desks.size()));
  return static_cast<int>(index);
}

// --- the overlay's words ---

std::string Planner::claims(const std::string& who, const std::vector<Chance>& chances, law::SubjectKind kind) {
  for (const auto& one : chances) {
    const auto* known = fact(one.fact);
    if (!known) return unknown("fact", one.fact.text(), who);
    const bool declared = known->source == law::FactSource::arrival || known->source == law::FactSource::lodging;
    if (known->of != kind || !declared) return who + " claims " + one.fact.text() + ", which is not declared of such a subject on arrival";
    if (!is_probability(one.p)) return who + " claims " + one.fact.text() + " with a p that is no probability";
  }
  return {};
}

std::string Planner::flow(const Flow& flow) {
  const auto who = "flow " + flow.name.text();
  if (!is_class(flow.traffic_class)) return unknown("class", flow.traffic_class.text(), who);
  if (flow.exit_state && !is_state(*flow.exit_state)) return unknown("state", flow.exit_state->text(), who);
  if (!(flow.per_day_per_direction <= most_a_day)) return who + " comes more than a million times a day";
  if (!(flow.per_day_per_direction > 0)) return who + " comes at a rate of zero; leave the flow out or give it per_day_per_direction";
  if (auto wrong = claims(who, flow.claims, law::SubjectKind::vehicle); !wrong.empty()) return wrong;
  std::size_t chances = flow.claims.size();
  for (const auto& load : flow.loads) {
    if (!is_probability(load.p)) return who + " has a load whose p is no probability";
    if (auto wrong = claims(who, load.claims, law::SubjectKind::consignment); !wrong.empty()) return wrong;
    chances += 1 + load.claims.size();
  }
  if (chances > most_chances) return who + " rests on " + std::to_string(chances) + " chances; at most 48";
  if (flow.loads.size() > 4) return who + " has " + std::to_string(flow.loads.size()) + " loads; at most 4";
  if (flow.by_hour_of_week)
    if (auto wrong = unsound_profile(who + ": by_hour_of_week", *flow.by_hour_of_week, 168); !wrong.empty()) return wrong;
  const auto& aboard = flow.occupants;
  if (aboard.extra_most.value_or(0) >= most_persons) return who + " carries more than 64 persons";
  if (aboard.extra_mean && !(*aboard.extra_mean >= 0)) return who + " has a negative extra_mean";
  if (aboard.extra_p && !is_probability(*aboard.extra_p)) return who + " has an extra_p that is no probability";
  return {};
}

std::string Planner::flows() {
  const auto& overlay = plan_->overlay_;
  if (overlay.flows.empty()) return "the overlay has no flows; nothing would happen";
  if (auto wrong = unsound_profile("hour_profile", overlay.hour_profile, 24); !wrong.empty()) return wrong;
  if (overlay.weekday_profile)
    if (auto wrong = unsound_profile("weekday_profile", *overlay.weekday_profile, 7); !wrong.empty()) return wrong;
  for (std::size_t i = 0; i < overlay.flows.size(); ++i) {
    if (auto wrong = flow(overlay.flows[i]); !wrong.empty()) return wrong;
    for (int direction = 0; direction < 2; ++direction)
      if (!overlay.flows[i].exit_state || *overlay.flows[i].exit_state == plan_->procedure(direction).states[0]) plan_->streams_.push_back(stream(i, direction));
  }
  return {};
}

/// Factors of the mean rate by the hour of the week.
std::array<double, 168> Planner::profile(const Flow& flow) const {
  const auto& overlay = plan_->overlay_;
  std::array<double, 168> out{};
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = flow.by_hour_of_week ? (*flow.by_hour_of_week)[i] : overlay.hour_profile[i % 24] * (overlay.weekday_profile ? (*overlay.weekday_profile)[i / 24] : 1);
  return out;
}

Stream Planner::stream(std::size_t index, int direction) const {
  const auto& overlay = plan_->overlay_;
  const auto& flow = overlay.flows[index];
  const auto& p = plan_->procedure(direction);
  Stream out;
  out.flow = index;
  out.key = static_cast<std::uint32_t>(index * 2 + static_cast<std::size_t>(direction));
  out.name = flow.name;
  out.direction = direction;
  out.traffic_class = static_cast<int>(std::ranges::find(p.classes, flow.traffic_class) - p.classes.begin());
  const auto factors = profile(flow);
  const double highest = std::ranges::max(factors);
  out.gap_us = static_cast<std::uint64_t>(std::llround(static_cast<double>(day_us) / (flow.per_day_per_direction * highest)));
  for (std::size_t hour = 0; hour < factors.size(); ++hour) out.comes[hour] = Odds::of(factors[hour] / highest);
  for (const auto& one : flow.claims) out.chances.push_back(Odds::of(one.p));
  for (const auto& load : flow.loads) {
    out.chances.push_back(Odds::of(load.p));
    for (const auto& one : load.claims) out.chances.push_back(Odds::of(one.p));
  }
  const auto& aboard = flow.occupants;
  if (aboard.extra_mean) out.extra_us = static_cast<std::uint64_t>(std::llround(*aboard.extra_mean * 1e6));
  out.extra = Odds::of(aboard.extra_p.value_or(0));
  out.extra_most = aboard.extra_mean ? aboard.extra_most.value_or(0) : 1;
  return out;
}

const Quantiles* Planner::table(Family family, double cv) {
  for (const auto& [of, with, made] : made_)
    if (of == family && with == cv) return made;
  const auto* fresh = &plan_->tables_.emplace_back(family, cv);
  made_.emplace_back(family, cv, fresh);
  return fresh;
}

std::string Planner::times() {
  static const std::vector<Code> others{"notice", "acceptance", "release", "departure", "readmission"};
  for (const auto& rule : plan_->overlay_.times) {
    const auto who = "a time of " + rule.control.text();
    if (!is_control(rule.control) && !has(others, rule.control)) return unknown("control", rule.control.text(), "a time");
    if (rule.traffic_class && !is_class(*rule.traffic_class)) return unknown("class", rule.traffic_class->text(), who);
    if (rule.state && !is_state(*rule.state)) return unknown("state", rule.state->text(), who);
    if (rule.fact && !fact(*rule.fact)) return unknown("fact", rule.fact->text(), who);
    if (!(rule.mean_min >= 0)) return who + " is negative";
    if (!(rule.mean_min <= most_minutes)) return who + " is longer than a year";
    const bool shaped = is_shaped(rule.family);
    if (shaped && (!rule.cv || !(*rule.cv > 0) || !(*rule.cv <= most_cv) || rule.mean_min <= 0)) return who + " varies and needs mean_min and cv above zero";
    if (rule.family == Family::exponential && rule.mean_min <= 0) return who + " varies and needs mean_min above zero";
    plan_->timings_.push_back({microseconds(rule.mean_min), rule.family == Family::fixed ? nullptr : table(rule.family, shaped ? *rule.cv : 1), rule.paired.value_or(false),
                               !rule.keeps_seals.value_or(false)});
  }
  return {};
}

std::string Planner::outcomes() {
  const auto& overlay = plan_->overlay_;
  for (const auto& rule : overlay.findings) {
    const auto who = "a finding of " + rule.control.text();
    if (!is_control(rule.control)) return unknown("control", rule.control.text(), "a finding");
    if (rule.traffic_class && !is_class(*rule.traffic_class)) return unknown("class", rule.traffic_class->text(), who);
    if (rule.subject_fact && !fact(*rule.subject_fact)) return unknown("fact", rule.subject_fact->text(), who);
    const auto* known = fact(rule.fact);
    if (!known) return unknown("fact", rule.fact.text(), who);
    const auto& slots = plan_->procedure(0).slots;
    const auto slot = std::ranges::find(slots, rule.control, &law::Slot::control);
    if (known->source != law::FactSource::control || known->of != slot->of) return who + " establishes " + rule.fact.text() + ", which no such control finds";
    if (slot->inspection) return who + " is of an inspection, which ends with an act and finds no fact";
    if (!is_probability(rule.p)) return who + " has a p that is no probability";
  }
  for (const auto& rule : overlay.holds) {
    if (!is_control(rule.control)) return unknown("control", rule.control.text(), "a hold");
    if (!is_probability(rule.p) || !(rule.least_min >= 0) || !(rule.most_min <= most_minutes) || rule.most_min < rule.least_min) return "the hold of " + rule.control.text() + " needs a probability and least_min <= most_min";
    plan_->holds_.push_back({rule.control, {Odds::of(rule.p), microseconds(rule.least_min), microseconds(rule.most_min)}});
  }
  const auto& alarms = overlay.alarms;
  if (!alarms.control.empty() && !is_control(alarms.control)) return unknown("control", alarms.control.text(), "alarms");
  if (!is_probability(alarms.p) || !is_probability(alarms.confirmed_p) || !(alarms.least_min >= 0) || !(alarms.most_min <= most_minutes) || alarms.most_min < alarms.least_min)
    return "alarms needs probabilities and least_min <= most_min";
  if (!is_probability(overlay.refusals.p)) return "refusals needs a probability";
  plan_->alarm_ = Odds::of(alarms.p);
  plan_->confirmed_ = Odds::of(alarms.confirmed_p);
  plan_->refusal_ = Odds::of(overlay.refusals.p);
  return {};
}

std::string Planner::pools() {
  for (const auto& pool : plan_->overlay_.pools.value_or(std::vector<Pool>{})) {
    const auto who = "the pool of " + pool.state.text() + " " + pool.agency.text();
    if (!is_state(pool.state)) return unknown("state", pool.state.text(), "a pool");
    if (pool.by_hour.size() != 24) return who + " needs 24 numbers";
    Staff staff{pool.state, pool.agency};
    for (std::size_t hour = 0; hour < 24; ++hour) staff.officers[hour] = static_cast<std::int32_t>(std::min(pool.by_hour[hour], 100'000u));
    for (std::size_t i = 0; i < plan_->teams_.size(); ++i) {
      auto& team = plan_->teams_[i];
      if (team.state != pool.state || team.agency != pool.agency) continue;
      if (team.pool != nobody) return who + " is given twice";
      team.pool = static_cast<int>(plan_->pools_.size());
      staff.teams |= std::uint64_t{1} << i;
    }
    if (!staff.teams) return who + " is of nobody who works in layout " + layout_code_.text();
    plan_->pools_.push_back(staff);
  }
  return {};
}

std::string Planner::rosters() {
  for (const auto& roster : plan_->overlay_.rosters.value_or(std::vector<Roster>{})) {
    const auto who = "the roster of " + roster.state.text() + " " + roster.agency.text() + " at " + roster.station.text();
    if (!post::find_station(*layout_, roster.station)) return unknown("station", roster.station.text(), "a roster");
    if (roster.by_hour.size() != 24) return who + " needs 24 numbers";
    bool found = false;
    for (auto& team : plan_->teams_) {
      if (team.state != roster.state || team.agency != roster.agency || team.station != roster.station) continue;
      found = team.rostered = true;
      for (std::size_t hour = 0; hour < 24; ++hour) {
        if (roster.by_hour[hour] > team.desks.size()) return who + " has more officers than the " + std::to_string(team.desks.size()) + " desks there";
        team.servers[hour] = static_cast<std::int32_t>(roster.by_hour[hour]);
      }
    }
    if (!found) return who + " is of nobody who works there in layout " + layout_code_.text();
  }
  return {};
}

std::string Planner::roads() {
  for (const auto& road : plan_->overlay_.roads.value_or(std::vector<Road>{})) {
    if (!is_state(road.exit_state)) return unknown("state", road.exit_state.text(), "a road");
    for (int direction = 0; direction < 2; ++direction)
      if (plan_->procedure(direction).states[0] == road.exit_state) plan_->road_[static_cast<std::size_t>(direction)] = road.capacity;
  }
  return {};
}

std::string Planner::devices() {
  for (const auto& rule : plan_->overlay_.devices.value_or(std::vector<DeviceRule>{})) {
    const auto at = std::ranges::find(layout_->devices, rule.device, &post::Device::code);
    if (at == layout_->devices.end()) return unknown("device", rule.device.text(), "a device's rule");
    const auto who = "device " + rule.device.text();
    if (rule.per_hour && !(*rule.per_hour > 0)) return who + " takes zero vehicles an hour";
    if (rule.up_min.has_value() != rule.down_min.has_value()) return who + " needs both up_min and down_min, or neither";
    if (rule.up_min && (!(*rule.up_min > 0) || !(*rule.down_min > 0))) return who + " needs up_min and down_min above zero";
    Device device{.code = rule.device};
    if (rule.per_hour) device.cycle_us = microseconds(60 / *rule.per_hour);
    if (rule.up_min) device.up_us = microseconds(*rule.up_min), device.down_us = microseconds(*rule.down_min);
    const auto* missing = at->missing.empty() ? nullptr : fact(at->missing);
    if (missing) device.missing[0] = device.missing[1] = missing->bits[0] | missing->bits[1];
    const auto zone = static_cast<int>(std::ranges::find(plan_->zones_, at->zone, &Zone::code) - plan_->zones_.begin());
    auto& serves = plan_->serves_.emplace_back();
    for (const auto& control : at->serves) serves.emplace_back(control, zone);
    if (plan_->devices_.size() == 64) return "more than 64 devices in the overlay";
    plan_->devices_.push_back(device);
  }
  for (std::size_t i = 0; i < plan_->devices_.size(); ++i)
    for (std::size_t team = 0; team < plan_->teams_.size(); ++team)
      for (const auto& [control, zone] : plan_->serves_[i])
        if (plan_->teams_[team].zone == zone) plan_->devices_[i].teams |= std::uint64_t{1} << team;
  return {};
}

}  // namespace onestop::sim
