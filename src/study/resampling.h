#pragma once
// Moments of a sample and of its resamples. Used by the statistics of one sample and of two.
#include "study/statistics.h"

namespace onestop::study {

struct Moments {
  std::int64_t n = 0;
  double mean = 0;
  double variance = 0;  // divisor n - 1; 0 for one
  double skewness = 0;  // m3 / m2^1.5, divisor n
};
Moments moments_of(Sample sample);

/// Mean and variance (divisor n - 1) of a resample.
struct Resample {
  double mean = 0, variance = 0;
};

/// Resamples of one sample. Beyond most_resampled the mean of a resample is drawn from the normal distribution to which it
/// tends, and its variance is that of the sample.
class Resampled {
 public:
  Resampled(Sample sample, const Moments& moments, Draws& draws) : sample_(sample), moments_(moments), draws_(draws) {}
  Resample next();

 private:
  Sample sample_;
  Moments moments_;
  Draws& draws_;
};

/// `taken` has as many places as the sample and is only room to work in.
double resampled_median(Sample sample, std::vector<std::uint32_t>& taken, Draws& draws);

/// Type 7; of an ascending list that is not empty.
double percentile(const std::vector<double>& ascending, double p);

/// From estimate - T_97.5 error to estimate - T_2.5 error. A list with fewer than nine tenths of the resamples (so many had no
/// spread at all) is not trusted: then the normal points stand in for T.
Interval studentised_interval(double estimate, double error, std::vector<double> studentised);

}  // namespace onestop::study
