#include "sim/replications.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace onestop::sim {
namespace {

class Workers {
 public:
  Workers(const Plan& plan, unsigned threads) {
    for (unsigned i = 0; i < std::max(1u, threads); ++i) engines_.push_back(std::make_unique<Engine>(plan));
  }

  void run(const Settings& settings, std::vector<Result>& results, std::uint32_t from, std::uint32_t until) {
    results.resize(until);
    std::atomic<std::uint32_t> next{from};
    const auto work = [&](Engine& engine) {
      for (auto i = next++; i < until; i = next++) {
        auto one = settings;
        one.replication = i;
        results[i] = engine.run(one);
      }
    };
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < engines_.size(); ++i) threads.emplace_back([&, i] { work(*engines_[i]); });
    work(*engines_.front());
  }

 private:
  std::vector<std::unique_ptr<Engine>> engines_;
};

bool is_precise(const Outcome& outcome, double precision) {
  for (std::size_t flow = 0; flow < outcome.results.front().flows.size(); ++flow) {
    const auto one = estimate(outcome.release_min(flow));
    if (one.half_width > precision * one.mean) return false;
  }
  return true;
}

}  // namespace

std::vector<double> Outcome::release_min(std::size_t flow) const {
  std::vector<double> out;
  for (const auto& one : results) out.push_back(one.flows[flow].mean_release_min());
  return out;
}

std::vector<double> Outcome::wait_min(std::size_t flow) const {
  std::vector<double> out;
  for (const auto& one : results) out.push_back(one.flows[flow].mean_wait_min());
  return out;
}

Outcome replicate(const Plan& plan, const Study& study) {
  constexpr std::uint32_t at_a_time = 10;
  Outcome outcome;
  Workers workers(plan, study.threads);
  workers.run(study.settings, outcome.results, 0, study.replications);
  while (study.precision > 0 && !is_precise(outcome, study.precision)) {
    const auto done = static_cast<std::uint32_t>(outcome.results.size());
    if (done >= study.most_replications) {
      outcome.precise = false;
      break;
    }
    workers.run(study.settings, outcome.results, done, std::min(done + at_a_time, study.most_replications));
  }
  for (const auto& one : outcome.results) outcome.hash = (outcome.hash ^ one.hash) * 0x9E3779B97F4A7C15ull + 1;
  return outcome;
}

}  // namespace onestop::sim
