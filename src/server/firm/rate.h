#pragma once
// How often a client may ask: a bucket of tokens for each, which fills at a steady pace. Kept as the one instant at which
// the bucket is full again, so that a client costs a single number.
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

namespace onestop::server {

struct Rate {
  std::int64_t burst = 200;        // tokens in a full bucket
  std::int64_t every_us = 20'000;  // one more token in each such time
  std::int64_t window_s() const { return (burst * every_us + 999'999) / 1'000'000; }
};

class Rates {
 public:
  static constexpr std::size_t most = 100'000;  // clients remembered; beyond, those whose bucket is full are forgotten, then all

  struct Verdict {
    bool allowed = true;
    std::int64_t left = 0;     // requests that are free now
    std::int64_t reset_s = 0;  // until the bucket is full; where not allowed: until the next request is
  };
  /// Takes one token, if there is one.
  Verdict take(const std::string& client, const Rate& rate, std::int64_t now_us);
  /// By the clock that never jumps.
  Verdict take(const std::string& client, const Rate& rate);

 private:
  std::mutex lock_;
  std::unordered_map<std::string, std::int64_t> full_at_us_;
};

}  // namespace onestop::server
