#include "app/observed_stays.h"

#include <fmt/core.h>

#include <algorithm>

#include "study/columns.h"
#include "wire/observed_times.h"

namespace onestop::app {

Expected<std::vector<fit::ObservedStay>> read_observed_stays(const std::string& file, const std::string& parted_by) {
  const auto rows = wire::load_observed_times(file);
  if (!rows) return fault(wire::to_text(rows.error()));
  std::vector<fit::ObservedStay> out;
  std::vector<Instant> came;
  for (const auto& row : *rows) {
    const auto at = [&](study::Stamp stamp) { return row.stamps[static_cast<std::size_t>(stamp)]; };
    fit::ObservedStay one{Code(row.traffic_class), Code(row.direction.substr(0, row.direction.find('-'))), row.laden, false, row.utc_offset_min, at(study::Stamp::joined), at(study::Stamp::gate_in), at(study::Stamp::released)};
    one.passes = row.laden && std::ranges::find(row.facts, parted_by) != row.facts.end();
    if (one.queued || one.gate_in) came.push_back(one.queued ? *one.queued : *one.gate_in);
    out.push_back(one);
  }
  if (came.size() < 2) return fault(fmt::format("{} holds {} arrivals (T1 or T3); nothing can be fitted from fewer than two", file, came.size()));
  const auto [first, last] = std::ranges::minmax(came);
  if (last - first < 2 * day_ms) return fault(fmt::format("the arrivals in {} span {:.1f} days; arrivals by hour need two days at least", file, static_cast<double>(last - first) / static_cast<double>(day_ms)));
  return out;
}

}  // namespace onestop::app
