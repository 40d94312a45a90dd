#include "sim/replications.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace onestop::sim {
namespace {

class Workers {
 public:
  Workers(const Plan& plan, unsigned threads) {
    for (unsigned i = 0; i < std::max(1u, threads); ++i) engines_.push_back(std::make_unique<Engine>(plan));
  }

  /// False where somebody asked to stop.
  bool run(const Settings& settings, std::vector<Result>& results, std::uint32_t from, std::uint32_t until, const Watch& watch) {
    results.resize(until);
    std::atomic<std::uint32_t> next{from};
    std::mutex telling;
    const auto work = [&](Engine& engine) {
      for (auto i = next++; i < until && !watch.stop.stop_requested(); i = next++) {
        auto one = settings;
        one.replication = i;
        results[i] = engine.run(one);
        const std::scoped_lock hold(telling);
        if (watch.done) watch.done(i, results[i]);
      }
    };
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 1; i < engines_.size(); ++i) threads.emplace_back([&, i] { work(*engines_[i]); });
      work(*engines_.front());
    }
    return !watch.stop.stop_requested();
  }

 private:
  std::vector<std::unique_ptr<Engine>> engines_;
};

void add_up(Outcome& outcome) {
  outcome.hash = 0;
  for (const auto& one : outcome.results) outcome.hash = (outcome.hash ^ one.hash) * 0x9E3779B97F4A7C15ull + 1;
}

}  // namespace

bool is_precise(const Outcome& outcome, double precision) {
  for (std::size_t flow = 0; flow < outcome.results.front().flows.size(); ++flow) {
    const auto one = estimate(outcome.release_min(flow));
    if (one.half_width > precision * one.mean) return false;
  }
  return true;
}

double Outcome::unreleased_share() const {
  std::uint64_t due = 0, measured = 0;
  for (const auto& one : results)
    for (const auto& flow : one.flows) due += flow.due, measured += flow.measured;
  return due > 0 ? static_cast<double>(due - measured) / static_cast<double>(due) : 0;
}

std::vector<double> Outcome::mean_min(std::size_t flow, std::int64_t FlowResult::*part) const {
  std::vector<double> out;
  for (const auto& one : results) out.push_back(one.flows[flow].mean_min(part));
  return out;
}

std::vector<double> Outcome::release_min(std::size_t flow) const { return mean_min(flow, &FlowResult::release_us); }
std::vector<double> Outcome::wait_min(std::size_t flow) const { return mean_min(flow, &FlowResult::wait_us); }

void extend(Outcome& outcome, const Plan& plan, const Study& study, std::uint32_t until, const Watch& watch) {
  Workers workers(plan, study.threads);
  outcome.stopped = !workers.run(study.settings, outcome.results, static_cast<std::uint32_t>(outcome.results.size()), until, watch);
  add_up(outcome);
}

Outcome replicate(const Plan& plan, const Study& study, const Watch& watch) {
  constexpr std::uint32_t at_a_time = 10;
  Outcome outcome;
  Workers workers(plan, study.threads);
  outcome.stopped = !workers.run(study.settings, outcome.results, 0, study.replications, watch);
  while (!outcome.stopped && study.precision > 0 && !is_precise(outcome, study.precision)) {
    const auto done = static_cast<std::uint32_t>(outcome.results.size());
    if (done >= study.most_replications) {
      outcome.precise = false;
      break;
    }
    outcome.stopped = !workers.run(study.settings, outcome.results, done, std::min(done + at_a_time, study.most_replications), watch);
  }
  add_up(outcome);
  return outcome;
}

}  // namespace onestop::sim
