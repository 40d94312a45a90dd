#include "fit/delays.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <unordered_map>

#include "base/instant.h"

namespace onestop::fit {
namespace {

struct When {
  std::size_t weekday = 0, hour = 0, month = 0;
};

When when(std::int64_t hour) {
  const auto day = hour / 24;
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  return {static_cast<std::size_t>((day + 3) % 7), static_cast<std::size_t>(hour % 24), static_cast<unsigned>(date.month()) - 1};
}

double quantile(const std::vector<double>& ascending, double p) {
  if (ascending.empty()) return 0;
  const double rank = static_cast<double>(ascending.size() - 1) * p;
  const auto below = static_cast<std::size_t>(rank);
  if (below + 1 == ascending.size()) return ascending.back();
  return ascending[below] + (rank - static_cast<double>(below)) * (ascending[below + 1] - ascending[below]);
}

/// Mean of what is left in each group; groups without a value stay at zero.
template <std::size_t N>
struct Means {
  std::array<double, N> sum{}, n{};
  void add(std::size_t group, double value) { sum[group] += value, n[group] += 1; }
  double of(std::size_t group) const { return n[group] > 0 ? sum[group] / n[group] : 0; }
};

class Scoring {
 public:
  explicit Scoring(std::string of) { score_.of = std::move(of); }
  void add(double foretold, double measured) {
    ++score_.hours;
    const double apart = foretold - measured;
    absolute_ += std::abs(apart), squares_ += apart * apart, bias_ += apart;
    sum_ += measured, sum_squares_ += measured * measured;
  }
  Score score() const {
    auto out = score_;
    const auto n = static_cast<double>(out.hours);
    if (out.hours == 0) return out;
    out.absolute_error_min = absolute_ / n;
    out.root_square_error_min = std::sqrt(squares_ / n);
    out.bias_min = bias_ / n;
    const double total = sum_squares_ - sum_ * sum_ / n;
    out.r_squared = total > 0 ? 1 - squares_ / total : 0;
    return out;
  }

 private:
  Score score_;
  double absolute_ = 0, squares_ = 0, bias_ = 0, sum_ = 0, sum_squares_ = 0;
};

}  // namespace

DelayModel DelayModel::fit(std::span<const DelayHour> hours) {
  DelayModel out;
  double before = std::numeric_limits<double>::infinity();
  for (int turn = 0; turn < 100; ++turn) {
    Means<168> levels;
    for (const auto& one : hours)
      if (one.delay_min) {
        const auto at = when(one.hour);
        levels.add(at.weekday * 24 + at.hour, std::log1p(*one.delay_min) - out.month_[at.month]);
      }
    for (std::size_t w = 0; w < 7; ++w)
      for (std::size_t h = 0; h < 24; ++h) out.level_[w][h] = levels.of(w * 24 + h);
    Means<12> months;
    double squares = 0;
    for (const auto& one : hours)
      if (one.delay_min) {
        const auto at = when(one.hour);
        const double left = std::log1p(*one.delay_min) - out.level_[at.weekday][at.hour];
        months.add(at.month, left);
        squares += (left - out.month_[at.month]) * (left - out.month_[at.month]);
      }
    for (std::size_t m = 0; m < 12; ++m) out.month_[m] = months.of(m);
    if (before - squares <= 1e-12 * squares) break;
    before = squares;
  }
  for (const auto& one : hours)
    if (one.delay_min) {
      const auto at = when(one.hour);
      out.residuals_[at.hour].push_back(std::log1p(*one.delay_min) - out.level_[at.weekday][at.hour] - out.month_[at.month]);
    }
  for (auto& list : out.residuals_) std::ranges::sort(list);
  return out;
}

double DelayModel::at(std::int64_t hour, double residual) const {
  const auto of = when(hour);
  return std::max(0.0, std::expm1(level_[of.weekday][of.hour] + month_[of.month] + residual));
}

double DelayModel::mean_min(std::int64_t hour) const {
  const auto& residuals = residuals_[when(hour).hour];
  if (residuals.empty()) return at(hour, 0);
  double sum = 0;
  for (const double one : residuals) sum += at(hour, one);
  return sum / static_cast<double>(residuals.size());
}

double DelayModel::low_min(std::int64_t hour) const { return at(hour, quantile(residuals_[when(hour).hour], 0.05)); }
double DelayModel::high_min(std::int64_t hour) const { return at(hour, quantile(residuals_[when(hour).hour], 0.95)); }

std::optional<DelayTest> test_delays(std::span<const DelayHour> hours, std::int64_t split) {
  std::vector<DelayHour> train, test;
  std::unordered_map<std::int64_t, double> measured;
  DelayTest out;
  double sum = 0;
  for (const auto& one : hours) {
    const bool early = one.hour < split;
    if (!one.delay_min) ++(early ? out.train_missing : out.test_missing);
    else (early ? train : test).push_back(one), measured[one.hour] = *one.delay_min, sum += early ? *one.delay_min : 0;
  }
  out.train_hours = train.size(), out.test_hours = test.size();
  if (train.empty() || test.empty()) return std::nullopt;
  const double overall = sum / static_cast<double>(train.size());
  const auto model = DelayModel::fit(train);
  Scoring mean("weekday x hour x month, mean"), median("weekday x hour x month, median"), flat("the overall mean"), week("the same hour a week before");
  std::size_t within = 0;
  for (const auto& one : test) {
    within += *one.delay_min >= model.low_min(one.hour) && *one.delay_min <= model.high_min(one.hour);
    const auto before = measured.find(one.hour - 168);
    if (before == measured.end()) continue;  // all are judged on the same hours
    mean.add(model.mean_min(one.hour), *one.delay_min);
    median.add(model.median_min(one.hour), *one.delay_min);
    flat.add(overall, *one.delay_min);
    week.add(before->second, *one.delay_min);
  }
  out.scores = {mean.score(), median.score(), flat.score(), week.score()};
  out.coverage = static_cast<double>(within) / static_cast<double>(test.size());
  return out;
}

}  // namespace onestop::fit
