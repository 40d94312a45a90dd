// A post with known parameters is simulated, its log is written as officers would write it, and fitted: does what went in come back?
#include <cmath>

#include "app/traffic/parameters.h"
#include "fit/back_test.h"
#include "fit/overlay_fit.h"
#include "played_log.h"

namespace onestop::fit::test {
namespace {

constexpr Instant monday{1278288000000};  // 2010-07-05T00:00:00Z
constexpr int days = 28;
const Code layout("combined");

sim::Overlay known() {
  auto parameters = traffic::read_parameters(std::string(ONESTOP_SOURCE_DIR) + "/posts/traffic/korday-reference.json");
  EXPECT_TRUE(parameters) << (parameters ? "" : parameters.error().what);
  return *parameters;
}

sim::Settings four_weeks() {
  sim::Settings settings;
  settings.seed = 20'100'705, settings.span_us = days * sim::day_us, settings.warm_up_us = 0;
  return settings;
}

FitRequest request() {
  FitRequest out;
  out.from = monday, out.to = monday + days * day_ms;
  out.utc_offset_min = {{"KZ", 360}, {"KG", 360}};
  out.resampling = {1, 0};
  return out;
}

const sim::Plan& known_post() {
  static const auto plan = sim::test::plan_of(testkit::World::model(), layout, known());
  return *plan;
}
const PlayedLog& known_log() {
  static const PlayedLog log(known_post(), four_weeks(), monday, {});
  return log;
}

Fitted fitted_from(const PlayedLog& log, const sim::Overlay& base) { return fit_overlay(observe(log.crossings, {monday, monday + days * day_ms}), base, request()); }

const sim::TimeRule* rule_for(const sim::Overlay& overlay, const Code& control, const Code& state, const Code& traffic_class, bool transit, bool laden) {
  for (const auto& rule : overlay.times)
    if (rule.control == control && (!rule.state || *rule.state == state) && (!rule.traffic_class || *rule.traffic_class == traffic_class) && (!rule.fact || transit) && (!rule.laden || *rule.laden == laden)) return &rule;
  return nullptr;
}

struct Worst {
  double error = 0;
  int figures = 0;
  void take(const std::string& what, double was, double found, double n, double cv) {
    const double relative = std::abs(found / was - 1);
    std::printf("%-46s %9.3f found %9.3f  %+6.2f %%  n %.0f\n", what.c_str(), was, found, 100 * (found / was - 1), n);
    // Five in a hundred, or four standard errors where so few were seen that chance alone does more.
    EXPECT_LT(relative, std::max(0.05, 4 * cv / std::sqrt(n))) << what;
    if (4 * cv / std::sqrt(n) > 0.05) return;
    error = std::max(error, relative);
    ++figures;
  }
};

Worst compare_times(const Fitted& fitted, const sim::Overlay& truth) {
  Worst worst;
  for (const auto& one : fitted.report.times) {
    const bool laden = one.traffic_class == Code("truck");
    const auto* rule = rule_for(truth, one.control, one.state, one.traffic_class, one.fact.has_value(), laden);
    if (!rule || one.fit.n != one.own_n) continue;
    const auto what = one.control.text() + " " + one.state.text() + " " + one.traffic_class.text() + (one.fact ? " transit" : "");
    const auto n = static_cast<double>(one.own_n);
    const double cv = rule->family == Family::fixed ? 0 : *rule->cv;
    if (rule->mean_min == 0) {
      EXPECT_LT(one.fit.mean_min, 1e-3) << what;
      continue;
    }
    worst.take(what + " mean, min", rule->mean_min, one.fit.mean_min, n, cv);
    // The standard error of a variation is near cv sqrt(1/2 + cv^2) / sqrt(n) for these families.
    if (cv > 0) worst.take(what + " CV", cv, one.fit.cv, n, std::sqrt(0.5 + cv * cv));
  }
  return worst;
}

TEST(FitRecovery, do_rates_durations_and_outcomes_of_a_known_post_come_back_where_nobody_recorded_beginnings) {
  const auto truth = known();
  const auto fitted = fitted_from(known_log(), truth);
  Worst worst = compare_times(fitted, truth);
  double weekly = 0;
  for (const double one : truth.hour_profile) weekly += one / 24;
  for (const auto& flow : fitted.report.flows) {
    auto known_flow = std::ranges::find_if(truth.flows, [&](const auto& one) { return one.traffic_class == flow.traffic_class && (one.name == Code("transit")) == (flow.name == Code("truck_transit")); });
    ASSERT_NE(known_flow, truth.flows.end()) << flow.name.text();
    worst.take("arrivals a day " + flow.name.text() + " " + flow.exit_state.text(), known_flow->per_day_per_direction * weekly, flow.per_day, static_cast<double>(flow.n), 1);
  }
  for (const auto& one : fitted.report.times) EXPECT_TRUE(one.own_n == one.inferred || one.control == Code("goods_inspection")) << one.control.text();
  std::printf("a known post fitted from its log of %d days, beginnings inferred: worst relative error %.2f %% of %d figures (seed 20100705)\n", days, 100 * worst.error, worst.figures);
  EXPECT_GT(worst.figures, 40);
  EXPECT_LT(worst.error, 0.05);
  EXPECT_EQ(fitted.report.left_out.negative, 0u);
  for (const auto& share : fitted.report.holds) EXPECT_TRUE(share.interval.low < 0.035 && share.interval.high > 0.025) << share.what << " " << share.p;
  const auto secondary = std::ranges::find_if(fitted.overlay.findings, [](const auto& rule) { return rule.fact == Code("secondary"); });
  ASSERT_NE(secondary, fitted.overlay.findings.end());
  EXPECT_NEAR(secondary->p, 0.08, 0.006);
  const auto red = std::ranges::find_if(fitted.overlay.findings, [](const auto& rule) { return rule.fact == Code("red_channel"); });
  ASSERT_NE(red, fitted.overlay.findings.end());
  EXPECT_EQ(red->subject_fact, Code("transit"));
  EXPECT_NEAR(red->p, 0.1, 0.015);
}

TEST(FitRecovery, do_recorded_beginnings_tell_the_same_as_inferred_ones) {
  const auto inferred = observe(known_log().crossings, {}), recorded = observe(PlayedLog(known_post(), four_weeks(), monday, {true, 0}).crossings, {});
  std::map<Code, std::pair<double, double>> sums;
  std::map<Code, std::size_t> counts;
  for (const auto& act : inferred.acts) sums[act.control].first += act.minutes, ++counts[act.control];
  for (const auto& act : recorded.acts) sums[act.control].second += act.minutes;
  double worst = 0;
  for (const auto& [control, sum] : sums) {
    if (sum.second < 60 || counts[control] < 200) continue;
    const double apart = std::abs(sum.first / sum.second - 1);
    std::printf("%-20s recorded %.3f, inferred %.3f min\n", control.text().c_str(), sum.second / static_cast<double>(counts[control]), sum.first / static_cast<double>(counts[control]));
    worst = std::max(worst, apart);
  }
  std::printf("inferred against recorded beginnings: worst relative error %.2f %%\n", 100 * worst);
  EXPECT_LT(worst, 0.02);
}

TEST(FitRecovery, are_two_clocks_that_differ_found_in_intervals_that_run_backwards) {
  auto settings = four_weeks();
  settings.span_us = 3 * sim::day_us;
  const auto even = observe(PlayedLog(known_post(), settings, monday, {}).crossings, {}), skewed = observe(PlayedLog(known_post(), settings, monday, {false, -5 * minute_ms}).crossings, {});
  EXPECT_EQ(even.left_out.negative, 0u);
  EXPECT_GT(skewed.left_out.negative, 100u);
  EXPECT_GT(skewed.left_out.negative_between, 100u);
  EXPECT_NEAR(skewed.left_out.largest_negative_min, 5, 0.5);
  EXPECT_LT(skewed.acts.size(), even.acts.size());
}

TEST(FitRecovery, does_a_fit_foretell_days_that_it_has_not_seen) {
  const auto& log = known_log();
  const auto split = monday + 21 * day_ms;
  auto asked = request();
  asked.to = split;
  const auto fitted = fit_overlay(observe(log.crossings, {monday, split}), known(), asked);
  const auto again = sim::test::plan_of(testkit::World::model(), layout, fitted.overlay);
  const auto test = back_test(observe(log.crossings, {}), *again, {split, monday + days * day_ms, day_ms, 1, 40});
  int missed = 0;
  for (const auto& gate : test.gates) {
    std::printf("%-5s %-28s %-22s %.3f\n", gate.pass() ? "pass" : "MISS", gate.figure.c_str(), gate.flow.c_str(), gate.value);
    missed += !gate.pass();
  }
  std::printf("back-test on 7 days: %d of %zu gates missed, coverage %.1f %%, queue error %.1f %%\n", missed, test.gates.size(), 100 * test.coverage, 100 * test.queue_error);
  // What chance alone misses in one week: the parameters that went in, held against the same days.
  auto truth = known();
  for (auto& flow : truth.flows) flow.name = flow.name == Code("transit") ? Code("truck_transit") : flow.name == Code("import") ? Code("truck_laden") : flow.traffic_class;
  const auto of_truth = back_test(observe(log.crossings, {}), *sim::test::plan_of(testkit::World::model(), layout, truth), {split, monday + days * day_ms, day_ms, 1, 40});
  const auto by_truth = std::ranges::count_if(of_truth.gates, [](const Gate& gate) { return !gate.pass(); });
  for (const auto& gate : of_truth.gates)
    if (!gate.pass()) std::printf("MISS  %-28s %-22s %.3f by the parameters that went in\n", gate.figure.c_str(), gate.flow.c_str(), gate.value);
  std::printf("the parameters that went in miss %d of %zu on the same days, coverage %.1f %%\n", static_cast<int>(by_truth), of_truth.gates.size(), 100 * of_truth.coverage);
  EXPECT_LE(missed, by_truth + 4);
  for (const auto& flow : test.flows) {
    if (flow.measured < 1000) continue;
    EXPECT_LT(std::abs(flow.mean_error), 0.10) << flow.flow;
  }
  EXPECT_GT(test.coverage, of_truth.coverage - 0.1);
}

TEST(FitRecovery, does_a_back_test_fail_a_post_that_is_slower_than_was_fitted) {
  auto slower = known();
  for (auto& rule : slower.times) rule.mean_min *= 1.3;
  const auto slow = sim::test::plan_of(testkit::World::model(), layout, slower);
  auto settings = four_weeks();
  settings.span_us = 4 * sim::day_us;
  const PlayedLog log(*slow, settings, monday, {});
  const auto test = back_test(observe(log.crossings, {}), known_post(), {monday + day_ms, monday + 4 * day_ms, day_ms, 1, 20});
  const auto mean = std::ranges::find_if(test.gates, [](const Gate& gate) { return gate.figure == "mean release" && gate.flow == "car KZ-KG"; });
  ASSERT_NE(mean, test.gates.end());
  EXPECT_FALSE(mean->pass());
  EXPECT_LT(test.coverage, 0.5);
}

}  // namespace
}  // namespace onestop::fit::test
