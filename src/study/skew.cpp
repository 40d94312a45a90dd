#include "study/skew.h"

#include <algorithm>

namespace onestop::study {

std::vector<ClockSkew> clock_skews(const Columns& columns) {
  std::vector<ClockSkew> found;
  std::vector<std::pair<ClockSkew*, bool>> of_direction;  // and whether it goes from `one` to `other`
  found.reserve(columns.directions.list().size());
  for (const auto& direction : columns.directions.list()) {
    const auto dash = direction.find('-');
    auto from = direction.substr(0, dash), to = dash == std::string::npos ? std::string() : direction.substr(dash + 1);
    const bool in_order = from <= to;
    if (!in_order) std::swap(from, to);
    auto at = std::ranges::find_if(found, [&](const ClockSkew& known) { return known.one == from && known.other == to; });
    if (at == found.end()) at = found.insert(found.end(), {from, to});
    of_direction.emplace_back(&*at, in_order);
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto notice = columns.stamp(Stamp::exit_notice, i), accepted = columns.stamp(Stamp::entry_accepted, i);
    if (notice == unrecorded || accepted == unrecorded) continue;
    auto& [skew, in_order] = of_direction[columns.direction[i]];
    const auto took = accepted - notice;
    ++skew->pairs;
    skew->backwards += took < 0 ? 1 : 0;
    skew->largest_back_ms = std::max(skew->largest_back_ms, -took);
    if (in_order) skew->ahead_low_ms = std::max(skew->ahead_low_ms.value_or(-took), -took);
    else skew->ahead_high_ms = std::min(skew->ahead_high_ms.value_or(took), took);
  }
  std::erase_if(found, [](const ClockSkew& one) { return one.pairs == 0; });
  return found;
}

}  // namespace onestop::study
