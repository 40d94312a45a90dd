// Figures of durations: small cases worked out by hand, and random ones against a second computation.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "study/summary.h"

namespace onestop::study {
namespace {

TEST(Summary, is_there_no_figure_for_nobody) { EXPECT_FALSE(summarise({})); }

TEST(Summary, is_one_vehicle_its_own_mean_median_and_ninetieth) { EXPECT_EQ(summarise({7}), (Summary{1, 7, 7, 7, 7, 7})); }

TEST(Summary, are_small_lists_as_worked_out_by_hand) {
  EXPECT_EQ(summarise({30, 10, 20}), (Summary{3, 20, 20, 28, 10, 30}));       // rank 1 + 2 x 0.9 = 2.8
  EXPECT_EQ(summarise({1, 2, 3, 4}), (Summary{4, 3, 3, 4, 1, 4}));            // 2.5 is 3, 2.5 is 3, 3.7 is 4
  EXPECT_EQ(summarise({0, 100, 1000, 10'000}), (Summary{4, 2775, 550, 7300, 0, 10'000}));
  EXPECT_EQ(summarise({-10, 10}), (Summary{2, 0, 0, 8, -10, 10}));
}

/// Of Python 3.11, statistics.quantiles(list, n=100, method="inclusive"), for the squares of 1 to 20.
TEST(Summary, do_quantiles_agree_with_another_program) {
  std::vector<std::int64_t> squares;
  for (std::int64_t i = 1; i <= 20; ++i) squares.push_back(i * i * 100);
  EXPECT_EQ(quantile(squares, 50), 11'050);
  EXPECT_EQ(quantile(squares, 90), 32'770);
  EXPECT_EQ(quantile(squares, 25), 3325);
  EXPECT_EQ(quantile(squares, 1), 157);
  EXPECT_EQ(quantile(squares, 100), 40'000);
}

/// The weight of each order statistic instead of two neighbours and a step between them.
double by_weights(std::vector<std::int64_t> list, double p) {
  std::sort(list.begin(), list.end());
  const double rank = static_cast<double>(list.size() - 1) * p;
  double sum = 0;
  for (std::size_t i = 0; i < list.size(); ++i) sum += static_cast<double>(list[i]) * std::max(0.0, 1 - std::abs(rank - static_cast<double>(i)));
  return sum;
}

TEST(Summary, do_random_lists_agree_with_a_second_computation) {
  constexpr std::uint64_t seed = 20101123;
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  std::mt19937_64 random(seed);
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::int64_t> list(1 + random() % 60);
    for (auto& one : list) one = static_cast<std::int64_t>(random() % 100'000'000);
    const auto summary = *summarise(list);
    double sum = 0;
    for (const auto one : list) sum += static_cast<double>(one);
    EXPECT_NEAR(static_cast<double>(summary.mean_ms), sum / static_cast<double>(list.size()), 0.5001);
    EXPECT_NEAR(static_cast<double>(summary.median_ms), by_weights(list, 0.5), 0.5001);
    EXPECT_NEAR(static_cast<double>(summary.p90_ms), by_weights(list, 0.9), 0.5001);
    EXPECT_EQ(summary.max_ms, *std::max_element(list.begin(), list.end()));
  }
}

}  // namespace
}  // namespace onestop::study
