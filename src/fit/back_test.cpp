#include "fit/back_test.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace onestop::fit {
namespace {

/// One vehicle's time at the post, in minutes since the held-out days began.
struct Spell {
  double from_min = 0, to_min = 0;
  double length() const { return to_min - from_min; }
};

struct Side {  // measured, or simulated in one replication
  std::vector<std::vector<Spell>> by_stream;
};

double at_rank(std::vector<double> values, double p) {
  std::ranges::sort(values);
  const double rank = static_cast<double>(values.size() - 1) * p;
  const auto below = static_cast<std::size_t>(rank);
  if (below + 1 == values.size()) return values.back();
  return values[below] + (rank - static_cast<double>(below)) * (values[below + 1] - values[below]);
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double x : values) sum += x;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

class Test {
 public:
  Test(const Observations& seen, const sim::Plan& plan, const BackTestRequest& request) : plan_(plan), request_(request) {
    origin_ms_ = request.from.ms - request.warm_up_ms;
    check(origin_ms_ % day_ms == 0, "a back-test begins at a midnight");
    days_ = static_cast<std::size_t>((request.to - request.from + day_ms - 1) / day_ms);
    came_us_.resize(plan.streams().size());
    measured_.by_stream.resize(plan.streams().size());
    for (const auto& one : seen.came) take(one);
    for (auto& times : came_us_) std::ranges::sort(times);
  }

  BackTest run() {
    simulate();
    BackTest out;
    out.replications = request_.replications;
    std::size_t judged_days = 0, within = 0;
    for (std::size_t i = 0; i < plan_.streams().size(); ++i) {
      auto flow = flow_test(i);
      if (flow.measured == 0 || flow.simulated == 0) continue;
      judged_days += flow.days, within += flow.days_within;
      judge(flow, out);
      out.flows.push_back(std::move(flow));
    }
    out.coverage = judged_days > 0 ? static_cast<double>(within) / static_cast<double>(judged_days) : 0;
    out.queue_error = queue_error();
    out.gates.push_back({"days within the 90 % band", "all", out.coverage, 0.85, 0.95});
    out.gates.push_back({"vehicles at the post, by hour", "all", out.queue_error, 0, 0.20});
    return out;
  }

 private:
  double minute(std::int64_t ms) const { return static_cast<double>(ms - request_.from.ms) / static_cast<double>(minute_ms); }

  void take(const Came& one) {
    const auto name = name_of(flow_of(one), request_.parted_by);
    for (std::size_t i = 0; i < plan_.streams().size(); ++i) {
      const auto& stream = plan_.streams()[i];
      if (stream.name != name || plan_.procedure(stream.direction).states[0] != one.exit_state) continue;
      if (one.at.ms >= origin_ms_ && one.at < request_.to) came_us_[i].push_back((one.at.ms - origin_ms_) * 1000);
      if (one.released && one.gate_in && one.at >= request_.from && one.at < request_.to && *one.released >= *one.gate_in)
        measured_.by_stream[i].push_back({minute(one.gate_in->ms), minute(one.released->ms)});
      return;
    }
  }

  void simulate() {
    sim::Engine engine(plan_);
    sim::Settings settings;
    settings.seed = request_.seed;
    settings.warm_up_us = request_.warm_up_ms * 1000;
    settings.span_us = settings.warm_up_us + (request_.to - request_.from) * 1000;
    settings.keep_stays = true;
    settings.arrivals_us = &came_us_;
    for (std::uint32_t i = 0; i < request_.replications; ++i) {
      settings.replication = i;
      auto& side = simulated_.emplace_back();
      side.by_stream.resize(plan_.streams().size());
      for (const auto& stay : engine.run(settings).stays) {
        if (stay.came_us < settings.warm_up_us) continue;
        const auto at = std::ranges::find(plan_.streams(), stay.stream, &sim::Stream::key);
        const auto in_minutes = [&](std::int64_t us) { return static_cast<double>(us - settings.warm_up_us) / static_cast<double>(sim::minute_us); };
        side.by_stream[static_cast<std::size_t>(at - plan_.streams().begin())].push_back({in_minutes(stay.begun_us), in_minutes(stay.released_us)});
      }
    }
  }

  std::vector<double> lengths(const Side& side, std::size_t stream, std::optional<std::size_t> day = {}) const {
    std::vector<double> out;
    for (const auto& one : side.by_stream[stream])
      if (!day || (one.from_min >= 0 && static_cast<std::size_t>(one.from_min / 1440) == *day)) out.push_back(one.length());
    return out;
  }

  FlowTest flow_test(std::size_t i) const {
    FlowTest out;
    const auto& stream = plan_.streams()[i];
    const auto& states = plan_.procedure(stream.direction).states;
    out.flow = stream.name.text() + " " + states[0].text() + "-" + states[1].text();
    auto measured = lengths(measured_, i);
    std::vector<double> simulated;
    for (const auto& side : simulated_)
      for (const double x : lengths(side, i)) simulated.push_back(x);
    out.measured = measured.size(), out.simulated = simulated.size();
    if (measured.empty() || simulated.empty()) return out;
    std::ranges::sort(measured), std::ranges::sort(simulated);
    out.measured_mean_min = mean_of(measured), out.simulated_mean_min = mean_of(simulated);
    out.mean_error = out.simulated_mean_min / out.measured_mean_min - 1;
    out.measured_p90_min = at_rank(measured, 0.9), out.simulated_p90_min = at_rank(simulated, 0.9);
    out.p90_error = out.simulated_p90_min / out.measured_p90_min - 1;
    out.distance = kolmogorov(measured, simulated);
    for (std::size_t day = 0; day < days_; ++day) within_band(i, day, out);
    return out;
  }

  void within_band(std::size_t i, std::size_t day, FlowTest& out) const {
    constexpr std::size_t least_a_day = 5;
    const auto measured = lengths(measured_, i, day);
    if (measured.size() < least_a_day) return;
    std::vector<double> means;
    for (const auto& side : simulated_)
      if (const auto one = lengths(side, i, day); !one.empty()) means.push_back(mean_of(one));
    if (means.size() < 2) return;
    const double mean = mean_of(measured);
    ++out.days;
    out.days_within += mean >= at_rank(means, 0.05) && mean <= at_rank(means, 0.95);
  }

  static void judge(const FlowTest& flow, BackTest& out) {
    if (flow.measured < least_judged) return;
    out.gates.push_back({"mean release", flow.flow, flow.mean_error, -0.10, 0.10});
    out.gates.push_back({"p90 of release", flow.flow, flow.p90_error, -0.15, 0.15});
    if (flow.measured < least_for_distance) return;
    out.flow_distance = std::max(out.flow_distance, flow.distance);
    out.gates.push_back({"distance D", flow.flow, flow.distance, 0, 0.10});
  }

  /// Vehicles at the post in the middle of each hour.
  std::vector<double> inside(const Side& side) const {
    std::vector<double> out(days_ * 24);
    for (const auto& stream : side.by_stream)
      for (const auto& one : stream)
        for (auto hour = std::max(0.0, std::ceil((one.from_min - 30) / 60)); hour * 60 + 30 < one.to_min && hour < static_cast<double>(out.size()); ++hour) ++out[static_cast<std::size_t>(hour)];
    return out;
  }

  double queue_error() const {
    const auto measured = inside(measured_);
    std::vector<double> simulated(measured.size());
    for (const auto& side : simulated_) {
      const auto one = inside(side);
      for (std::size_t h = 0; h < one.size(); ++h) simulated[h] += one[h] / static_cast<double>(simulated_.size());
    }
    double apart = 0, all = 0;
    for (std::size_t h = 0; h < measured.size(); ++h) apart += std::abs(simulated[h] - measured[h]), all += measured[h];
    return all > 0 ? apart / all : 0;
  }

  const sim::Plan& plan_;
  const BackTestRequest& request_;
  std::int64_t origin_ms_ = 0;
  std::size_t days_ = 0;
  std::vector<std::vector<std::int64_t>> came_us_;
  Side measured_;
  std::vector<Side> simulated_;
};

}  // namespace

BackTest back_test(const Observations& seen, const sim::Plan& plan, const BackTestRequest& request) { return Test(seen, plan, request).run(); }

}  // namespace onestop::fit
