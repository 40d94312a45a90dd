#include "server/post/simulation_figures.h"

#include <algorithm>
#include <cmath>

#include "sim/what_if.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

using sim::FlowResult, sim::HourResult, sim::Result;
constexpr double us_per_ms = 1000;

std::int64_t rounded(double value) { return std::llround(value); }

MeanView view_of(const sim::Estimate& ms) {
  MeanView shown{rounded(ms.mean), {}};
  if (ms.replications > 1) shown.interval = SpanMs{rounded(ms.mean - ms.half_width), rounded(ms.mean + ms.half_width)};
  return shown;
}

/// One figure of one flow, in milliseconds a vehicle, for each replication.
using Sum = std::int64_t FlowResult::*;
std::vector<double> means(const sim::Outcome& outcome, std::size_t flow, Sum sum) {
  return outcome.each([&](const Result& one) {
    const auto& f = one.flows[flow];
    return f.measured ? static_cast<double>(f.*sum) / static_cast<double>(f.measured) / us_per_ms : 0.0;
  });
}

/// Means of the replications in which somebody was released.
MeanView mean_view(const sim::Outcome& outcome, std::size_t flow, Sum sum) {
  const auto all = means(outcome, flow, sum);
  std::vector<double> some;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (outcome.results[i].flows[flow].measured) some.push_back(all[i]);
  return view_of(sim::estimate(some));
}

/// Type 7, as everywhere in the study.
double quantile(std::vector<double>& sorted, double p) {
  if (sorted.empty()) return 0;
  const double at = p * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(at);
  const auto high = std::min(low + 1, sorted.size() - 1);
  return sorted[low] + (at - static_cast<double>(low)) * (sorted[high] - sorted[low]);
}

std::int64_t quantile_ms(std::vector<std::int32_t>& values, double p) {
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  return rounded(quantile(sorted, p));
}

template <class Mean>
PartsView parts_of(Mean mean) {
  return {mean(&FlowResult::working_us), mean(&FlowResult::driving_us), mean(&FlowResult::held_us), mean(&FlowResult::waiting_us)};
}

FlowView flow_view(Ran& ran, std::size_t flow) {
  FlowView shown;
  for (const auto& one : ran.outcome.results) {
    const auto& f = one.flows[flow];
    shown.vehicles += static_cast<std::int64_t>(f.measured);
    shown.lost += static_cast<std::int64_t>(f.lost);
    shown.refused += static_cast<std::int64_t>(f.refused);
    shown.deposits += static_cast<std::int64_t>(f.deposits);
  }
  if (shown.vehicles == 0) return shown;
  shown.release = mean_view(ran.outcome, flow, &FlowResult::release_us);
  shown.road = mean_view(ran.outcome, flow, &FlowResult::wait_us);
  shown.median_ms = quantile_ms(ran.releases_ms[flow], 0.5);
  shown.p90_ms = quantile_ms(ran.releases_ms[flow], 0.9);
  shown.parts = parts_of([&](Sum sum) { return mean_view(ran.outcome, flow, sum); });
  return shown;
}

PairedView paired_view(const Ran& base, const Ran& other, std::size_t flow) {
  PairedView shown;
  const auto everywhere = [&](const Ran& ran) { return std::ranges::all_of(ran.outcome.results, [&](const Result& one) { return one.flows[flow].measured > 0; }); };
  shown.known = everywhere(base) && everywhere(other);
  if (!shown.known) return shown;
  const auto difference = [&](Sum sum) { return sim::difference(means(other.outcome, flow, sum), means(base.outcome, flow, sum)); };
  const auto release = difference(&FlowResult::release_us);
  const auto view = view_of(release.difference);
  shown.ms = view.ms;
  shown.interval = view.interval;
  // Where a layout never gets through, its mean is that of the quick ones: nothing is said.
  shown.distinguishable = !base.outcome.overloaded() && !other.outcome.overloaded() && std::abs(release.difference.mean) > release.difference.half_width;
  if (std::isfinite(release.variance_ratio)) shown.variance_ratio_hundredths = rounded(100 * release.variance_ratio);
  shown.parts = parts_of([&](Sum sum) { return view_of(difference(sum).difference); });
  return shown;
}

/// Vehicles of the base layout's first replication, from the quickest to the slowest, that were released in every layout.
std::vector<Candidate> candidates_of(const std::vector<Ran>& ran, std::size_t flow) {
  auto quickest_first = ran[0].first[flow];
  const auto release = [&](const Ran& one, std::uint32_t ordinal) {
    const auto at = std::ranges::find(one.first[flow], ordinal, &Passed::ordinal);
    return at == one.first[flow].end() ? std::int64_t{-1} : at->release_ms;
  };
  std::erase_if(quickest_first, [&](const Passed& one) { return std::ranges::any_of(ran, [&](const Ran& other) { return release(other, one.ordinal) < 0; }); });
  std::ranges::sort(quickest_first, [](const Passed& a, const Passed& b) { return std::pair(a.release_ms, a.ordinal) < std::pair(b.release_ms, b.ordinal); });
  std::vector<Candidate> out;
  if (quickest_first.empty()) return out;
  const auto last = quickest_first.size() - 1;
  for (const auto& [which, at] : {std::pair{"median", last / 2}, std::pair{"slow", last * 9 / 10}, std::pair{"slowest", last}, std::pair{"quick", last / 10}}) {
    Candidate one{which, quickest_first[at].ordinal, {}};
    for (const auto& layout : ran) one.release_ms.push_back(release(layout, one.ordinal));
    out.push_back(std::move(one));
  }
  return out;
}

BandView band_of(std::vector<double> values) {
  BandView band;
  if (values.empty()) return band;
  double sum = 0;
  for (const double one : values) sum += one;
  std::ranges::sort(values);
  return {rounded(1000 * quantile(values, 0.05)), rounded(1000 * sum / static_cast<double>(values.size())), rounded(1000 * quantile(values, 0.95))};
}

std::vector<HourView> hours_of(const sim::Outcome& outcome, std::size_t team) {
  std::vector<HourView> out;
  if (outcome.results.front().hours.empty()) return out;
  for (std::size_t hour = 0; hour < 24; ++hour) {
    std::vector<double> queue, busy;
    for (const auto& result : outcome.results) {
      const HourResult& one = result.hours[team][hour];
      queue.push_back(one.span_us > 0 ? static_cast<double>(one.queue_us) / static_cast<double>(one.span_us) : 0);
      busy.push_back(one.staffed_us > 0 ? static_cast<double>(one.busy_us) / static_cast<double>(one.staffed_us) : 0);
    }
    out.push_back({band_of(std::move(queue)), band_of(std::move(busy))});
  }
  return out;
}

/// Sums over replications.
struct Load {
  double staffed_us = 0, busy_us = 0, queue_us = 0;
};

std::int64_t minutes_a_day(double us, double days) { return rounded(us / static_cast<double>(sim::minute_us) / days); }
std::int64_t thousandths(double part, double whole) { return whole > 0 ? rounded(1000 * part / whole) : 0; }

/// Officers on duty, by agency and state; who is on duty and opens no desk is counted too.
void add_staff(SimulatedLayout& shown, const sim::Plan& plan, const std::vector<double>& busy_us_a_day) {
  double busy = 0;
  for (const auto& pool : sim::staff_of(plan)) {
    double hours = 0, at_work_us = 0;
    for (const auto officers : pool.by_hour) hours += officers;
    for (std::size_t i = 0; i < plan.teams().size(); ++i)
      if (plan.teams()[i].state == pool.state && plan.teams()[i].agency == pool.agency) at_work_us += busy_us_a_day[i];
    shown.staff.push_back({pool.state, pool.agency, std::ranges::max(pool.by_hour), rounded(60 * hours), thousandths(at_work_us, hours * static_cast<double>(sim::hour_us))});
    shown.officers += std::ranges::max(pool.by_hour);
    busy += at_work_us;
  }
  const auto cost = sim::daily_cost(plan);
  shown.officer_minutes_a_day = rounded(60 * cost.officer_hours);
  shown.busy_minutes_a_day = rounded(busy / static_cast<double>(sim::minute_us));
  shown.utilisation_thousandths = thousandths(busy, cost.officer_hours * static_cast<double>(sim::hour_us));
  if (const auto& rates = plan.overlay().costs) shown.keep_a_day = Money{rounded(100 * cost.total), rates->currency};
}

Code soil_of(const sim::Plan& plan, const sim::Team& team) {
  const auto& procedure = plan.procedure(0);
  const auto at = std::ranges::find(procedure.zones, plan.zones()[static_cast<std::size_t>(team.zone)].code);
  return at == procedure.zones.end() ? Code() : procedure.grounds[static_cast<std::size_t>(at - procedure.zones.begin())].soil;
}

void add_teams(SimulatedLayout& shown, const sim::Plan& plan, const sim::Outcome& outcome, double days) {
  std::vector<double> busy_us_a_day;
  for (std::size_t i = 0; i < plan.teams().size(); ++i) {
    const auto& team = plan.teams()[i];
    Load load;
    for (const auto& one : outcome.results) {
      load.staffed_us += static_cast<double>(one.teams[i].staffed_us);
      load.busy_us += static_cast<double>(one.teams[i].busy_us);
      load.queue_us += static_cast<double>(one.teams[i].queue_us);
    }
    busy_us_a_day.push_back(load.busy_us / days);
    shown.teams.push_back({team.state, team.agency, team.station, soil_of(plan, team), team.direction == sim::nobody ? Code() : plan.procedure(team.direction).states[0], static_cast<std::int64_t>(team.desks.size()), thousandths(load.queue_us, days * static_cast<double>(sim::day_us)),
                           thousandths(load.busy_us, load.staffed_us), minutes_a_day(load.staffed_us, days), hours_of(outcome, i)});
  }
  add_staff(shown, plan, busy_us_a_day);
}

/// Whether every vehicle of the flow carries the fact.
bool certain(const sim::Flow& flow, const Code& fact) {
  const auto claims = [&](const std::vector<sim::Chance>& chances) { return std::ranges::any_of(chances, [&](const sim::Chance& one) { return one.fact == fact && one.p >= 1; }); };
  return claims(flow.claims) || std::ranges::any_of(flow.loads, [&](const sim::Load& load) { return load.p >= 1 && claims(load.claims); });
}

bool belongs(const sim::Flow& flow, const programme::StudyRow& row) {
  const auto has = [&](const Code& fact) { return certain(flow, fact); };
  return std::ranges::find(row.classes, flow.traffic_class) != row.classes.end() && std::ranges::all_of(row.holds, has) && std::ranges::none_of(row.lacks, has);
}

void add_costs(SimulatedLayout& shown, const Prepared& prepared, const sim::Plan& plan, const sim::Outcome& outcome, double days) {
  for (const auto& cost : prepared.costs) {
    const auto row = std::ranges::find(prepared.rows, cost.row, &programme::StudyRow::code);
    if (row == prepared.rows.end()) continue;
    double deposits = 0, vehicles = 0;
    for (std::size_t i = 0; i < plan.streams().size(); ++i) {
      if (!belongs(plan.overlay().flows[plan.streams()[i].flow], *row)) continue;
      for (const auto& one : outcome.results) deposits += static_cast<double>(one.flows[i].deposits), vehicles += static_cast<double>(one.flows[i].measured);
    }
    const auto each = static_cast<double>(cost.hundredths());
    OpenedCost made{cost.code, cost.row, cost.title, rounded(1000 * deposits / days), {cost.hundredths(), cost.currency}, {rounded(deposits * each / days), cost.currency}, {}};
    if (vehicles > 0) made.per_vehicle = Money{rounded(deposits * each / vehicles), cost.currency};
    shown.costs.push_back(std::move(made));
  }
}

SimulatedLayout layout_view(const Prepared& prepared, std::size_t i, const Ran& ran, double days_run, double days_counted) {
  const auto& plan = *prepared.plans[i];
  const auto& outcome = ran.outcome;
  const auto replications = static_cast<double>(outcome.results.size());
  SimulatedLayout shown;
  shown.layout = prepared.asked.layouts[i];
  shown.title = prepared.titles[i];
  shown.procedure = prepared.procedures[i];
  std::array<unsigned char, 8> bytes{};
  for (std::size_t byte = 0; byte < bytes.size(); ++byte) bytes[byte] = static_cast<unsigned char>(outcome.hash >> (56 - 8 * byte));
  shown.hash = to_hex(bytes);
  shown.devices = prepared.devices[i];
  shown.settles = ran.settles && !outcome.overloaded();
  shown.precise = outcome.precise;
  double inside = 0;
  for (const auto& one : outcome.results) inside += static_cast<double>(one.inside);
  shown.inside_thousandths = rounded(1000 * inside / replications);
  add_teams(shown, plan, outcome, days_run * replications);
  add_costs(shown, prepared, plan, outcome, days_counted * replications);
  return shown;
}

bool parts_known(const std::vector<Ran>& ran) {
  std::int64_t divided = 0;
  for (const auto& one : ran)
    for (const auto& result : one.outcome.results)
      for (const auto& flow : result.flows) divided += flow.working_us;
  return divided > 0;
}

std::string percent_factor(std::uint32_t percent) {
  const auto cents = percent % 100;
  return std::to_string(percent / 100) + (cents ? (cents < 10 ? ".0" : ".") + std::to_string(cents) : "");
}

/// The command line that prints the same figures, with the same hashes.
std::string command_of(const Prepared& prepared, const Simulated& shown) {
  const auto& world = *prepared.world;
  if (!prepared.asked.devices->empty() || !prepared.asked.officers->empty()) return {};
  std::string text = "onestop sim run --post " + world.post_file + " --law " + world.law_file + " --overlay " + world.overlay_file + " --date " + to_text(prepared.law_date);
  for (const auto& layout : prepared.asked.layouts) text += " --layout " + layout.text();
  switch (shown.staffing) {
    case Staffing::own: text += " --staff own"; break;
    case Staffing::equal_staff: text += " --staff equal"; break;
    case Staffing::equal_cost: text += " --staff cost"; break;
  }
  return text + " --days " + std::to_string(shown.days) + " --warm-up " + std::to_string(shown.warm_up_days) + " --replications " + std::to_string(shown.replications) + " --seed " +
         std::to_string(shown.seed) + " --traffic " + percent_factor(shown.traffic_percent);
}

}  // namespace

Simulated figures_of(const Prepared& prepared, std::uint32_t warm_up_days, std::vector<Ran>& ran) {
  const auto& asked = prepared.asked;
  Simulated shown;
  shown.post = prepared.post;
  shown.law_date = prepared.law_date;
  shown.days = *asked.days;
  shown.warm_up_days = warm_up_days;
  shown.replications = static_cast<std::uint32_t>(ran.front().outcome.results.size());
  shown.seed = *asked.seed;
  shown.traffic_percent = *asked.traffic_percent;
  shown.staffing = *asked.staffing;
  shown.overlay_source = prepared.world->overlay.source;
  shown.overlay_file = prepared.world->overlay_file;
  shown.overlay_hash = to_hex(prepared.world->hash);
  shown.command = command_of(prepared, shown);
  shown.parts_known = parts_known(ran);
  for (std::size_t i = 0; i < ran.size(); ++i) shown.layouts.push_back(layout_view(prepared, i, ran[i], shown.days + warm_up_days + static_cast<double>(sim::usual_run_out_us / sim::day_us), shown.days));
  const auto& base = *prepared.plans[0];
  for (std::size_t flow = 0; flow < base.streams().size(); ++flow) {
    const auto& stream = base.streams()[flow];
    const auto& states = base.procedure(stream.direction).states;
    SimulatedFlow one{stream.name, base.overlay().flows[stream.flow].traffic_class, states[0], states[1], {}, {}, candidates_of(ran, flow)};
    for (auto& layout : ran) one.layouts.push_back(flow_view(layout, flow));
    for (std::size_t i = 1; i < ran.size(); ++i) one.differences.push_back(paired_view(ran[0], ran[i], flow));
    shown.flows.push_back(std::move(one));
  }
  return shown;
}

}  // namespace onestop::server
