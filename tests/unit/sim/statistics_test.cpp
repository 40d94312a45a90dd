// Are intervals as wide as the tables say, and does a cut warm-up find where a series settles?
#include "sim/statistics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace onestop::sim {
namespace {

TEST(SimStatistics, are_students_quantiles_those_of_the_tables) {
  EXPECT_NEAR(student_quantile(0.975, 1), 12.7062, 1e-4);
  EXPECT_NEAR(student_quantile(0.975, 4), 2.7764, 1e-4);
  EXPECT_NEAR(student_quantile(0.975, 19), 2.0930, 1e-4);
  EXPECT_NEAR(student_quantile(0.95, 10), 1.8125, 1e-4);
  EXPECT_NEAR(student_quantile(0.975, 100'000), 1.9600, 1e-3);
}

TEST(SimStatistics, is_an_interval_mean_and_t_times_standard_error) {
  const std::vector<double> values{9, 10, 11, 12, 13};
  const auto one = estimate(values);
  EXPECT_DOUBLE_EQ(one.mean, 11);
  EXPECT_DOUBLE_EQ(one.variance, 2.5);
  EXPECT_NEAR(one.half_width, 2.7764 * std::sqrt(2.5 / 5), 1e-3);
  EXPECT_TRUE(std::isinf(estimate(std::vector<double>{1}).half_width));
}

TEST(SimStatistics, does_what_two_runs_share_drop_out_of_their_difference) {
  const auto one = difference(std::vector<double>{1, 5, 9, 2}, std::vector<double>{0.5, 4.4, 8.5, 1.6});
  EXPECT_NEAR(one.difference.mean, 0.5, 1e-12);
  EXPECT_GT(one.variance_ratio, 1000);
}

TEST(SimStatistics, is_the_warm_up_cut_where_the_series_settles) {
  std::mt19937_64 random(11);
  std::normal_distribution<double> noise(0, 1);
  std::vector<double> series;
  for (int i = 0; i < 5'000; ++i) series.push_back(10 - 20 * std::exp(-i / 100.0) + noise(random));
  const auto cut = warm_up(series);
  EXPECT_GT(cut, 150u);
  EXPECT_LT(cut, 1'200u);
  for (auto& x : series) x = 10 + noise(random);
  EXPECT_LT(warm_up(series), 1'500u);  // settled from the start
  for (std::size_t i = 0; i < series.size(); ++i) series[i] = static_cast<double>(i * i);
  EXPECT_EQ(warm_up(series), series.size());  // it never settles
}

}  // namespace
}  // namespace onestop::sim
