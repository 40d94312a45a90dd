#include "sim/forecast.h"

#include <algorithm>
#include <limits>

namespace onestop::sim {
namespace {

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

template <class Value>
const Value& at_share(const std::vector<Value>& sorted, double share) {
  return sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(share * static_cast<double>(sorted.size())))];
}

Spread spread_of(std::vector<std::int64_t>& values) {
  if (values.empty()) return {};
  std::ranges::sort(values);
  const auto known = [&](double share) {
    const auto value = at_share(values, share);
    return value == never ? std::nullopt : std::optional(value);
  };
  return {known(0.5), known(0.9)};
}

/// The counts of one moment in every replication, for one row of the answer after the other.
class Counter {
 public:
  Counter(const Plan& plan, const std::vector<Result>& results, std::size_t moments) : plan_(plan), results_(results), moments_(moments), values_(results.size()) {}

  template <class Member>
  Counts counts(Member member) {
    Counts out;
    for (std::size_t moment = 0; moment < moments_; ++moment) {
      out.waiting.push_back(band(moment, member, &Sample::waiting));
      out.inside.push_back(band(moment, member, &Sample::inside));
    }
    return out;
  }

 private:
  template <class Member>
  Band band(std::size_t moment, Member member, std::uint32_t Sample::*what) {
    const auto streams = plan_.streams().size();
    for (std::size_t i = 0; i < results_.size(); ++i) {
      values_[i] = 0;
      for (std::size_t stream = 0; stream < streams; ++stream)
        if (member(stream)) values_[i] += results_[i].samples[moment * streams + stream].*what;
    }
    return band_of(values_);
  }

  const Plan& plan_;
  const std::vector<Result>& results_;
  std::size_t moments_;
  std::vector<std::uint32_t> values_;
};

std::size_t stream_of(const Plan& plan, std::uint32_t key) {
  return static_cast<std::size_t>(std::ranges::find(plan.streams(), key, &Stream::key) - plan.streams().begin());
}

/// Release times by stream and hour of arrival; who came in the run and was not released in it counts as never.
void read_arrivals(const Plan& plan, const std::vector<Result>& results, const ForecastWish& wish, Forecast& out) {
  const auto hours = static_cast<std::size_t>((wish.span_us + hour_us - 1) / hour_us);
  std::vector<std::vector<std::int64_t>> times(plan.streams().size() * hours);
  const auto add = [&](const Stay& stay, bool is_released) {
    if (stay.came_us < 0 || stay.came_us >= wish.span_us) return;
    times[stream_of(plan, stay.stream) * hours + static_cast<std::size_t>(stay.came_us / hour_us)].push_back(is_released ? stay.released_us - stay.came_us : never);
  };
  for (const auto& result : results) {
    for (const auto& stay : result.stays) add(stay, true);
    for (const auto& stay : result.unreleased) add(stay, false);
  }
  for (std::size_t stream = 0; stream < plan.streams().size(); ++stream) {
    auto& row = out.arrivals.emplace_back();
    for (std::size_t hour = 0; hour < hours; ++hour) {
      auto& here = times[stream * hours + hour];
      row.push_back({static_cast<double>(here.size()) / static_cast<double>(results.size()), spread_of(here)});
    }
  }
}

void read_ways_out(const std::vector<Result>& results, std::size_t vehicles, Forecast& out) {
  std::vector<std::int64_t> times(results.size());
  for (std::size_t vehicle = 0; vehicle < vehicles; ++vehicle) {
    for (std::size_t i = 0; i < results.size(); ++i) times[i] = results[i].out_us[vehicle] < 0 ? never : results[i].out_us[vehicle];
    out.out.push_back(spread_of(times));
  }
}

}  // namespace

Band band_of(std::vector<std::uint32_t>& values) {
  std::ranges::sort(values);
  const auto at = [&](double share) { return static_cast<double>(at_share(values, share)); };
  return {at(0.05), at(0.25), at(0.5), at(0.75), at(0.95)};
}

Forecast forecast(const Plan& plan, const Opening& opening, const ForecastWish& wish) {
  Engine engine(plan);
  Settings settings;
  settings.seed = wish.seed;
  settings.start_us = wish.start_us;
  settings.first_weekday = wish.weekday;
  settings.span_us = wish.span_us + wish.tail_us;
  settings.warm_up_us = 0;
  settings.keep_stays = true;
  settings.opening = &opening;
  settings.sample_us = wish.step_us;
  Forecast out;
  std::vector<Result> results;
  for (std::uint32_t i = 0; i < wish.replications; ++i) {
    settings.replication = i;
    results.push_back(engine.run(settings));
    out.events += results.back().events;
    out.hash = (out.hash ^ results.back().hash) * 0x9E3779B97F4A7C15ull + 1;
  }
  const auto moments = static_cast<std::size_t>(wish.span_us / wish.step_us) + 1;
  Counter counter(plan, results, moments);
  for (std::size_t stream = 0; stream < plan.streams().size(); ++stream) out.streams.push_back(counter.counts([&](std::size_t other) { return other == stream; }));
  for (int direction = 0; direction < 2; ++direction)
    out.directions[static_cast<std::size_t>(direction)] = counter.counts([&](std::size_t stream) { return plan.streams()[stream].direction == direction; });
  out.all = counter.counts([](std::size_t) { return true; });
  read_arrivals(plan, results, wish, out);
  read_ways_out(results, opening.vehicles.size(), out);
  return out;
}

}  // namespace onestop::sim
