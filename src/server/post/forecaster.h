#pragma once
// Makes forecasts for whoever looks at the post, on a thread of its own that gives way to all others. What was made is kept; a new
// one is made when somebody asks and the kept one is old, or was made under another law or layout.
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "server/post/clock.h"
#include "server/post/crossing_file.h"
#include "server/post/past_forecasts.h"
#include "server/post/shift_keeper.h"

namespace onestop::server {

class Forecaster {
 public:
  static constexpr auto lasts = std::chrono::seconds(60);  // of the wall
  struct Made {
    Stood stood;
    sim::ForecastWish wish;
    sim::Forecast forecast;
    Instant finished;         // by the wall's clock
    double seconds = 0;       // that reading, running and summing up took
    std::array<const law::Procedure*, 2> law{};
  };
  struct Kept {
    std::shared_ptr<const Made> made;      // null: none yet
    std::optional<PastError> past;         // nothing: not looked back yet
    std::string trouble;                   // why the last one failed; empty where it did not
    bool under_way = false;                // a newer one is being made
  };

  Forecaster(const Regime& regime, const DomainClock& clock, Readers& readers, std::function<ShiftKeeper::Snapshot()> shift, sim::Overlay overlay, std::string file);
  ~Forecaster();
  Forecaster(const Forecaster&) = delete;
  Forecaster& operator=(const Forecaster&) = delete;

  /// A fault names what the post or the law does not know of the overlay.
  Expected<void> check();
  /// What is kept; asks for a new one where that is old.
  Kept ask();
  const sim::Overlay& overlay() const { return planning_.overlay(); }
  const std::string& file() const { return file_; }

 private:
  void loop();
  Expected<Made> make();
  void look_back_once_a_day();
  bool is_old() const;

  DomainClock const& clock_;
  Readers& readers_;
  const std::function<ShiftKeeper::Snapshot()> shift_;
  Planning planning_;  // of the thread, once it runs
  const std::string file_;

  mutable std::mutex lock_;
  std::condition_variable wake_;
  Kept kept_;
  std::chrono::steady_clock::time_point tried_{};
  std::int64_t looked_back_ = -1;  // day of the domain
  bool asked_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace onestop::server
