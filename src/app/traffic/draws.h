#pragma once
// Chance of the traffic generator. Every draw belongs to a key (run, thing, purpose), so that what happens to one vehicle
// does not depend on the order in which officers reach the others.
#include <cmath>
#include <cstdint>
#include <random>
#include <string_view>

#include "base/id.h"

namespace onestop::traffic {

/// SplitMix64 (Steele, Lea, Flood 2014): good enough for traffic, one word of state.
class Draws {
 public:
  using result_type = std::uint64_t;
  explicit Draws(std::uint64_t key) : state_(key) {}
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return ~result_type{0}; }
  result_type operator()() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }

  /// In [0, 1).
  double share() { return static_cast<double>((*this)() >> 11) * 0x1.0p-53; }
  bool chance(double probability) { return share() < probability; }
  /// In [0, count); count at least 1.
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(share() * static_cast<double>(count)); }
  double between(double least, double most) { return least + (most - least) * share(); }
  double exponential(double mean) { return -mean * std::log1p(-share()); }
  /// Gamma with this mean and coefficient of variation: shape 1/cv^2, scale mean*cv^2.
  double gamma(double mean, double cv) { return std::gamma_distribution<double>(1 / (cv * cv), mean * cv * cv)(*this); }
  /// Lognormal with this mean and coefficient of variation: sigma^2 = ln(1 + cv^2), mu = ln(mean) - sigma^2/2.
  double lognormal(double mean, double cv) {
    const double variance = std::log1p(cv * cv);
    return std::lognormal_distribution<double>(std::log(mean) - variance / 2, std::sqrt(variance))(*this);
  }

 private:
  std::uint64_t state_;
};

/// FNV-1a over the purpose, mixed into the key.
inline std::uint64_t keyed(std::uint64_t key, std::string_view purpose) {
  std::uint64_t hash = 0xcbf29ce484222325ull ^ key;
  for (const char c : purpose) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
  return Draws(hash)();
}
inline std::uint64_t keyed(std::uint64_t key, std::uint64_t thing) { return Draws(key ^ (thing * 0xff51afd7ed558ccdull))(); }
/// Of an id only the random half counts; its time depends on when an officer had a hand free.
inline std::uint64_t keyed(std::uint64_t key, const Id& thing) { return keyed(key, thing.low); }

}  // namespace onestop::traffic
