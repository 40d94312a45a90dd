#pragma once
// The domain's clock. It may run faster than the wall's (a demonstration); sessions, TLS and limits never use it.
#include <chrono>

#include "base/instant.h"

namespace onestop::server {

inline Instant wall_now() {
  return {std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count()};
}

class DomainClock {
 public:
  DomainClock() : DomainClock(wall_now(), 1) {}
  /// Stands at `start` now and runs `speed` times as fast as the wall's clock.
  DomainClock(Instant start, double speed) : start_(start), speed_(speed), began_(std::chrono::steady_clock::now()) {}
  Instant now() const {
    const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - began_;
    return start_ + static_cast<std::int64_t>(elapsed.count() * speed_);
  }
  double speed() const { return speed_; }

 private:
  Instant start_;
  double speed_;
  std::chrono::steady_clock::time_point began_;
};

}  // namespace onestop::server
