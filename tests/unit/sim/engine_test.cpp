// Does the engine keep its word: the same vehicles, the same hash, places, officers, devices, and errors with the name of the thing?
#include <algorithm>

#include "app/traffic/parameters.h"
#include "sim/replications.h"
#include "sim_world.h"

namespace onestop::sim::test {
namespace {

Overlay reference() {
  auto parameters = traffic::read_parameters(std::string(ONESTOP_SOURCE_DIR) + "/posts/traffic/korday-reference.json");
  if (!parameters) ADD_FAILURE() << parameters.error().what;
  return *parameters;
}

Study short_study(unsigned threads) {
  Study study;
  study.settings.seed = 5, study.settings.span_us = 3 * day_us;
  study.replications = 6, study.threads = threads;
  return study;
}

std::string wrong(const testkit::World& world, const Code& layout, const Overlay& overlay) {
  auto plan = Plan::of(world.post(), layout, compiled(world, layout), overlay);
  return plan ? "nothing is wrong" : plan.error().what;
}

TEST(SimEngine, is_the_hash_the_same_for_one_and_two_threads_and_for_each_run_alone) {
  const auto plan = plan_of(testkit::World::model(), "combined", reference());
  const auto one = replicate(*plan, short_study(1)), two = replicate(*plan, short_study(2));
  EXPECT_EQ(one.hash, two.hash);
  for (std::uint32_t i = 6; i-- > 0;) {  // backwards, on an engine that has learnt nothing
    Engine engine(*plan);
    auto settings = short_study(1).settings;
    settings.replication = i;
    EXPECT_EQ(engine.run(settings).hash, one.results[i].hash) << i;
  }
  auto other = short_study(1);
  other.settings.seed = 6;
  EXPECT_NE(replicate(*plan, other).hash, one.hash);
}

TEST(SimEngine, are_guests_in_the_other_states_offices_no_servers) {
  const auto plan = plan_of(testkit::World::model(), "shared", reference());
  std::size_t desks = 0;
  for (const auto& team : plan->teams()) {
    desks += team.desks.size();
    EXPECT_EQ(std::ranges::count(team.desks, Code("liaison_kz")) + std::ranges::count(team.desks, Code("liaison_kg")), 0);
    if (team.station != Code("customs_truck")) continue;
    EXPECT_EQ(team.desks.size(), 6u) << team.state.text();
  }
  EXPECT_EQ(desks, 96u);
}

TEST(SimEngine, do_layouts_see_the_same_vehicles_at_the_same_minute) {
  std::vector<std::vector<std::tuple<std::uint32_t, std::uint32_t, std::int64_t, std::uint64_t, std::uint64_t>>> seen;
  for (const auto& layout : testkit::World::model().post().layouts) {
    const auto plan = plan_of(testkit::World::model(), layout.code, reference());
    Engine engine(*plan);
    Settings settings;
    settings.span_us = day_us, settings.keep_steps = true;
    auto& mine = seen.emplace_back();
    for (const auto& step : engine.run(settings).steps)
      if (step.kind == Step::Kind::arrived) mine.emplace_back(step.stream, step.ordinal, step.at_us, step.heads, step.pattern);
    std::ranges::sort(mine);
  }
  for (const auto& one : seen) EXPECT_EQ(one, seen.front());
  EXPECT_GT(seen.front().size(), 900u);
}

TEST(SimEngine, are_differences_surer_for_sharing_their_vehicles) {
  const auto one = replicate(*plan_of(testkit::World::model(), "two_stop", reference()), short_study(2));
  const auto two = replicate(*plan_of(testkit::World::model(), "combined", reference()), short_study(2));
  const auto cars = difference(one.release_min(0), two.release_min(0));
  EXPECT_GT(cars.difference.mean, 3);
  EXPECT_GT(cars.variance_ratio, 1);
}

TEST(SimEngine, does_a_study_go_on_until_it_is_precise_or_says_that_it_is_not) {
  const auto plan = plan_of(theory(), "one", one_stage(0.5, Family::exponential, 1));
  Study study;
  study.settings.span_us = 500 * minute_us, study.settings.warm_up_us = 0;
  study.replications = 5, study.precision = 0.02;
  const auto precise = replicate(*plan, study);
  EXPECT_TRUE(precise.precise);
  EXPECT_GT(precise.results.size(), 5u);
  const auto reached = estimate(precise.release_min(0));
  EXPECT_LE(reached.half_width, 0.02 * reached.mean);
  study.precision = 0.0001, study.most_replications = 20;
  const auto rough = replicate(*plan, study);
  EXPECT_FALSE(rough.precise);
  EXPECT_EQ(rough.results.size(), 20u);
}

TEST(SimEngine, does_a_zone_let_in_no_more_than_it_has_places) {
  auto world = theory();
  auto post = world.post();
  for (auto& layout : post.layouts) layout.zones.front().capacity = 3;
  auto plan = Plan::of(post, "many", compiled(world, "many"), one_stage(10, Family::exponential, 1));
  ASSERT_TRUE(plan) << plan.error().what;
  Engine engine(**plan);
  Settings settings;
  settings.span_us = 600 * minute_us;
  const auto result = engine.run(settings);
  // Twenty-four desks, three places: three officers at work at most, and all the time.
  std::int64_t most_busy = 0;
  for (const auto& team : result.teams) most_busy = std::max(most_busy, team.busy_us);
  EXPECT_LE(most_busy, 3 * settings.span_us);
  EXPECT_GT(most_busy, 29 * settings.span_us / 10);
}

TEST(SimEngine, do_officers_come_and_go_by_the_roster) {
  auto overlay = one_stage(0.5, Family::fixed, 1);
  Roster night{.state = "A", .agency = "a1", .station = "t1", .by_hour = std::vector<std::uint32_t>(24, 0)};
  for (std::size_t hour = 8; hour < 20; ++hour) night.by_hour[hour] = 4;
  overlay.rosters = std::vector<Roster>{night};
  const auto plan = plan_of(theory(), "four", overlay);
  Engine engine(*plan);
  Settings settings;
  settings.span_us = 2 * day_us, settings.warm_up_us = 0, settings.keep_stays = true;
  const auto result = engine.run(settings);
  ASSERT_GT(result.stays.size(), 500u);
  for (const auto& stay : result.stays) {
    const auto hour = stay.begun_us / hour_us % 24;
    EXPECT_TRUE(hour >= 8 && hour < 20) << hour;
  }
  for (std::size_t i = 0; i < plan->teams().size(); ++i)
    EXPECT_EQ(result.teams[i].staffed_us, plan->teams()[i].rostered ? 2 * 12 * 4 * hour_us : static_cast<std::int64_t>(plan->teams()[i].desks.size()) * settings.span_us);
}

TEST(SimEngine, is_the_scanner_used_by_one_vehicle_at_a_time_and_done_without_when_it_fails) {
  auto overlay = reference();
  overlay.devices = std::vector<DeviceRule>{{.device = "portal", .per_hour = 10}};
  const auto slow = plan_of(testkit::World::model(), "combined", overlay);
  overlay.devices = std::vector<DeviceRule>{{.device = "portal", .up_min = 60, .down_min = 600}};
  const auto failing = plan_of(testkit::World::model(), "combined", overlay);
  Settings settings;
  settings.span_us = day_us, settings.warm_up_us = 0, settings.keep_steps = true;
  Engine slow_engine(*slow), failing_engine(*failing);
  std::vector<std::int64_t> passed;
  const auto is_of = [](const Plan& plan, const Step& step, const char* control) {  // a readmission has no slot
    const auto& slots = plan.procedure(static_cast<int>(step.stream & 1)).slots;
    return step.kind == Step::Kind::closed && static_cast<std::size_t>(step.slot) < slots.size() && slots[static_cast<std::size_t>(step.slot)].control == Code(control);
  };
  const auto slow_result = slow_engine.run(settings);
  settings.span_us = 6 * day_us;  // some failures and repairs
  const auto failing_result = failing_engine.run(settings);
  for (const auto& step : slow_result.steps)
    if (is_of(*slow, step, "gate")) passed.push_back(step.at_us);
  ASSERT_GT(passed.size(), 100u);
  for (std::size_t i = 1; i < passed.size(); ++i) EXPECT_GE(passed[i] - passed[i - 1], 6 * minute_us);
  const auto by_hand = std::ranges::count_if(failing_result.steps, [&](const Step& step) { return is_of(*failing, step, "hand_radiation"); });
  EXPECT_GT(by_hand, 100);  // the law's answer to a portal out of service
}

TEST(SimEngine, are_words_that_nobody_knows_named) {
  const auto overlay = one_stage(0.5, Family::exponential, 1);
  EXPECT_EQ(wrong(theory(), "one", overlay), "nothing is wrong");
  const auto says = [&](auto change, const char* name) {
    auto bad = overlay;
    change(bad);
    const auto text = wrong(theory(), "one", bad);
    EXPECT_NE(text.find(name), std::string::npos) << text;
  };
  says([](Overlay& o) { o.times.front().control = "spells"; }, "\"spells\"");
  says([](Overlay& o) { o.flows.front().traffic_class = "dragon"; }, "\"dragon\"");
  says([](Overlay& o) { o.flows.front().claims.front().fact = "curse"; }, "\"curse\"");
  says([](Overlay& o) { o.flows.front().exit_state = "Z"; }, "\"Z\"");
  says([](Overlay& o) { o.gate_station = "moat"; }, "\"moat\"");
  says([](Overlay& o) { o.rosters = std::vector<Roster>{{"A", "a1", "keep", std::vector<std::uint32_t>(24, 1)}}; }, "\"keep\"");
  says([](Overlay& o) { o.devices = std::vector<DeviceRule>{{.device = "orb"}}; }, "\"orb\"");
  says([](Overlay& o) { o.roads = std::vector<Road>{{"Q", 3}}; }, "\"Q\"");
  says([](Overlay& o) { o.findings.push_back({.control = "riddle", .fact = "x1"}); }, "\"riddle\"");
  says([](Overlay& o) { o.flows.front().per_day_per_direction = 0; }, "flow v1 comes at a rate of zero");
  says([](Overlay& o) { o.times.front().mean_min = 0; }, "a time of s1");
  says([](Overlay& o) { o.hour_profile.assign(24, 0); }, "hour_profile");
}

TEST(SimEngine, is_a_layout_that_was_not_compiled_named) {
  const auto overlay = one_stage(0.5, Family::exponential, 1);
  const auto& world = theory();
  const auto other = Plan::of(world.post(), "four", compiled(world, "one"), overlay);
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().what.find("layout four"), std::string::npos) << other.error().what;
  const auto none = Plan::of(world.post(), "castle", {}, overlay);
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().what.find("\"castle\""), std::string::npos) << none.error().what;
}

}  // namespace
}  // namespace onestop::sim::test
