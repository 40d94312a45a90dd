#pragma once
// Arrivals of one flow in one direction: the rate by weekday and hour, and whether they are as irregular as a Poisson process, or more.
#include <array>
#include <span>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "base/instant.h"
#include "fit/durations.h"

namespace onestop::fit {

/// By the clock of the exit state; `from` and `to` bound what was watched.
struct Watched {
  Instant from, to;
  int utc_offset_min = 0;
};

/// Arrivals an hour by weekday (0 Monday) and hour, with how many hours of each were watched.
struct Rates {
  std::array<std::array<double, 24>, 7> per_hour{};
  std::array<std::array<double, 24>, 7> watched_h{};
  std::array<double, 24> hour_factor{};     // mean 1, of the factor form
  std::array<double, 7> weekday_factor{};   // mean 1 over the weekdays watched; 0 of those that were not
  double borrowed = 0;                      // share of each cell, on average, that comes from the margins
};

struct Dispersion {
  std::size_t days = 0;   // whole days by the clock
  double index = 0;       // chi^2 over its degrees of freedom; 1 for Poisson, 0 where there are too few days
  double p = 1;           // of a Poisson process varying so much
  bool more_than_poisson = false;
  double day_shape = 0;   // of the gamma factor that days then have in common, mean 1; 0 where none is needed
};
BOOST_DESCRIBE_STRUCT(Dispersion, (), (days, index, p, more_than_poisson, day_shape))

struct ArrivalFit {
  std::size_t n = 0;
  double days = 0;        // watched
  double per_day = 0;     // all week
  Interval per_day_interval;  // 95 %: of Poisson counts, widened by the dispersion where that is above 1
  Rates rates;
  Dispersion dispersion;
  double rescaled_d = 0;  // KS distance of rescaled gaps from the exponential with mean 1
  double rescaled_p = 1;  // by bootstrap, rates fitted again in each resample
};

/// `arrivals` ascend and lie within what was watched, which must not be empty. The p of the gaps takes 2000 arrivals at most a resample.
ArrivalFit fit_arrivals(std::span<const Instant> arrivals, const Watched& watched, const Resampling& resampling, const std::string& key);

/// Rates in factor form (Poisson regression on hour and weekday; with every hour watched for the same time its solution is the product
/// of the margins, otherwise iterated), and each cell between that and its own count: (count + k) / (hours + k / factor rate), where
/// 1 / k is the variance of cells beyond Poisson (gamma-Poisson, by moments).
Rates fit_rates(std::span<const Instant> arrivals, const Watched& watched);

Dispersion dispersion(std::span<const Instant> arrivals, const Watched& watched);

/// Gaps in units of expected arrivals: between neighbours, from the first on.
std::vector<double> rescaled_gaps(std::span<const Instant> arrivals, const Watched& watched, const Rates& rates);

/// Share of a chi-squared distribution above x.
double chi_squared_above(double x, double degrees);

}  // namespace onestop::fit
