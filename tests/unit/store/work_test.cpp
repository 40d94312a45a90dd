// Work lists, work in hand, and which card lies before which desk.
#include "engines.h"

namespace onestop::store {
namespace {

const Code customs_bay = "bay", truck_hall = "hall";
Id officer(std::uint64_t n) { return {0x0500, n}; }

WorkRow waiting(std::uint64_t crossing, const Code& control, const Code& station, std::int64_t since_min, int priority = 0, const Code& agency = "customs") {
  return {crossing_id(crossing), "KZ", control, crossing_id(crossing), station, agency, morning + since_min * minute_ms, priority};
}

HandRow in_hand(std::uint64_t crossing, const Code& desk, std::uint64_t by, bool confirmed = true) {
  return {crossing_id(crossing), "KZ", customs_bay, morning, desk, officer(by), confirmed, {}, Id{9, crossing}, crossing, {}};
}

HandChange taken(const HandRow& row) { return {row.crossing, row.state, row.station, row.since, row}; }
HandChange given_back(const HandRow& row, Instant at) { return {row.crossing, row.state, row.station, at, {}}; }

struct WorkTest : OnBothEngines {
  std::unique_ptr<Store> store = home.open_sample();
  std::unique_ptr<Reader> reader = value(store->reader());

  void SetUp() override {
    Commit commit;
    for (std::uint64_t n = 1; n <= 4; ++n) commit.crossings.push_back(sample_crossing(crossing_id(n), 1, morning));
    commit.crossings[1].standing.held_since = morning;
    commit.work = {waiting(1, "documents", truck_hall, 30), waiting(2, "inspection", customs_bay, 10), waiting(3, "inspection", customs_bay, 20, 7), waiting(4, "documents", truck_hall, 5, 0, "frontier")};
    commit_one(*store, commit);
  }
  std::vector<std::uint64_t> listed(const WorkLineQuery& query) {
    std::vector<std::uint64_t> crossings;
    for (const auto& line : value(reader->work_lines(query))) crossings.push_back(line.work.crossing.low);
    return crossings;
  }
  WorkFilter of_kz() const { return {.state = "KZ", .soon = morning + hour_ms}; }
};

ON_BOTH_ENGINES(WorkTest);

TEST_P(WorkTest, does_the_highest_rank_go_first_and_then_who_waits_longest) {
  EXPECT_EQ(listed({of_kz(), {}, 50}), (std::vector<std::uint64_t>{3, 4, 2, 1}));
}

TEST_P(WorkTest, does_a_deadline_that_is_near_go_before_every_rank_and_a_far_one_does_not) {
  Commit commit;
  commit.due = {{Id{7, 1}, kz, crossing_id(1), "partner_absence", crossing_id(1), morning + 40 * minute_ms}, {Id{7, 2}, kz, crossing_id(2), "hold_expiry", crossing_id(2), morning + 2 * hour_ms},
                {Id{7, 3}, kz, crossing_id(4), "storage_day", crossing_id(4), morning + minute_ms}};
  commit_one(*store, commit);
  EXPECT_EQ(listed({of_kz(), {}, 50}), (std::vector<std::uint64_t>{1, 3, 4, 2})) << "a day in the warehouse is kept by nobody";
  const auto lines = value(reader->work_lines({of_kz(), {}, 50}));
  EXPECT_EQ(lines[0].deadline, morning + 40 * minute_ms);
  EXPECT_EQ(lines[3].deadline, morning + 2 * hour_ms);
  EXPECT_FALSE(lines[2].deadline);
}

TEST_P(WorkTest, do_pages_follow_one_another_without_a_line_twice_or_never) {
  std::vector<std::uint64_t> all;
  WorkLineQuery query{of_kz(), {}, 1};
  for (;;) {
    const auto page = value(reader->work_lines(query));
    if (page.empty()) break;
    const auto& last = page.back().work;
    all.push_back(last.crossing.low);
    query.after = WorkPlaceInList{INT64_MAX, -last.priority, last.since, last.crossing, last.control, last.subject};
  }
  EXPECT_EQ(all, (std::vector<std::uint64_t>{3, 4, 2, 1}));
}

TEST_P(WorkTest, does_each_filter_leave_what_it_names) {
  auto filter = of_kz();
  filter.station = customs_bay;
  EXPECT_EQ(listed({filter, {}, 50}), (std::vector<std::uint64_t>{3, 2}));
  filter = of_kz();
  filter.agency = "frontier";
  EXPECT_EQ(listed({filter, {}, 50}), (std::vector<std::uint64_t>{4}));
  filter = of_kz();
  filter.since_before = morning + 10 * minute_ms;
  EXPECT_EQ(listed({filter, {}, 50}), (std::vector<std::uint64_t>{4, 2}));
  filter = of_kz();
  filter.held = true;
  EXPECT_EQ(listed({filter, {}, 50}), (std::vector<std::uint64_t>{2}));
  filter.held = false;
  EXPECT_EQ(listed({filter, {}, 50}), (std::vector<std::uint64_t>{3, 4, 1}));
  filter = of_kz();
  filter.vehicle_class = "car";
  EXPECT_TRUE(listed({filter, {}, 50}).empty());
  filter = of_kz();
  filter.state = "KG";
  EXPECT_TRUE(listed({filter, {}, 50}).empty()) << "the other state's work is its own";
}

TEST_P(WorkTest, does_an_agency_see_what_belongs_to_no_agency_where_it_works_and_nowhere_else) {
  Commit commit;
  commit.work = {waiting(1, "notice", customs_bay, 1, 0, ""), waiting(2, "notice", "hal", 2, 0, "")};
  commit_one(*store, commit);
  auto filter = of_kz();
  filter.agency = "customs";
  filter.common_stations = {"hall", customs_bay};
  EXPECT_EQ(listed({filter, {}, 50}), (std::vector<std::uint64_t>{3, 1, 2, 1})) << "a station whose name is a part of another's is another one";
}

TEST_P(WorkTest, is_all_of_it_counted_by_station_and_control_with_the_oldest) {
  Commit commit;
  commit.hands = {taken(in_hand(3, "bay_1", 1))};
  commit_one(*store, commit);
  const auto counts = value(reader->work_counts(of_kz()));
  ASSERT_EQ(counts.size(), 3u);
  EXPECT_EQ(counts[0].station, customs_bay);
  EXPECT_EQ(counts[0].count, 2u);
  EXPECT_EQ(counts[0].held, 1u);
  EXPECT_EQ(counts[0].in_hand, 1u);
  EXPECT_EQ(counts[0].oldest, morning + 10 * minute_ms);
  EXPECT_EQ(counts[1].agency, Code("customs"));
  EXPECT_EQ(counts[2].agency, Code("frontier"));
}

TEST_P(WorkTest, is_work_in_one_hand_at_a_time_and_its_past_kept) {
  const auto first = in_hand(2, "bay_1", 1);
  auto second = in_hand(2, "bay_2", 2, false);
  second.since = morning + hour_ms;
  second.given_by = officer(1);
  Commit commit;
  commit.hands = {taken(first), taken(second)};
  commit_one(*store, commit);
  EXPECT_EQ(value(reader->hand(crossing_id(2), "KZ", customs_bay)), second);
  EXPECT_EQ(value(reader->hands({.state = "KZ", .desk = "bay_1"})).size(), 0u);
  auto past = first;
  past.until = second.since;
  EXPECT_EQ(value(reader->hands({.crossing = crossing_id(2), .past = true})), (std::vector<HandRow>{past, second}));

  commit.hands = {given_back(second, morning + 2 * hour_ms)};
  commit_one(*store, commit);
  EXPECT_FALSE(value(reader->hand(crossing_id(2), "KZ", customs_bay)));
  auto filter = of_kz();
  filter.hand = HandFilter::none;
  EXPECT_EQ(listed({filter, {}, 50}).size(), 4u) << "nothing is lost: it waits again";
}

TEST_P(WorkTest, does_the_list_tell_whose_hand_it_is) {
  Commit commit;
  commit.hands = {taken(in_hand(2, "bay_1", 1)), taken(in_hand(3, "bay_2", 2))};
  commit_one(*store, commit);
  auto filter = of_kz();
  filter.desk = "bay_1";
  filter.hand = HandFilter::desk;
  EXPECT_EQ(listed({filter, {}, 50}), (std::vector<std::uint64_t>{2}));
  filter.hand = HandFilter::others;
  EXPECT_EQ(listed({filter, {}, 50}), (std::vector<std::uint64_t>{3}));
  filter.hand = HandFilter::none;
  EXPECT_EQ(listed({filter, {}, 50}), (std::vector<std::uint64_t>{4, 1}));
}

TEST_P(WorkTest, is_a_card_before_one_desk_only_until_nobody_has_looked_at_it_for_a_while) {
  auto& writer = store->writer();
  must(writer.begin());
  const DeskCardRow before_one{crossing_id(1), "KZ", truck_hall, "hall_1", morning}, before_two{crossing_id(1), "KZ", truck_hall, "hall_2", morning + minute_ms};
  EXPECT_TRUE(value(writer.lay_card(before_one, morning + -minute_ms)));
  EXPECT_FALSE(value(writer.lay_card(before_two, morning + -minute_ms))) << "it lies before the first";
  EXPECT_TRUE(value(writer.lay_card({crossing_id(1), "KZ", truck_hall, "hall_1", morning + 2}, morning + -minute_ms))) << "the desk that has it may look again";
  EXPECT_TRUE(value(writer.lay_card({crossing_id(1), "KG", truck_hall, "kg_1", morning}, morning + -minute_ms))) << "the other state looks at it as well";
  EXPECT_TRUE(value(writer.lay_card(before_two, morning + 3))) << "forgotten by the first";
  must(writer.finish());
  const auto cards = value(reader->desk_cards("KZ", truck_hall));
  ASSERT_EQ(cards.size(), 1u);
  EXPECT_EQ(cards[0].desk, Code("hall_2"));
}

TEST_P(WorkTest, has_a_desk_one_card) {
  auto& writer = store->writer();
  must(writer.begin());
  EXPECT_TRUE(value(writer.lay_card({crossing_id(1), "KZ", truck_hall, "hall_1", morning}, morning)));
  EXPECT_TRUE(value(writer.lay_card({crossing_id(2), "KZ", truck_hall, "hall_1", morning}, morning)));
  must(writer.finish());
  ASSERT_EQ(value(reader->desk_cards("KZ", truck_hall)).size(), 1u);
  must(writer.begin());
  must(writer.clear_card("hall_1"));
  must(writer.finish());
  EXPECT_TRUE(value(reader->desk_cards("KZ", truck_hall)).empty());
}

TEST_P(WorkTest, is_one_event_read_by_its_place_in_its_stream) {
  Commit commit;
  commit.events = {sample_event(kz, crossing_id(8), morning, "Aida"), sample_event(kz, crossing_id(8), morning + 1, "Bolot")};
  commit_one(*store, commit);
  const auto found = value(reader->event_at(kz, crossing_id(8), 2));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->envelope.at, morning + 1);
  EXPECT_FALSE(value(reader->event_at(kz, crossing_id(8), 3)));
}

}  // namespace
}  // namespace onestop::store
