#include "app/fit_text.h"

#include <fmt/core.h>

#include <algorithm>

namespace onestop::app {
namespace {

std::string family_of(sim::Family family) { return boost::describe::enum_to_string(family, "?"); }

void add_flows(std::string& out, const fit::Report& report) {
  out += fmt::format("{:<22} {:<5} {:>6} {:>9} {:>19}  {:>9} {:>7}  {:>7} {:>6}\n", "arrivals of", "from", "n", "a day", "95 %", "dispersion", "p", "gaps D", "p");
  for (const auto& one : report.flows) {
    const auto interval = fmt::format("{:.1f} - {:.1f}", one.per_day_interval.low, one.per_day_interval.high);
    const auto days = one.dispersion.index > 0 ? fmt::format("{:>10.2f} {:>7.3f}", one.dispersion.index, one.dispersion.p) : fmt::format("{:>10} {:>7}", "too few", "");
    out += fmt::format("{:<22} {:<5} {:>6} {:>9.1f} {:>19}  {}  {:>7.4f} {:>6.3f}\n", one.name.text(), one.exit_state.text(), one.n, one.per_day, interval, days, one.rescaled_d, one.rescaled_p);
  }
}

void add_times(std::string& out, const fit::Report& report) {
  out += fmt::format("\n{:<38} {:>6} {:>8}  {:<12} {:>8} {:>17} {:>6} {:>14} {:>8} {:>6}  {}\n", "time of", "n", "inferred", "family", "mean min", "95 %", "CV", "95 %", "A-D", "p", "drawn to (hierarchical)");
  for (const auto& one : report.times) {
    const auto of = one.control.text() + " " + one.state.text() + " " + one.traffic_class.text() + (one.fact ? " " + one.fact->text() : "");
    const auto& fit = one.fit;
    const bool varies = fit.family != sim::Family::fixed;
    const auto mean = varies ? fmt::format("{:.2f} - {:.2f}", fit.mean_interval.low, fit.mean_interval.high) : "";
    const auto cv = varies ? fmt::format("{:.2f} - {:.2f}", fit.cv_interval.low, fit.cv_interval.high) : "";
    const auto fits = varies ? fmt::format("{:>8.3f} {:>6.3f}", fit.anderson_darling, fit.p) : fmt::format("{:>8} {:>6}", "", "");
    out += fmt::format("{:<38} {:>6} {:>8}  {:<12} {:>8.3f} {:>17} {:>6.3f} {:>14} {}  {}\n", of, one.own_n, one.inferred, family_of(fit.family), fit.mean_min, mean, fit.cv, cv, fits, one.pooled);
  }
}

void add_shares(std::string& out, const char* title, const std::vector<fit::Share>& shares) {
  if (shares.empty()) return;
  out += fmt::format("\n{:<46} {:>7} {:>8} {:>8} {:>19}\n", title, "k", "n", "share", "95 %");
  for (const auto& one : shares) out += fmt::format("{:<46} {:>7} {:>8} {:>8.4f} {:>19}\n", one.what, one.k, one.n, one.p, fmt::format("{:.4f} - {:.4f}", one.interval.low, one.interval.high));
}

}  // namespace

std::string to_text(const fit::Report& report) {
  auto out = fmt::format("{} vehicles and {} acts from {} to {}; {} resamples, seed {}\n\n", report.vehicles, report.acts, report.from, report.to, report.resamples, report.seed);
  add_flows(out, report);
  add_times(out, report);
  add_shares(out, "findings", report.findings);
  add_shares(out, "holds", report.holds);
  add_shares(out, "otherwise", report.others);
  const auto& left = report.left_out;
  out += fmt::format("\nleft out: {} acts begun and never closed, {} with a hold of their own, {} that would end before they began ({} of them between two recorders' clocks, {:.2f} min at most), {} acceptances after a drive\n",
                     left.unfinished, left.held, left.negative, left.negative_between, left.largest_negative_min, left.after_drive);
  out += fmt::format("{} crossings without a release, {} without their law on record, {} events before their recorder's own last one\n", left.unreleased, left.without_law, left.clocks_set_back);
  for (const auto& remark : report.remarks) out += remark + "\n";
  return out;
}

std::string to_text(const fit::BackTest& test) {
  auto out = fmt::format("{:<26} {:>8} {:>9} {:>9} {:>8}  {:>9} {:>9} {:>8}  {:>7} {:>9}\n", "release, min", "vehicles", "measured", "simulated", "error", "p90", "simulated", "error", "D", "days in");
  for (const auto& one : test.flows)
    out += fmt::format("{:<26} {:>8} {:>9.2f} {:>9.2f} {:>6.1f} %  {:>9.2f} {:>9.2f} {:>6.1f} %  {:>7.3f} {:>9}\n", one.flow, one.measured, one.measured_mean_min, one.simulated_mean_min, 100 * one.mean_error,
                       one.measured_p90_min, one.simulated_p90_min, 100 * one.p90_error, one.distance, fmt::format("{}/{}", one.days_within, one.days));
  out += fmt::format("\n{} replications with the arrivals that were seen; flows of fewer than {} vehicles are not judged, of fewer than {} not by D\n", test.replications, fit::least_judged, fit::least_for_distance);
  std::size_t passed = 0;
  for (const auto& gate : test.gates) {
    out += fmt::format("{:<5} {:<30} {:<26} {:>8.3f}  from {:.2f} to {:.2f}\n", gate.pass() ? "pass" : "MISS", gate.figure, gate.flow, gate.value, gate.least, gate.most);
    passed += gate.pass();
  }
  out += fmt::format("{} of {} gates passed\n", passed, test.gates.size());
  return out;
}

std::string to_text(const fit::DelayTest& test) {
  auto out = fmt::format("fitted on {} hours ({} missing), tested on {} ({} missing)\n", test.train_hours, test.train_missing, test.test_hours, test.test_missing);
  out += fmt::format("{:<34} {:>8} {:>8} {:>8} {:>8} {:>8}\n", "", "hours", "MAE min", "RMSE min", "bias min", "R2");
  for (const auto& one : test.scores) out += fmt::format("{:<34} {:>8} {:>8.3f} {:>8.3f} {:>8.3f} {:>8.3f}\n", one.of, one.hours, one.absolute_error_min, one.root_square_error_min, one.bias_min, one.r_squared);
  out += fmt::format("90 % band covers {:.1f} % of the hours\n", 100 * test.coverage);
  return out;
}

}  // namespace onestop::app
