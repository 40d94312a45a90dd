#pragma once
// Two samples of durations, before and after: how far apart, and whether that can be told from chance.
#include "base/id.h"
#include "study/statistics.h"

namespace onestop::study {

/// An estimate with its 95 % interval; no interval where a sample is too small.
struct Estimate {
  double value = 0;
  std::optional<Interval> interval;
  /// The interval does not cover zero.
  bool distinguishable() const { return interval && !interval->covers(0); }
};
BOOST_DESCRIBE_STRUCT(Estimate, (), (value, interval))

/// U = pairs in which the one after took longer, ties half; 0 to n1 n2. Two-sided p of "neither tends to be longer" (Mann and
/// Whitney, Annals of Mathematical Statistics 18, 1947). Exact up to 20 against 20 without ties; else normal with
/// variance n1 n2 / 12 (N + 1 - sum (t^3 - t) / (N (N - 1))) and half a unit of continuity.
struct MannWhitney {
  double u = 0;
  double longer_after = 0;  // U / (n1 n2): chance that one after takes longer than one before, 0 to 1
  double p = 1;
  bool exact = false;
};
BOOST_DESCRIBE_STRUCT(MannWhitney, (), (u, longer_after, p, exact))
std::optional<MannWhitney> mann_whitney(Sample before, Sample after);

/// Negative: shorter after.
struct Comparison {
  std::int64_t n_before = 0, n_after = 0;
  Estimate mean_ms;       // mean after less mean before; bootstrap-t
  Estimate mean_percent;  // of the mean before; bootstrap-t of the logarithm of the ratio
  Estimate median_ms;     // from the two medians' intervals: Zou and Donner, Statistics in Medicine 27 (2008)
  MannWhitney test;
};
BOOST_DESCRIBE_STRUCT(Comparison, (), (n_before, n_after, mean_ms, mean_percent, median_ms, test))

/// Nothing where one of them is empty.
std::optional<Comparison> compare(Sample before, Sample after, const Asking& asking);

struct Stratum {
  Code name;
  Sample before, after;
};

/// Means of both sides re-weighted: mean = sum over strata of w m, with w the stratum's share of both samples together.
struct MixAdjusted {
  double mean_before = 0, mean_after = 0;
  Estimate mean_ms, mean_percent;
  std::vector<Code> left_out;  // strata that one side lacks
};
BOOST_DESCRIBE_STRUCT(MixAdjusted, (), (mean_before, mean_after, mean_ms, mean_percent, left_out))
/// Nothing where no stratum has both sides.
std::optional<MixAdjusted> mix_adjusted(const std::vector<Stratum>& strata, const Asking& asking);

}  // namespace onestop::study
