#pragma once
// Many runs of one plan, over threads; the results stand in the order of replications, whoever ran them.
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

struct Outcome {
  std::vector<Result> results;
  std::uint64_t hash = 0;        // of all, in their order
  bool precise = true;           // the precision asked for was reached
  std::vector<double> release_min(std::size_t flow) const;
  std::vector<double> wait_min(std::size_t flow) const;
};

Outcome replicate(const Plan& plan, const Study& study);

}  // namespace onestop::sim
