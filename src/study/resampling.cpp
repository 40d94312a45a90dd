#include "study/resampling.h"

#include <algorithm>
#include <cmath>

namespace onestop::study {
namespace {

/// A place in a list of n, n below 2^31, from 32 random bits; the bias is below n / 2^32.
std::size_t place(std::uint32_t bits, std::size_t n) { return static_cast<std::size_t>((static_cast<std::uint64_t>(bits) * n) >> 32); }

template <class Take>
void draw_places(std::size_t n, Draws& draws, Take take) {
  for (std::size_t i = 0; i + 1 < n; i += 2) {
    const auto bits = draws.next();
    take(place(static_cast<std::uint32_t>(bits), n));
    take(place(static_cast<std::uint32_t>(bits >> 32), n));
  }
  if (n % 2 == 1) take(place(static_cast<std::uint32_t>(draws.next()), n));
}

}  // namespace

Moments moments_of(Sample sample) {
  const double n = static_cast<double>(sample.size());
  double sum = 0;
  for (const auto one : sample) sum += static_cast<double>(one);
  Moments m{static_cast<std::int64_t>(sample.size()), sum / n, 0, 0};
  double squares = 0, cubes = 0;
  for (const auto one : sample) {
    const double apart = static_cast<double>(one) - m.mean, square = apart * apart;
    squares += square;
    cubes += square * apart;
  }
  if (sample.size() < 2 || sample.front() == sample.back()) return m;
  m.variance = squares / (n - 1);
  m.skewness = cubes / n / std::pow(squares / n, 1.5);
  return m;
}

Resample Resampled::next() {
  const double n = static_cast<double>(moments_.n);
  if (moments_.n > most_resampled) return {moments_.mean + draws_.normal() * std::sqrt(moments_.variance / n), moments_.variance};
  double sum = 0, squares = 0;
  draw_places(sample_.size(), draws_, [&](std::size_t at) {
    const double apart = static_cast<double>(sample_[at]) - moments_.mean;
    sum += apart;
    squares += apart * apart;
  });
  if (moments_.n < 2) return {moments_.mean, 0};
  return {moments_.mean + sum / n, std::max(0.0, (squares - sum * sum / n) / (n - 1))};
}

double resampled_median(Sample sample, std::vector<std::uint32_t>& taken, Draws& draws) {
  std::fill(taken.begin(), taken.end(), 0);
  draw_places(sample.size(), draws, [&](std::size_t at) { ++taken[at]; });
  const std::size_t low = (sample.size() - 1) / 2, high = sample.size() / 2;  // places of the two middle ones, from 0
  std::size_t seen = 0, at = 0;
  while (seen + taken[at] <= low) seen += taken[at++];
  const auto lower = static_cast<double>(sample[at]);
  while (seen + taken[at] <= high) seen += taken[at++];
  return (lower + static_cast<double>(sample[at])) / 2;
}

double percentile(const std::vector<double>& ascending, double p) {
  const double rank = static_cast<double>(ascending.size() - 1) * p;
  const auto below = static_cast<std::size_t>(rank);
  if (below + 1 == ascending.size()) return ascending.back();
  return ascending[below] + (rank - static_cast<double>(below)) * (ascending[below + 1] - ascending[below]);
}

Interval studentised_interval(double estimate, double error, std::vector<double> studentised) {
  constexpr double z_975 = 1.959963984540054;
  if (studentised.size() * 10 < resamples * 9) return {estimate - z_975 * error, estimate + z_975 * error};
  std::sort(studentised.begin(), studentised.end());
  return {estimate - percentile(studentised, 0.975) * error, estimate - percentile(studentised, 0.025) * error};
}

}  // namespace onestop::study
