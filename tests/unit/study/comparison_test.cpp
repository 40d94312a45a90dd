// Before and after: a planted effect is found, a planted nothing is not, and the mix of classes does not pass for an effect.
#include <gtest/gtest.h>

#include "simulated.h"
#include "study/comparison.h"

namespace onestop::study::test {
namespace {

constexpr std::uint64_t seed = 20101124;

TEST(Comparison, is_a_planted_fifth_found_and_a_planted_nothing_not) {
  constexpr int runs = 200;
  Draws draws(seed, "planted");
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  int found_mean = 0, found_test = 0, false_mean = 0, false_median = 0, false_test = 0, covered = 0;
  for (int run = 0; run < runs; ++run) {
    const Asking asking{draws.next(), "run", {}, true};
    const auto before = simulated({}, 400, draws), after = simulated({2'700'000 * 0.8, 0.7}, 400, draws), same = simulated({}, 400, draws);
    const auto effect = *compare(before, after, asking), nothing = *compare(before, same, asking);
    found_mean += effect.mean_ms.distinguishable() && effect.mean_ms.value < 0 ? 1 : 0;
    found_test += effect.test.p < 0.05 ? 1 : 0;
    covered += effect.mean_percent.interval->covers(-20) ? 1 : 0;
    false_mean += nothing.mean_ms.distinguishable() ? 1 : 0;
    false_median += nothing.median_ms.distinguishable() ? 1 : 0;
    false_test += nothing.test.p < 0.05 ? 1 : 0;
  }
  std::printf("of %d: found by mean %d, by rank %d; false by mean %d, by median %d, by rank %d; percent covered %d\n", runs, found_mean, found_test, false_mean, false_median, false_test, covered);
  EXPECT_GE(found_mean, runs * 9 / 10);
  EXPECT_GE(found_test, runs * 9 / 10);
  // Of 200 at 5 %: between 3 and 19 in 99.9 of 100 series of runs (binomial).
  for (const int count : {false_mean, false_median, false_test}) {
    EXPECT_GE(count, 3);
    EXPECT_LE(count, 19);
  }
  EXPECT_GE(covered, runs - 19);
}

TEST(Comparison, do_intervals_of_differences_cover_what_they_promise) {
  constexpr int rounds = 1000;
  Draws draws(seed + 1, "differences");
  for (const auto& [n1, n2] : {std::pair<std::size_t, std::size_t>{25, 60}, {30, 2000}, {500, 700}}) {
    double mean = 0, percent = 0, median = 0;
    const Lognormal long_before{8'000'000, 0.7}, short_after{5'000'000, 0.5};
    for (int i = 0; i < rounds; ++i) {
      const auto found = *compare(simulated(long_before, n1, draws), simulated(short_after, n2, draws), {draws.next(), "pair", {}, true});
      mean += found.mean_ms.interval->covers(short_after.mean_ms() - long_before.mean_ms()) ? 1 : 0;
      percent += found.mean_percent.interval->covers(100 * (short_after.mean_ms() / long_before.mean_ms() - 1)) ? 1 : 0;
      median += found.median_ms.interval->covers(-3'000'000) ? 1 : 0;
    }
    std::printf("%zu against %zu: mean %.3f, percent %.3f, median %.3f (seed %llu)\n", n1, n2, mean / rounds, percent / rounds, median / rounds, static_cast<unsigned long long>(seed + 1));
    for (const double share : {mean / rounds, percent / rounds, median / rounds}) {
      EXPECT_GE(share, 0.93) << n1 << " against " << n2;
      EXPECT_LE(share, 0.97) << n1 << " against " << n2;
    }
  }
}

TEST(Comparison, is_a_change_of_the_mix_no_change_of_the_post) {
  Draws draws(seed + 2, "mix");
  const Lognormal car{900'000, 0.4}, truck{9'000'000, 0.4};
  const auto cars_before = simulated(car, 200, draws), trucks_before = simulated(truck, 800, draws);
  const auto cars_after = simulated(car, 800, draws), trucks_after = simulated(truck, 200, draws);
  const auto together = [](std::vector<std::int64_t> a, const std::vector<std::int64_t>& b) {
    a.insert(a.end(), b.begin(), b.end());
    std::sort(a.begin(), a.end());
    return a;
  };
  const auto raw = *compare(together(cars_before, trucks_before), together(cars_after, trucks_after), {1, "raw", {}, true});
  EXPECT_TRUE(raw.mean_ms.distinguishable()) << "fewer trucks alone make the mean fall";
  const auto adjusted = *mix_adjusted({{"car", cars_before, cars_after}, {"truck", trucks_before, trucks_after}}, {1, "adjusted", {}, true});
  EXPECT_FALSE(adjusted.mean_ms.distinguishable()) << adjusted.mean_ms.value;
  double mean_car = 0;
  for (const auto one : cars_before) mean_car += static_cast<double>(one) / 200;
  double mean_truck = 0;
  for (const auto one : trucks_before) mean_truck += static_cast<double>(one) / 800;
  EXPECT_NEAR(adjusted.mean_before, (mean_car + mean_truck) / 2, 1e-3) << "each class is half of both samples together";
}

TEST(Comparison, is_a_class_that_one_side_lacks_left_out_and_named) {
  const std::vector<std::int64_t> some{1, 2, 3};
  const auto adjusted = *mix_adjusted({{"car", some, some}, {"bus", some, {}}, {"tram", {}, {}}}, {});
  EXPECT_EQ(adjusted.left_out, std::vector<Code>{"bus"});
  EXPECT_EQ(adjusted.mean_before, 2);
  EXPECT_FALSE(adjusted.mean_ms.interval) << "three vehicles have no interval";
  EXPECT_FALSE(mix_adjusted({{"bus", some, {}}}, {}));
}

TEST(Comparison, can_nothing_be_told_of_equal_or_of_missing_samples) {
  const std::vector<std::int64_t> equal(25, 100);
  EXPECT_FALSE(compare({}, equal, {}));
  const auto found = *compare(equal, equal, {});
  EXPECT_EQ(found.test.p, 1);
  EXPECT_EQ(found.test.longer_after, 0.5);
  EXPECT_FALSE(found.mean_ms.distinguishable());
  EXPECT_FALSE(found.median_ms.distinguishable());
}

}  // namespace
}  // namespace onestop::study::test
