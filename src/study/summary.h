#pragma once
// Figures of a list of durations, in milliseconds. Quantiles interpolate linearly between order statistics: the value at
// rank 1 + (n - 1) p of the sorted list. That is type 7 of Hyndman and Fan, "Sample quantiles in statistical packages",
// The American Statistician 50 (1996), the method of R's `quantile` and of Python's `statistics.quantiles(method="inclusive")`.
// Rounded to whole milliseconds, halves away from zero.
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <vector>

namespace onestop::study {

struct Summary {
  std::int64_t n = 0;
  std::int64_t mean_ms = 0, median_ms = 0, p90_ms = 0, min_ms = 0, max_ms = 0;
  bool operator==(const Summary&) const = default;
};
BOOST_DESCRIBE_STRUCT(Summary, (), (n, mean_ms, median_ms, p90_ms, min_ms, max_ms))

/// Nothing for an empty list: no figure stands for nobody.
std::optional<Summary> summarise(std::vector<std::int64_t> durations_ms);

/// Of an ascending list that is not empty; `percent` from 0 to 100.
std::int64_t quantile(const std::vector<std::int64_t>& ascending, int percent);

/// sum / n, rounded to the nearest whole, halves away from zero; n > 0.
std::int64_t rounded_mean(std::int64_t sum, std::int64_t n);

}  // namespace onestop::study
