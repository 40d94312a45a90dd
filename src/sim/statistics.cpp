#include "sim/statistics.h"

#include <cmath>
#include <limits>
#include <vector>

#include "base/check.h"

namespace onestop::sim {

Estimate estimate(std::span<const double> values) {
  Estimate out;
  out.replications = static_cast<std::uint32_t>(values.size());
  if (values.empty()) return out;
  const auto n = static_cast<double>(values.size());
  for (const double x : values) out.mean += x / n;
  if (values.size() < 2) {
    out.half_width = std::numeric_limits<double>::infinity();
    return out;
  }
  for (const double x : values) out.variance += (x - out.mean) * (x - out.mean) / (n - 1);
  out.half_width = student_quantile(0.975, out.replications - 1) * std::sqrt(out.variance / n);
  return out;
}

Difference difference(std::span<const double> a, std::span<const double> b) {
  check(a.size() == b.size(), "replications are compared pair by pair");
  std::vector<double> pairs;
  for (std::size_t i = 0; i < a.size(); ++i) pairs.push_back(a[i] - b[i]);
  Difference out{estimate(pairs), std::numeric_limits<double>::infinity()};
  if (out.difference.variance > 0) out.variance_ratio = (estimate(a).variance + estimate(b).variance) / out.difference.variance;
  return out;
}

double beta_share(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - beta_share(b, a, 1 - x);
  const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x)) / a;
  double c = 1, d = 1 - (a + b) * x / (a + 1);  // Lentz
  d = 1 / d;
  double h = d;
  for (int m = 1; m < 1'000; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d), c = 1 + even / c, h *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d), c = 1 + odd / c, h *= d * c;
    if (std::abs(d * c - 1) < 1e-15) break;
  }
  return front * h;
}

double student_quantile(double p, std::uint32_t degrees) {
  check(p > 0.5 && p < 1 && degrees > 0, "a quantile of Student's t is asked for above one half, with a degree of freedom");
  const double n = degrees;
  double low = 0, high = 1;
  const auto above = [&](double t) { return beta_share(n / 2, 0.5, n / (n + t * t)) / 2; };
  while (above(high) > 1 - p) high *= 2;
  for (int i = 0; i < 200; ++i) {
    const double middle = (low + high) / 2;
    (above(middle) > 1 - p ? low : high) = middle;
  }
  return (low + high) / 2;
}

std::size_t warm_up(std::span<const double> series) {
  const auto batches = series.size() / 5;
  if (batches < 2) return series.size();
  std::vector<double> means(batches);
  for (std::size_t i = 0; i < batches; ++i)
    for (std::size_t k = 0; k < 5; ++k) means[i] += series[i * 5 + k] / 5;
  // From the end: the sums of what is left behind each cut.
  double sum = 0, squares = 0, best = std::numeric_limits<double>::infinity();
  std::size_t cut = batches;
  for (std::size_t i = batches; i-- > 0;) {
    sum += means[i], squares += means[i] * means[i];
    const auto left = static_cast<double>(batches - i);
    if (left < 5) continue;  // a few equal batches at the end prove nothing
    const double error = (squares - sum * sum / left) / (left * left);
    if (error <= best) best = error, cut = i;
  }
  return cut > batches / 2 ? series.size() : cut * 5;
}

}  // namespace onestop::sim
