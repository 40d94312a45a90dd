#include "fit/arrivals.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "fit/chance.h"
#include "sim/quantiles.h"

namespace onestop::fit {
namespace {

using Grid = std::array<std::array<double, 24>, 7>;

constexpr double normal_975 = 1.959963984540054;
constexpr std::size_t most_gaps = 2000;

/// The hour of the week, counted from the first hour of all by the clock.
struct Hour {
  std::int64_t number = 0;
  std::size_t weekday() const { return static_cast<std::size_t>(((number / 24 + 3) % 7 + 7) % 7); }  // 1970-01-01 was a Thursday
  std::size_t hour() const { return static_cast<std::size_t>(number % 24); }
};

std::int64_t local_ms(Instant at, const Watched& watched) { return at.ms + watched.utc_offset_min * minute_ms; }

Hour hour_of(Instant at, const Watched& watched) { return {local_ms(at, watched) / hour_ms}; }

Grid watched_hours(const Watched& watched) {
  Grid out{};
  const auto from = local_ms(watched.from, watched), to = local_ms(watched.to, watched);
  for (auto at = from; at < to;) {
    const Hour hour{at / hour_ms};
    const auto next = std::min(to, (hour.number + 1) * hour_ms);
    out[hour.weekday()][hour.hour()] += static_cast<double>(next - at) / static_cast<double>(hour_ms);
    at = next;
  }
  return out;
}

/// Product of a factor for the weekday and one for the hour, by iterated fitting of the margins.
struct Factors {
  std::array<double, 7> weekday{};
  std::array<double, 24> hour{};
};

Factors factors_of(const Grid& counts, const Grid& hours) {
  Factors out;
  out.weekday.fill(1), out.hour.fill(1);
  for (int i = 0; i < 200; ++i) {
    double moved = 0;
    const auto fit = [&](double& factor, double count, double expected) {
      const double next = expected > 0 ? factor * count / expected : 0;
      moved = std::max(moved, std::abs(next - factor));
      factor = next;
    };
    for (std::size_t h = 0; h < 24; ++h) {
      double count = 0, expected = 0;
      for (std::size_t w = 0; w < 7; ++w) count += counts[w][h], expected += hours[w][h] * out.weekday[w] * out.hour[h];
      fit(out.hour[h], count, expected);
    }
    for (std::size_t w = 0; w < 7; ++w) {
      double count = 0, expected = 0;
      for (std::size_t h = 0; h < 24; ++h) count += counts[w][h], expected += hours[w][h] * out.weekday[w] * out.hour[h];
      fit(out.weekday[w], count, expected);
    }
    if (moved < 1e-12) break;
  }
  return out;
}

/// The variance of cells about the factor form beyond Poisson, relative to the square of their mean; by moments, corrected for the
/// parameters that were fitted. 0: the factor form says it all.
double variation_of_cells(const Grid& counts, const Grid& expected) {
  double excess = 0, squares = 0, cells = 0, fitted = 0;
  bool hour_seen[24] = {}, weekday_seen[7] = {};
  for (std::size_t w = 0; w < 7; ++w)
    for (std::size_t h = 0; h < 24; ++h) {
      const double mean = expected[w][h];
      if (mean <= 0) continue;
      excess += (counts[w][h] - mean) * (counts[w][h] - mean) / mean - 1;
      squares += mean;
      ++cells;
      hour_seen[h] = weekday_seen[w] = true;
    }
  for (const bool seen : hour_seen) fitted += seen;
  for (const bool seen : weekday_seen) fitted += seen;
  if (cells <= fitted || squares <= 0) return 0;
  return std::max(0.0, (excess + fitted - 1) / squares);
}

/// Every arrival of a Poisson process with these rates, by thinning.
std::vector<Instant> simulated(const Rates& rates, const Watched& watched, const Chance& chance, std::uint32_t resample) {
  double highest = 0;
  for (const auto& day : rates.per_hour) highest = std::max(highest, std::ranges::max(day));
  std::vector<Instant> out;
  auto at = static_cast<double>(watched.from.ms);
  for (std::uint32_t i = 0;; i += 2) {
    at -= std::log(chance.uniform(resample, i)) * static_cast<double>(hour_ms) / highest;
    if (at >= static_cast<double>(watched.to.ms)) return out;
    const Instant here{static_cast<std::int64_t>(at)};
    const auto hour = hour_of(here, watched);
    if (chance.uniform(resample, i + 1) * highest < rates.per_hour[hour.weekday()][hour.hour()]) out.push_back(here);
  }
}

double distance_from_exponential(std::vector<double> gaps) {
  if (gaps.empty()) return 0;
  std::ranges::sort(gaps);
  return kolmogorov(Distribution{Family::exponential, 1, 1}, gaps);
}

}  // namespace

double chi_squared_above(double x, double degrees) { return sim::gamma_shares(degrees / 2, x / 2).above; }

Rates fit_rates(std::span<const Instant> arrivals, const Watched& watched) {
  Rates out;
  out.watched_h = watched_hours(watched);
  Grid counts{}, expected{};
  for (const auto at : arrivals) {
    const auto hour = hour_of(at, watched);
    counts[hour.weekday()][hour.hour()] += 1;
  }
  const auto factors = factors_of(counts, out.watched_h);
  for (std::size_t w = 0; w < 7; ++w)
    for (std::size_t h = 0; h < 24; ++h) expected[w][h] = factors.weekday[w] * factors.hour[h] * out.watched_h[w][h];
  const double variation = variation_of_cells(counts, expected);
  double borrowed = 0, cells = 0;
  for (std::size_t w = 0; w < 7; ++w)
    for (std::size_t h = 0; h < 24; ++h) {
      const double own = out.watched_h[w][h], rate = factors.weekday[w] * factors.hour[h], mean = rate * own;
      const double weight = variation * mean / (1 + variation * mean);  // of the cell's own count
      out.per_hour[w][h] = own > 0 ? weight * counts[w][h] / own + (1 - weight) * rate : rate;
      if (own > 0) borrowed += 1 - weight, ++cells;
    }
  out.borrowed = cells > 0 ? borrowed / cells : 0;
  double hours = 0, weekdays = 0, seen = 0;
  for (const double one : factors.hour) hours += one / 24;
  for (const double one : factors.weekday) weekdays += one, seen += one > 0;
  for (std::size_t h = 0; h < 24; ++h) out.hour_factor[h] = hours > 0 ? factors.hour[h] / hours : 0;
  for (std::size_t w = 0; w < 7; ++w) out.weekday_factor[w] = weekdays > 0 ? factors.weekday[w] * seen / weekdays : 0;
  return out;
}

Dispersion dispersion(std::span<const Instant> arrivals, const Watched& watched) {
  Dispersion out;
  const auto first = (local_ms(watched.from, watched) + day_ms - 1) / day_ms, past = local_ms(watched.to, watched) / day_ms;
  if (past <= first) return out;
  std::vector<double> counts(static_cast<std::size_t>(past - first));
  for (const auto at : arrivals)
    if (const auto day = local_ms(at, watched) / day_ms; day >= first && day < past) counts[static_cast<std::size_t>(day - first)] += 1;
  out.days = counts.size();
  // A weekday's own mean where each was seen twice, else one for all.
  const std::size_t period = out.days >= 14 ? 7 : 1;
  if (out.days <= period) return out;
  double chi_squared = 0, mean_squares = 0;
  for (std::size_t w = 0; w < period; ++w) {
    double sum = 0, days = 0;
    for (auto d = w; d < counts.size(); d += period) sum += counts[d], ++days;
    const double mean = sum / days;
    for (auto d = w; d < counts.size(); d += period)
      if (mean > 0) chi_squared += (counts[d] - mean) * (counts[d] - mean) / mean, mean_squares += mean;
  }
  const auto degrees = static_cast<double>(out.days - period);
  out.index = chi_squared / degrees;
  out.p = chi_squared_above(chi_squared, degrees);
  out.more_than_poisson = out.index > 1.2 && out.p < 0.01;
  if (out.more_than_poisson) out.day_shape = mean_squares / static_cast<double>(out.days) / (out.index - 1);
  return out;
}

std::vector<double> rescaled_gaps(std::span<const Instant> arrivals, const Watched& watched, const Rates& rates) {
  std::vector<double> out;
  const auto passed = [&](std::int64_t from, std::int64_t to) {
    double sum = 0;
    while (from < to) {
      const Hour hour{from / hour_ms};
      const auto next = std::min(to, (hour.number + 1) * hour_ms);
      sum += rates.per_hour[hour.weekday()][hour.hour()] * static_cast<double>(next - from) / static_cast<double>(hour_ms);
      from = next;
    }
    return sum;
  };
  for (std::size_t i = 1; i < arrivals.size(); ++i) out.push_back(passed(local_ms(arrivals[i - 1], watched), local_ms(arrivals[i], watched)));
  return out;
}

ArrivalFit fit_arrivals(std::span<const Instant> arrivals, const Watched& watched, const Resampling& resampling, const std::string& key) {
  check(watched.from < watched.to, "arrivals are fitted over a time that was watched");
  ArrivalFit out;
  out.n = arrivals.size();
  out.days = static_cast<double>(watched.to - watched.from) / static_cast<double>(day_ms);
  out.rates = fit_rates(arrivals, watched);
  out.dispersion = dispersion(arrivals, watched);
  out.per_day = static_cast<double>(out.n) / out.days;
  const double half = normal_975 * std::sqrt(static_cast<double>(out.n) * std::max(1.0, out.dispersion.index)) / out.days;
  out.per_day_interval = {std::max(0.0, out.per_day - half), out.per_day + half};
  if (out.n < 2) return out;
  out.rescaled_d = distance_from_exponential(rescaled_gaps(arrivals, watched, out.rates));
  // The distance shrinks with the root of the number: where there are many, resamples are of a shorter time and compared by root(n) D.
  auto shorter = watched;
  if (out.n > most_gaps) shorter.to = std::max(watched.from + 7 * day_ms, watched.from + static_cast<std::int64_t>(static_cast<double>(watched.to - watched.from) * most_gaps / static_cast<double>(out.n)));
  shorter.to = std::min(shorter.to, watched.to);
  const double observed = out.rescaled_d * std::sqrt(static_cast<double>(out.n - 1));
  const Chance chance(resampling.seed, key);
  std::uint32_t as_far = 0, done = 0;
  for (std::uint32_t i = 0; i < resampling.resamples; ++i) {
    const auto again = simulated(out.rates, shorter, chance, i);
    if (again.size() < 2) continue;
    ++done;
    const double distance = distance_from_exponential(rescaled_gaps(again, shorter, fit_rates(again, shorter)));
    if (distance * std::sqrt(static_cast<double>(again.size() - 1)) >= observed) ++as_far;
  }
  if (done > 0) out.rescaled_p = (as_far + 1.0) / (done + 1.0);
  return out;
}

}  // namespace onestop::fit
