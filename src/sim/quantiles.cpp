#include "sim/quantiles.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace onestop::sim {
namespace {

constexpr int halvings = 60;         // of an interval: to the last digit of a double
constexpr double highest = 0x1.0p30;  // of a value in units of the mean; beyond it the table is cut

/// exp(-x) x^shape / Gamma(shape)
double gamma_front(double shape, double x) { return std::exp(shape * std::log(x) - x - std::lgamma(shape)); }

double gamma_quantile(double shape, double p, bool upper) {
  double low = 0, high = shape + 1;
  const auto beyond = [&](double x) {
    const auto shares = gamma_shares(shape, x);
    return upper ? shares.above < p : shares.below > p;
  };
  while (!beyond(high)) low = high, high *= 2;
  double x = (low + high) / 2;
  if (!upper && p < 0.2) {
    const double small = std::exp((std::log(p) + std::lgamma(shape + 1)) / shape);
    if (small > low && small < high) x = small;
  }
  for (int i = 0; i < 200; ++i) {  // Newton, kept between the bounds by halving
    const auto shares = gamma_shares(shape, x);
    const double excess = upper ? p - shares.above : shares.below - p;
    (excess > 0 ? high : low) = x;
    const double slope = gamma_front(shape, x) / x;
    double next = slope > 0 ? x - excess / slope : x;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (std::abs(next - x) <= 1e-14 * x) return next;
    x = next;
  }
  return x;
}

}  // namespace

GammaShares gamma_shares(double shape, double x) {
  if (x <= 0) return {0, 1};
  const double front = gamma_front(shape, x);
  if (x < shape + 1) {
    double term = 1 / shape, sum = term;
    for (double n = shape + 1; term > sum * 1e-17; n += 1) sum += term *= x / n;
    return {front * sum, 1 - front * sum};
  }
  double b = x + 1 - shape, c = 1e300, d = 1 / b, h = d;  // Lentz
  for (int i = 1; i < 10'000; ++i) {
    const double a = -i * (i - shape);
    b += 2;
    d = a * d + b;
    if (std::abs(d) < 1e-300) d = 1e-300;
    c = b + a / c;
    if (std::abs(c) < 1e-300) c = 1e-300;
    d = 1 / d;
    h *= d * c;
    if (std::abs(d * c - 1) < 1e-16) break;
  }
  return {1 - front * h, front * h};
}

double normal_quantile(double p) {
  check(p > 0 && p < 1, "a probability lies between zero and one");
  if (p > 0.5) return -normal_quantile(1 - p);
  double x = -std::sqrt(-2 * std::log(p));  // far too low or a little so; Newton on the logarithm of a log-concave function converges
  for (int i = 0; i < 100; ++i) {
    const double below = std::erfc(-x / std::sqrt(2.0)) / 2;
    const double slope = std::exp(-x * x / 2) / std::sqrt(2 * std::acos(-1.0));
    const double step = (std::log(below) - std::log(p)) * below / slope;
    x -= step;
    if (std::abs(step) < 1e-15 * (1 + std::abs(x))) break;
  }
  return x;
}

double weibull_shape(double cv) {
  double low = std::log(0.05), high = std::log(1e6);  // of the shape; the variation falls as it grows
  const double wanted = std::log1p(cv * cv);
  for (int i = 0; i < halvings; ++i) {
    const double middle = (low + high) / 2, k = std::exp(middle);
    (std::lgamma(1 + 2 / k) - 2 * std::lgamma(1 + 1 / k) > wanted ? low : high) = middle;
  }
  return std::exp((low + high) / 2);
}

double log_logistic_shape(double cv) {
  const double pi = std::acos(-1.0);
  double low = 0, high = pi / 2;
  for (int i = 0; i < halvings; ++i) {
    const double b = (low + high) / 2;
    (b == 0 || std::tan(b) / b < 1 + cv * cv ? low : high) = b;
  }
  return pi / ((low + high) / 2);
}

double quantile(Family family, double cv, double p, bool upper) {
  switch (family) {
    case Family::fixed: return 1;
    case Family::exponential: return upper ? -std::log(p) : -std::log1p(-p);
    case Family::gamma: return gamma_quantile(1 / (cv * cv), p, upper) * cv * cv;
    case Family::lognormal: {
      const double variance = std::log1p(cv * cv);
      const double z = normal_quantile(p);
      return std::exp(std::sqrt(variance) * (upper ? -z : z) - variance / 2);
    }
    case Family::weibull: {
      const double k = weibull_shape(cv);
      return std::exp(std::log(upper ? -std::log(p) : -std::log1p(-p)) / k - std::lgamma(1 + 1 / k));
    }
    case Family::log_logistic: {
      const double shape = log_logistic_shape(cv), b = std::acos(-1.0) / shape;
      const double odds = upper ? (1 - p) / p : p / (1 - p);
      return std::pow(odds, 1 / shape) * std::sin(b) / b;
    }
  }
  return 1;
}

Quantiles::Quantiles(Family family, double cv) {
  values_.reserve(2 * octaves * row);
  for (const bool upper : {false, true})
    for (int octave = 1; octave <= octaves; ++octave)
      for (int part = 0; part <= parts; ++part) {
        const double p = std::ldexp(1.0 + static_cast<double>(part) / parts, -octave - 1);
        const double value = std::min(quantile(family, cv, p, upper), highest);
        // Whole multiples of 2^-32: what different machines make of the last digits of a logarithm is gone.
        values_.push_back(static_cast<std::uint64_t>(std::llround(value * 0x1.0p32)));
      }
}

std::uint64_t Quantiles::above(std::uint64_t value) const {
  std::uint64_t low = 0, high = ~std::uint64_t{0};
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    if (at(middle) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

}  // namespace onestop::sim
