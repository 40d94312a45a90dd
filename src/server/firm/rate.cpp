#include "server/firm/rate.h"

#include <algorithm>
#include <chrono>

namespace onestop::server {
namespace {

std::int64_t seconds_up(std::int64_t us) { return (us + 999'999) / 1'000'000; }

}  // namespace

Rates::Verdict Rates::take(const std::string& client, const Rate& rate, std::int64_t now_us) {
  const auto whole_us = rate.burst * rate.every_us;
  const std::scoped_lock hold(lock_);
  if (full_at_us_.size() >= most) std::erase_if(full_at_us_, [&](const auto& one) { return one.second <= now_us; });
  if (full_at_us_.size() >= most) full_at_us_.clear();
  auto& full_at = full_at_us_[client];
  const auto after = std::max(full_at, now_us) + rate.every_us;
  const auto missing_us = after - now_us;
  if (missing_us > whole_us) return {false, 0, std::max<std::int64_t>(1, seconds_up(missing_us - whole_us))};
  full_at = after;
  return {true, (whole_us - missing_us) / rate.every_us, seconds_up(missing_us)};
}

Rates::Verdict Rates::take(const std::string& client, const Rate& rate) {
  return take(client, rate, std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch()).count());
}

}  // namespace onestop::server
