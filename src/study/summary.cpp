#include "study/summary.h"

#include <algorithm>
#include <numeric>

namespace onestop::study {

std::int64_t rounded_mean(std::int64_t sum, std::int64_t n) {
  const auto half = n / 2;
  return sum >= 0 ? (sum + half) / n : -((-sum + half) / n);
}

std::int64_t quantile(const std::vector<std::int64_t>& ascending, int percent) {
  const auto steps = static_cast<std::int64_t>(ascending.size() - 1) * percent;  // hundredths of a rank, counted from 0
  const auto below = static_cast<std::size_t>(steps / 100);
  const auto part = steps % 100;
  if (part == 0) return ascending[below];
  const auto low = ascending[below], high = ascending[below + 1];
  return rounded_mean(low * (100 - part) + high * part, 100);
}

std::optional<Summary> summarise(std::vector<std::int64_t> durations) {
  if (durations.empty()) return std::nullopt;
  std::sort(durations.begin(), durations.end());
  const auto n = static_cast<std::int64_t>(durations.size());
  const auto sum = std::accumulate(durations.begin(), durations.end(), std::int64_t{0});
  return Summary{n, rounded_mean(sum, n), quantile(durations, 50), quantile(durations, 90), durations.front(), durations.back()};
}

}  // namespace onestop::study
