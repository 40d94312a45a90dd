#pragma once
// Draws of resamples, by key: (seed, of what, which resample, which value). The same figure comes out whatever else was asked for.
#include <string_view>

#include "sim/philox.h"

namespace onestop::fit {

class Chance {
 public:
  Chance(std::uint64_t seed, std::string_view key) : seed_(seed) {
    for (const char c : key) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
  }
  /// In (0, 1).
  double uniform(std::uint32_t resample, std::uint32_t value) const {
    const auto drawn = sim::philox({std::uint64_t{resample} << 32 | value, hash_}, seed_).first;
    return (static_cast<double>(drawn >> 11) + 0.5) * 0x1.0p-53;
  }

 private:
  std::uint64_t seed_, hash_ = 0xCBF29CE484222325ull;  // FNV-1a
};

}  // namespace onestop::fit
