#include "server/post/simulations.h"

#include <sys/resource.h>

#include <algorithm>

namespace onestop::server {
namespace {

constexpr int modesty = 10;  // added to the nice value; threads that a run starts inherit it

/// One thread is left to the live post where there is more than one.
unsigned threads() { return std::max(2u, std::thread::hardware_concurrency()) - 1; }

bool over(JobState state) { return state != JobState::queued && state != JobState::running; }

}  // namespace

Simulations::Simulations(World world) : world_(std::make_shared<const World>(std::move(world))), thread_([this] { work(); }) {}

Simulations::~Simulations() {
  {
    const std::scoped_lock hold(lock_);
    stopping_ = true;
    for (const auto& one : jobs_) one->progress.stop.request_stop();
  }
  wake_.notify_all();
  thread_.join();
}

std::shared_ptr<Simulations::Job> Simulations::job(const std::string& id) const {
  const auto at = std::ranges::find_if(jobs_, [&](const auto& one) { return one->prepared->key == id; });
  return at == jobs_.end() ? nullptr : *at;
}

std::optional<SimulationView> Simulations::ask(Prepared prepared, const Id& officer) {
  std::shared_ptr<Job> asked;
  {
    const std::scoped_lock hold(lock_);
    const auto known = job(prepared.key);
    if (known && known->state != JobState::cancelled && known->state != JobState::failed && !known->progress.stop.stop_requested()) return view(*known, false);
    if (std::ranges::count(jobs_, JobState::queued, [](const auto& one) { return one->state; }) >= static_cast<std::ptrdiff_t>(most_waiting)) return std::nullopt;
    std::erase(jobs_, known);
    forget_oldest();
    asked = jobs_.emplace_back(std::make_shared<Job>());
    asked->officer = officer;
    asked->prepared = std::make_shared<const Prepared>(std::move(prepared));
  }
  wake_.notify_all();
  const std::scoped_lock hold(lock_);
  return view(*asked, false);
}

void Simulations::forget_oldest() {
  const auto is_over = [](const auto& one) { return over(one->state); };
  if (std::ranges::count_if(jobs_, is_over) < static_cast<std::ptrdiff_t>(most_kept)) return;
  jobs_.erase(std::ranges::find_if(jobs_, is_over));
}

std::optional<SimulationView> Simulations::find(const std::string& id) const {
  const std::scoped_lock hold(lock_);
  const auto found = job(id);
  return found ? std::optional(view(*found, true)) : std::nullopt;
}

std::optional<Simulations::Answered> Simulations::answered(const std::string& id) const {
  const std::scoped_lock hold(lock_);
  const auto found = job(id);
  return found && found->result ? std::optional(Answered{found->prepared, found->result}) : std::nullopt;
}

Simulations::Cancelled Simulations::cancel(const std::string& id, const Id& officer) {
  const std::scoped_lock hold(lock_);
  const auto found = job(id);
  if (!found) return Cancelled::unknown;
  if (found->officer != officer) return Cancelled::of_another;
  found->progress.stop.request_stop();
  if (found->state == JobState::queued) found->state = JobState::cancelled;
  return Cancelled::yes;
}

SimulationView Simulations::view(const Job& job, bool with_result) {
  SimulationView shown{job.prepared->key, job.state, 0, 0, job.prepared->asked, {}, {}};
  const auto ended = over(job.state) ? job.ended : std::chrono::steady_clock::now();
  if (job.state != JobState::queued && job.began.time_since_epoch().count() != 0) shown.running_ms = std::chrono::duration_cast<std::chrono::milliseconds>(ended - job.began).count();
  const auto all = std::max(1u, job.progress.all.load());
  shown.progress_thousandths = job.state == JobState::done ? 1000 : std::min<std::int64_t>(999, std::int64_t{1000} * job.progress.done / all);
  if (!job.problem.empty()) shown.problem = job.problem;
  if (with_result && job.result) shown.result = *job.result;
  return shown;
}

void Simulations::carry_out(Job& job) {
  std::optional<Simulated> made;
  std::string problem;
  try {
    made = simulate(*job.prepared, threads(), job.progress);
  } catch (const std::exception& what) {
    problem = what.what();
  }
  const std::scoped_lock hold(lock_);
  job.ended = std::chrono::steady_clock::now();
  job.problem = problem;
  job.state = !problem.empty() ? JobState::failed : made ? JobState::done : JobState::cancelled;
  if (made) job.result = std::make_shared<const Simulated>(std::move(*made));
}

void Simulations::work() {
  setpriority(PRIO_PROCESS, 0, modesty);  // 0: this thread, on Linux
  for (;;) {
    std::shared_ptr<Job> next;
    {
      std::unique_lock hold(lock_);
      const auto waiting = [&] { return std::ranges::find(jobs_, JobState::queued, [](const auto& one) { return one->state; }); };
      wake_.wait(hold, [&] { return stopping_ || waiting() != jobs_.end(); });
      if (stopping_) return;
      next = *waiting();
      next->state = JobState::running;
      next->began = std::chrono::steady_clock::now();
    }
    carry_out(*next);
  }
}

}  // namespace onestop::server
