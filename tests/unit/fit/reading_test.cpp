// When did an act begin, and which acts count? Told by hand, one crossing at a time.
#include "fit/reading.h"

#include <gtest/gtest.h>

#include "../sim/sim_world.h"

namespace onestop::fit::test {
namespace {

using namespace crossing;

constexpr Instant eight{1278316800000};  // 2010-07-05T08:00:00Z
const Code passport("passport");

struct FitReading : testing::Test {
  const law::Procedure& procedure = testkit::World::model().procedure(0, 0);
  Id vehicle = testkit::id_named("vehicle"), driver = testkit::id_named("driver");
  std::vector<Crossing> crossings;

  By by(const std::string& desk, int side = 0) const { return {testkit::id_named(desk), procedure.states[static_cast<std::size_t>(side)], "frontier", "officer", Code(desk), {}}; }
  void begin_crossing(double minute, const std::string& desk = "gate") {
    crossings.push_back({{}, &procedure});
    VehicleArrived e;
    e.by = by(desk), e.vehicle = vehicle, e.traffic_class = "car", e.exit_state = procedure.states[0];
    e.persons.push_back({driver, "driver", {}, {}, {}, {}, {}});
    say(minute, e);
  }
  template <class E>
  void say(double minute, const E& event) {
    crossings.back().events.push_back({testkit::id_named("recorder of " + event.by.state.text()), eight + static_cast<std::int64_t>(minute * 60'000), event});
  }
  ControlClosed closed(const Code& control, const std::string& desk, const Id& subject, int side = 0) const { return {by(desk, side), control, subject, Outcome::passed, {}, {}, {}, {}}; }
  std::vector<Act> acts(const Observations& seen, const Code& control) const {
    std::vector<Act> out;
    for (const auto& act : seen.acts)
      if (act.control == control) out.push_back(act);
    return out;
  }
};

TEST_F(FitReading, does_a_recorded_beginning_count) {
  begin_crossing(0);
  say(0.5, closed("gate", "gate", vehicle));
  say(3, ControlBegun{by("booth"), passport, driver});
  say(5, closed(passport, "booth", driver));
  const auto found = acts(observe(crossings, {}), passport);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_FALSE(found[0].inferred);
  EXPECT_DOUBLE_EQ(found[0].minutes, 2);
}

TEST_F(FitReading, did_an_act_begin_when_the_vehicle_came_where_the_desk_was_free) {
  begin_crossing(0);
  say(0.5, closed("gate", "gate", vehicle));
  say(5, closed(passport, "booth", driver));
  const auto found = acts(observe(crossings, {}), passport);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_TRUE(found[0].inferred);
  EXPECT_DOUBLE_EQ(found[0].minutes, 4.5);
}

TEST_F(FitReading, did_an_act_begin_when_the_desk_was_free_where_the_vehicle_waited) {
  begin_crossing(0);
  say(0.5, closed("gate", "gate", vehicle));
  say(5, closed(passport, "booth", driver));
  begin_crossing(1);
  say(1.5, closed("gate", "gate", vehicle));
  say(8, closed(passport, "booth", driver));
  begin_crossing(2);
  say(2.5, closed("gate", "gate", vehicle));
  say(4, closed(passport, "other_booth", driver));
  const auto found = acts(observe(crossings, {}), passport);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_DOUBLE_EQ(found[1].minutes, 3) << "the booth was busy until minute five";
  EXPECT_DOUBLE_EQ(found[2].minutes, 1.5) << "the other booth was not";
}

TEST_F(FitReading, is_an_act_that_was_never_closed_left_out_and_counted) {
  begin_crossing(0);
  say(3, ControlBegun{by("booth"), passport, driver});
  const auto seen = observe(crossings, {});
  EXPECT_TRUE(acts(seen, passport).empty());
  EXPECT_EQ(seen.left_out.unfinished, 1u);
  EXPECT_EQ(seen.left_out.unreleased, 1u);
}

TEST_F(FitReading, is_an_act_with_a_hold_within_left_out_and_the_hold_measured) {
  begin_crossing(0);
  say(3, ControlBegun{by("booth"), passport, driver});
  HoldPlaced hold{by("booth"), testkit::id_named("hold"), {Scope::person, driver, 0}, passport, "document_doubtful", "A second look", {}, {}};
  say(4, hold);
  say(34, HoldLifted{by("booth"), hold.hold, {}});
  say(35, closed(passport, "booth", driver));
  const auto seen = observe(crossings, {});
  EXPECT_TRUE(acts(seen, passport).empty());
  EXPECT_EQ(seen.left_out.held, 1u);
  ASSERT_EQ(seen.holds.size(), 1u);
  EXPECT_DOUBLE_EQ(*seen.holds[0].minutes, 30);
  EXPECT_EQ(seen.could_be_held.at(passport), 1u);
}

TEST_F(FitReading, is_an_act_that_ends_before_it_could_begin_told_by_whose_clocks) {
  begin_crossing(10);
  say(10.5, closed("gate", "gate", vehicle));
  say(9, closed(passport, "booth", driver, 1));  // by the other state's clock
  say(12, ControlBegun{by("desk"), "vehicle_customs", vehicle});
  say(11, closed("vehicle_customs", "desk", vehicle));  // by one clock that was set back
  const auto seen = observe(crossings, {});
  EXPECT_EQ(seen.left_out.negative, 2u);
  EXPECT_EQ(seen.left_out.negative_between, 1u);
  EXPECT_EQ(seen.left_out.clocks_set_back, 1u);
  EXPECT_DOUBLE_EQ(seen.left_out.largest_negative_min, 1.5);
}

TEST_F(FitReading, is_a_crossing_without_its_law_counted_and_nothing_read_of_it) {
  begin_crossing(0);
  crossings.back().procedure = nullptr;
  const auto seen = observe(crossings, {});
  EXPECT_EQ(seen.left_out.without_law, 1u);
  EXPECT_TRUE(seen.came.empty());
}

}  // namespace
}  // namespace onestop::fit::test
