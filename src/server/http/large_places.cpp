#include "server/http/large_places.h"

namespace onestop::server::http {

bool LargePlaces::take(const std::string& holder, const Options& options) {
  const std::lock_guard hold(lock_);
  if (taken_ >= options.most_large_bodies) return false;
  if (!holder.empty()) {
    auto& own = of_[holder];
    if (own >= options.most_large_of_one) return false;
    ++own;
  }
  ++taken_;
  return true;
}

void LargePlaces::leave(const std::string& holder) {
  const std::lock_guard hold(lock_);
  --taken_;
  const auto own = of_.find(holder);
  if (own != of_.end() && --own->second == 0) of_.erase(own);
}

}  // namespace onestop::server::http
