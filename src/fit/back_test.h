#pragma once
// A fit held against days that it has not seen: what was measured there, and what is simulated with the vehicles that came there.
#include <functional>

#include "fit/observations.h"
#include "fit/overlay_fit.h"
#include "sim/engine.h"

namespace onestop::fit {

struct Gate {
  std::string figure, flow;
  double value = 0, least = 0, most = 0;
  bool pass() const { return value >= least && value <= most; }
};
BOOST_DESCRIBE_STRUCT(Gate, (), (figure, flow, value, least, most))

struct FlowTest {
  std::string flow;                // with its direction
  std::size_t measured = 0, simulated = 0, days = 0, days_within = 0;
  double measured_mean_min = 0, simulated_mean_min = 0, mean_error = 0;   // errors are relative to what was measured
  double measured_p90_min = 0, simulated_p90_min = 0, p90_error = 0;
  double distance = 0;             // two-sample Kolmogorov-Smirnov
};
BOOST_DESCRIBE_STRUCT(FlowTest, (), (flow, measured, simulated, days, days_within, measured_mean_min, simulated_mean_min, mean_error, measured_p90_min, simulated_p90_min, p90_error, distance))

struct BackTest {
  std::vector<FlowTest> flows;
  double coverage = 0;             // of the 90 % band, over days and flows
  double queue_error = 0;          // of vehicles at the post: sum over hours of |simulated - measured| / sum of measured
  double flow_distance = 0;        // the greatest
  std::uint32_t replications = 0;
  std::vector<Gate> gates;
};
BOOST_DESCRIBE_STRUCT(BackTest, (), (flows, coverage, queue_error, flow_distance, replications, gates))

struct BackTestRequest {
  Instant from, to;                // of the days held out; from is a midnight
  std::int64_t warm_up_ms = day_ms;  // that is simulated before, with the vehicles of that time
  std::uint64_t seed = 1;
  std::uint32_t replications = 40;
  Code parted_by = "transit";
};

/// Flows with fewer than this many vehicles in the days held out are shown and not judged.
inline constexpr std::size_t least_judged = 30;
/// Of fewer, two samples of one distribution are often further apart than the gate.
inline constexpr std::size_t least_for_distance = 200;

/// `plan` is of the fitted overlay; `seen` holds at least the vehicles from the warm-up on. A vehicle counts on the day, by UTC, on which it
/// came.
BackTest back_test(const Observations& seen, const sim::Plan& plan, const BackTestRequest& request);

}  // namespace onestop::fit
