#pragma once
// Figures of durations that a reviewer can compute again. All durations and figures are milliseconds unless another unit is named.
// Samples are ascending lists; none holds a negative duration. docs/adr/0010 says why these methods and not others.
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace onestop::study {

using Sample = std::span<const std::int64_t>;  // ascending, not negative

inline constexpr std::int64_t least_for_interval = 20;  // fewer say too little about the tail
inline constexpr std::int64_t most_resampled = 300;     // beyond it the closed forms are as good and cost nothing
inline constexpr int resamples = 2000;

/// Draws by key: the same key gives the same draws, whatever else is drawn. SplitMix64 (Steele, Lea, Flood, OOPSLA 2014), started
/// at the hash of the key.
class Draws {
 public:
  Draws(std::uint64_t seed, std::string_view key);
  std::uint64_t next();
  double uniform();  // in (0, 1)
  double normal();   // mean 0, sd 1; Box and Muller 1958
 private:
  std::uint64_t state_;
};

struct Interval {
  double low = 0, high = 0;
  bool covers(double value) const { return low <= value && value <= high; }
  bool operator==(const Interval&) const = default;
};
BOOST_DESCRIBE_STRUCT(Interval, (), (low, high))

/// The fullest of the bins of equal width from 0 on, the first of those that are equally full. The width is the smallest of 1, 2, 5,
/// 10, 15, 30 minutes, 1, 2, 4, 8 and 24 hours that is not below 2 IQR / cbrt(n) (Freedman and Diaconis, 1981).
struct ModeBin {
  double low_ms = 0, width_ms = 0;
  std::int64_t n = 0;
  bool operator==(const ModeBin&) const = default;
};
BOOST_DESCRIBE_STRUCT(ModeBin, (), (low_ms, width_ms, n))
ModeBin mode_bin(Sample sample);  // not of an empty sample

/// The trimmed mean is that without the floor(n / 10) shortest and as many longest. sd with divisor n - 1, 0 for one duration. cv = sd / mean, 0 for a mean of 0. The geometric mean is exp(mean of logarithms), and
/// 0 as soon as one duration is 0. Skewness is m3 / m2^1.5 with the moments m about the mean, divisor n; 0 where all are equal.
struct Figures {
  std::int64_t n = 0;
  double mean = 0, geometric_mean = 0, median = 0, p75 = 0, p90 = 0, p95 = 0, min = 0, max = 0, sd = 0, cv = 0, skewness = 0;
  std::optional<Interval> mean_interval, median_interval;  // 95 %; nothing below least_for_interval
  std::optional<double> within_target;                     // share, 0 to 1, of those who have a target
  double trimmed_mean = 0;
  ModeBin mode;
  bool operator==(const Figures&) const = default;
};
BOOST_DESCRIBE_STRUCT(Figures, (), (n, mean, geometric_mean, median, p75, p90, p95, min, max, sd, cv, skewness, mean_interval, median_interval, within_target, trimmed_mean, mode))

struct Asking {
  std::uint64_t seed = 1;
  std::string key = {};                   // of the segment, for its draws
  std::optional<std::int64_t> target_ms = {};
  bool intervals = true;
};

/// Nothing for an empty sample.
std::optional<Figures> figures_of(Sample sample, const Asking& asking);

/// Type 7 of Hyndman and Fan: linear between the order statistics at rank 1 + (n - 1) p; p from 0 to 1, the sample not empty.
double quantile7(Sample sample, double p);

/// 95 % of the mean. Up to most_resampled: bootstrap-t (Hall, Annals of Statistics 16, 1988). Beyond: Hall's transformation
/// g(T) = T + c T^2 / 3 + c^2 T^3 / 27 + c / (6 n) with T = (mean - true) / sd and c = skewness, inverted (Journal of the Royal
/// Statistical Society B 54, 1992).
Interval mean_interval(Sample sample, Draws draws);
/// 95 % of the median. Up to most_resampled: percentile bootstrap; beyond: order statistics at ranks n/2 -+ 1.96 sqrt(n)/2.
Interval median_interval(Sample sample, Draws draws);

/// Above exp(Q3 + 3 (Q3 - Q1)) of the natural logarithms of all durations above 0. Nothing for fewer than 4 of them.
std::optional<double> outlier_fence_ms(Sample sample);

/// Figures of all, and of those that lie not beyond the fence.
struct BothWays {
  Figures all;
  Figures without;             // equal to `all` where nothing is beyond
  std::int64_t outliers = 0;
  std::optional<double> fence_ms;
  bool operator==(const BothWays&) const = default;
};
BOOST_DESCRIBE_STRUCT(BothWays, (), (all, without, outliers, fence_ms))
std::optional<BothWays> both_ways(Sample sample, const Asking& asking);

/// How many of a large population are needed so that the half-width of the 95 % interval is `precision` times the mean:
/// (1.96 cv / precision)^2, rounded up; cv not negative, precision above 0.
std::int64_t needed_n(double cv, double precision);

}  // namespace onestop::study
