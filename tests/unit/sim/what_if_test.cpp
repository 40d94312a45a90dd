// Pools, divided booths, one examination by two, weeks, the parts of a release, a vehicle followed, and what a planner asks.
#include "app/traffic/parameters.h"
#include "sim/replications.h"
#include "sim/warm_up.h"
#include "sim/what_if.h"
#include "sim_world.h"

namespace onestop::sim::test {
namespace {

Overlay overlay_of(const char* name) {
  auto overlay = traffic::read_overlay(std::string(ONESTOP_SOURCE_DIR) + "/posts/traffic/" + name + ".json");
  if (!overlay) ADD_FAILURE() << overlay.error().what;
  return *overlay;
}

Settings days(int count) {
  Settings settings;
  settings.span_us = count * day_us;
  return settings;
}

std::string wrong(const Overlay& overlay) {
  auto plan = Plan::of(testkit::World::model().post(), "combined", compiled(testkit::World::model(), "combined"), overlay);
  return plan ? "nothing is wrong" : plan.error().what;
}

TEST(SimWhatIf, are_the_parts_of_the_release_the_release_in_every_layout) {
  for (const auto& layout : testkit::World::model().post().layouts) {
    const auto plan = plan_of(testkit::World::model(), layout.code, overlay_of("korday-reference"));
    for (const auto& flow : Engine(*plan).run(days(4)).flows) {
      EXPECT_EQ(flow.working_us + flow.driving_us + flow.held_us + flow.waiting_us, flow.release_us);
      EXPECT_GT(flow.working_us, 0);
      EXPECT_EQ(flow.driving_us > 0, plan->drives(flow.direction)) << layout.code.text();
    }
  }
}

TEST(SimWhatIf, does_a_vehicle_that_is_followed_tell_its_whole_release) {
  const auto plan = plan_of(testkit::World::model(), "two_stop", overlay_of("korday-reference"));
  auto settings = days(3);
  settings.keep_stays = true;
  Engine engine(*plan);
  const auto stays = engine.run(settings).stays;
  for (std::size_t i = 0; i < stays.size(); i += stays.size() / 40) {
    const auto& stay = stays[i];
    settings.follow = {stay.stream, stay.ordinal};
    const auto trace = engine.run(settings).trace;
    ASSERT_FALSE(trace.empty());
    EXPECT_EQ(trace.front().kind, Trace::Kind::came);
    EXPECT_EQ(trace.front().at_us, stay.came_us);
    std::int64_t active = 0, begun_us = 0, released_us = 0;
    for (const auto& mark : trace) {
      if (mark.kind == Trace::Kind::begun && active++ == 0 && begun_us == 0) begun_us = mark.at_us;
      if (mark.kind == Trace::Kind::done) --active;
      EXPECT_GE(active, 0);
      if (mark.kind == Trace::Kind::released) released_us = mark.at_us;
    }
    EXPECT_EQ(begun_us, stay.begun_us);
    EXPECT_EQ(released_us, stay.released_us);
  }
}

TEST(SimWhatIf, do_the_hours_add_up_to_the_run) {
  const auto plan = plan_of(testkit::World::model(), "combined", overlay_of("korday-reference"));
  auto settings = days(3);
  settings.warm_up_us = 0, settings.keep_hours = true;
  const auto result = Engine(*plan).run(settings);
  for (std::size_t i = 0; i < result.teams.size(); ++i) {
    HourResult sum;
    for (const auto& hour : result.hours[i]) sum.busy_us += hour.busy_us, sum.queue_us += hour.queue_us, sum.staffed_us += hour.staffed_us, sum.span_us += hour.span_us;
    EXPECT_EQ(sum.busy_us, result.teams[i].busy_us);
    EXPECT_EQ(sum.queue_us, result.teams[i].queue_us);
    EXPECT_EQ(sum.staffed_us, result.teams[i].staffed_us);
    EXPECT_EQ(sum.span_us, settings.span_us);
  }
  settings.keep_hours = false;
  EXPECT_EQ(Engine(*plan).run(settings).hash, result.hash);
}

TEST(SimWhatIf, do_two_officers_who_examine_as_one_take_one_time) {
  const auto plan = plan_of(testkit::World::model(), "combined", overlay_of("korday-founding"));
  auto settings = days(2);
  settings.keep_steps = true;
  const auto result = Engine(*plan).run(settings);
  const int exit = plan->procedure(0).slot_of("passport", law::Side::exit), entry = plan->procedure(0).slot_of("passport", law::Side::entry);
  EXPECT_TRUE(plan->beside(0, exit, 0));
  EXPECT_FALSE(plan_of(testkit::World::model(), "two_stop", overlay_of("korday-founding"))->beside(0, exit, 0));
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::array<std::int64_t, 2>> ends;
  for (const auto& step : result.steps)
    if (step.kind == Step::Kind::closed && step.stream % 2 == 0 && (step.slot == exit || step.slot == entry)) ends[{step.stream, step.ordinal}][step.slot == entry] = step.at_us;
  std::size_t together = 0;
  for (const auto& [vehicle, at] : ends) together += at[0] == at[1] && at[0] > 0;
  std::printf("  %zu of %zu vehicles were examined by both at once\n", together, ends.size());
  EXPECT_GT(together, ends.size() * 9 / 10);
}

TEST(SimWhatIf, are_booths_divided_between_the_directions) {
  auto overlay = overlay_of("korday-founding");
  const auto apart = plan_of(testkit::World::model(), "combined", overlay);
  overlay.booths_apart.reset();
  const auto shared = plan_of(testkit::World::model(), "combined", overlay);
  const auto booths = [](const Plan& plan) {
    std::vector<std::size_t> out;
    for (const auto& team : plan.teams())
      if (team.station == Code("passport_car")) out.push_back(team.desks.size());
    return out;
  };
  EXPECT_EQ(booths(*apart), (std::vector<std::size_t>{2, 2, 2, 2}));
  EXPECT_EQ(booths(*shared), (std::vector<std::size_t>{4, 4}));
  for (const auto& team : apart->teams()) EXPECT_EQ(team.direction == nobody, team.desks.size() == 1 && team.station == Code("passenger_hall") && team.agency != Code("frontier") && team.agency != Code("customs")) << team.station.text() << " " << team.agency.text();
}

TEST(SimWhatIf, do_officers_of_a_pool_never_work_at_more_desks_than_they_are) {
  auto overlay = overlay_of("korday-reference");
  overlay.pools = {{"KZ", "customs", std::vector<std::uint32_t>(24, 12)}};
  const auto plan = plan_of(testkit::World::model(), "two_stop", overlay);
  const auto own = plan_of(testkit::World::model(), "two_stop", overlay_of("korday-reference"));
  const auto few = Engine(*plan).run(days(4)), all = Engine(*own).run(days(4));
  std::int64_t busy_us = 0, busy_before_us = 0;
  for (std::size_t i = 0; i < few.teams.size(); ++i)
    if (plan->teams()[i].pool == 0) busy_us += few.teams[i].busy_us, busy_before_us += all.teams[i].busy_us;
  EXPECT_LE(busy_us, 12 * 4 * day_us);
  EXPECT_GT(busy_us, busy_before_us * 9 / 10);
  for (std::size_t flow = 0; flow < 6; ++flow) EXPECT_GT(few.flows[flow].release_us, all.flows[flow].release_us);
  // Enough officers for every desk change nothing.
  overlay.pools = staff_of(*own);
  EXPECT_EQ(Engine(*plan_of(testkit::World::model(), "two_stop", overlay)).run(days(4)).hash, all.hash);
}

TEST(SimWhatIf, do_weekdays_bring_what_their_profile_says) {
  auto overlay = one_stage(0.5, Family::fixed, 0.5);
  overlay.weekday_profile = {1, 1, 1, 1, 1, 2, 0};
  Settings settings = days(70);
  settings.keep_stays = true, settings.warm_up_us = 0;
  const auto plan = plan_of(theory(), "row", overlay);
  std::array<double, 7> by_day{};
  for (const auto& stay : Engine(*plan).run(settings).stays) ++by_day[static_cast<std::size_t>(stay.came_us / day_us % 7)];
  EXPECT_EQ(by_day[6], 0);
  EXPECT_NEAR(by_day[5] / by_day[0], 2, 0.1);
  // A flow's own week takes the place of both profiles.
  overlay.flows.front().by_hour_of_week.emplace(168, 0.0);
  (*overlay.flows.front().by_hour_of_week)[24 + 7] = 168;
  settings.first_weekday = 1;  // the run begins on a Tuesday
  for (const auto& stay : Engine(*plan_of(theory(), "row", overlay)).run(settings).stays) ASSERT_EQ(stay.came_us / hour_us % 168, 7);
}

TEST(SimWhatIf, does_equal_cost_take_officers_only_from_who_costs_more) {
  auto overlay = overlay_of("korday-reference");
  overlay.costs = {"USD", 6, 10};
  const auto plan = plan_of(testkit::World::model(), "combined", overlay);
  const auto cost = daily_cost(*plan);
  EXPECT_DOUBLE_EQ(cost.total, cost.officer_hours * 6 + 24 * 10 * static_cast<double>(plan->devices_of_layout()));
  const auto same = at_cost(overlay, *plan, cost.total + 1), less = at_cost(overlay, *plan, cost.total * 0.7);
  ASSERT_TRUE(same && less);
  EXPECT_EQ(daily_cost(*plan_of(testkit::World::model(), "combined", *same)).officer_hours, cost.officer_hours);
  EXPECT_LE(daily_cost(*plan_of(testkit::World::model(), "combined", *less)).officer_hours, cost.officer_hours * 0.75);
  auto without = overlay;
  without.costs.reset();
  EXPECT_NE(at_cost(without, *plan, 1).error().what.find("has no costs"), std::string::npos);
}

TEST(SimWhatIf, does_the_warm_up_end_where_the_post_has_settled_and_never_where_it_is_overloaded) {
  auto overlay = overlay_of("korday-reference");
  const auto calm = settled_after_us(*plan_of(testkit::World::model(), "two_stop", overlay), days(20));
  ASSERT_TRUE(calm);
  EXPECT_LE(*calm, 3 * day_us);
  const auto full = plan_of(testkit::World::model(), "two_stop", with_traffic(overlay, 2.5));
  EXPECT_FALSE(settled_after_us(*full, days(20)));
}

TEST(SimWhatIf, are_the_same_vehicles_counted_in_every_layout_and_an_overloaded_post_told) {
  Study study;
  study.replications = 4;
  study.settings.run_out_us = usual_run_out_us;
  study.settings.span_us = 2 * day_us + study.settings.run_out_us;
  const auto slow = replicate(*plan_of(testkit::World::model(), "two_stop", overlay_of("korday-founding")), study), quick = replicate(*plan_of(testkit::World::model(), "combined", overlay_of("korday-founding")), study);
  for (std::size_t i = 0; i < slow.results.size(); ++i)
    for (std::size_t flow = 0; flow < slow.results[i].flows.size(); ++flow) EXPECT_EQ(slow.results[i].flows[flow].due, quick.results[i].flows[flow].due);
  EXPECT_LT(slow.unreleased_share(), 0.002);
  EXPECT_FALSE(slow.overloaded() || quick.overloaded());
  EXPECT_TRUE(replicate(*plan_of(testkit::World::model(), "two_stop", with_traffic(overlay_of("korday-founding"), 2)), study).overloaded());
}

TEST(SimWhatIf, does_an_overlay_that_is_wrong_name_the_thing) {
  auto overlay = overlay_of("korday-reference");
  overlay.pools = {{"KZ", "customs", {1, 2}}};
  EXPECT_EQ(wrong(overlay), "the pool of KZ customs needs 24 numbers");
  overlay.pools = {{"KZ", "customs", std::vector<std::uint32_t>(24, 1)}, {"KZ", "customs", std::vector<std::uint32_t>(24, 1)}};
  EXPECT_EQ(wrong(overlay), "the pool of KZ customs is given twice");
  overlay.pools = {{"KZ", "fishery", std::vector<std::uint32_t>(24, 1)}};
  EXPECT_EQ(wrong(overlay), "the pool of KZ fishery is of nobody who works in layout combined");
  overlay.pools.reset();
  overlay.weekday_profile = {1, 1, 1};
  EXPECT_EQ(wrong(overlay), "weekday_profile needs 7 numbers");
  overlay.weekday_profile.reset();
  overlay.flows.front().by_hour_of_week = std::vector<double>(168, -1);
  EXPECT_EQ(wrong(overlay), "flow car: by_hour_of_week holds a negative number");
  EXPECT_EQ(at_standard_of(overlay_of("korday-reference"), "UZ").error().what, "the overlay has no times of UZ, so there is no standard of it to work at");
}

}  // namespace
}  // namespace onestop::sim::test
