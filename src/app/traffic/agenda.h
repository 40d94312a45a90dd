#pragma once
// What happens when, in milliseconds of the domain's time since the generator began.
#include <algorithm>
#include <chrono>
#include <functional>
#include <map>

namespace onestop::traffic {

class Agenda {
 public:
  using Clock = std::chrono::steady_clock;

  double now_ms() const { return base_ms_ + std::chrono::duration<double, std::milli>(Clock::now() - since_).count() * speed_; }
  double speed() const { return speed_; }
  /// Keeps what has passed; only the future runs faster or slower.
  void set_speed(double speed) {
    base_ms_ = now_ms();
    since_ = Clock::now();
    speed_ = speed;
  }

  void at(double ms, std::function<void()> what) { entries_.emplace(ms, std::move(what)); }
  void after_min(double minutes, std::function<void()> what) { at(now_ms() + minutes * 60'000, std::move(what)); }
  void after_wall_ms(double ms, std::function<void()> what) { at(now_ms() + ms * speed_, std::move(what)); }

  void run_due() {
    while (!entries_.empty() && entries_.begin()->first <= now_ms()) {
      auto entry = entries_.extract(entries_.begin());
      entry.mapped()();
    }
  }
  /// Wall time until the next entry, at most `most`.
  std::chrono::milliseconds idle_for(std::chrono::milliseconds most) const {
    if (entries_.empty()) return most;
    const double wall_ms = (entries_.begin()->first - now_ms()) / speed_;
    return std::clamp(std::chrono::milliseconds(static_cast<std::int64_t>(std::clamp(wall_ms, 0.0, 1e6)) + 1), std::chrono::milliseconds(0), most);
  }

 private:
  std::multimap<double, std::function<void()>> entries_;  // equal instants in the order they were put
  double base_ms_ = 0, speed_ = 1;
  Clock::time_point since_ = Clock::now();
};

}  // namespace onestop::traffic
