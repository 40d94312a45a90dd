#include "fit/durations.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "fit/chance.h"
#include "sim/quantiles.h"

namespace onestop::fit {
namespace {

constexpr double half_millisecond_min = 0.5 / 60'000, normal_975 = 1.959963984540054;

double percentile(std::span<const double> ascending, double p) {
  const double rank = static_cast<double>(ascending.size() - 1) * p;
  const auto below = static_cast<std::size_t>(rank);
  if (below + 1 == ascending.size()) return ascending.back();
  return ascending[below] + (rank - static_cast<double>(below)) * (ascending[below + 1] - ascending[below]);
}

Empirical empirical_of(std::span<const double> ascending) {
  Empirical out;
  const auto n = static_cast<double>(ascending.size());
  for (const double x : ascending) out.mean_min += x / n;
  double squares = 0;
  for (const double x : ascending) squares += (x - out.mean_min) * (x - out.mean_min);
  if (ascending.size() > 1 && out.mean_min > 0) out.cv = std::sqrt(squares / (n - 1)) / out.mean_min;
  out.median_min = percentile(ascending, 0.5);
  out.p90_min = percentile(ascending, 0.9);
  return out;
}

Candidate judged(const Distribution& of, std::span<const double> ascending) {
  Candidate out{of.family, of.shape, of.scale, of.mean_min(), of.cv()};
  out.log_likelihood = log_likelihood(of, ascending);
  out.aic = 2 * parameters(of.family) - 2 * out.log_likelihood;
  out.anderson_darling = anderson_darling(of, ascending);
  out.usable = std::isfinite(out.mean_min) && std::isfinite(out.cv);
  if (!out.usable) out.mean_min = out.cv = 0;  // JSON has no word for infinite
  return out;
}

/// Draws of a distribution by inversion. A gamma quantile takes many steps, so these come from a table.
class Drawn {
 public:
  explicit Drawn(const Distribution& of) : of_(of) {
    if (of.family == Family::gamma) table_.emplace(of.family, of.cv());
  }
  double at(double p) const {
    const double x = table_ ? of_.mean_min() * static_cast<double>(table_->at(static_cast<std::uint64_t>(p * 0x1.0p64))) * 0x1.0p-32 : of_.quantile(p);
    return std::max(x, 1e-9 * of_.scale);
  }

 private:
  Distribution of_;
  std::optional<sim::Quantiles> table_;
};

Interval around(double value, double sd_log) { return {value * std::exp(-normal_975 * sd_log), value * std::exp(normal_975 * sd_log)}; }

}  // namespace

double anderson_darling(const Distribution& of, std::span<const double> ascending) {
  const auto n = ascending.size();
  constexpr double least = 1e-300;  // beyond the reach of doubles a value is as far out as can be said
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto [below, above] = of.shares(ascending[i]);
    sum += static_cast<double>(2 * i + 1) * std::log(std::max(below, least)) + static_cast<double>(2 * (n - i) - 1) * std::log(std::max(above, least));
  }
  return -static_cast<double>(n) - sum / static_cast<double>(n);
}

double kolmogorov(const Distribution& of, std::span<const double> ascending) {
  const auto n = static_cast<double>(ascending.size());
  double most = 0;
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    const double below = of.shares(ascending[i]).below;
    most = std::max({most, static_cast<double>(i + 1) / n - below, below - static_cast<double>(i) / n});
  }
  return most;
}

double kolmogorov(std::span<const double> a, std::span<const double> b) {
  check(!a.empty() && !b.empty(), "two samples are compared where there are two");
  double most = 0;
  for (std::size_t i = 0, k = 0; i < a.size() && k < b.size();) {
    const double at = std::min(a[i], b[k]);
    while (i < a.size() && a[i] <= at) ++i;
    while (k < b.size() && b[k] <= at) ++k;
    most = std::max(most, std::abs(static_cast<double>(i) / static_cast<double>(a.size()) - static_cast<double>(k) / static_cast<double>(b.size())));
  }
  return most;
}

Bootstrapped bootstrap(const Distribution& fitted, std::size_t n, double statistic, const Resampling& resampling, const std::string& key) {
  const auto size = std::min(n, most_resampled);
  const Chance chance(resampling.seed, key);
  const Drawn drawn(fitted);
  std::vector<double> resample(size), means, variations;
  std::uint32_t as_bad = 0, done = 0;
  for (std::uint32_t i = 0; i < resampling.resamples; ++i) {
    for (std::size_t k = 0; k < size; ++k) resample[k] = drawn.at(chance.uniform(i, static_cast<std::uint32_t>(k)));
    std::ranges::sort(resample);
    const auto again = likeliest(fitted.family, resample);
    if (!again) continue;
    ++done;
    if (anderson_darling(*again, resample) >= statistic) ++as_bad;
    if (!std::isfinite(again->cv())) continue;
    means.push_back(std::log(again->mean_min()));
    variations.push_back(std::log(again->cv()));
  }
  Bootstrapped out;
  if (done == 0 || means.size() < 2) return out;
  out.p = (as_bad + 1.0) / (done + 1.0);
  const auto spread = [&](const std::vector<double>& values) {  // of n values, from resamples of `size`
    double mean = 0, squares = 0;
    for (const double x : values) mean += x / static_cast<double>(values.size());
    for (const double x : values) squares += (x - mean) * (x - mean);
    return std::sqrt(squares / static_cast<double>(values.size() - 1) * static_cast<double>(size) / static_cast<double>(n));
  };
  out.sd_log_mean = spread(means);
  out.sd_log_cv = spread(variations);
  return out;
}

DurationFit fit_durations(std::vector<double> minutes, const Resampling& resampling, const std::string& key) {
  check(!minutes.empty() && std::ranges::all_of(minutes, [](double x) { return x >= 0 && std::isfinite(x); }), "a sample of durations holds one, and nothing negative");
  std::ranges::sort(minutes);
  DurationFit out;
  out.n = minutes.size();
  out.empirical = empirical_of(minutes);
  out.mean_min = out.empirical.mean_min;
  out.mean_interval = {out.mean_min, out.mean_min};
  const bool instant = out.empirical.median_min <= 0;
  if (instant || out.n < 2 || minutes.back() - minutes.front() <= 1e-3 * out.mean_min) return out;
  for (double& one : minutes) one = std::max(one, half_millisecond_min);
  const Candidate* best = nullptr;
  Distribution chosen;
  out.all.reserve(candidates.size());
  for (const auto family : candidates) {
    const auto fitted = likeliest(family, minutes);
    if (!fitted) continue;
    const auto& one = out.all.emplace_back(judged(*fitted, minutes));
    if (!one.usable || (best && one.aic >= best->aic)) continue;
    best = &one;
    chosen = *fitted;
  }
  if (!best) return out;
  out.family = best->family;
  out.mean_min = best->mean_min;
  out.cv = best->cv;
  out.anderson_darling = best->anderson_darling;
  out.kolmogorov = kolmogorov(chosen, minutes);
  const auto spread = bootstrap(chosen, out.n, out.anderson_darling, resampling, key);
  out.p = spread.p;
  out.mean_interval = around(out.mean_min, spread.sd_log_mean);
  out.cv_interval = around(out.cv, spread.sd_log_cv);
  return out;
}

}  // namespace onestop::fit
