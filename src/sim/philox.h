#pragma once
// Keyed draws: Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3. SC 2011).
// A draw belongs to what it is about, never to the order in which it was asked for.
#include <array>
#include <cstdint>

namespace onestop::sim {

using Words = std::array<std::uint32_t, 4>;

inline Words philox(Words counter, std::uint32_t key_0, std::uint32_t key_1) {
  for (int round = 0; round < 10; ++round) {
    const auto a = std::uint64_t{0xD2511F53u} * counter[0], b = std::uint64_t{0xCD9E8D57u} * counter[2];
    counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key_0, static_cast<std::uint32_t>(b),
               static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key_1, static_cast<std::uint32_t>(a)};
    key_0 += 0x9E3779B9u;
    key_1 += 0xBB67AE85u;
  }
  return counter;
}

/// What a draw is for; with the subject it is about it makes one word of the counter.
enum class Purpose : std::uint32_t { arrival, aboard, minutes, finding, hold, alarm, refusal, breakdown };

/// Two uniform numbers of 64 bits.
struct Pair {
  std::uint64_t first = 0, second = 0;
};

/// The draws of one replication.
class Draws {
 public:
  Draws(std::uint64_t seed, std::uint32_t replication)
      : key_0_(static_cast<std::uint32_t>(seed) ^ static_cast<std::uint32_t>((seed >> 32) * 0x9E3779B9u)), key_1_(replication) {}
  Pair pair(std::uint32_t stream, std::uint32_t ordinal, std::uint32_t step, Purpose purpose, std::uint32_t subject = 0) const {
    const auto w = philox({ordinal, step, static_cast<std::uint32_t>(purpose) << 16 | subject, stream}, key_0_, key_1_);
    return {std::uint64_t{w[0]} << 32 | w[1], std::uint64_t{w[2]} << 32 | w[3]};
  }

 private:
  std::uint32_t key_0_, key_1_;
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
