#pragma once
// One sample of durations: every family that could have made it, the one that fits best, and how well it does. docs/fit.md says
// what each figure means.
#include <array>
#include <string>
#include <vector>

#include "fit/distribution.h"
#include "study/statistics.h"

namespace onestop::fit {

using study::Interval;

inline constexpr std::size_t least_for_fit = 30;     // fewer acts say too little about a shape; they pool to the next wider group
inline constexpr std::size_t most_resampled = 1000;  // the null distribution of the statistic does not change beyond
inline constexpr std::array candidates{Family::exponential, Family::gamma, Family::lognormal, Family::weibull, Family::log_logistic};

struct Candidate {
  Family family = Family::fixed;
  double shape = 0, scale = 0;      // as in Distribution
  double mean_min = 0, cv = 0;
  double log_likelihood = 0, aic = 0;
  double anderson_darling = 0;
  bool usable = true;               // a family whose fitted variance is infinite cannot stand in an overlay
};
BOOST_DESCRIBE_STRUCT(Candidate, (), (family, shape, scale, mean_min, cv, log_likelihood, aic, anderson_darling, usable))

/// What was seen, whatever the family.
struct Empirical {
  double mean_min = 0, cv = 0, median_min = 0, p90_min = 0;
};
BOOST_DESCRIBE_STRUCT(Empirical, (), (mean_min, cv, median_min, p90_min))

struct DurationFit {
  std::size_t n = 0;
  Family family = Family::fixed;    // the one with the least AIC
  double mean_min = 0, cv = 0;
  Interval mean_interval, cv_interval;   // 95 %, in minutes and as a ratio
  double anderson_darling = 0;
  double p = 1;                     // share of resamples from the fitted family that fit as badly
  double kolmogorov = 0;            // greatest distance between the fitted family and what was seen
  Empirical empirical;
  std::vector<Candidate> all;       // empty where nothing varies
};
BOOST_DESCRIBE_STRUCT(DurationFit, (), (n, family, mean_min, cv, mean_interval, cv_interval, anderson_darling, p, kolmogorov, empirical, all))

struct Resampling {
  std::uint64_t seed = 1;
  std::uint32_t resamples = 199;  // 0: neither p nor intervals
};

/// A sample that does not vary by more than a thousandth of its mean, or of which more than half lasted no time, is `fixed`. Where a few
/// lasted no time they count as half a millisecond, the resolution of the clocks. The sample must hold a value and nothing negative.
DurationFit fit_durations(std::vector<double> minutes, const Resampling& resampling, const std::string& key);

/// A^2 = -n - sum((2i - 1) (log F(x_i) + log(1 - F(x_n+1-i)))) / n over the ascending sample (Anderson and Darling 1954).
double anderson_darling(const Distribution& of, std::span<const double> ascending);
/// sup |F_n - F| over the ascending sample.
double kolmogorov(const Distribution& of, std::span<const double> ascending);
/// sup |F_a - F_b| of two ascending samples, neither empty.
double kolmogorov(std::span<const double> a, std::span<const double> b);

/// Parametric bootstrap with a refit in each resample (Stute, Gonzales Manteiga, Presedo Quindimil, Metrika 40, 1993): p of the
/// statistic, and how far the logarithms of mean and variation spread.
struct Bootstrapped {
  double p = 1, sd_log_mean = 0, sd_log_cv = 0;
};
Bootstrapped bootstrap(const Distribution& fitted, std::size_t n, double statistic, const Resampling& resampling, const std::string& key);

}  // namespace onestop::fit
