#pragma once
// Durations by inversion: one uniform number in, one duration out, monotone, so that two layouts that share the number share
// the duration. Whole-number arithmetic only; the tables are filled with floating point once.
#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/overlay.h"
#include "sim/philox.h"  // Wide

namespace onestop::sim {

/// Quantiles of a distribution of mean 1, in units of 2^-32. Both tails are divided into octaves of their probability, each
/// octave into equal parts, linear between: error below 5e-6 of the mean plus the value (tested).
class Quantiles {
 public:
  /// cv is not looked at for `exponential`; `fixed` has no table.
  Quantiles(Family family, double cv);
  std::uint64_t at(std::uint64_t uniform) const {
    const std::uint64_t upper = -(uniform >> 63);  // all ones in the upper half: no branch, since it would be guessed wrong half of the time
    const std::uint64_t tail = std::max(uniform ^ upper, least_tail);
    const int octave = __builtin_clzll(tail);
    const std::uint64_t within = tail << octave << 1;
    const auto* entry = values_.data() + (static_cast<int>(upper & octaves) + octave - 1) * row + (within >> (64 - part_bits));
    const auto fraction = static_cast<std::int64_t>(within << part_bits >> 44);  // 20 bits
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(entry[0]) + ((static_cast<std::int64_t>(entry[1] - entry[0]) * fraction) >> 20));
  }
  /// The least uniform number whose quantile lies above `value`; the greatest there is where none does.
  std::uint64_t above(std::uint64_t value) const;

 private:
  static constexpr int part_bits = 7, parts = 1 << part_bits, octaves = 40, row = parts + 1;
  static constexpr std::uint64_t least_tail = std::uint64_t{1} << (63 - octaves);
  std::vector<std::uint64_t> values_;
};

/// Mean time in microseconds times a quantile of the distribution of mean 1.
inline std::uint64_t scaled(std::uint64_t mean_us, std::uint64_t quantile) { return static_cast<std::uint64_t>(Wide{mean_us} * quantile >> 32); }

/// The value below which the share p of the distribution with mean 1 lies. `upper` means that p is the share above.
double quantile(Family family, double cv, double p, bool upper);
/// Weibull's shape for this coefficient of variation: cv^2 + 1 = Gamma(1 + 2/k) / Gamma(1 + 1/k)^2; cv above zero, at most 1000.
double weibull_shape(double cv);
/// The log-logistic shape: cv^2 + 1 = tan(b) / b with b = pi / shape; always above 2, where the variance is finite.
double log_logistic_shape(double cv);
/// Of the standard normal distribution.
double normal_quantile(double p);
/// The share of a gamma distribution of this shape and scale 1 below x, and above it (Numerical Recipes' division of the work
/// between series and continued fraction; DLMF 8.7.1 and 8.9.2).
struct GammaShares {
  double below = 0, above = 1;
};
GammaShares gamma_shares(double shape, double x);

}  // namespace onestop::sim
