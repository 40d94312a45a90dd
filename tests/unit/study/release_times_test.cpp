// The founding table made of stays: the founding study's own figures, the identities between the columns, and what is left out.
#include <gtest/gtest.h>

#include <numeric>

#include "crossing_story.h"
#include "study/release_times.h"

namespace onestop::study::test {
namespace {

programme::ReleaseStudy founding() {
  programme::ReleaseStudy study;
  study.rows = {{"light", "", {"car"}, {}, {}, {}}, {"passing", "", {"truck"}, {"transit"}, {}, {}}, {"staying", "", {"truck"}, {}, {"transit"}, {}}};
  return study;
}
const Choice choice{{"A", "B"}, "old", "new"};

/// Minutes at the exit side, on the way, and at the entry side.
Stay two_stop_stay(const Code& traffic_class, std::int64_t exit, std::int64_t way, std::int64_t entry, bool from_a = true) {
  Stay stay;
  stay.traffic_class = traffic_class;
  stay.exit_state = from_a ? "A" : "B";
  stay.entry_state = from_a ? "B" : "A";
  stay.layout = "old";
  stay.stamps = {minute(0), minute(exit), minute(exit + way), minute(exit + way + entry), {}, {}, {}, {}, {}, {}, {}, {}};
  const Owner left{OwnerKind::agency, "customs", stay.exit_state}, entered{OwnerKind::agency, "customs", stay.entry_state};
  stay.spent = {{left, Kind::work, false, exit * minute_ms}, {entered, Kind::wait, false, entry * minute_ms}, {{OwnerKind::infrastructure, {}, {}}, Kind::travel, false, way * minute_ms}};
  return stay;
}

Stay one_stop_stay(const Code& traffic_class, std::int64_t minutes) {
  Stay stay;
  stay.traffic_class = traffic_class;
  stay.exit_state = "A";
  stay.entry_state = "B";
  stay.layout = "new";
  stay.stamps = {minute(0), {}, {}, minute(minutes), {}, {}, {}, {}, {}, {}, {}, {}};
  stay.spent = {{{OwnerKind::agency, "customs", "A"}, Kind::work, false, minutes * minute_ms}};
  return stay;
}

std::vector<TableRow> table_of(const std::vector<Stay>& stays) {
  const auto study = founding();
  ReleaseTable table(study, choice);
  for (const auto& one : stays) table.add(one);
  return table.rows();
}

std::int64_t mean_min(const Cell& cell) { return cell ? cell->mean_ms / minute_ms : -1; }

TEST(ReleaseTimes, do_the_founding_figures_make_the_founding_table) {
  auto transit_before = two_stop_stay("truck", 45, 5, 90), transit_after = one_stop_stay("truck", 45);
  transit_before.facts = transit_after.facts = {"transit"};
  const auto rows = table_of({two_stop_stay("car", 15, 2, 30), transit_before, two_stop_stay("truck", 240, 2, 240), one_stop_stay("car", 15), transit_after, one_stop_stay("truck", 240)});
  const std::vector<std::array<std::int64_t, 6>> wanted{{15, 30, 45, 15, 15, 30}, {45, 90, 135, 45, 45, 90}, {240, 240, 480, 240, 240, 240}};
  ASSERT_EQ(rows.size(), wanted.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& row = rows[i];
    const std::array<std::int64_t, 6> shown{mean_min(row.before.states[0]), mean_min(row.before.states[1]), mean_min(row.before.total),
                                            mean_min(row.after.together), mean_min(row.after.total), row.economy->ms / minute_ms};
    EXPECT_EQ(shown, wanted[i]) << "row " << i;
  }
  EXPECT_EQ(rows[0].economy->percent_tenths, 667);
  EXPECT_EQ(rows[1].before.between->mean_ms, 5 * minute_ms) << "the way stands apart from the total";
}

TEST(ReleaseTimes, do_both_directions_go_into_the_column_of_the_state_that_controlled) {
  const auto row = table_of({two_stop_stay("car", 10, 1, 30), two_stop_stay("car", 50, 1, 20, false)})[0];
  EXPECT_EQ(mean_min(row.before.states[0]), 15) << "exit of A and entry of A";
  EXPECT_EQ(mean_min(row.before.states[1]), 40);
  EXPECT_EQ(row.before.states[0]->mean_ms + row.before.states[1]->mean_ms, row.before.total->mean_ms);
  EXPECT_EQ(row.before.total->n, 2);
}

TEST(ReleaseTimes, is_a_stay_without_a_stamp_left_out_and_counted) {
  auto unnoticed = two_stop_stay("car", 10, 1, 30), backwards = two_stop_stay("car", 10, 1, 30), unreleased = two_stop_stay("car", 10, 1, 30);
  unnoticed.stamps.exit_notice.reset();
  backwards.stamps.entry_accepted = minute(5);
  unreleased.stamps.released.reset();
  const auto row = table_of({two_stop_stay("car", 10, 1, 30), unnoticed, backwards, unreleased})[0];
  EXPECT_EQ(row.before.coverage, (Coverage{1, 2})) << "what was never released has no release time at all";
  EXPECT_EQ(row.before.total->n, 1);
}

TEST(ReleaseTimes, does_a_row_without_vehicles_show_no_figure) {
  const auto rows = table_of({two_stop_stay("car", 10, 1, 30)});
  EXPECT_FALSE(rows[0].after.total);
  EXPECT_FALSE(rows[0].economy);
  EXPECT_FALSE(rows[1].before.total);
  EXPECT_EQ(rows[0].waterfalls[1].n, 0);
}

TEST(ReleaseTimes, is_the_drive_between_sites_in_the_total_after_but_not_in_the_joint_time) {
  auto stay = one_stop_stay("car", 20);
  stay.spent = {{{OwnerKind::agency, "customs", "A"}, Kind::work, false, 15 * minute_ms}, {{OwnerKind::infrastructure, {}, {}}, Kind::travel, false, 5 * minute_ms}};
  const auto row = table_of({stay})[0];
  EXPECT_EQ(mean_min(row.after.together), 15);
  EXPECT_EQ(mean_min(row.after.total), 20);
}

TEST(ReleaseTimes, do_the_shares_of_the_waterfall_add_up_to_the_stay) {
  std::vector<Stay> stays;
  for (std::int64_t i = 1; i <= 7; ++i) stays.push_back(two_stop_stay("car", i * 3, 1, i * i));
  const auto fall = table_of(stays)[0].waterfalls[0];
  std::int64_t sum = 0, of_means = 0, elapsed = 0;
  for (const auto& one : fall.shares) {
    sum += one.sum_ms;
    of_means += one.mean_ms;
  }
  for (const auto& one : stays) elapsed += *release_ms(one);
  EXPECT_EQ(fall.n, 7);
  EXPECT_EQ(sum, elapsed);
  EXPECT_EQ(fall.sum_ms, elapsed);
  EXPECT_LE(std::abs(of_means - fall.mean_ms), static_cast<std::int64_t>(fall.shares.size()));
  EXPECT_EQ(fall.shares.size(), 3u);
}

TEST(ReleaseTimes, are_inspections_counted_in_the_column_of_the_state_whose_right_they_served) {
  auto both = two_stop_stay("truck", 240, 2, 240), none = two_stop_stay("truck", 100, 2, 100), paired = one_stop_stay("truck", 240);
  both.inspections = {1, 1, 0};
  both.costs = {{"A", {5000, "USD"}}};
  paired.inspections = {0, 0, 1};
  const auto row = table_of({both, none, paired})[2];
  EXPECT_EQ(row.inspected[0].vehicles, 2);
  EXPECT_EQ(row.inspected[0].inspected, 1);
  EXPECT_EQ(row.inspected[0].by_state, (std::array<std::int64_t, 2>{1, 1}));
  EXPECT_EQ(row.inspected[0].all() * 20'000 / row.inspected[0].inspected, 40'000) << "400 dollars before";
  EXPECT_EQ(row.inspected[1].all() * 20'000 / row.inspected[1].inspected, 20'000) << "200 after";
  EXPECT_EQ(row.inspected[0].recorded, both.costs);
}

// ---- the stay itself ---

Crossing folded(const std::vector<Recorded>& events) {
  Crossing crossing;
  crossing.id = id_named("X1");
  for (const auto& one : events) evolve(crossing, one);
  return crossing;
}

std::optional<Stay> stay_after(const Story& story, const law::Procedure& procedure = two_stop()) { return stay_of(story.events, folded(story.events), procedure); }

TEST(Stay, does_a_crossing_become_a_stay_with_its_release) {
  Story story;
  story.arrival().control(2, 5, kz_frontier, "gate").notice(10);
  EXPECT_FALSE(stay_after(story));
  story.acceptance(14).release(30);
  const auto stay = stay_after(story);
  ASSERT_TRUE(stay);
  EXPECT_EQ(stay->stamps, (Stamps{minute(0), minute(10), minute(14), minute(30), {}, minute(2), {}, {}, {}, {}, {}, {}}));
  EXPECT_EQ(stay->end, End::none);
  EXPECT_TRUE(stay->laden);
  EXPECT_EQ(stay->traffic_class, Code("truck"));
  EXPECT_EQ(stay->exit_state, Code("KZ"));
  EXPECT_FALSE(stay->ended);
}

TEST(Stay, does_the_time_of_all_owners_add_up_to_the_stay_and_that_before_the_release_to_the_release_time) {
  Story story;
  story.arrival().control(2, 5, kz_frontier, "gate").notice(10).acceptance(14).control(15, 25, kg_customs, "customs_documents", story.goods).release(30).departure(41);
  const auto stay = stay_after(story);
  ASSERT_TRUE(stay);
  std::int64_t before = 0, after = 0;
  for (const auto& one : stay->spent) (one.after_release ? after : before) += one.ms;
  EXPECT_EQ(before, 30 * minute_ms);
  EXPECT_EQ(after, 11 * minute_ms);
  EXPECT_EQ(release_ms(*stay), before);
  EXPECT_EQ(stay->end, End::departed);
  EXPECT_EQ(stay->ended, minute(41));
}

TEST(Stay, do_the_moments_between_gate_and_release_stand_on_it) {
  Story story;
  story.arrival().control(2, 5, kz_frontier, "gate").notice(10).acceptance(14);
  story.at(15, ControlBegun{kg_customs, "customs_documents", story.goods}).at(20, ControlClosed{kg_customs, "customs_documents", story.goods, {}, {{"red_channel", Side::entry}}, {}, {}, {}});
  story.at(21, InspectionOrdered{kg_customs, id_named("I1"), story.goods, "goods_inspection", Side::entry, false, {}}).at(22, GoodsDeposited{kg_customs, id_named("D1"), story.goods, "shed"});
  InspectionActDrawn act;
  act.by = kg_customs;
  act.act.inspection = id_named("I1");
  act.act.control = "goods_inspection";
  story.at(30, InspectionAttended{kg_customs, id_named("I1")}).at(70, act).at(72, GoodsReloaded{kg_customs, id_named("D1")}).release(80);
  const auto stamps = stay_after(story)->stamps;
  EXPECT_EQ(stamps.first_control, minute(2));
  EXPECT_EQ(stamps.channel, minute(20));
  EXPECT_EQ(stamps.inspection_ordered, minute(21));
  EXPECT_EQ(stamps.inspection_begun, minute(30));
  EXPECT_EQ(stamps.inspection_ended, minute(70));
  EXPECT_EQ(stamps.stored, minute(22));
  EXPECT_EQ(stamps.fetched, minute(72));
  EXPECT_EQ(stay_after(story)->deposits, 1u);
}

TEST(Stay, does_a_release_that_was_overruled_later_not_count) {
  Story story;
  story.arrival().notice(10).acceptance(14);
  story.at(30, SubjectReleased{kz_customs, story.vehicle, 0, {}}).at(40, SubjectReleased{kg_customs, story.vehicle, 0, {}});
  EXPECT_EQ(stay_after(story)->stamps.released, minute(40)) << "the last one";
  for (const auto& head : {officer("KZ", "frontier", "head of KZ"), officer("KG", "frontier", "head of KG")}) {
    DivergenceResolved kept;
    kept.by = head;
    kept.kind = DivergenceKind::fate;
    kept.about = story.vehicle;
    kept.keep = id_named("server of KZ");
    story.at(50, kept);
  }
  EXPECT_EQ(stay_after(story)->stamps.released, minute(30)) << "the last one that stands";
}

TEST(Stay, does_each_activity_of_an_owner_have_its_own_sum) {
  Story story;
  story.arrival().control(0, 5, kg_customs, "customs_documents", story.goods).control(5, 7, kg_customs, "vehicle_customs").notice(10).acceptance(14).release(30).departure(41);
  const auto stay = stay_after(story);
  std::int64_t sum = 0, customs_work = 0;
  for (const auto& one : stay->spent) {
    sum += one.ms;
    EXPECT_FALSE(one.activity.empty());
    if (one.kind == Kind::work && one.owner.agency == Code("customs")) customs_work += one.ms;
  }
  EXPECT_EQ(sum, 41 * minute_ms);
  EXPECT_EQ(customs_work, 7 * minute_ms);
}

TEST(Stay, is_a_traveller_who_turns_back_a_stay_without_a_release_time) {
  Story story;
  story.arrival().at(6, CrossingWithdrawn{kz_frontier, "changed_mind"});
  const auto stay = stay_after(story);
  ASSERT_TRUE(stay);
  EXPECT_EQ(stay->end, End::withdrawn);
  EXPECT_FALSE(release_ms(*stay));
}

TEST(Stay, does_a_fact_of_one_side_bear_that_side) {
  Story story;
  VehicleArrived arrival;
  arrival.by = kz_frontier;
  arrival.vehicle = story.vehicle;
  arrival.traffic_class = "truck";
  arrival.exit_state = "KZ";
  ArrivedConsignment passing, staying;
  passing.id = story.goods;
  passing.claims = {{"transit", Side::exit}, {"sps_goods", {}}};
  arrival.consignments = {passing};
  story.at(0, arrival).at(1, CrossingWithdrawn{kz_frontier, "changed_mind"});
  const auto stay = stay_after(story);
  ASSERT_TRUE(stay);
  EXPECT_EQ(stay->facts, (std::vector<std::string>{"sps_goods", "transit.exit"}));
}

}  // namespace
}  // namespace onestop::study::test
