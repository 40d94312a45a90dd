#include "sim/what_if.h"

#include <algorithm>
#include <cmath>

namespace onestop::sim {

Overlay with_traffic(Overlay overlay, double factor) {
  for (auto& flow : overlay.flows) flow.per_day_per_direction *= factor;
  return overlay;
}

Expected<Overlay> at_standard_of(Overlay overlay, const Code& state) {
  if (std::ranges::none_of(overlay.times, [&](const TimeRule& rule) { return rule.state == state; }))
    return fault("the overlay has no times of " + state.text() + ", so there is no standard of it to work at");
  std::erase_if(overlay.times, [&](const TimeRule& rule) { return rule.state && *rule.state != state; });
  for (auto& rule : overlay.times) rule.state.reset();
  return overlay;
}

std::vector<Pool> staff_of(const Plan& plan) {
  std::vector<Pool> out;
  for (const auto& team : plan.teams()) {
    auto at = std::ranges::find_if(out, [&](const Pool& pool) { return pool.state == team.state && pool.agency == team.agency; });
    if (at == out.end()) at = out.insert(out.end(), {team.state, team.agency, std::vector<std::uint32_t>(24)});
    for (std::size_t hour = 0; hour < 24; ++hour) at->by_hour[hour] += static_cast<std::uint32_t>(team.servers[hour]);
  }
  for (const auto& staff : plan.pools())
    for (auto& pool : out)
      for (std::size_t hour = 0; hour < 24 && pool.state == staff.state && pool.agency == staff.agency; ++hour)
        pool.by_hour[hour] = std::min(pool.by_hour[hour], static_cast<std::uint32_t>(staff.officers[hour]));
  return out;
}

Overlay with_staff(Overlay overlay, const Plan& plan, const std::vector<Pool>& staff) {
  overlay.pools.emplace();
  overlay.rosters.reset();
  for (const auto& pool : staff)
    if (std::ranges::any_of(plan.teams(), [&](const Team& team) { return team.state == pool.state && team.agency == pool.agency; })) overlay.pools->push_back(pool);
  return overlay;
}

DailyCost daily_cost(const Plan& plan) {
  DailyCost out;
  for (const auto& pool : staff_of(plan))
    for (const auto officers : pool.by_hour) out.officer_hours += officers;
  out.device_hours = 24.0 * static_cast<double>(plan.devices_of_layout());
  const auto costs = plan.overlay().costs.value_or(Costs{});
  out.total = out.officer_hours * costs.officer_hour + out.device_hours * costs.device_hour;
  return out;
}

Expected<Overlay> at_cost(Overlay overlay, const Plan& plan, double most_a_day) {
  if (!overlay.costs || !(overlay.costs->officer_hour > 0)) return fault("the overlay has no costs; add costs with an officer_hour above zero");
  const auto cost = daily_cost(plan);
  auto staff = staff_of(plan);
  const double share = (most_a_day - cost.device_hours * overlay.costs->device_hour) / (cost.officer_hours * overlay.costs->officer_hour);
  if (!(share > 0)) return fault("the devices of the layout alone cost more than that");
  for (auto& pool : staff)
    for (auto& officers : pool.by_hour)
      if (officers > 0 && share < 1) officers = std::max(1u, static_cast<std::uint32_t>(std::floor(officers * share)));
  return with_staff(std::move(overlay), plan, staff);
}

}  // namespace onestop::sim
