#include "sim/plan.h"

#include <algorithm>
#include <cmath>

#include "sim/planner.h"

namespace onestop::sim {

using law::Facts;

Expected<std::shared_ptr<const Plan>> Plan::of(const post::Post& post, const Code& layout, law::Compiled compiled, Overlay overlay) {
  return Planner(post, layout, std::move(compiled), std::move(overlay)).run();
}

int Plan::device(int direction, int slot, int team) const {
  const auto& control = procedure(direction).slots[static_cast<std::size_t>(slot)].control;
  const int zone = teams_[static_cast<std::size_t>(team)].zone;
  for (std::size_t i = 0; i < devices_.size(); ++i)
    for (const auto& [serves, where] : serves_[i])
      if (serves == control && where == zone) return static_cast<int>(i);
  return nobody;
}

bool Plan::together(int direction, int slot, int traffic_class) const {
  const int here = team(direction, slot, traffic_class);
  if (here == nobody) return false;
  const auto& one = teams_[static_cast<std::size_t>(here)];
  const auto& zone = zones_[static_cast<std::size_t>(one.zone)].code;
  return std::ranges::any_of(procedure(direction).desks, [&](const law::DeskSeat& desk) {
    return desk.state != one.state && desk.agency == one.agency && desk.station == one.station && desk.zone == zone;
  });
}

bool Plan::beside(int direction, int slot, int traffic_class) const {
  const auto& slots = procedure(direction).slots;
  const auto& one = slots[static_cast<std::size_t>(slot)];
  if (!one.counterpart || !together(direction, slot, traffic_class)) return false;
  const auto& other = slots[static_cast<std::size_t>(__builtin_ctzll(one.counterpart))];
  const auto of_class = static_cast<std::size_t>(traffic_class);
  return !(one.before & one.counterpart) && !(other.before & law::Slots{1} << slot) && one.station[of_class] == other.station[of_class];
}

Timing Plan::timing(int direction, const Code& what, law::Side side, int traffic_class, Facts facts, bool laden, bool paired) const {
  const auto& p = procedure(direction);
  for (std::size_t i = 0; i < overlay_.times.size(); ++i) {
    const auto& rule = overlay_.times[i];
    if (rule.control != what) continue;
    if (rule.state && *rule.state != p.state_of(side)) continue;
    if (rule.traffic_class && *rule.traffic_class != p.classes[static_cast<std::size_t>(traffic_class)]) continue;
    const auto* fact = rule.fact ? p.fact(*rule.fact) : nullptr;
    if (fact && !(facts & (fact->bits[0] | fact->bits[1]))) continue;
    if (rule.laden && *rule.laden != laden) continue;
    if (rule.paired && *rule.paired != paired) continue;
    return timings_[i];
  }
  return {};
}

std::vector<Finding> Plan::findings(int direction, int slot, int traffic_class, Facts facts) const {
  const auto& p = procedure(direction);
  const auto& at = p.slots[static_cast<std::size_t>(slot)];
  std::vector<Finding> out;
  for (std::size_t i = 0; i < overlay_.findings.size(); ++i) {
    const auto& rule = overlay_.findings[i];
    if (rule.control != at.control) continue;
    if (rule.traffic_class && *rule.traffic_class != p.classes[static_cast<std::size_t>(traffic_class)]) continue;
    const auto* needed = rule.subject_fact ? p.fact(*rule.subject_fact) : nullptr;
    if (needed && !(facts & (needed->bits[0] | needed->bits[1]))) continue;
    out.push_back({p.fact(rule.fact)->bits[static_cast<int>(at.side)], Odds::of(rule.p), static_cast<std::uint32_t>(i)});
  }
  return out;
}

const Hold* Plan::hold(const Code& control) const {
  for (const auto& [of, hold] : holds_)
    if (of == control) return &hold;
  return nullptr;
}

}  // namespace onestop::sim
