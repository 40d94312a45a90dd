#include "fit/distribution.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "base/check.h"
#include "sim/quantiles.h"

namespace onestop::fit {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

struct Logs {
  std::vector<double> values;
  double mean = 0, sd = 0;  // divisor n
};

Logs logs_of(std::span<const double> sample) {
  Logs out;
  out.values.reserve(sample.size());
  const auto n = static_cast<double>(sample.size());
  for (const double x : sample) out.values.push_back(std::log(x)), out.mean += out.values.back() / n;
  for (const double y : out.values) out.sd += (y - out.mean) * (y - out.mean) / n;
  out.sd = std::sqrt(out.sd);
  return out;
}

double mean_of(std::span<const double> sample) {
  double sum = 0;
  for (const double x : sample) sum += x;
  return sum / static_cast<double>(sample.size());
}

/// log k - digamma(k) = log(mean) - mean(log); the left side falls from infinity to zero.
Distribution gamma(std::span<const double> sample, const Logs& logs) {
  const double mean = mean_of(sample), gap = std::log(mean) - logs.mean;
  double k = (3 - gap + std::sqrt((gap - 3) * (gap - 3) + 24 * gap)) / (12 * gap);  // Minka, Estimating a gamma distribution, 2002
  for (int i = 0; i < 100; ++i) {
    const double step = (std::log(k) - digamma(k) - gap) / (1 / k - trigamma(k));
    const double next = k - step > 0 ? k - step : k / 2;
    const bool done = std::abs(next - k) <= 1e-15 * k;
    k = next;
    if (done) break;
  }
  return {Family::gamma, k, mean / k};
}

/// sum(x^k log x) / sum(x^k) - 1/k = mean(log x); the left side rises with k.
Distribution weibull(std::span<const double>, const Logs& logs) {
  const double most = *std::ranges::max_element(logs.values);
  double k = std::numbers::pi / (logs.sd * std::sqrt(6.0)), low = 0, high = infinite, mean_power = 0;
  for (int i = 0; i < 200; ++i) {
    double sum = 0, weighted = 0, squared = 0;
    for (const double y : logs.values) {
      const double away = y - most, power = std::exp(k * away);
      sum += power, weighted += power * away, squared += power * away * away;
    }
    mean_power = sum / static_cast<double>(logs.values.size());
    const double tilted = weighted / sum, excess = tilted - 1 / k - (logs.mean - most);
    (excess > 0 ? high : low) = k;
    double next = k - excess / (squared / sum - tilted * tilted + 1 / (k * k));
    if (!(next > low && next < high)) next = high == infinite ? 2 * low : (low + high) / 2;
    const bool done = std::abs(next - k) <= 1e-15 * k;
    k = next;
    if (done) break;
  }
  return {Family::weibull, k, std::exp(most + std::log(mean_power) / k)};
}

/// Logarithms are logistic. In a = 1/s and b = mu/s the likelihood is concave (Burridge 1981), so Newton's method with halved steps
/// finds its one top.
Distribution log_logistic(std::span<const double>, const Logs& logs) {
  const auto n = static_cast<double>(logs.values.size());
  std::vector<double> z(logs.values);  // standardised, so that one starting point serves all
  for (double& y : z) y = (y - logs.mean) / logs.sd;
  double a = std::numbers::pi / std::sqrt(3.0), b = 0;
  const auto height = [&](double slope, double shift) {
    double sum = n * std::log(slope);
    for (const double y : z) {
      const double t = std::abs(slope * y - shift);
      sum -= t + 2 * std::log1p(std::exp(-t));
    }
    return sum;
  };
  double top = height(a, b);
  for (int i = 0; i < 200; ++i) {
    double da = n / a, db = 0, aa = n / (a * a), ab = 0, bb = 0;
    for (const double y : z) {
      const double t = std::tanh((a * y - b) / 2), weight = (1 - t * t) / 2;
      da -= t * y, db += t;
      aa += weight * y * y, ab -= weight * y, bb += weight;
    }
    const double determinant = aa * bb - ab * ab;
    const double step_a = (bb * da - ab * db) / determinant, step_b = (aa * db - ab * da) / determinant;
    double part = 1;
    while (part > 1e-10 && (a + part * step_a <= 0 || height(a + part * step_a, b + part * step_b) < top - 1e-12 * std::abs(top))) part /= 2;
    if (part <= 1e-10) break;
    a += part * step_a, b += part * step_b;
    top = height(a, b);
    if (std::abs(step_a) + std::abs(step_b) < 1e-15 * (a + std::abs(b))) break;
  }
  return {Family::log_logistic, a / logs.sd, std::exp(logs.mean + logs.sd * b / a)};
}

Shares from_log_above(double log_above) { return {-std::expm1(log_above), std::exp(log_above)}; }

}  // namespace

double digamma(double x) {
  double shift = 0;
  for (; x < 20; x += 1) shift -= 1 / x;
  const double s = 1 / (x * x);
  return shift + std::log(x) - 1 / (2 * x) - s * (1.0 / 12 - s * (1.0 / 120 - s * (1.0 / 252 - s * (1.0 / 240 - s * (1.0 / 132 - s * 691.0 / 32760)))));
}

double trigamma(double x) {
  double shift = 0;
  for (; x < 20; x += 1) shift += 1 / (x * x);
  const double s = 1 / (x * x);
  return shift + 1 / x + s / 2 + s / x * (1.0 / 6 - s * (1.0 / 30 - s * (1.0 / 42 - s * (1.0 / 30 - s * 5.0 / 66))));
}

int parameters(Family family) { return sim::is_shaped(family) ? 2 : 1; }

double Distribution::mean_min() const {
  switch (family) {
    case Family::fixed:
    case Family::exponential: return scale;
    case Family::gamma: return shape * scale;
    case Family::lognormal: return scale * std::exp(shape * shape / 2);
    case Family::weibull: return scale * std::exp(std::lgamma(1 + 1 / shape));
    case Family::log_logistic: {
      const double b = std::numbers::pi / shape;
      return shape <= 1 ? infinite : scale * b / std::sin(b);
    }
  }
  return scale;
}

double Distribution::cv() const {
  switch (family) {
    case Family::fixed: return 0;
    case Family::exponential: return 1;
    case Family::gamma: return 1 / std::sqrt(shape);
    case Family::lognormal: return std::sqrt(std::expm1(shape * shape));
    case Family::weibull: return std::sqrt(std::expm1(std::lgamma(1 + 2 / shape) - 2 * std::lgamma(1 + 1 / shape)));
    case Family::log_logistic: {
      const double b = std::numbers::pi / shape;
      return shape <= 2 ? infinite : std::sqrt(std::tan(b) / b - 1);
    }
  }
  return 0;
}

double Distribution::log_density(double x) const {
  const double y = std::log(x / scale);
  switch (family) {
    case Family::fixed: return 0;
    case Family::exponential: return -std::log(scale) - x / scale;
    case Family::gamma: return shape * y - std::log(x) - x / scale - std::lgamma(shape);
    case Family::lognormal: return -y * y / (2 * shape * shape) - std::log(x * shape) - std::log(2 * std::numbers::pi) / 2;
    case Family::weibull: return std::log(shape) + shape * y - std::log(x) - std::exp(shape * y);
    case Family::log_logistic: {
      const double t = std::abs(shape * y);
      return std::log(shape) - std::log(x) - t - 2 * std::log1p(std::exp(-t));
    }
  }
  return 0;
}

Shares Distribution::shares(double x) const {
  switch (family) {
    case Family::fixed: return x < scale ? Shares{0, 1} : Shares{1, 0};
    case Family::exponential: return from_log_above(-x / scale);
    case Family::gamma: {
      const auto [below, above] = sim::gamma_shares(shape, x / scale);
      return {below, above};
    }
    case Family::lognormal: {
      const double z = std::log(x / scale) / (shape * std::numbers::sqrt2);
      return {std::erfc(-z) / 2, std::erfc(z) / 2};
    }
    case Family::weibull: return from_log_above(-std::exp(shape * std::log(x / scale)));
    case Family::log_logistic: {
      const double t = shape * std::log(x / scale);
      return {1 / (1 + std::exp(-t)), 1 / (1 + std::exp(t))};
    }
  }
  return {};
}

double Distribution::quantile(double p) const {
  const bool upper = p > 0.5;
  const double tail = upper ? 1 - p : p;
  switch (family) {
    case Family::fixed: return scale;
    case Family::exponential:
    case Family::gamma:
    case Family::lognormal: return mean_min() * sim::quantile(family, cv(), tail, upper);
    case Family::weibull: return scale * std::pow(upper ? -std::log(tail) : -std::log1p(-tail), 1 / shape);
    case Family::log_logistic: return scale * std::pow(p / (1 - p), 1 / shape);
  }
  return scale;
}

std::optional<Distribution> likeliest(Family family, std::span<const double> sample) {
  if (sample.empty() || family == Family::fixed) return std::nullopt;
  check(std::ranges::all_of(sample, [](double x) { return x > 0 && x < infinite; }), "durations that are fitted lie above zero");
  if (family == Family::exponential) return Distribution{family, 1, mean_of(sample)};
  const auto logs = logs_of(sample);
  if (!(logs.sd > 1e-9)) return std::nullopt;
  switch (family) {
    case Family::fixed:
    case Family::exponential: break;
    case Family::gamma: return gamma(sample, logs);
    case Family::lognormal: return Distribution{family, logs.sd, std::exp(logs.mean)};
    case Family::weibull: return weibull(sample, logs);
    case Family::log_logistic: return log_logistic(sample, logs);
  }
  return std::nullopt;
}

double log_likelihood(const Distribution& of, std::span<const double> sample) {
  double sum = 0;
  for (const double x : sample) sum += of.log_density(x);
  return sum;
}

}  // namespace onestop::fit
