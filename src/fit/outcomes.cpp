#include "fit/outcomes.h"

#include <algorithm>
#include <cmath>

#include "sim/statistics.h"

namespace onestop::fit {
namespace {

/// The p-quantile of a beta distribution, by halving.
double beta_quantile(double a, double b, double p) {
  double low = 0, high = 1;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (sim::beta_share(a, b, middle) < p ? low : high) = middle;
  }
  return (low + high) / 2;
}

/// Ends of a uniform distribution: the extremes seen, each as much further out as one gap between values takes.
std::pair<double, double> ends_of(const std::vector<double>& values) {
  const auto [least, most] = std::ranges::minmax(values);
  const double gap = values.size() > 1 ? (most - least) / static_cast<double>(values.size() - 1) : 0;
  return {std::max(0.0, least - gap), most + gap};
}

void fit_findings(const Observations& seen, const FitRequest& request, Fitted& out) {
  struct Counts {
    std::size_t n = 0;
    std::map<Code, std::size_t> found;
  };
  std::map<std::tuple<Code, Code, bool>, Counts> by;
  for (const auto& act : seen.acts) {
    auto& counts = by[{act.control, act.traffic_class, act.bears}];
    ++counts.n;
    for (const auto& fact : act.established) ++counts.found[fact];
  }
  out.overlay.findings.clear();
  for (const auto& [key, counts] : by) {
    const auto& [control, traffic_class, bears] = key;
    if (!bears && by.contains({control, traffic_class, true})) continue;  // told together with those that bear the fact
    const auto other = by.find({control, traffic_class, false});
    auto n = counts.n;
    auto found = counts.found;
    bool only_bearing = bears;
    if (bears && other != by.end()) {
      for (const auto& [fact, k] : other->second.found) found[fact] += k, only_bearing = false;
      if (!only_bearing) n += other->second.n;
    }
    for (const auto& [fact, k] : found) {
      const auto share = share_of(control.text() + " " + traffic_class.text() + (only_bearing ? " " + request.parted_by.text() : "") + " finds " + fact.text(), k, n);
      sim::FindingRule rule{control, traffic_class, std::nullopt, fact, share.p};
      if (only_bearing) rule.subject_fact = request.parted_by;
      out.overlay.findings.push_back(rule);
      out.report.findings.push_back(share);
    }
  }
}

void fit_holds(const Observations& seen, Fitted& out) {
  constexpr std::size_t most_grounds = 8;
  std::map<Code, std::vector<const Held*>> by;
  for (const auto& one : seen.holds) by[one.control].push_back(&one);
  out.overlay.holds.clear();
  for (const auto& [control, holds] : by) {
    const auto n = seen.could_be_held.contains(control) ? seen.could_be_held.at(control) : holds.size();
    const auto share = share_of(control.text() + " holds", std::min(holds.size(), n), n);
    out.report.holds.push_back(share);
    std::vector<double> lengths;
    sim::HoldRule rule{control, share.p};
    for (const auto* one : holds) {
      if (one->minutes) lengths.push_back(*one->minutes);
      const bool known = std::ranges::any_of(rule.grounds, [&](const sim::Ground& ground) { return ground.reason == one->ground.reason; });
      if (!known && rule.grounds.size() < most_grounds) rule.grounds.push_back(one->ground);
    }
    if (lengths.empty()) {
      out.report.remarks.push_back("No hold of " + control.text() + " was lifted in this time; none is simulated.");
      continue;
    }
    std::tie(rule.least_min, rule.most_min) = ends_of(lengths);
    out.overlay.holds.push_back(rule);
  }
}

void fit_alarms(const Observations& seen, const sim::Overlay& base, Fitted& out) {
  auto& rule = out.overlay.alarms;
  rule = base.alarms;
  const auto all = seen.came.size();
  rule.p = static_cast<double>(seen.alarms.size()) / static_cast<double>(all);
  out.report.others.push_back(share_of("alarms at the portal", std::min(seen.alarms.size(), all), all));
  std::size_t settled = 0, confirmed = 0;
  std::vector<double> decided;
  for (const auto& alarm : seen.alarms) {
    if (!alarm.control.empty()) rule.control = alarm.control;
    if (alarm.confirmed) ++settled, confirmed += *alarm.confirmed, rule.closing_role = alarm.closing_role;
    decided.insert(decided.end(), alarm.decided_min.begin(), alarm.decided_min.end());
  }
  if (settled > 0) {
    out.report.others.push_back(share_of("alarms confirmed", confirmed, settled));
    rule.confirmed_p = out.report.others.back().p;
  }
  if (!decided.empty()) std::tie(rule.least_min, rule.most_min) = ends_of(decided);
}

}  // namespace

Share share_of(std::string what, std::size_t k, std::size_t n) {
  Share out{std::move(what), k, n, n > 0 ? static_cast<double>(k) / static_cast<double>(n) : 0, {0, 1}};
  const double a = static_cast<double>(k) + 0.5, b = static_cast<double>(n - k) + 0.5;
  out.interval = {k == 0 ? 0 : beta_quantile(a, b, 0.025), k == n ? 1 : beta_quantile(a, b, 0.975)};
  return out;
}

void fit_outcomes(const Observations& seen, const sim::Overlay& base, const FitRequest& request, Fitted& out) {
  fit_findings(seen, request, out);
  fit_holds(seen, out);
  const auto awaited = seen.accepted + seen.refused;
  out.report.others.push_back(share_of("entries refused", seen.refused, awaited));
  out.overlay.refusals.p = out.report.others.back().p;
  if (!seen.refusal_reasons.empty()) out.overlay.refusals.reasons = seen.refusal_reasons;
  fit_alarms(seen, base, out);
}

}  // namespace onestop::fit
