#include "server/api/tries.h"

#include <algorithm>

#include "server/post/clock.h"

namespace onestop::server {
namespace {

constexpr std::int64_t first_pause_ms = 15'000, longest_pause_ms = 15 * minute_ms, longest_pause_of_name_ms = minute_ms, remembered_ms = hour_ms;
constexpr int most_doublings = 6;

std::string of_both(const std::string& name, const std::string& peer) { return "b:" + peer + " " + name; }

}  // namespace

Instant Tries::now() { return wall_now(); }

bool Tries::at_home(const std::string& name, const std::string& peer) const {
  const auto known = places_.find(name);
  return known != places_.end() && std::ranges::find(known->second, peer) != known->second.end();
}

void Tries::note_place(const std::string& name, const std::string& peer) {
  if (places_.size() >= most && !places_.contains(name)) places_.erase(places_.begin());
  auto& known = places_[name];
  std::erase(known, peer);
  known.push_back(peer);
  if (known.size() > most_places) known.erase(known.begin());
}

void Tries::count(const std::string& key, int limit, std::int64_t longest_ms, Instant now) {
  auto& one = counts_[key];
  if (now - one.last > remembered_ms) one = {};
  one.last = now;
  if (++one.wrong < limit) return;
  const int doublings = std::min(one.wrong - limit, most_doublings);
  one.until = now + std::min(longest_ms, first_pause_ms << doublings);
}

std::int64_t Tries::pause_s(const std::string& name, const std::string& peer, Instant now) {
  std::int64_t pause = 0;
  const std::scoped_lock hold(lock_);
  std::vector<std::string> keys{of_both(name, peer), "p:" + peer};
  if (!at_home(name, peer)) keys.push_back("n:" + name);
  for (const auto& key : keys)
    if (const auto at = counts_.find(key); at != counts_.end() && at->second.until > now)
      pause = std::max(pause, (at->second.until - now) / 1000 + 1);
  return pause;
}

void Tries::tried(const std::string& name, const std::string& peer, bool succeeded, Instant now) {
  const std::scoped_lock hold(lock_);
  if (counts_.size() + 3 > most) std::erase_if(counts_, [&](const auto& one) { return now - one.second.last > remembered_ms; });
  if (counts_.size() + 3 > most) counts_.clear();
  if (succeeded) {
    counts_.erase(of_both(name, peer));
    note_place(name, peer);
    return;
  }
  count(of_both(name, peer), patience, longest_pause_ms, now);
  count("p:" + peer, peer_patience, longest_pause_ms, now);
  count("n:" + name, name_patience, longest_pause_of_name_ms, now);
}

}  // namespace onestop::server
