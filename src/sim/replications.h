#pragma once
// Many runs of one plan, over threads; the results stand in the order of replications, whoever ran them.
#include <functional>
#include <stop_token>

#include "sim/engine.h"
#include "sim/statistics.h"

namespace onestop::sim {

struct Study {
  Settings settings;             // of each; the replication is filled in
  std::uint32_t replications = 20;
  unsigned threads = 1;
  /// Goes on, ten at a time, until the half-width of each flow's mean release is at most this share of it, or until
  /// `most_replications`. 0: exactly `replications`.
  double precision = 0;
  std::uint32_t most_replications = 200;
};

/// Whoever waits for many runs is told of each, and may stop them between two.
struct Watch {
  /// After each replication, one at a time, on the thread that ran it. It may take out of the result what is large.
  std::function<void(std::uint32_t replication, Result& result)> done = {};
  std::stop_token stop = {};
};

struct Outcome {
  std::vector<Result> results;
  std::uint64_t hash = 0;        // of all, in their order
  bool precise = true;           // the precision asked for was reached
  bool stopped = false;          // before the end: what is here is not to be used
  /// Of the vehicles counted, the share that was not released before the end: of an overloaded post, whose means then leave out the longest.
  double unreleased_share() const;
  bool overloaded() const { return unreleased_share() > 0.01; }
  /// Mean minutes of a part of the release (a sum of FlowResult) by replication; 0 where nobody was released.
  std::vector<double> mean_min(std::size_t flow, std::int64_t FlowResult::*part) const;
  std::vector<double> release_min(std::size_t flow) const;
  std::vector<double> wait_min(std::size_t flow) const;
  /// One figure of each replication.
  template <class Figure>
  std::vector<double> each(Figure figure) const {
    std::vector<double> out;
    for (const auto& one : results) out.push_back(figure(one));
    return out;
  }
};

Outcome replicate(const Plan& plan, const Study& study, const Watch& watch = {});
/// Goes on until there are so many.
void extend(Outcome& outcome, const Plan& plan, const Study& study, std::uint32_t until, const Watch& watch = {});
/// The half-width of each flow's mean release is at most this share of it.
bool is_precise(const Outcome& outcome, double precision);

}  // namespace onestop::sim
