#pragma once
// Families of durations: densities, shares and the likeliest parameters of each. All times are minutes, above zero.
#include <optional>
#include <span>
#include <vector>

#include "sim/overlay.h"

namespace onestop::fit {

using sim::Family;

/// Shares of a distribution below and above a value; both are given, for the tails of a test of fit need both to the last digit.
struct Shares {
  double below = 0, above = 1;
};

/// exponential: scale = mean. gamma: shape k, scale theta. lognormal: shape sigma, scale exp(mu). weibull: shape k, scale lambda.
/// log_logistic: shape beta, scale alpha (the median). fixed: scale, and nothing varies.
struct Distribution {
  Family family = Family::fixed;
  double shape = 1, scale = 0;

  double mean_min() const;  // infinite for a log-logistic shape of 1 or less
  double cv() const;        // infinite for a log-logistic shape of 2 or less
  double log_density(double x) const;
  Shares shares(double x) const;
  double quantile(double p) const;
};

/// The likeliest of the family for the sample; nothing for an empty sample, for one without any spread where the family has a shape, and
/// for `fixed`, which has no density.
std::optional<Distribution> likeliest(Family family, std::span<const double> sample);

double log_likelihood(const Distribution& of, std::span<const double> sample);

/// How many parameters are fitted.
int parameters(Family family);

/// d/dx of log Gamma, and its derivative; x above zero (DLMF 5.11.2 after 5.5.2).
double digamma(double x);
double trigamma(double x);

}  // namespace onestop::fit
