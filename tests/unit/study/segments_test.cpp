// A study over columns: who counts where, what is left out and said, and figures against one pass over the stays.
#include <gtest/gtest.h>

#include <numeric>

#include "simulated.h"
#include "study/sampling.h"
#include "study/skew.h"

namespace onestop::study::test {
namespace {

constexpr std::int64_t monday = 1'278'288'000'000;  // 2010-07-05T00:00:00Z

Observation truck(std::int64_t from_min, std::int64_t release_min) {
  Observation one;
  one.traffic_class = "truck";
  one.direction = "A-B";
  one.layout = "old";
  one.utc_offset_min = 360;
  one.stamps[1] = monday + from_min * minute_ms;
  one.stamps[4] = monday + (from_min + release_min) * minute_ms;
  return one;
}

TEST(Segments, is_the_hour_that_of_the_exit_states_clock) {
  Columns columns;
  columns.add(truck(0, 10));            // 06:00 on Monday there
  columns.add(truck(17 * 60 + 59, 10)); // 23:59
  columns.add(truck(18 * 60, 10));      // 00:00 on Tuesday
  columns.add(truck(-6 * 60 - 1, 10));  // 23:59 on Sunday
  const auto rows = segments(columns, {{Dimension::weekday, Dimension::hour}});
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[0].values, (std::vector<std::string>{"1", "06"}));
  EXPECT_EQ(rows[1].values, (std::vector<std::string>{"1", "23"}));
  EXPECT_EQ(rows[2].values, (std::vector<std::string>{"2", "00"}));
  EXPECT_EQ(rows[3].values, (std::vector<std::string>{"7", "23"}));
}

TEST(Segments, is_a_stay_of_several_facts_in_the_segment_of_each) {
  Columns columns;
  auto both = truck(0, 10), none = truck(0, 30);
  both.facts = {"perishable", "transit"};
  columns.add(both);
  columns.add(none);
  const auto rows = segments(columns, {{Dimension::fact}});
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].values[0], "-");
  EXPECT_EQ(rows[0].figures->all.mean, 30.0 * minute_ms);
  EXPECT_EQ(rows[1].values[0], "perishable");
  EXPECT_EQ(rows[2].values[0], "transit");
  EXPECT_EQ(rows[2].figures->all.n, 1);
}

TEST(Segments, is_a_missing_stamp_a_gap_and_a_clock_that_runs_back_another) {
  Columns columns;
  auto unnoticed = truck(0, 10), back = truck(0, 10), noticed = truck(0, 10);
  back.stamps[2] = back.stamps[1] - 1;
  noticed.stamps[2] = noticed.stamps[1] + 7;
  for (const auto& one : {unnoticed, back, noticed}) columns.add(one);
  const auto row = segments(columns, {{}, Measure::exit_side}).at(0);
  EXPECT_EQ(row.counted, (Counted{1, 1, 1}));
  EXPECT_EQ(row.figures->all.mean, 7) << "neither is taken for zero";
  EXPECT_NEAR(row.counted.coverage(), 1 / 3.0, 1e-15);
  const auto waited = segments(columns, {{}, Measure::queue}).at(0);
  EXPECT_EQ(waited.counted, (Counted{0, 3, 0})) << "nobody kept the queue";
  EXPECT_FALSE(waited.figures);
}

TEST(Segments, does_a_log_without_stays_give_no_segment_and_no_comparison) {
  EXPECT_TRUE(segments(Columns{}, {{Dimension::traffic_class, Dimension::hour}}).empty());
  EXPECT_TRUE(segments(Columns{}, {}).empty());
  const auto compared = before_after(Columns{}, {"old", "new"}, {});
  ASSERT_EQ(compared.rows.size(), 1u);
  EXPECT_FALSE(compared.rows[0].all);
  EXPECT_FALSE(compared.adjusted);
}

Columns random_columns(std::uint64_t seed, std::size_t stays) {
  Draws draws(seed, "columns");
  Columns columns;
  for (std::size_t i = 0; i < stays; ++i) {
    auto one = truck(static_cast<std::int64_t>(draws.next() % 100'000), 0);
    one.traffic_class = draws.next() % 3 == 0 ? "bus" : draws.next() % 2 == 0 ? "car" : "truck";
    one.direction = draws.next() % 2 == 0 ? "A-B" : "B-A";
    one.layout = draws.next() % 2 == 0 ? "old" : "new";
    if (draws.next() % 4 == 0) one.facts = {"transit"};
    one.stamps[4] = one.stamps[1] + static_cast<std::int64_t>(draws.next() % 10'000'000);
    if (draws.next() % 50 == 0) one.stamps[4] = unrecorded;
    for (const char* agency : {"customs", "frontier"})
      if (draws.next() % 3 != 0) one.spent.push_back({{OwnerKind::agency, agency, "A"}, draws.next() % 2 == 0 ? Kind::work : Kind::wait, false, static_cast<std::int64_t>(draws.next() % 1'000'000)});
    columns.add(one);
  }
  return columns;
}

TEST(Segments, does_a_pass_over_the_stays_one_by_one_find_the_same_sums) {
  constexpr std::uint64_t seed = 20101125;
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  const auto columns = random_columns(seed, 5000);
  const auto rows = segments(columns, {{Dimension::traffic_class, Dimension::layout, Dimension::hour}, Measure::release, {}, 1, {}, false});
  std::map<std::vector<std::string>, std::vector<std::int64_t>> lists;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns.stamp(Stamp::released, i) == unrecorded) continue;
    const auto hour = std::to_string(columns.hour[i]);
    lists[{columns.classes.list()[columns.traffic_class[i]], columns.layouts.list()[columns.layout[i]], (hour.size() < 2 ? "0" : "") + hour}].push_back(columns.stamps[4][i] - columns.stamps[1][i]);
  }
  ASSERT_EQ(rows.size(), lists.size());
  std::int64_t together = 0;
  for (const auto& row : rows) {
    auto list = lists.at(row.values);
    std::sort(list.begin(), list.end());
    EXPECT_EQ(row.figures->all, *figures_of(list, {1, "", {}, false}));
    together += row.counted.counted + row.counted.missing;
  }
  EXPECT_EQ(together, 5000);
  std::vector<std::int64_t> all;
  for (const auto& [of, list] : lists) all.insert(all.end(), list.begin(), list.end());
  all.push_back(1ll << 40);
  auto longest = truck(0, 0);
  longest.stamps[4] = longest.stamps[1] + (1ll << 40);
  auto longer = columns;
  longer.add(longest);
  std::sort(all.begin(), all.end());
  EXPECT_EQ(segments(longer, {{}, Measure::release, {}, 1, {}, false}).at(0).figures->all, *figures_of(all, {1, "", {}, false})) << "many at once, one of them very long";
}

TEST(Segments, do_the_minutes_of_all_owners_add_up_to_what_was_spent) {
  const auto columns = random_columns(3, 1000);
  double means = 0;
  for (const auto& one : pareto(columns, {})) means += segments(columns, {{}, one.spender, {}, 1, {}, false}).at(0).figures->all.mean;
  const auto sum = std::accumulate(columns.spent_ms.begin(), columns.spent_ms.end(), std::int64_t{0});
  EXPECT_NEAR(means, static_cast<double>(sum) / 1000, 1e-6);
  const auto shares = pareto(columns, {});
  std::int64_t in_shares = 0;
  for (const auto& one : shares) in_shares += one.sum_ms;
  EXPECT_EQ(in_shares, sum);
  EXPECT_NEAR(shares.back().cumulated, 1, 1e-12);
  EXPECT_TRUE(std::ranges::is_sorted(shares, std::ranges::greater{}, &OwnerShare::sum_ms));
}

TEST(Segments, is_an_interval_wider_where_the_days_differ_and_not_where_they_do_not) {
  Columns by_hand, alike, few;
  for (int day = 1; day <= 5; ++day)
    for (int i = 0; i < 4; ++i) by_hand.add(truck(day * 1440 + i, day));
  // 160 / 20^2 x 5/4 by days and (40 / 19) / 20 by vehicles, in squared minutes.
  EXPECT_NEAR(*day_effects(by_hand, {}).at(0).wider, std::sqrt(0.5 / (40.0 / 19 / 20)), 1e-12);
  EXPECT_EQ(day_effects(by_hand, {}).at(0).days, 5);
  Draws draws(20101126, "days");
  for (int i = 0; i < 4000; ++i) alike.add(truck(static_cast<std::int64_t>(draws.next() % 200) * 1440, static_cast<std::int64_t>(draws.next() % 60)));
  EXPECT_NEAR(*day_effects(alike, {}).at(0).wider, 1, 0.2);
  for (int i = 0; i < 100; ++i) few.add(truck(i % 4 * 1440, i));
  EXPECT_FALSE(day_effects(few, {}).at(0).wider) << "four days";
  EXPECT_TRUE(day_effects(Columns{}, {}).empty());
}

/// Durations of a day share a common part as large as their own spread.
TEST(Segments, do_days_that_differ_by_chance_not_pass_for_an_effect) {
  constexpr int runs = 200;
  Draws draws(20101127, "shared days");
  int by_vehicles = 0, by_days = 0;
  for (int run = 0; run < runs; ++run) {
    Columns columns;
    for (int day = 0; day < 40; ++day) {
      const double common = draws.normal();
      for (int i = 0; i < 20; ++i) {
        auto one = truck(day * 1440 + i, 0);
        one.layout = day < 20 ? "old" : "new";
        one.stamps[4] = one.stamps[1] + static_cast<std::int64_t>(1'000'000 * std::exp(0.3 * common + 0.3 * draws.normal()));
        columns.add(one);
      }
    }
    const auto all = before_after(columns, {"old", "new"}, {}).rows.back();
    by_vehicles += all.all->mean_ms.distinguishable() ? 1 : 0;
    by_days += all.mean_by_days_ms->covers(0) ? 0 : 1;
  }
  std::printf("of %d without an effect: %d found with vehicles drawn, %d with days drawn (seed 20101127)\n", runs, by_vehicles, by_days);
  EXPECT_GT(by_vehicles, 60) << "this is why days are drawn";
  EXPECT_GE(by_days, 3);
  EXPECT_LE(by_days, 19) << "5 % of 200 within the bounds of chance";
}

TEST(Segments, does_a_comparison_hold_each_class_against_itself) {
  const auto columns = random_columns(4, 3000);
  const auto made = before_after(columns, {"old", "new"}, {});
  ASSERT_EQ(made.rows.size(), 4u);
  EXPECT_EQ(made.rows[0].traffic_class, "bus");
  EXPECT_EQ(made.rows[3].traffic_class, "all");
  std::int64_t before = 0;
  for (std::size_t i = 0; i < 3; ++i) before += made.rows[i].before.counted;
  EXPECT_EQ(before, made.rows[3].before.counted);
  const auto by_segment = segments(columns, {{Dimension::traffic_class}, Measure::release, "new"});
  EXPECT_EQ(by_segment[0].figures->all.mean, made.rows[0].figures_after->all.mean) << "the same figures wherever they stand";
  EXPECT_TRUE(made.adjusted->left_out.empty());
  EXPECT_FALSE(before_after(columns, {"old", "none"}, {}).adjusted);
}

TEST(Segments, do_the_activities_add_up_to_what_was_spent) {
  Columns columns;
  auto one = truck(0, 10), other = truck(3, 10);
  one.layout = "new";
  one.spent = {{{OwnerKind::agency, "customs", "A"}, Kind::work, false, 4, "B"}, {{OwnerKind::agency, "customs", "A"}, Kind::work, true, 2, "B"}, {{OwnerKind::agency, "customs", "A"}, Kind::wait, false, 3, "waiting"}};
  other.spent = {{{OwnerKind::agency, "customs", "A"}, Kind::work, false, 5, "B"}, {{OwnerKind::traveller, {}, {}}, Kind::wait, false, 7, "dwell"}};
  columns.add(one);
  columns.add(other);
  const auto made = activities(columns, {});
  EXPECT_EQ(made.stays, 2);
  EXPECT_EQ(made.sum_ms, 21);
  ASSERT_EQ(made.rows.size(), 3u);
  EXPECT_EQ(made.rows[0].activity, Code("B"));
  EXPECT_EQ(made.rows[0].sum_ms, 11);
  EXPECT_EQ(made.rows[0].stays, 2) << "before and after its release one stay had a part";
  EXPECT_EQ(pareto(columns, {}).front().sum_ms, 11) << "by owner and kind";
  EXPECT_EQ(activities(columns, "new").sum_ms, 9);
  EXPECT_EQ(activities(columns, "new").stays, 1);
}

programme::ReleaseStudy marked() {
  programme::ReleaseStudy study;
  study.marks = {{programme::Mark::channel, {{"red", {"red_channel"}}, {"yellow", {"secondary"}}, {"green", {}}}, {}}, {programme::Mark::sps, {{"yes", {"sps_goods"}}}, {}}};
  study.targets = {{{"truck"}, {"transit"}, {}, 45, "", {}}, {{"truck"}, {}, {"transit"}, 240, "", {}}};
  return study;
}

Stay marked_stay(const std::vector<std::string>& facts, std::int64_t minutes) {
  Stay stay;
  stay.traffic_class = "truck";
  stay.exit_state = "A";
  stay.entry_state = "B";
  stay.layout = "old";
  stay.facts = facts;
  stay.stamps.gate_in = Instant{monday};
  stay.stamps.released = Instant{monday + minutes * minute_ms};
  return stay;
}

TEST(Segments, is_the_channel_the_first_whose_fact_is_there_on_either_side) {
  const auto study = marked();
  Columns columns;
  for (const auto& stay : {marked_stay({"red_channel.entry", "secondary"}, 300), marked_stay({"secondary", "sps_goods"}, 60), marked_stay({}, 30), marked_stay({"transit"}, 50)}) columns.add(observed(stay, 0, &study));
  const auto rows = segments(columns, {{Dimension::channel, Dimension::sps, Dimension::prearrival}});
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].values, (std::vector<std::string>{"green", "-", "-"})) << "no list takes whoever is left, and nobody asked whether it was lodged";
  EXPECT_EQ(rows[1].values[0], "red");
  EXPECT_EQ(rows[2].values, (std::vector<std::string>{"yellow", "yes", "-"}));
  EXPECT_EQ(rows[0].figures->all.n, 2);
}

TEST(Segments, is_each_stay_held_against_its_own_target) {
  const auto study = marked();
  Columns columns;
  for (const auto& stay : {marked_stay({"transit"}, 45), marked_stay({"transit"}, 46), marked_stay({}, 240), marked_stay({}, 241), marked_stay({}, 20)}) columns.add(observed(stay, 0, &study));
  auto bus = marked_stay({}, 1);
  bus.traffic_class = "bus";
  columns.add(observed(bus, 0, &study));
  const auto row = segments(columns, {}).at(0);
  EXPECT_DOUBLE_EQ(*row.figures->all.within_target, 0.6) << "three of five; the bus has none";
  EXPECT_FALSE(segments(columns, {{Dimension::traffic_class}}).at(0).figures->all.within_target) << "nobody in the segment has a target";
  EXPECT_DOUBLE_EQ(*segments(columns, {{}, Measure::release, {}, 1, 30 * minute_ms}).at(0).figures->all.within_target, 2 / 6.0) << "one given for all counts for all";
  EXPECT_FALSE(segments(columns, {{}, Measure::in_post}).at(0).figures);
}

TEST(Segments, may_class_direction_channel_hour_weekday_and_layout_be_asked_at_once) {
  using enum Dimension;
  const auto columns = random_columns(9, 2000);
  const std::vector<Dimension> by{traffic_class, direction, channel, hour, weekday, layout};
  EXPECT_FALSE(too_many_segments(columns, by));
  std::int64_t together = 0;
  for (const auto& row : segments(columns, {by, Measure::release, {}, 1, {}, false})) {
    EXPECT_EQ(row.values.size(), 6u);
    together += row.counted.counted + row.counted.missing;
  }
  EXPECT_EQ(together, 2000);
}

TEST(Skew, do_hand_overs_both_ways_bound_how_far_a_clock_is_ahead) {
  Columns columns;
  const auto hand_over = [&](const char* direction, std::int64_t took_ms) {
    auto one = truck(0, 10);
    one.direction = direction;
    one.stamps[2] = one.stamps[1] + 1000;
    one.stamps[3] = one.stamps[2] + took_ms;
    columns.add(one);
  };
  // The clock of A is 30 s ahead; hand-overs take 5 s and 60 s, one way and back.
  for (const auto took : {5'000, 60'000}) {
    hand_over("A-B", took - 30'000);
    hand_over("B-A", took + 30'000);
  }
  columns.add(truck(0, 10));
  const auto skews = clock_skews(columns);
  ASSERT_EQ(skews.size(), 1u);
  EXPECT_EQ(skews[0], (ClockSkew{"A", "B", 4, 1, 25'000, 25'000, 35'000}));
  EXPECT_EQ(segments(columns, {{}, Measure::between}).at(0).counted, (Counted{3, 1, 1})) << "found, counted and left out";
  EXPECT_TRUE(clock_skews(Columns{}).empty());
}

TEST(Sampling, is_of_each_stratum_drawn_what_its_spread_needs_and_the_same_again) {
  const auto columns = random_columns(11, 6000);
  const auto made = sample(columns, 0.1, 77), again = sample(columns, 0.1, 77), other = sample(columns, 0.1, 78);
  std::int64_t drawn = 0, population = 0;
  for (const auto& one : made.strata) {
    drawn += one.drawn;
    population += one.population;
    EXPECT_EQ(one.needed, std::min(one.population, needed_n(one.cv, 0.1)));
    EXPECT_EQ(one.drawn, one.needed);
    EXPECT_LT(one.drawn, one.population) << "or this test draws nothing";
  }
  EXPECT_EQ(population, 6000);
  EXPECT_EQ(static_cast<std::size_t>(drawn), made.columns.size());
  EXPECT_EQ(made.columns.stamps[1], again.columns.stamps[1]);
  EXPECT_NE(made.columns.stamps[1], other.columns.stamps[1]) << "another seed";
  EXPECT_FALSE(whole_week(Instant{0}, Instant{7 * day_ms - 1}));
  EXPECT_TRUE(whole_week(Instant{0}, Instant{7 * day_ms}));
  EXPECT_FALSE(whole_week({}, Instant{7 * day_ms}));
}

TEST(Sampling, does_every_stay_have_the_same_chance) {
  Columns columns;
  for (int i = 0; i < 40; ++i) columns.add(truck(i, i % 2 == 0 ? 1 : 50));
  std::vector<int> taken(40, 0);
  std::int64_t drawn = 0;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const auto made = sample(columns, 0.5, seed);
    drawn = made.strata[0].drawn;
    for (const auto at : made.columns.stamps[1]) ++taken[static_cast<std::size_t>((at - monday) / minute_ms)];
  }
  const double share = static_cast<double>(drawn) / 40, spread = std::sqrt(2000 * share * (1 - share));
  ASSERT_GT(drawn, 5);
  ASSERT_LT(drawn, 35);
  for (const auto one : taken) EXPECT_NEAR(one, 2000 * share, 4.5 * spread);
}

}  // namespace
}  // namespace onestop::study::test
