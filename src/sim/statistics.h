#pragma once
// What replications say together, and how surely.
#include <cstdint>
#include <span>

namespace onestop::sim {

/// Mean over independent replications with the half-width of its 95 % interval (Student's t).
struct Estimate {
  double mean = 0, half_width = 0, variance = 0;  // the variance is that of one replication
  std::uint32_t replications = 0;
};
Estimate estimate(std::span<const double> values);

/// Differences of pairs that share their vehicles, beside what independent runs would have given.
struct Difference {
  Estimate difference;
  double variance_ratio = 0;  // (var a + var b) / var (a - b): above 1 the shared vehicles helped; infinite where nothing differs
};
Difference difference(std::span<const double> a, std::span<const double> b);

/// The p-quantile of Student's t with this many degrees of freedom, 0.5 < p < 1.
double student_quantile(double p, std::uint32_t degrees);
/// The share of a beta distribution below x (continued fraction, DLMF 8.17.22).
double beta_share(double a, double b, double x);

/// Where a series has settled: how many of its values to cut, by MSER-5 (White, Cobb, Spratt 2000): the cut of batches of five
/// that leaves the least standard error; at most half of them. Everything where it never settles.
std::size_t warm_up(std::span<const double> series);

}  // namespace onestop::sim
