// Figures of one sample: against a second computation in another language, and intervals against what they promise.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "simulated.h"
#include "study/comparison.h"

namespace onestop::study::test {
namespace {

/// Lines "kind name number number ..." as tests/tools/second_statistics.py writes them.
std::map<std::string, std::map<std::string, std::vector<double>>> second_computation() {
  std::map<std::string, std::map<std::string, std::vector<double>>> read;
  std::ifstream file(std::string(ONESTOP_SOURCE_DIR) + "/tests/data/study/second_statistics.txt");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("#")) continue;
    std::istringstream words(line);
    std::string kind, name;
    words >> kind >> name;
    for (double one; words >> one;) read[kind][name].push_back(one);
  }
  return read;
}

std::vector<std::int64_t> whole(const std::vector<double>& numbers) { return {numbers.begin(), numbers.end()}; }

void expect_same(double ours, double second, const std::string& what) { EXPECT_NEAR(ours, second, 1e-9 * std::max(1.0, std::abs(second))) << what; }

TEST(Statistics, does_a_second_computation_in_another_language_find_the_same_figures) {
  const auto second = second_computation();
  ASSERT_EQ(second.at("figures").size(), 7u);
  for (const auto& [name, wanted] : second.at("figures")) {
    const auto sample = whole(second.at("sample").at(name));
    const auto half_way = quantile7(sample, 0.5);
    const auto found = *both_ways(sample, {7, name, static_cast<std::int64_t>(half_way), true});
    const auto& f = found.all;
    const std::vector<double> ours{static_cast<double>(f.n), f.mean, f.geometric_mean, f.median, f.p75, f.p90, f.p95, f.min, f.max, f.sd, f.cv, f.skewness,
                                   f.mean_interval->low, f.mean_interval->high, f.median_interval->low, f.median_interval->high, *found.fence_ms, static_cast<double>(found.outliers), f.trimmed_mean, f.mode.low_ms, f.mode.width_ms,
                                   static_cast<double>(f.mode.n), *f.within_target};
    ASSERT_EQ(ours.size(), wanted.size());
    for (std::size_t i = 0; i < ours.size(); ++i) expect_same(ours[i], wanted[i], name + ", figure " + std::to_string(i));
  }
}

TEST(Statistics, does_a_second_computation_find_the_same_test_of_two_samples) {
  const auto second = second_computation();
  ASSERT_EQ(second.at("test").size(), 5u);
  for (const auto& [name, wanted] : second.at("test")) {
    const auto found = *mann_whitney(whole(second.at("before").at(name)), whole(second.at("after").at(name)));
    expect_same(found.u, wanted[0], name);
    expect_same(found.p, wanted[1], name);
  }
}

TEST(Statistics, is_there_no_figure_for_nobody_and_no_interval_for_a_few) {
  EXPECT_FALSE(both_ways({}, {}));
  const std::vector<std::int64_t> one{7};
  const auto alone = *figures_of(one, {});
  EXPECT_EQ(alone.mean, 7);
  EXPECT_EQ(alone.median, 7);
  EXPECT_EQ(alone.sd, 0);
  EXPECT_FALSE(alone.mean_interval) << "one vehicle says nothing about others";
  std::vector<std::int64_t> list(least_for_interval - 1, 5);
  EXPECT_FALSE(figures_of(list, {})->mean_interval);
  list.push_back(5);
  EXPECT_EQ(figures_of(list, {})->mean_interval, (Interval{5, 5}));
}

TEST(Statistics, does_a_vehicle_that_took_no_time_make_the_geometric_mean_zero) {
  EXPECT_EQ(figures_of(std::vector<std::int64_t>{0, 10}, {})->geometric_mean, 0);
  EXPECT_NEAR(figures_of(std::vector<std::int64_t>{4, 9}, {})->geometric_mean, 6, 1e-12);
}

TEST(Statistics, is_the_share_within_a_target_counted_with_the_target_itself) {
  const std::vector<std::int64_t> list{10, 20, 30, 40};
  EXPECT_EQ(*figures_of(list, {1, "", 30, false})->within_target, 0.75);
  EXPECT_EQ(*figures_of(list, {1, "", 9, false})->within_target, 0);
  EXPECT_FALSE(figures_of(list, {})->within_target);
}

TEST(Statistics, are_outliers_marked_and_shown_both_ways) {
  std::vector<std::int64_t> list{100, 110, 120, 130, 140, 150, 160, 170};
  EXPECT_EQ(both_ways(list, {})->outliers, 0);
  list.push_back(100'000);
  const auto found = *both_ways(list, {});
  EXPECT_EQ(found.outliers, 1);
  EXPECT_EQ(found.all.n, 9);
  EXPECT_EQ(found.all.max, 100'000) << "marked, not deleted";
  EXPECT_EQ(found.without.n, 8);
  EXPECT_EQ(found.without.mean, 135);
  EXPECT_EQ(both_ways(std::vector<std::int64_t>(30, 777), {})->outliers, 0) << "equal durations have no outlier";
  EXPECT_FALSE(outlier_fence_ms(std::vector<std::int64_t>{0, 0, 0, 0, 1, 2, 3})) << "three logarithms have no quartiles";
}

TEST(Statistics, is_the_number_needed_that_of_the_method) {
  EXPECT_EQ(needed_n(0.8, 0.05), 984);
  EXPECT_EQ(needed_n(0, 0.05), 0);
  EXPECT_EQ(needed_n(1, 1), 4);
}

TEST(Statistics, do_the_draws_of_a_segment_depend_on_its_key_alone) {
  Draws a(1, "car"), b(1, "car"), other(1, "bus"), seeded(2, "car");
  const auto first = a.next();
  EXPECT_EQ(first, b.next());
  EXPECT_NE(first, other.next());
  EXPECT_NE(first, seeded.next());
}

struct Covered {
  double mean = 0, median = 0;
};

Covered coverage(const Lognormal& of, std::size_t n, int rounds, std::uint64_t seed) {
  Draws draws(seed, "coverage");
  Covered covered;
  for (int i = 0; i < rounds; ++i) {
    const auto sample = simulated(of, n, draws);
    const Draws own(draws.next(), "interval");
    covered.mean += mean_interval(sample, own).covers(of.mean_ms()) ? 1 : 0;
    covered.median += median_interval(sample, own).covers(of.median_ms) ? 1 : 0;
  }
  covered.mean /= rounds;
  covered.median /= rounds;
  std::printf("n %zu, sigma %.1f: mean %.3f, median %.3f (seed %llu, %d samples)\n", n, of.sigma, covered.mean, covered.median, static_cast<unsigned long long>(seed), rounds);
  return covered;
}

TEST(Statistics, do_intervals_cover_what_they_promise) {
  constexpr std::uint64_t seed = 20101123;
  for (const std::size_t n : {20u, 40u, 100u, 300u, 301u, 1000u, 5000u})
    for (const double sigma : {0.4, 0.7}) {
      const auto covered = coverage({2'700'000, sigma}, n, n <= 300 ? 1000 : 2000, seed + n);
      EXPECT_GE(covered.mean, 0.93) << n;
      EXPECT_LE(covered.mean, 0.97) << n;
      EXPECT_GE(covered.median, 0.93) << n;
      EXPECT_LE(covered.median, 0.97) << n;
    }
}

}  // namespace
}  // namespace onestop::study::test
