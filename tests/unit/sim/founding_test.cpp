// Does the model, calibrated on what the founding study gives for each side before joint control, come to what it gives after?
// Deck: car 45 -> 15, transit 135 -> 45, import 480 -> 240 min, US$ 400 -> 200 for each import truck, each within 12.5 %.
#include "app/traffic/parameters.h"
#include "sim/replications.h"
#include "sim/what_if.h"
#include "sim_world.h"

namespace onestop::sim::test {
namespace {

constexpr double tolerance = 0.125, usd_per_deposit = 200;

Overlay founding() {
  auto overlay = traffic::read_overlay(std::string(ONESTOP_SOURCE_DIR) + "/posts/traffic/korday-founding.json");
  if (!overlay) ADD_FAILURE() << overlay.error().what;
  return *overlay;
}

Outcome week(const Plan& plan) {
  Study study;
  study.settings.run_out_us = usual_run_out_us;
  study.settings.span_us = 8 * day_us + study.settings.run_out_us;
  study.replications = 20, study.threads = 2;
  return replicate(plan, study);
}

struct Row {
  double release = 0, working = 0, driving = 0, waiting = 0, deposits = 0;
};

/// Both directions of a flow together, as the study gives them.
Row row(const Outcome& outcome, const Code& flow) {
  FlowResult sum;
  for (const auto& one : outcome.results)
    for (const auto& of : one.flows)
      if (of.flow == flow) sum.add(of);
  const auto minutes = [&](std::int64_t FlowResult::*part) { return sum.mean_min(part); };
  return {minutes(&FlowResult::release_us), minutes(&FlowResult::working_us), minutes(&FlowResult::driving_us), minutes(&FlowResult::waiting_us) + minutes(&FlowResult::held_us),
          static_cast<double>(sum.deposits) / static_cast<double>(sum.measured)};
}

double officer_hours(const Plan& plan) { return daily_cost(plan).officer_hours; }

TEST(SimFounding, is_the_founding_study_reproduced) {
  const auto& world = testkit::World::model();
  const auto before_plan = plan_of(world, "two_stop", founding()), after_plan = plan_of(world, "combined", founding());
  const auto before = week(*before_plan), after = week(*after_plan);
  double worst = 0;
  const auto hold = [&](const char* what, double found, double wanted) {
    const double error = found / wanted - 1;
    std::printf("  %-28s %8.1f  study %6.0f  %+6.1f %%\n", what, found, wanted, 100 * error);
    EXPECT_LE(std::abs(error), tolerance) << what;
    worst = std::max(worst, std::abs(error));
  };
  for (const auto& [flow, minutes_before, minutes_after] : {std::tuple{"car", 45.0, 15.0}, std::tuple{"transit", 135.0, 45.0}, std::tuple{"import", 480.0, 240.0}}) {
    const auto x = row(before, flow), y = row(after, flow);
    hold((std::string(flow) + " before, min").c_str(), x.release, minutes_before);
    hold((std::string(flow) + " after, min").c_str(), y.release, minutes_after);
    std::printf("  %-28s %8.1f = examinations %.1f, driving %.1f, waiting %.1f\n", "  gain", x.release - y.release, x.working - y.working, x.driving - y.driving, x.waiting - y.waiting);
  }
  hold("import before, US$", usd_per_deposit * row(before, "import").deposits, 400);
  hold("import after, US$", usd_per_deposit * row(after, "import").deposits, 200);
  std::printf("  officer-hours a day: before %.0f, after %.0f; worst difference %.1f %%\n", officer_hours(*before_plan), officer_hours(*after_plan), 100 * worst);
  EXPECT_DOUBLE_EQ(officer_hours(*before_plan), officer_hours(*after_plan));
}

/// With one standard of work in both states, as the reference assumes where it orders the layouts.
TEST(SimFounding, are_the_layouts_ordered_by_paired_intervals) {
  const auto& world = testkit::World::model();
  const auto common = at_standard_of(founding(), "KZ");
  ASSERT_TRUE(common);
  const auto base = plan_of(world, "two_stop", *common);
  const auto staff = staff_of(*base);
  std::vector<Outcome> outcomes;
  for (const auto* layout : {"combined", "country_of_entry", "shared", "double"}) {
    const auto own = plan_of(world, layout, *common);
    outcomes.push_back(week(*plan_of(world, layout, with_staff(*common, *own, staff))));
  }
  outcomes.push_back(week(*plan_of(world, "two_stop", founding())));
  std::size_t judged = 0;
  for (std::size_t i = 0; i + 1 < outcomes.size(); ++i)
    for (std::size_t flow = 0; flow < 6; ++flow) {  // car, transit, import in both directions
      const auto one = difference(outcomes[i + 1].release_min(flow), outcomes[i].release_min(flow)).difference;
      std::printf("  layout %zu to %zu, flow %zu: %+.2f +- %.2f min\n", i + 1, i, flow, one.mean, one.half_width);
      EXPECT_GT(one.mean - one.half_width, 0) << "layout " << i + 1 << " less layout " << i << ", flow " << flow;
      ++judged;
    }
  std::printf("  %zu paired intervals, none covers zero\n", judged);
}

}  // namespace
}  // namespace onestop::sim::test
