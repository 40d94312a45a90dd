#include "server/api/tries.h"

#include <algorithm>

#include "server/post/clock.h"

namespace onestop::server {

std::int64_t Tries::pause_s(const std::string& name, const std::string& peer) {
  const auto now = wall_now();
  std::int64_t pause = 0;
  const std::scoped_lock hold(lock_);
  for (const auto& key : {"n:" + name, "p:" + peer})
    if (const auto at = counts_.find(key); at != counts_.end() && at->second.until > now)
      pause = std::max(pause, (at->second.until - now) / 1000 + 1);
  return pause;
}

void Tries::tried(const std::string& name, const std::string& peer, bool succeeded) {
  constexpr std::int64_t longest_pause_ms = 15 * minute_ms, first_pause_ms = 15'000, remembered_ms = hour_ms;
  const auto now = wall_now();
  const std::scoped_lock hold(lock_);
  if (counts_.size() >= most) std::erase_if(counts_, [&](const auto& one) { return now - one.second.last > remembered_ms; });
  if (counts_.size() >= most) counts_.clear();
  if (succeeded) {
    counts_.erase("n:" + name);
    return;
  }
  for (const auto& [key, limit] : {std::pair{"n:" + name, patience}, std::pair{"p:" + peer, peer_patience}}) {
    auto& one = counts_[key];
    if (now - one.last > remembered_ms) one = {};
    one.last = now;
    if (++one.wrong < limit) continue;
    const int doublings = std::min(one.wrong - limit, 6);
    one.until = now + std::min(longest_pause_ms, first_pause_ms << doublings);
  }
}

}  // namespace onestop::server
