#include "sim/warm_up.h"

#include "sim/statistics.h"

namespace onestop::sim {

std::optional<std::int64_t> settled_after_us(const Plan& plan, Settings settings, std::uint32_t pilots) {
  const auto hours = static_cast<std::size_t>(settings.span_us / hour_us);
  std::vector<double> sums(hours), counts(hours);
  settings.warm_up_us = 0;
  settings.keep_stays = true;
  settings.keep_steps = settings.keep_hours = false;
  Engine engine(plan);
  for (std::uint32_t i = 0; i < pilots; ++i) {
    settings.replication = i;
    for (const auto& stay : engine.run(settings).stays) {
      const auto hour = static_cast<std::size_t>(stay.came_us / hour_us);
      sums[hour] += static_cast<double>(stay.released_us - stay.begun_us);
      ++counts[hour];
    }
  }
  std::vector<double> series;
  for (std::size_t hour = 0; hour < hours; ++hour) series.push_back(counts[hour] > 0 ? sums[hour] / counts[hour] : series.empty() ? 0 : series.back());
  const auto cut = warm_up(series);
  if (cut >= series.size()) return std::nullopt;
  constexpr auto day_hours = static_cast<std::size_t>(day_us / hour_us);
  return static_cast<std::int64_t>((cut + day_hours - 1) / day_hours) * day_us;
}

}  // namespace onestop::sim
