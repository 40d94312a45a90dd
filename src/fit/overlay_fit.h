#pragma once
// Observations become an overlay that the simulator takes, and a report that says of each figure from how many it comes and how well
// it fits.
#include "fit/arrivals.h"
#include "fit/observations.h"

namespace onestop::fit {

/// k of n, with the 95 % interval of Jeffreys (beta with a half added on both sides).
struct Share {
  std::string what;
  std::size_t k = 0, n = 0;
  double p = 0;
  Interval interval;
};
BOOST_DESCRIBE_STRUCT(Share, (), (what, k, n, p, interval))
Share share_of(std::string what, std::size_t k, std::size_t n);

struct FlowReport {
  Code name, traffic_class, exit_state;
  std::size_t n = 0, seen_queueing = 0;
  double days = 0, per_day = 0;
  Interval per_day_interval{};
  std::vector<double> hour_factor{}, weekday_factor{};
  std::vector<std::vector<double>> per_hour{};  // by weekday from Monday, by hour
  double borrowed = 0;
  Dispersion dispersion{};
  double rescaled_d = 0, rescaled_p = 1;
  double persons_mean = 0;
};
BOOST_DESCRIBE_STRUCT(FlowReport, (), (name, traffic_class, exit_state, n, seen_queueing, days, per_day, per_day_interval, hour_factor, weekday_factor, per_hour, borrowed, dispersion, rescaled_d, rescaled_p, persons_mean))

struct TimeReport {
  Code control, state, traffic_class;
  std::optional<Code> fact = {};
  std::size_t own_n = 0, inferred = 0;
  std::string pooled{};  // empty: from its own acts; else the wider group to which these few are drawn (hierarchical)
  DurationFit fit{};
};
BOOST_DESCRIBE_STRUCT(TimeReport, (), (control, state, traffic_class, fact, own_n, inferred, pooled, fit))

struct Report {
  std::uint64_t seed = 0;
  std::uint32_t resamples = 0;
  std::string from, to;
  std::size_t vehicles = 0, acts = 0;
  std::vector<std::string> layouts;
  std::vector<FlowReport> flows;
  std::vector<TimeReport> times;
  std::vector<Share> findings, holds, others;
  LeftOut left_out;
  std::vector<std::string> remarks;
};
BOOST_DESCRIBE_STRUCT(Report, (), (seed, resamples, from, to, vehicles, acts, layouts, flows, times, findings, holds, others, left_out, remarks))

struct Fitted {
  sim::Overlay overlay;
  Report report;
};

struct FitRequest {
  Instant from, to;                                // what was watched
  Code parted_by = "transit";
  std::vector<std::pair<Code, int>> utc_offset_min;  // by state
  Resampling resampling;
};

/// `base` supplies what no log tells: words, and times of controls that nobody did. Observations must hold a vehicle.
Fitted fit_overlay(const Observations& seen, const sim::Overlay& base, const FitRequest& request);

/// Vehicles of one class, laden or passing through or neither: the name of a flow is the class, and what sets it apart.
struct FlowKey {
  Code traffic_class;
  bool laden = false, passes = false;
  auto operator<=>(const FlowKey&) const = default;
};
inline FlowKey flow_of(const Came& one) { return {one.traffic_class, one.laden, one.passes}; }
Code name_of(const FlowKey& key, const Code& parted_by);

}  // namespace onestop::fit
