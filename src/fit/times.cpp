#include "fit/times.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace onestop::fit {
namespace {

constexpr double least_min = 0.5 / 60'000, normal_975 = 1.959963984540054;  // half a millisecond, the resolution of the clocks

struct Cell {
  Code control, state, traffic_class;
  bool bears = false;
  bool operator==(const Cell&) const = default;
  /// Goods that bear the fact first: of rules that fit, the first holds.
  friend bool operator<(const Cell& a, const Cell& b) { return std::tie(a.control, a.state, a.traffic_class, b.bears) < std::tie(b.control, b.state, b.traffic_class, a.bears); }
};

class Times {
 public:
  Times(const Observations& seen, const FitRequest& request, Fitted& out) : request_(request), out_(out) {
    for (const auto& act : seen.acts) by_control_[act.control].push_back(&act);
  }

  void fit() {
    for (const auto& [control, acts] : by_control_) {
      std::map<Cell, std::size_t> cells;
      for (const auto* act : acts) ++cells[{act->control, act->state, act->traffic_class, act->bears}];
      for (const auto& [cell, n] : cells) fit(cell, n, acts);
      rest(control);
    }
  }

  void keep(const sim::Overlay& base) {
    for (const auto& rule : base.times) {
      if (by_control_.contains(rule.control)) continue;
      out_.overlay.times.push_back(rule);
      out_.overlay.times.back().note = "not seen; kept from the overlay that was given";
      if (kept_.empty() || kept_.back() != rule.control.text()) kept_.push_back(rule.control.text());
    }
    if (kept_.empty()) return;
    std::string list;
    for (const auto& one : kept_) list += (list.empty() ? "" : ", ") + one;
    out_.report.remarks.push_back("Nobody was seen doing these; their times are those of the overlay that was given: " + list + ".");
  }

 private:
  using Acts = std::vector<const Act*>;

  void fit(const Cell& cell, std::size_t own_n, const Acts& acts) {
    TimeReport one{cell.control, cell.state, cell.traffic_class, cell.bears ? std::optional(request_.parted_by) : std::nullopt, own_n};
    const auto own = [&](const Act* act) { return cell_of(*act) == cell; };
    for (const auto* act : acts) one.inferred += own(act) && act->inferred;
    if (own_n >= least_for_fit) {
      one.fit = fit_durations(minutes_of(acts, own), request_.resampling, "times " + name_of(cell));
      return add(one);
    }
    const auto of_class = [&](const Act* act) { return act->traffic_class == cell.traffic_class; };
    const bool alone = static_cast<std::size_t>(std::ranges::count_if(acts, of_class)) < least_for_fit;
    one.pooled = cell.control.text() + (alone ? "" : " " + cell.traffic_class.text());
    Acts wider;
    std::ranges::copy_if(acts, std::back_inserter(wider), [&](const Act* act) { return alone || of_class(act); });
    one.fit = fit_thin(cell, wider);
    add(one);
  }

  /// Few acts borrow from a wider group, as far as its cells are alike: logarithms of durations are taken to spread within each cell by
  /// sigma and the cells' means by tau (random effects; DerSimonian and Laird, Controlled Clinical Trials 7, 1986). The cell's mean is
  /// drawn to the group's by what its few acts leave open; its spread about that is the group's.
  DurationFit fit_thin(const Cell& cell, const Acts& wider) const {
    std::map<Cell, std::vector<double>> cells;
    for (const auto* act : wider) cells[cell_of(*act)].push_back(std::log(std::max(act->minutes, least_min)));
    const auto group = spread_of(cells);
    const auto& own = cells.at(cell);
    const auto n = static_cast<double>(own.size());
    const double error = group.within / n, sum = error + group.between;
    const double drawn = sum > 0 ? (group.between * mean_of(own) + error * group.mean) / sum : mean_of(own);
    std::vector<double> sample;
    for (const auto& [of, logs] : cells) {
      const double middle = mean_of(logs);
      for (const double y : logs) sample.push_back(std::exp(y - (cells.size() > 1 ? middle : 0) + (cells.size() > 1 ? drawn : 0)));
    }
    auto out = fit_durations(std::move(sample), request_.resampling, "times near " + name_of(cell));
    const double open = std::sqrt(sum > 0 ? group.between * error / sum : error);
    const double low = out.mean_min * std::exp(-normal_975 * open), high = out.mean_min * std::exp(normal_975 * open);
    out.mean_interval = {std::min(out.mean_interval.low, low), std::max(out.mean_interval.high, high)};
    return out;
  }

  struct Spread {
    double mean = 0, within = 0, between = 0;  // variances
  };

  static Spread spread_of(const std::map<Cell, std::vector<double>>& cells) {
    Spread out;
    double squares = 0, degrees = 0, n = 0;
    for (const auto& [cell, logs] : cells) {
      const double middle = mean_of(logs);
      for (const double y : logs) squares += (y - middle) * (y - middle), out.mean += y;
      degrees += static_cast<double>(logs.size() - 1), n += static_cast<double>(logs.size());
    }
    out.mean /= n;
    if (degrees > 0) out.within = squares / degrees;
    double apart = 0, sizes = 0;
    for (const auto& [cell, logs] : cells) {
      const auto size = static_cast<double>(logs.size());
      apart += size * (mean_of(logs) - out.mean) * (mean_of(logs) - out.mean), sizes += size * size;
    }
    const double scale = n - sizes / n;
    if (scale > 0) out.between = std::max(0.0, (apart - static_cast<double>(cells.size() - 1) * out.within) / scale);
    return out;
  }

  static double mean_of(const std::vector<double>& values) {
    double sum = 0;
    for (const double x : values) sum += x;
    return sum / static_cast<double>(values.size());
  }

  static Cell cell_of(const Act& act) { return {act.control, act.state, act.traffic_class, act.bears}; }
  std::string name_of(const Cell& cell) const { return cell.control.text() + " " + cell.state.text() + " " + cell.traffic_class.text() + (cell.bears ? " " + request_.parted_by.text() : ""); }

  template <class Belongs>
  static std::vector<double> minutes_of(const Acts& acts, Belongs belongs) {
    std::vector<double> out;
    for (const auto* act : acts)
      if (belongs(act)) out.push_back(act->minutes);
    return out;
  }

  void add(const TimeReport& one) {
    sim::TimeRule rule;
    rule.control = one.control, rule.state = one.state, rule.traffic_class = one.traffic_class, rule.fact = one.fact;
    shape(rule, one.fit);
    rule.note = "fitted, n=" + std::to_string(one.fit.n) + (one.pooled.empty() ? "" : ", drawn to " + one.pooled);
    out_.overlay.times.push_back(rule);
    out_.report.times.push_back(one);
  }

  /// Whoever was never seen at this control takes as long as all the others together.
  void rest(const Code& control) {
    const auto& acts = by_control_.at(control);
    sim::TimeRule rule;
    rule.control = control;
    shape(rule, fit_durations(minutes_of(acts, [](const Act*) { return true; }), {request_.resampling.seed, 0}, control.text()));
    rule.note = "fitted, n=" + std::to_string(acts.size()) + ", for whoever was not seen there";
    out_.overlay.times.push_back(rule);
  }

  static void shape(sim::TimeRule& rule, const DurationFit& fit) {
    rule.family = fit.family, rule.mean_min = fit.mean_min;
    if (sim::is_shaped(fit.family)) rule.cv = fit.cv;
  }

  const FitRequest& request_;
  Fitted& out_;
  std::map<Code, Acts> by_control_;
  std::vector<std::string> kept_;
};

}  // namespace

void fit_times(const Observations& seen, const sim::Overlay& base, const FitRequest& request, Fitted& out) {
  out.overlay.times.clear();
  Times times(seen, request, out);
  times.fit();
  times.keep(base);
}

}  // namespace onestop::fit
