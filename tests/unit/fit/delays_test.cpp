// Do weekday, hour and month come back from delays, and does the model beat who knows less?
#include "fit/delays.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "app/hourly_delays.h"
#include "base/instant.h"
#include "fit/chance.h"

namespace onestop::fit::test {
namespace {

constexpr std::int64_t first = 14610 * 24;  // 2010-01-01 00:00, a Friday

double level(std::int64_t hour) {
  const auto of_day = static_cast<double>(hour % 24);
  const bool weekend = (hour / 24 + 3) % 7 >= 5;
  return 1.5 + std::sin((of_day - 8) * std::acos(-1.0) / 12) + (weekend ? 0.7 : 0);
}

std::vector<DelayHour> years(int days, double noise) {
  const Chance chance(3, "delays");
  std::vector<DelayHour> out;
  for (std::int64_t i = 0; i < days * 24; ++i) {
    const double u = chance.uniform(0, static_cast<std::uint32_t>(i));
    const double residual = noise * std::sqrt(3) * (2 * u - 1);
    out.push_back({first + i, i % 100 == 7 ? std::nullopt : std::optional(std::expm1(std::max(0.0, level(first + i) + residual)))});
  }
  return out;
}

TEST(FitDelays, is_a_pattern_without_noise_foretold_exactly) {
  const auto test = test_delays(years(730, 0), first + 500 * 24);
  ASSERT_TRUE(test);
  EXPECT_EQ(test->test_hours + test->test_missing, 230u * 24);
  EXPECT_GT(test->test_missing, 50u);
  EXPECT_LT(test->scores[0].absolute_error_min, 1e-6);
  EXPECT_GT(test->scores[0].r_squared, 0.999999);
  EXPECT_LT(test->scores[3].absolute_error_min, 1e-6) << "a week before was the same";
  EXPECT_GT(test->scores[2].absolute_error_min, 3) << "the overall mean knows nothing of hours";
}

TEST(FitDelays, is_the_mean_without_bias_and_the_band_as_wide_as_it_says) {
  const auto test = test_delays(years(1460, 0.4), first + 1000 * 24);
  ASSERT_TRUE(test);
  EXPECT_LT(std::abs(test->scores[0].bias_min), 0.15);
  EXPECT_LT(test->scores[1].bias_min, -0.2) << "the median lies below the mean";
  EXPECT_NEAR(test->coverage, 0.9, 0.015);
  EXPECT_LT(test->scores[0].absolute_error_min, test->scores[3].absolute_error_min) << "a week before is as noisy as today";
}

TEST(FitDelays, is_a_table_without_hours_on_both_sides_of_the_day_no_test) {
  EXPECT_FALSE(test_delays(years(10, 0), first));
  EXPECT_FALSE(test_delays(years(10, 0), first + 100 * 24));
  EXPECT_FALSE(test_delays({}, first));
}

TEST(FitDelays, do_real_delays_of_the_last_year_come_closer_than_a_week_before) {
  const char* data = std::getenv("ONESTOP_DATA");
  if (!data) GTEST_SKIP() << "ONESTOP_DATA is not set: hourly delays of Peace Arch 2014-2019 are not looked at";
  const auto hours = app::read_hourly_delays(std::string(data) + "/border-queues/us-ca/peace_arch_southbound_hourly_delay_min_2014_2019.csv.gz");
  ASSERT_TRUE(hours) << hours.error().what;
  EXPECT_EQ(hours->size(), 48888u);
  const auto test = test_delays(*hours, std::int64_t{parse_day("2018-07-31")->number} * 24);
  ASSERT_TRUE(test);
  const auto& model = test->scores[0];
  std::printf("Peace Arch, last year: MAE %.2f min, overall mean %.2f, a week before %.2f; R2 %.3f, bias %.2f, band covers %.1f %%\n", model.absolute_error_min, test->scores[2].absolute_error_min,
              test->scores[3].absolute_error_min, model.r_squared, model.bias_min, 100 * test->coverage);
  EXPECT_LT(model.absolute_error_min, 0.9 * test->scores[3].absolute_error_min);
  EXPECT_LT(model.absolute_error_min, 0.7 * test->scores[2].absolute_error_min);
}

}  // namespace
}  // namespace onestop::fit::test
