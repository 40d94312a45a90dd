#include "study/statistics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "base/instant.h"
#include "study/resampling.h"

namespace onestop::study {
namespace {

constexpr double z_975 = 1.959963984540054;  // 97.5 % point of the normal distribution

std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}

/// Of one sample's mean by bootstrap-t: with T* = (mean* - mean) / (sd* / sqrt n), from mean - T*_97.5 se to mean - T*_2.5 se.
Interval by_resampling(Sample sample, Draws& draws) {
  const auto whole = moments_of(sample);
  const double n = static_cast<double>(whole.n), error = std::sqrt(whole.variance / n);
  if (error == 0) return {whole.mean, whole.mean};
  Resampled resampled(sample, whole, draws);
  std::vector<double> studentised;
  for (int i = 0; i < resamples; ++i) {
    const auto one = resampled.next();
    if (one.variance > 0) studentised.push_back((one.mean - whole.mean) / std::sqrt(one.variance / n));
  }
  return studentised_interval(whole.mean, error, std::move(studentised));
}

Interval by_transformation(Sample sample) {
  const auto m = moments_of(sample);
  const double n = static_cast<double>(m.n), sd = std::sqrt(m.variance);
  const auto inverse = [&](double x) {
    if (std::abs(m.skewness) < 1e-9) return x;
    return 3 / m.skewness * (std::cbrt(1 + m.skewness * (x - m.skewness / (6 * n))) - 1);
  };
  const double step = z_975 / std::sqrt(n);
  return {m.mean - sd * inverse(step), m.mean - sd * inverse(-step)};
}

double trimmed_mean(Sample sample) {
  const auto cut = sample.size() / 10;
  double sum = 0;
  for (const auto one : sample.subspan(cut, sample.size() - 2 * cut)) sum += static_cast<double>(one);
  return sum / static_cast<double>(sample.size() - 2 * cut);
}

}  // namespace

Draws::Draws(std::uint64_t seed, std::string_view key) : state_(mixed(seed + 0x9e3779b97f4a7c15ull)) {
  for (const char one : key) state_ = mixed(state_ ^ static_cast<unsigned char>(one)) + 0x9e3779b97f4a7c15ull;
}

std::uint64_t Draws::next() { return mixed(state_ += 0x9e3779b97f4a7c15ull); }

double Draws::uniform() { return (static_cast<double>(next() >> 12) + 0.5) * 0x1p-52; }

double Draws::normal() {
  const double radius = std::sqrt(-2 * std::log(uniform()));
  return radius * std::cos(2 * std::numbers::pi * uniform());
}

double quantile7(Sample sample, double p) {
  const double rank = static_cast<double>(sample.size() - 1) * p;
  const auto below = static_cast<std::size_t>(rank);
  const double part = rank - static_cast<double>(below);
  const auto low = static_cast<double>(sample[below]);
  if (part == 0) return low;
  return low + part * (static_cast<double>(sample[below + 1]) - low);
}

ModeBin mode_bin(Sample sample) {
  constexpr std::array<std::int64_t, 11> widths_min{1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440};
  const double wanted = 2 * (quantile7(sample, 0.75) - quantile7(sample, 0.25)) / std::cbrt(static_cast<double>(sample.size()));
  auto width = widths_min.back() * minute_ms;
  for (auto one = widths_min.rbegin(); one != widths_min.rend(); ++one)
    if (static_cast<double>(*one * minute_ms) >= wanted) width = *one * minute_ms;
  ModeBin fullest{0, static_cast<double>(width), 0};
  for (auto from = sample.begin(); from != sample.end();) {
    const auto bin = *from / width;
    const auto to = std::lower_bound(from, sample.end(), (bin + 1) * width);
    if (to - from > fullest.n) fullest = {static_cast<double>(bin * width), static_cast<double>(width), to - from};
    from = to;
  }
  return fullest;
}

Interval mean_interval(Sample sample, Draws draws) {
  return static_cast<std::int64_t>(sample.size()) > most_resampled ? by_transformation(sample) : by_resampling(sample, draws);
}

Interval median_interval(Sample sample, Draws draws) {
  const auto n = sample.size();
  if (static_cast<std::int64_t>(n) > most_resampled) {
    const double half = z_975 * std::sqrt(static_cast<double>(n)) / 2, middle = static_cast<double>(n) / 2;
    const auto at = [&](double rank) { return quantile7(sample, (rank - 1) / static_cast<double>(n - 1)); };
    return {at(middle - half), at(middle + half + 1)};
  }
  std::vector<double> medians(resamples);
  std::vector<std::uint32_t> taken(n);
  for (auto& one : medians) one = resampled_median(sample, taken, draws);
  std::sort(medians.begin(), medians.end());
  return {percentile(medians, 0.025), percentile(medians, 0.975)};
}

std::optional<Figures> figures_of(Sample sample, const Asking& asking) {
  if (sample.empty()) return std::nullopt;
  const auto m = moments_of(sample);
  Figures f{m.n, m.mean, 0, quantile7(sample, 0.5), quantile7(sample, 0.75), quantile7(sample, 0.9), quantile7(sample, 0.95),
            static_cast<double>(sample.front()), static_cast<double>(sample.back()), std::sqrt(m.variance), 0, m.skewness, {}, {}, {}, trimmed_mean(sample), mode_bin(sample)};
  f.cv = m.mean > 0 ? f.sd / m.mean : 0;
  if (sample.front() > 0) {
    double logarithms = 0;
    for (const auto one : sample) logarithms += std::log(static_cast<double>(one));
    f.geometric_mean = std::exp(logarithms / static_cast<double>(m.n));
  }
  if (asking.target_ms) {
    const auto within = std::upper_bound(sample.begin(), sample.end(), *asking.target_ms) - sample.begin();
    f.within_target = static_cast<double>(within) / static_cast<double>(m.n);
  }
  if (!asking.intervals || m.n < least_for_interval) return f;
  f.mean_interval = mean_interval(sample, Draws(asking.seed, asking.key + "/mean"));
  f.median_interval = median_interval(sample, Draws(asking.seed, asking.key + "/median"));
  return f;
}

std::optional<double> outlier_fence_ms(Sample sample) {
  const auto positive = sample.subspan(static_cast<std::size_t>(std::upper_bound(sample.begin(), sample.end(), 0) - sample.begin()));
  if (positive.size() < 4) return std::nullopt;
  const auto logarithm_at = [&](double p) {  // type 7 of the logarithms, which have the order of the durations
    const double rank = static_cast<double>(positive.size() - 1) * p;
    const auto below = static_cast<std::size_t>(rank);
    const double low = std::log(static_cast<double>(positive[below]));
    if (below + 1 == positive.size()) return low;
    return low + (rank - static_cast<double>(below)) * (std::log(static_cast<double>(positive[below + 1])) - low);
  };
  const double first = logarithm_at(0.25), third = logarithm_at(0.75);
  return std::exp(third + 3 * (third - first));
}

std::optional<BothWays> both_ways(Sample sample, const Asking& asking) {
  const auto all = figures_of(sample, asking);
  if (!all) return std::nullopt;
  BothWays made{*all, *all, 0, outlier_fence_ms(sample)};
  if (!made.fence_ms) return made;
  // A hair above the fence is rounding, not an outlier: where all durations are equal the fence is that duration.
  const double fence = *made.fence_ms * (1 + 1e-12);
  const auto kept = static_cast<std::size_t>(
      std::upper_bound(sample.begin(), sample.end(), fence, [](double limit, std::int64_t one) { return limit < static_cast<double>(one); }) - sample.begin());
  made.outliers = static_cast<std::int64_t>(sample.size() - kept);
  if (made.outliers == 0) return made;
  auto asking_without = asking;
  asking_without.key += "/without";
  made.without = *figures_of(sample.first(kept), asking_without);
  return made;
}

std::int64_t needed_n(double cv, double precision) {
  const double root = z_975 * cv / precision;
  return static_cast<std::int64_t>(std::ceil(root * root));
}

}  // namespace onestop::study
