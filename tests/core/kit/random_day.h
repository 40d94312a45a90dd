#pragma once
// Days at a post as no officer would live them: seeded random commands by officers of both states, devices, clocks and
// strangers, most of them sensible, some spoiled in one point, some wild. The same seed gives the same log.
#include <array>
#include <functional>
#include <map>

#include "kit/world.h"

namespace onestop::testkit {

/// xoshiro256** (Blackman and Vigna, public domain), seeded by splitmix64. No distribution of the standard library is
/// used, since those differ between libraries.
class Chance {
 public:
  explicit Chance(std::uint64_t seed);
  std::uint64_t bits();
  std::size_t below(std::size_t bound) { return bound == 0 ? 0 : static_cast<std::size_t>(bits() % bound); }
  bool in(std::size_t of) { return below(of) == 0; }  // one time in so many
  template <class List>
  const auto& one(const List& list) {
    return list[below(list.size())];
  }

 private:
  std::uint64_t state_[4];
};

struct Tally {
  std::uint64_t commands = 0, accepted = 0, crossings = 0, options = 0;
  std::vector<std::uint64_t> events;    // by index in the variant
  std::vector<std::uint64_t> refusals;  // by RefusalCode
  std::array<std::uint64_t, 9> ends{};  // by End
  std::vector<std::uint64_t> asked, granted;  // by index of the command
  Hash log{};                           // of every event and refusal, in order
  std::string defect;                   // what went wrong, empty where nothing did; the day stopped there
};

using Log = std::vector<crossing::Recorded>;

struct Settings {
  std::uint64_t seed = 1;
  std::uint64_t commands = 1000;
  int longest_visit = 160;  // commands; then the vehicle is left standing
  bool hand_helds = true;   // some officers write with a second recorder of their state
  bool with_log_hash = true;
  /// Called when a crossing has ended or was left, with all that was recorded about it, in order.
  std::function<void(const crossing::Crossing&, const law::Procedure&, const Log&)> finished = {};
  /// Called for every command; the refusal is null where it was accepted.
  std::function<void(const crossing::Command&, const crossing::Refusal*, const law::Procedure&)> asked = {};
};

Tally random_day(const World& world, const Settings& settings);

/// The table of a tally, one line a thing.
std::string table(const Tally& tally);

}  // namespace onestop::testkit
