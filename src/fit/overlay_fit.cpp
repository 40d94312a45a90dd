#include "fit/overlay_fit.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "fit/outcomes.h"
#include "fit/times.h"

namespace onestop::fit {
namespace {

/// Persons beside the first. At most one more: their share. More: the whole-number part of an exponential, cut at the most that were
/// seen; q = exp(-1 / mean) is then the share of steps that went on.
sim::Occupants occupants_of(const std::vector<const Came*>& of) {
  std::uint32_t most = 0;
  for (const auto* one : of) most = std::max(most, one->persons > 0 ? one->persons - 1 : 0);
  std::size_t went_on = 0, stopped = 0;
  for (const auto* one : of) {
    const auto extra = one->persons > 0 ? one->persons - 1 : 0;
    went_on += extra;
    stopped += extra < most;
  }
  sim::Occupants out;
  if (most == 0) return out;
  if (most == 1) {
    out.extra_p = static_cast<double>(went_on) / static_cast<double>(of.size());
    return out;
  }
  const double q = static_cast<double>(went_on) / static_cast<double>(went_on + std::max<std::size_t>(1, stopped));
  out.extra_mean = -1 / std::log(q);
  out.extra_most = std::min<std::uint32_t>(most, 63);
  return out;
}

std::vector<sim::Chance> chances_of(const std::vector<const std::vector<Code>*>& lists) {
  std::map<Code, std::size_t> counts;
  for (const auto* list : lists)
    for (const auto& fact : std::set<Code>(list->begin(), list->end())) ++counts[fact];
  std::vector<sim::Chance> out;
  for (const auto& [fact, n] : counts) out.push_back({fact, static_cast<double>(n) / static_cast<double>(lists.size())});
  return out;
}

std::vector<sim::Load> loads_of(const std::vector<const Came*>& of) {
  constexpr std::size_t most_loads = 4;
  std::vector<sim::Load> out;
  for (std::size_t i = 0; i < most_loads; ++i) {
    std::vector<const std::vector<Code>*> aboard;
    for (const auto* one : of)
      if (one->loads.size() > i) aboard.push_back(&one->loads[i]);
    if (aboard.empty()) break;
    out.push_back({static_cast<double>(aboard.size()) / static_cast<double>(of.size()), chances_of(aboard)});
  }
  return out;
}

sim::Flow flow_of(const Code& name, const Code& exit_state, const std::vector<const Came*>& of, double per_day) {
  sim::Flow out;
  out.name = name;
  out.traffic_class = of.front()->traffic_class;
  out.exit_state = exit_state;
  out.per_day_per_direction = per_day;
  out.occupants = occupants_of(of);
  std::vector<const std::vector<Code>*> claims;
  std::map<std::uint32_t, std::size_t> seals;
  for (const auto* one : of) claims.push_back(&one->claims), ++seals[one->seals];
  out.claims = chances_of(claims);
  out.loads = loads_of(of);
  out.seals = std::ranges::max_element(seals, {}, &std::pair<const std::uint32_t, std::size_t>::second)->first;
  out.note = "fitted, n=" + std::to_string(of.size());
  return out;
}

/// The fitted week of a flow as factors of its mean rate; a weekday that was not watched is taken for a mean one.
void give_week(sim::Flow& flow, const ArrivalFit& fit) {
  std::vector<double> week;
  for (std::size_t w = 0; w < 7; ++w)
    for (std::size_t h = 0; h < 24; ++h) week.push_back(fit.rates.watched_h[w][h] > 0 ? fit.rates.per_hour[w][h] : fit.per_day * fit.rates.hour_factor[h] / 24);
  double mean = 0;
  for (const double one : week) mean += one / static_cast<double>(week.size());
  if (!(mean > 0)) return;
  for (double& one : week) one /= mean;
  flow.per_day_per_direction = 24 * mean;
  flow.by_hour_of_week = std::move(week);
}

FlowReport told(const sim::Flow& flow, const std::vector<const Came*>& of, const ArrivalFit& fit) {
  FlowReport out{flow.name, flow.traffic_class, *flow.exit_state, fit.n, 0, fit.days, fit.per_day, fit.per_day_interval};
  out.hour_factor.assign(fit.rates.hour_factor.begin(), fit.rates.hour_factor.end());
  out.weekday_factor.assign(fit.rates.weekday_factor.begin(), fit.rates.weekday_factor.end());
  for (const auto& day : fit.rates.per_hour) out.per_hour.emplace_back(day.begin(), day.end());
  out.borrowed = fit.rates.borrowed;
  out.dispersion = fit.dispersion;
  out.rescaled_d = fit.rescaled_d, out.rescaled_p = fit.rescaled_p;
  for (const auto* one : of) {
    out.seen_queueing += one->seen_queueing;
    out.persons_mean += static_cast<double>(one->persons) / static_cast<double>(of.size());
  }
  return out;
}

int offset_of(const FitRequest& request, const Code& state) {
  for (const auto& [code, minutes] : request.utc_offset_min)
    if (code == state) return minutes;
  return 0;
}

/// The profile of all flows together, for those who add one without a week of its own: its mean is 1.
std::vector<double> profile_of(const std::vector<ArrivalFit>& fits) {
  std::vector<double> out(24);
  double sum = 0;
  for (const auto& fit : fits)
    for (std::size_t h = 0; h < 24; ++h) out[h] += fit.per_day * fit.rates.hour_factor[h], sum += fit.per_day * fit.rates.hour_factor[h] / 24;
  if (sum <= 0) return std::vector<double>(24, 1.0);
  for (double& one : out) one /= sum;
  return out;
}

void fit_flows(const Observations& seen, const FitRequest& request, Fitted& out) {
  std::map<std::pair<FlowKey, Code>, std::vector<const Came*>> groups;
  for (const auto& one : seen.came) groups[{flow_of(one), one.exit_state}].push_back(&one);
  std::vector<ArrivalFit> fits;
  for (const auto& [key, of] : groups) {
    std::vector<Instant> times;
    for (const auto* one : of) times.push_back(one->at);
    const auto name = name_of(key.first, request.parted_by);
    fits.push_back(fit_arrivals(times, {request.from, request.to, offset_of(request, key.second)}, request.resampling, "arrivals " + name.text() + " " + key.second.text()));
    out.overlay.flows.push_back(flow_of(name, key.second, of, fits.back().per_day));
    give_week(out.overlay.flows.back(), fits.back());
    out.report.flows.push_back(told(out.overlay.flows.back(), of, fits.back()));
    if (fits.back().dispersion.more_than_poisson)
      out.report.remarks.push_back("Days of " + name.text() + " from " + key.second.text() + " vary more than a Poisson process does; the simulator's do not, so its days are too much alike.");
  }
  out.overlay.hour_profile = profile_of(fits);
}

std::string day_text(Instant at) { return to_text(at); }

}  // namespace

Code name_of(const FlowKey& key, const Code& parted_by) {
  const auto full = key.traffic_class.text() + (key.passes ? "_" + parted_by.text() : key.laden ? "_laden" : "");
  return Code::fits(full) ? Code(full) : key.traffic_class;
}

Fitted fit_overlay(const Observations& seen, const sim::Overlay& base, const FitRequest& request) {
  Fitted out;
  out.overlay = base;
  out.overlay.flows.clear();
  auto& report = out.report;
  report.seed = request.resampling.seed;
  report.resamples = request.resampling.resamples;
  report.from = day_text(request.from), report.to = day_text(request.to);
  report.vehicles = seen.came.size(), report.acts = seen.acts.size();
  for (const auto& layout : seen.layouts) report.layouts.push_back(layout.text());
  report.left_out = seen.left_out;
  out.overlay.source = "Fitted from a log, " + report.from + " to " + report.to + ", " + std::to_string(report.vehicles) + " vehicles, " + std::to_string(report.acts) + " acts; seed " + std::to_string(report.seed) + ".";
  if (!seen.gate_station.empty()) out.overlay.gate_station = seen.gate_station;
  fit_flows(seen, request, out);
  fit_times(seen, base, request, out);
  fit_outcomes(seen, base, request, out);
  if (!seen.handed_over_min.empty() && seen.left_out.after_drive > 0) {
    auto times = seen.handed_over_min;
    std::ranges::sort(times);
    out.overlay.drive_min = times[times.size() / 20];
    report.remarks.emplace_back("The drive between the sites is the hand-over that one in twenty undercut: what a vehicle needs that waits for nobody.");
  }
  return out;
}

}  // namespace onestop::fit
