#pragma once
// What many runs of several layouts say together: means with intervals, paired differences, staff and costs.
#include "server/post/simulation_run.h"

namespace onestop::server {

/// A vehicle of the first replication that was released.
struct Passed {
  std::uint32_t ordinal = 0;
  std::int64_t release_ms = 0;
};

/// One layout that was run.
struct Ran {
  sim::Outcome outcome;
  std::vector<std::vector<std::int32_t>> releases_ms;  // by stream: of every vehicle of every replication, after the warm-up
  std::vector<std::vector<Passed>> first;              // by stream: of the first replication
  bool settles = true;
};

Simulated figures_of(const Prepared& prepared, std::uint32_t warm_up_days, std::vector<Ran>& ran);

}  // namespace onestop::server
