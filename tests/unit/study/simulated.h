#pragma once
// Simulated durations for the tests of statistics: lognormal, as times at a post are, with a known mean and median.
#include <algorithm>
#include <cmath>

#include "study/statistics.h"

namespace onestop::study::test {

struct Lognormal {
  double median_ms = 2'700'000, sigma = 0.7;  // a coefficient of variation of 0.8
  double mean_ms() const { return median_ms * std::exp(sigma * sigma / 2); }
};

inline std::vector<std::int64_t> simulated(const Lognormal& of, std::size_t n, Draws& draws) {
  std::vector<std::int64_t> sample(n);
  for (auto& one : sample) one = static_cast<std::int64_t>(of.median_ms * std::exp(of.sigma * draws.normal()));
  std::sort(sample.begin(), sample.end());
  return sample;
}

}  // namespace onestop::study::test
