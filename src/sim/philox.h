#pragma once
// Keyed draws: Philox2x64-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3. SC 2011).
// A draw belongs to what it is about, never to the order in which it was asked for.
#include <cstdint>

namespace onestop::sim {

__extension__ typedef unsigned __int128 Wide;

/// Two uniform numbers of 64 bits.
struct Pair {
  std::uint64_t first = 0, second = 0;
  bool operator==(const Pair&) const = default;
};

inline Pair philox(Pair counter, std::uint64_t key) {
  for (int round = 0; round < 10; ++round) {
    const auto product = Wide{0xD2B74407B1CE6E93u} * counter.first;
    counter = {static_cast<std::uint64_t>(product >> 64) ^ key ^ counter.second, static_cast<std::uint64_t>(product)};
    key += 0x9E3779B97F4A7C15u;
  }
  return counter;
}

/// What a draw is for; with the subject it is about it makes one word of the counter.
enum class Purpose : std::uint32_t { arrival, aboard, minutes, finding, hold, alarm, refusal, breakdown };

/// The draws of one replication.
class Draws {
 public:
  Draws(std::uint64_t seed, std::uint32_t replication) : key_(seed ^ std::uint64_t{replication} * 0xD6E8FEB86659FD93u) {}
  Pair pair(std::uint32_t stream, std::uint32_t ordinal, std::uint32_t step, Purpose purpose, std::uint32_t subject = 0) const {
    return philox({std::uint64_t{step} << 32 | ordinal, static_cast<std::uint64_t>(purpose) << 48 | std::uint64_t{subject} << 32 | stream}, key_);
  }

 private:
  std::uint64_t key_;
};

/// A probability as the number below which a uniform draw means yes; p = 1 is always.
struct Odds {
  std::uint64_t below = 0;
  bool always = false;
  static Odds of(double p) { return {p >= 1 || p <= 0 ? 0 : static_cast<std::uint64_t>(p * 0x1.0p64), p >= 1}; }
  bool is_certain() const { return always || below == 0; }
  bool yes(std::uint64_t draw) const { return always || draw < below; }
};

}  // namespace onestop::sim
