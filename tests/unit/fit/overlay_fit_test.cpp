// Do few acts borrow as much as they should, and does what was not seen stay what it was?
#include "fit/overlay_fit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "app/fit_files.h"
#include "fit/chance.h"
#include "fit/observed.h"
#include "sim/statistics.h"

namespace onestop::fit::test {
namespace {

constexpr Instant monday{1278288000000};

Act act(const Code& control, const Code& state, bool bears, double minutes) { return {control, state, "truck", bears, true, monday, minutes, {}}; }

Observations inspections(double of_transit, std::size_t few) {
  const Chance chance(3, "inspections");
  Observations seen;
  const auto add = [&](const Code& state, bool bears, double mean, std::size_t n, std::uint32_t sample) {
    const Distribution of{Family::lognormal, 0.7, mean / std::exp(0.245)};
    for (std::size_t i = 0; i < n; ++i) seen.acts.push_back(act("goods_inspection", state, bears, of.quantile(chance.uniform(sample, static_cast<std::uint32_t>(i)))));
  };
  add("KZ", false, 140, 60, 0), add("KG", false, 110, 60, 1), add("KZ", true, of_transit, few, 2);
  for (int i = 0; i < 4; ++i) {
    Came one;
    one.traffic_class = "truck", one.exit_state = "KZ", one.at = monday + i * day_ms;
    seen.came.push_back(one);
  }
  return seen;
}

Fitted fitted(const Observations& seen, const sim::Overlay& base = {}) { return fit_overlay(seen, base, {monday, monday + 4 * day_ms, "transit", {}, {1, 99}}); }

const TimeReport& time_of(const Fitted& of, const Code& state, bool transit) {
  return *std::ranges::find_if(of.report.times, [&](const TimeReport& one) { return one.state == state && one.fact.has_value() == transit; });
}

TEST(FitOverlay, do_few_acts_that_are_quite_different_keep_their_own_mean) {
  const auto fit = fitted(inspections(12, 12));
  const auto& few = time_of(fit, "KZ", true);
  EXPECT_EQ(few.own_n, 12u);
  EXPECT_EQ(few.pooled, "goods_inspection truck");
  EXPECT_EQ(few.fit.n, 132u) << "their spread is that of all";
  EXPECT_GT(few.fit.mean_min, 7);
  EXPECT_LT(few.fit.mean_min, 20);
  EXPECT_LT(few.fit.mean_interval.low, 12);
  EXPECT_GT(few.fit.mean_interval.high, 12);
  EXPECT_TRUE(time_of(fit, "KZ", false).pooled.empty());
}

TEST(FitOverlay, are_few_acts_that_are_alike_drawn_to_the_others) {
  Observations seen = inspections(125, 3);
  for (auto& one : seen.acts)
    if (one.bears) one.minutes = 400;  // three slow ones prove nothing
  const auto fit = fitted(seen);
  const double drawn = time_of(fit, "KZ", true).fit.mean_min;
  EXPECT_LT(drawn, 400);
  EXPECT_GT(drawn, 120);
}

TEST(FitOverlay, do_goods_that_bear_the_fact_come_before_those_that_do_not) {
  const auto fit = fitted(inspections(12, 40));
  const auto& times = fit.overlay.times;
  const auto first = std::ranges::find_if(times, [](const auto& rule) { return rule.state == Code("KZ"); });
  ASSERT_NE(first, times.end());
  EXPECT_EQ(first->fact, Code("transit"));
  EXPECT_FALSE(std::next(first)->fact);
}

TEST(FitOverlay, do_controls_that_nobody_was_seen_doing_keep_their_times_and_are_named) {
  sim::Overlay base;
  base.times.push_back({.control = "disinfection", .family = Family::fixed, .mean_min = 5});
  base.times.push_back({.control = "goods_inspection", .family = Family::fixed, .mean_min = 1});
  const auto fit = fitted(inspections(12, 40), base);
  EXPECT_EQ(std::ranges::count(fit.overlay.times, Code("disinfection"), &sim::TimeRule::control), 1);
  EXPECT_TRUE(std::ranges::none_of(fit.overlay.times, [](const auto& rule) { return rule.mean_min == 1; }));
  EXPECT_TRUE(std::ranges::any_of(fit.report.remarks, [](const auto& remark) { return remark.find("disinfection") != std::string::npos; }));
}

TEST(FitOverlay, are_persons_beside_the_first_found_again) {
  const Chance chance(5, "persons");
  Observations seen = inspections(12, 40);
  seen.came.clear();
  for (std::uint32_t i = 0; i < 8000; ++i) {
    Came one;
    one.traffic_class = "car", one.exit_state = "KZ", one.at = monday + i;
    one.persons = 1 + std::min(4u, static_cast<std::uint32_t>(-1.4 * std::log(chance.uniform(0, i))));
    seen.came.push_back(one);
  }
  const auto occupants = fitted(seen).overlay.flows.front().occupants;
  EXPECT_NEAR(*occupants.extra_mean, 1.4, 0.05);
  EXPECT_EQ(occupants.extra_most, 4u);
}

TEST(FitOverlay, does_the_interval_of_a_share_hold_it_where_none_or_all_were_seen) {
  EXPECT_EQ(share_of("x", 0, 50).interval.low, 0);
  EXPECT_NEAR(sim::beta_share(0.5, 50.5, share_of("x", 0, 50).interval.high), 0.975, 1e-9);
  EXPECT_NEAR(sim::beta_share(10.5, 40.5, share_of("x", 10, 50).interval.low), 0.025, 1e-9);
  EXPECT_EQ(share_of("x", 7, 7).interval.high, 1);
  EXPECT_EQ(share_of("x", 0, 0).interval.high, 1);
}

TEST(FitOverlay, is_what_was_written_read_again_by_whoever_reads_overlays) {
  const auto like = traffic::read_parameters(std::string(ONESTOP_SOURCE_DIR) + "/posts/traffic/korday-reference.json");
  ASSERT_TRUE(like);
  const auto fit = fitted(inspections(12, 12), *like);
  const auto file = (std::filesystem::temp_directory_path() / ("onestop-overlay-" + std::to_string(getpid()) + ".json")).string();
  ASSERT_TRUE(app::write_overlay(file, *like, fit.overlay));
  const auto again = traffic::read_parameters(file);
  std::filesystem::remove(file);
  ASSERT_TRUE(again) << again.error().what;
  ASSERT_EQ(again->times.size(), fit.overlay.times.size());
  for (std::size_t i = 0; i < again->times.size(); ++i) EXPECT_DOUBLE_EQ(again->times[i].mean_min, fit.overlay.times[i].mean_min);
  EXPECT_EQ(again->people.size(), like->people.size());
}

TEST(FitObserved, are_arrivals_and_stays_of_a_table_told_and_those_that_run_backwards_counted) {
  std::vector<ObservedStay> stays;
  for (int i = 0; i < 400; ++i) {
    const auto gate = monday + i * (15 * minute_ms);
    stays.push_back({"car", "KZ", false, false, 360, std::nullopt, gate, gate + (10 + i % 7) * minute_ms});
  }
  stays.push_back({"car", "KZ", false, false, 360, std::nullopt, monday + day_ms, monday});
  stays.push_back({"car", "KZ", false, false, 360, std::nullopt, monday + day_ms, std::nullopt});
  const auto report = fit_observed(stays, {1, 0});
  ASSERT_EQ(report.flows.size(), 1u);
  EXPECT_NEAR(report.flows[0].per_day, 96, 1.5);
  ASSERT_EQ(report.times.size(), 1u);
  EXPECT_EQ(report.times[0].fit.n, 400u);
  EXPECT_NEAR(report.times[0].fit.empirical.mean_min, 13, 0.05);
  EXPECT_EQ(report.left_out.negative, 1u);
  EXPECT_EQ(report.left_out.unreleased, 1u);
}

}  // namespace
}  // namespace onestop::fit::test
