// Does a fit find again what durations were drawn from, and does the test of fit doubt what it should, and no more?
#include "fit/durations.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "fit/chance.h"

namespace onestop::fit::test {
namespace {

std::vector<double> drawn(const Distribution& of, std::size_t n, const Chance& chance, std::uint32_t sample) {
  std::vector<double> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(of.quantile(chance.uniform(sample, static_cast<std::uint32_t>(i))));
  std::ranges::sort(out);
  return out;
}

TEST(FitDurations, are_family_mean_and_variation_found_again_within_five_percent) {
  const Chance chance(7, "recovery");
  double worst = 0;
  std::uint32_t sample = 0;
  for (const auto& of : {Distribution{Family::exponential, 1, 12}, Distribution{Family::gamma, 4, 0.485}, Distribution{Family::gamma, 6.25, 1.92}, Distribution{Family::lognormal, 0.7034, 15.62},
                         Distribution{Family::weibull, 1.8, 9}, Distribution{Family::log_logistic, 4, 5}}) {
    const auto fit = fit_durations(drawn(of, 8000, chance, ++sample), {1, 0}, "x");
    const double mean = std::abs(fit.mean_min / of.mean_min() - 1), cv = of.family == Family::exponential ? 0 : std::abs(fit.cv / of.cv() - 1);
    std::printf("%-12s mean %.3f found %.3f (%.2f %%), CV %.3f found %.3f (%.2f %%)\n", boost::describe::enum_to_string(of.family, ""), of.mean_min(), fit.mean_min, 100 * mean, of.cv(), fit.cv, 100 * cv);
    EXPECT_EQ(fit.family, of.family);
    worst = std::max({worst, mean, cv});
  }
  std::printf("durations drawn from known families: worst relative error %.2f %% (seed 7)\n", 100 * worst);
  EXPECT_LT(worst, 0.05);
}

TEST(FitDurations, does_the_test_reject_one_in_twenty_samples_of_the_family_itself) {
  const Chance chance(11, "size");
  int rejected = 0, low_half = 0;
  constexpr int runs = 200;
  for (std::uint32_t i = 0; i < runs; ++i) {
    const Distribution of = i % 2 ? Distribution{Family::lognormal, 0.8, 10} : Distribution{Family::weibull, 1.5, 10};
    const auto sample = drawn(of, 50, chance, i);
    const auto fitted = *likeliest(of.family, sample);
    const double p = bootstrap(fitted, sample.size(), anderson_darling(fitted, sample), {i + 1, 99}, "size").p;
    rejected += p <= 0.05;
    low_half += p <= 0.5;
  }
  std::printf("rejected at 5 %%: %d of %d; p at most one half: %d (seed 11)\n", rejected, runs, low_half);
  EXPECT_GE(rejected, 3);   // binomial: 3 to 19 is 99.7 %
  EXPECT_LE(rejected, 19);
  EXPECT_NEAR(low_half, runs / 2, 30);
}

TEST(FitDurations, does_the_test_see_a_wrong_family) {
  const Chance chance(13, "power");
  int rejected = 0;
  for (std::uint32_t i = 0; i < 40; ++i) {
    const auto sample = drawn({Family::lognormal, 0.8, 10}, 200, chance, i);
    const auto fitted = *likeliest(Family::exponential, sample);
    rejected += bootstrap(fitted, sample.size(), anderson_darling(fitted, sample), {i + 1, 99}, "power").p <= 0.05;
  }
  std::printf("an exponential fitted to lognormal times is rejected in %d of 40 samples\n", rejected);
  EXPECT_GE(rejected, 36);
}

TEST(FitDurations, does_a_longer_sample_give_narrower_intervals_that_hold_the_truth) {
  const Chance chance(17, "intervals");
  const Distribution of{Family::gamma, 4, 2};
  const auto few = fit_durations(drawn(of, 100, chance, 0), {1, 99}, "few"), many = fit_durations(drawn(of, 10'000, chance, 1), {1, 99}, "many");
  EXPECT_TRUE(few.mean_interval.covers(8) && many.mean_interval.covers(8));
  EXPECT_TRUE(many.cv_interval.covers(0.5));
  EXPECT_NEAR((few.mean_interval.high - few.mean_interval.low) / (many.mean_interval.high - many.mean_interval.low), 10, 3);
}

TEST(FitDurations, are_times_that_do_not_vary_fixed) {
  EXPECT_EQ(fit_durations(std::vector<double>(40, 0.5), {}, "x").family, Family::fixed);
  EXPECT_EQ(fit_durations({3}, {}, "x").mean_min, 3);
  std::vector<double> mostly_none(40, 0);
  mostly_none[0] = 4;
  const auto none = fit_durations(mostly_none, {}, "x");
  EXPECT_EQ(none.family, Family::fixed);
  EXPECT_DOUBLE_EQ(none.mean_min, 0.1);
}

TEST(FitDurations, does_the_seed_alone_decide_the_figure) {
  const Chance chance(19, "seed");
  const auto sample = drawn({Family::weibull, 1.5, 10}, 60, chance, 0);
  const auto a = fit_durations(sample, {5, 99}, "a"), again = fit_durations(sample, {5, 99}, "a"), other = fit_durations(sample, {6, 99}, "a");
  EXPECT_EQ(a.p, again.p);
  EXPECT_EQ(a.mean_interval, again.mean_interval);
  EXPECT_NE(a.mean_interval, other.mean_interval);
}

TEST(FitDurations, is_a_family_of_infinite_variance_not_chosen) {
  const Chance chance(23, "heavy");
  const auto fit = fit_durations(drawn({Family::log_logistic, 1.2, 10}, 2000, chance, 0), {1, 0}, "x");
  EXPECT_NE(fit.family, Family::log_logistic);
  const auto at = std::ranges::find(fit.all, Family::log_logistic, &Candidate::family);
  ASSERT_NE(at, fit.all.end());
  EXPECT_FALSE(at->usable);
  EXPECT_LT(at->aic, std::ranges::find(fit.all, fit.family, &Candidate::family)->aic) << "it would have been chosen";
}

}  // namespace
}  // namespace onestop::fit::test
