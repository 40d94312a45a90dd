#pragma once
// Simulations that were asked for: one runs, a few wait, the last results are kept. On a thread of its own with less claim to
// the processor than the live post has.
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "server/post/simulation_run.h"

namespace onestop::server {

class Simulations {
 public:
  static constexpr std::size_t most_waiting = 4, most_kept = 20;

  explicit Simulations(World world);
  ~Simulations();
  Simulations(const Simulations&) = delete;
  Simulations& operator=(const Simulations&) = delete;

  const std::shared_ptr<const World>& world() const { return world_; }

  /// The same question is answered by the run that is there, unless it was cancelled or has failed. Nothing where too many wait.
  std::optional<SimulationView> ask(Prepared prepared, const Id& officer);
  std::optional<SimulationView> find(const std::string& id) const;
  /// What was asked and answered, of a run that is done.
  struct Answered {
    std::shared_ptr<const Prepared> prepared;
    std::shared_ptr<const Simulated> result;
  };
  std::optional<Answered> answered(const std::string& id) const;
  /// Stops a run between two replications, or takes it out of the queue, if this officer was the first to ask for it.
  enum class Cancelled { yes, unknown, of_another };
  Cancelled cancel(const std::string& id, const Id& officer);

 private:
  struct Job {
    std::shared_ptr<const Prepared> prepared;
    std::shared_ptr<const Simulated> result;
    Id officer;  // who asked first
    JobState state = JobState::queued;
    std::string problem;
    std::chrono::steady_clock::time_point began, ended;
    Progress progress;
  };
  using Jobs = std::deque<std::shared_ptr<Job>>;

  void work();
  void carry_out(Job& job);
  std::shared_ptr<Job> job(const std::string& id) const;
  void forget_oldest();
  static SimulationView view(const Job& job, bool with_result);

  std::shared_ptr<const World> world_;
  mutable std::mutex lock_;
  std::condition_variable wake_;
  Jobs jobs_;  // in the order in which they were asked for
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace onestop::server
