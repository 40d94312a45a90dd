#include "study/comparison.h"

#include <algorithm>
#include <cmath>

#include "study/resampling.h"

namespace onestop::study {
namespace {

constexpr std::size_t most_exact = 20;

/// A sample that counts with a weight in the mean of its side.
struct Term {
  Sample sample;
  double weight = 1;
};

struct Side {
  std::vector<Term> terms;
  std::vector<Moments> moments;
  double mean = 0, error2 = 0;  // error2: variance of the mean
};

Side side_of(std::vector<Term> terms) {
  Side side{std::move(terms), {}, 0, 0};
  for (const auto& term : side.terms) {
    const auto m = moments_of(term.sample);
    side.mean += term.weight * m.mean;
    side.error2 += term.weight * term.weight * m.variance / static_cast<double>(m.n);
    side.moments.push_back(m);
  }
  return side;
}

bool large_enough(const Side& side) {
  return std::ranges::all_of(side.moments, [](const Moments& m) { return m.n >= least_for_interval; });
}

Resample resampled(const Side& side, Draws& draws) {
  Resample sum;
  for (std::size_t i = 0; i < side.terms.size(); ++i) {
    const auto one = Resampled(side.terms[i].sample, side.moments[i], draws).next();
    const double weight = side.terms[i].weight;
    sum.mean += weight * one.mean;
    sum.variance += weight * weight * one.variance / static_cast<double>(side.moments[i].n);
  }
  return sum;
}

struct Differences {
  Estimate ms, percent;
};

Differences differences(const Side& before, const Side& after, Draws draws) {
  Differences made{{after.mean - before.mean, {}}, {0, {}}};
  const bool ratio = before.mean > 0 && after.mean > 0;
  if (before.mean > 0) made.percent.value = 100 * (after.mean / before.mean - 1);
  if (!large_enough(before) || !large_enough(after)) return made;
  const double error = std::sqrt(before.error2 + after.error2);
  const auto log_error = [](double mean_a, double error2_a, double mean_b, double error2_b) { return std::sqrt(error2_a / (mean_a * mean_a) + error2_b / (mean_b * mean_b)); };
  const double log_ratio = ratio ? std::log(after.mean / before.mean) : 0;
  std::vector<double> plain, logarithms;
  for (int i = 0; i < resamples && error > 0; ++i) {
    const auto a = resampled(before, draws), b = resampled(after, draws);
    const double own = std::sqrt(a.variance + b.variance);
    if (own > 0) plain.push_back((b.mean - a.mean - made.ms.value) / own);
    if (ratio && own > 0 && a.mean > 0 && b.mean > 0) logarithms.push_back((std::log(b.mean / a.mean) - log_ratio) / log_error(a.mean, a.variance, b.mean, b.variance));
  }
  made.ms.interval = studentised_interval(made.ms.value, error, std::move(plain));
  if (!ratio) return made;
  const auto of_logarithm = studentised_interval(log_ratio, log_error(before.mean, before.error2, after.mean, after.error2), std::move(logarithms));
  made.percent.interval = Interval{100 * std::expm1(of_logarithm.low), 100 * std::expm1(of_logarithm.high)};
  return made;
}

Estimate difference_of_medians(Sample before, Sample after, const Asking& asking) {
  const double a = quantile7(before, 0.5), b = quantile7(after, 0.5);
  Estimate made{b - a, {}};
  const auto n = static_cast<std::int64_t>(std::min(before.size(), after.size()));
  if (n < least_for_interval) return made;
  const auto of_a = median_interval(before, Draws(asking.seed, asking.key + "/before/median")), of_b = median_interval(after, Draws(asking.seed, asking.key + "/after/median"));
  made.interval = Interval{made.value - std::hypot(b - of_b.low, of_a.high - a), made.value + std::hypot(of_b.high - b, a - of_a.low)};
  return made;
}

/// Chance of a U of `u` or less where nothing differs: the number of orders of n1 and n2 with each U, by Mann and Whitney's recursion.
double exact_below(std::size_t n1, std::size_t n2, std::size_t u) {
  // ways[j][v]: orders of i of the first and j of the second with U = v, for growing i.
  std::vector<std::vector<double>> ways(n2 + 1, std::vector<double>(n1 * n2 + 1, 0.0));
  for (auto& one : ways) one[0] = 1;
  for (std::size_t i = 1; i <= n1; ++i)
    for (std::size_t j = 1; j <= n2; ++j)  // the last in the order is of the first (then it adds j) or of the second
      for (std::size_t v = n1 * n2 + 1; v-- > 0;) ways[j][v] = (v >= j ? ways[j][v - j] : 0) + ways[j - 1][v];
  double below = 0, all = 0;
  for (std::size_t v = 0; v <= n1 * n2; ++v) {
    all += ways[n2][v];
    if (v <= u) below += ways[n2][v];
  }
  return below / all;
}

}  // namespace

std::optional<MannWhitney> mann_whitney(Sample before, Sample after) {
  if (before.empty() || after.empty()) return std::nullopt;
  const double n1 = static_cast<double>(before.size()), n2 = static_cast<double>(after.size()), n = n1 + n2;
  double u = 0, ties = 0;
  for (std::size_t i = 0, j = 0; i < before.size() || j < after.size();) {
    const auto value = j == after.size() || (i < before.size() && before[i] <= after[j]) ? before[i] : after[j];
    const auto shorter = static_cast<double>(i);
    double same_before = 0, same_after = 0;
    for (; i < before.size() && before[i] == value; ++i) ++same_before;
    for (; j < after.size() && after[j] == value; ++j) ++same_after;
    u += same_after * (shorter + same_before / 2);
    const double t = same_before + same_after;
    ties += t * t * t - t;
  }
  MannWhitney made{u, u / (n1 * n2), 1, false};
  if (ties == 0 && before.size() <= most_exact && after.size() <= most_exact) {
    made.exact = true;
    made.p = std::min(1.0, 2 * exact_below(after.size(), before.size(), static_cast<std::size_t>(std::min(u, n1 * n2 - u))));
    return made;
  }
  const double variance = n < 2 ? 0 : n1 * n2 / 12 * (n + 1 - ties / (n * (n - 1)));
  if (variance <= 0) return made;  // all are equal
  const double apart = std::max(0.0, std::abs(u - n1 * n2 / 2) - 0.5);
  made.p = std::erfc(apart / std::sqrt(2 * variance));
  return made;
}

std::optional<Comparison> compare(Sample before, Sample after, const Asking& asking) {
  const auto test = mann_whitney(before, after);
  if (!test) return std::nullopt;
  const auto apart = differences(side_of({{before, 1}}), side_of({{after, 1}}), Draws(asking.seed, asking.key + "/difference"));
  return Comparison{static_cast<std::int64_t>(before.size()), static_cast<std::int64_t>(after.size()), apart.ms, apart.percent, difference_of_medians(before, after, asking), *test};
}

std::optional<MixAdjusted> mix_adjusted(const std::vector<Stratum>& strata, const Asking& asking) {
  MixAdjusted made;
  double all = 0;
  for (const auto& one : strata)
    if (!one.before.empty() && !one.after.empty()) all += static_cast<double>(one.before.size() + one.after.size());
  if (all == 0) return std::nullopt;
  std::vector<Term> before, after;
  for (const auto& one : strata) {
    if (one.before.empty() && one.after.empty()) continue;
    if (one.before.empty() || one.after.empty()) {
      made.left_out.push_back(one.name);
      continue;
    }
    const double share = static_cast<double>(one.before.size() + one.after.size()) / all;
    before.push_back({one.before, share});
    after.push_back({one.after, share});
  }
  const auto a = side_of(std::move(before)), b = side_of(std::move(after));
  const auto apart = differences(a, b, Draws(asking.seed, asking.key + "/adjusted"));
  made.mean_before = a.mean;
  made.mean_after = b.mean;
  made.mean_ms = apart.ms;
  made.mean_percent = apart.percent;
  return made;
}

}  // namespace onestop::study
