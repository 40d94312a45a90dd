// Are rates by weekday and hour found again, and does irregularity beyond Poisson show?
#include "fit/arrivals.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "fit/chance.h"
#include "sim/quantiles.h"

namespace onestop::fit::test {
namespace {

constexpr Instant monday{1278288000000};  // 2010-07-05T00:00:00Z

double profile(int hour) { return 1 + 0.6 * std::sin((hour - 9) * std::acos(-1.0) / 12); }  // mean 1
double weekday_factor(int weekday) { return weekday < 5 ? 1.0 : 0.6; }

/// Poisson arrivals by the clock of a state at +06; each day's rate may bear a gamma factor of this shape.
std::vector<Instant> arrivals(double per_day, int days, std::uint64_t seed, double day_shape = 0) {
  const Chance chance(seed, "arrivals"), day_chance(seed, "days");
  std::vector<Instant> out;
  std::uint32_t draw = 0;
  for (int day = 0; day < days; ++day) {
    const double u = day_chance.uniform(0, static_cast<std::uint32_t>(day));
    const double common = day_shape > 0 ? sim::quantile(Family::gamma, 1 / std::sqrt(day_shape), std::min(u, 1 - u), u > 0.5) : 1;
    for (int hour = 0; hour < 24; ++hour) {
      const double mean_gap_ms = 3'600'000 * 24 / (per_day * common * profile(hour) * weekday_factor(day % 7));
      for (double at = -mean_gap_ms * std::log(chance.uniform(0, draw++)); at < 3'600'000; at -= mean_gap_ms * std::log(chance.uniform(0, draw++)))
        out.push_back(monday + (day * day_ms + hour * hour_ms + static_cast<std::int64_t>(at) - 6 * hour_ms));
    }
  }
  return out;
}
Watched weeks(int n) { return {monday + -6 * hour_ms, monday + (n * 7 * day_ms - 6 * hour_ms), 360}; }

TEST(FitArrivals, are_rates_by_weekday_and_hour_found_again_within_five_percent) {
  const auto seen = arrivals(2000, 7 * 20, 3);
  const auto fit = fit_arrivals(seen, weeks(20), {1, 0}, "x");
  double worst = 0, mean_weekday = 31.0 / 35;
  for (int h = 0; h < 24; ++h) worst = std::max(worst, std::abs(fit.rates.hour_factor[static_cast<std::size_t>(h)] / profile(h) - 1));
  for (int w = 0; w < 7; ++w) worst = std::max(worst, std::abs(fit.rates.weekday_factor[static_cast<std::size_t>(w)] * mean_weekday / weekday_factor(w) - 1));
  const double per_day = std::abs(fit.per_day / (2000 * mean_weekday) - 1);
  std::printf("arrivals: per day %.2f %% off, hour and weekday factors worst relative error %.2f %% (%zu arrivals, seed 3)\n", 100 * per_day, 100 * worst, fit.n);
  EXPECT_LT(worst, 0.05);
  EXPECT_LT(per_day, 0.05);
  EXPECT_TRUE(fit.per_day_interval.covers(2000 * mean_weekday));
}

TEST(FitArrivals, do_cells_that_follow_the_margins_borrow_nearly_all_from_them) {
  const auto fit = fit_rates(arrivals(300, 7 * 8, 5), weeks(8));
  EXPECT_GT(fit.borrowed, 0.8);
  auto uneven = arrivals(300, 7 * 8, 5);  // a bus line on Wednesdays at nine, which no margin knows
  for (int week = 0; week < 8; ++week)
    for (int i = 0; i < 60; ++i) uneven.push_back(monday + ((week * 7 + 2) * day_ms + 9 * hour_ms - 6 * hour_ms + i * minute_ms));
  std::ranges::sort(uneven);
  const auto own = fit_rates(uneven, weeks(8));
  EXPECT_LT(own.borrowed, fit.borrowed);
  EXPECT_GT(own.per_hour[2][9], 50) << "the cell stands out";
}

TEST(FitArrivals, is_a_poisson_process_not_called_more_than_one) {
  const auto fit = fit_arrivals(arrivals(200, 7 * 6, 9), weeks(6), {1, 199}, "x");
  EXPECT_EQ(fit.dispersion.days, 42u);
  EXPECT_FALSE(fit.dispersion.more_than_poisson);
  EXPECT_NEAR(fit.dispersion.index, 1, 0.5);
  EXPECT_GT(fit.rescaled_p, 0.01);
}

TEST(FitArrivals, is_a_common_factor_of_the_day_seen_and_its_shape_found) {
  const auto seen = dispersion(arrivals(200, 7 * 40, 9, 8), weeks(40));
  std::printf("day factor of gamma shape 8: index %.1f, shape found %.1f\n", seen.index, seen.day_shape);
  EXPECT_TRUE(seen.more_than_poisson);
  EXPECT_NEAR(seen.day_shape, 8, 2.5);
}

TEST(FitArrivals, are_arrivals_on_a_timetable_no_poisson_process) {
  std::vector<Instant> timetable;
  for (int i = 0; i < 14 * 48; ++i) timetable.push_back(monday + (i * 30 * minute_ms));
  const auto fit = fit_arrivals(timetable, {monday, monday + 14 * day_ms, 0}, {1, 99}, "x");
  EXPECT_LE(fit.rescaled_p, 0.01);
  EXPECT_LT(fit.dispersion.index, 0.1);
}

TEST(FitArrivals, does_the_hour_belong_to_the_clock_of_the_exit_state) {
  std::vector<Instant> at_noon_utc;
  for (int day = 0; day < 14; ++day) at_noon_utc.push_back(monday + (day * day_ms + 12 * hour_ms));
  EXPECT_GT(fit_rates(at_noon_utc, {monday, monday + 14 * day_ms, 360}).hour_factor[18], 23);
}

TEST(FitArrivals, does_chi_squared_have_its_tail) {
  EXPECT_NEAR(chi_squared_above(3.841458820694124, 1), 0.05, 1e-12);
  EXPECT_NEAR(chi_squared_above(18.30703805327515, 10), 0.05, 1e-12);
}

}  // namespace
}  // namespace onestop::fit::test
