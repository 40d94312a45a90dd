#pragma once
// Durations by inversion: one uniform number in, one duration out, monotone, so that two layouts that share the number share
// the duration. Whole-number arithmetic only; the tables are filled with floating point once.
#include <cstdint>
#include <vector>

#include "sim/overlay.h"

namespace onestop::sim {

__extension__ typedef unsigned __int128 Wide;

/// Quantiles of a distribution of mean 1, in units of 2^-32. Both tails are divided into octaves of their probability, each
/// octave into equal parts, linear between: error below 5e-6 of the mean plus the value (tested).
class Quantiles {
 public:
  /// cv is not looked at for `exponential`; `fixed` has no table.
  Quantiles(Family family, double cv);
  std::uint64_t at(std::uint64_t uniform) const {
    const bool upper = uniform >> 63;
    std::uint64_t tail = upper ? ~uniform : uniform;
    if (tail < least_tail) tail = least_tail;
    const int octave = __builtin_clzll(tail);
    const std::uint64_t within = tail << octave << 1;
    const auto* entry = values_.data() + ((upper ? octaves : 0) + octave - 1) * row + (within >> (64 - part_bits));
    const auto fraction = static_cast<std::int64_t>(within << part_bits >> 44);  // 20 bits
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(entry[0]) + ((static_cast<std::int64_t>(entry[1] - entry[0]) * fraction) >> 20));
  }

 private:
  static constexpr int part_bits = 7, parts = 1 << part_bits, octaves = 40, row = parts + 1;
  static constexpr std::uint64_t least_tail = std::uint64_t{1} << (63 - octaves);
  std::vector<std::uint64_t> values_;
};

/// Mean time in microseconds times a quantile of the distribution of mean 1.
inline std::uint64_t scaled(std::uint64_t mean_us, std::uint64_t quantile) { return static_cast<std::uint64_t>(Wide{mean_us} * quantile >> 32); }

/// The value below which the share p of the distribution with mean 1 lies. `upper` means that p is the share above.
double quantile(Family family, double cv, double p, bool upper);
/// Of the standard normal distribution.
double normal_quantile(double p);
/// The share of a gamma distribution of this shape and scale 1 below x, and above it (Numerical Recipes' division of the work
/// between series and continued fraction; DLMF 8.7.1 and 8.9.2).
struct GammaShares {
  double below = 0, above = 1;
};
GammaShares gamma_shares(double shape, double x);

}  // namespace onestop::sim
