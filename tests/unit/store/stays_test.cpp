// The tables that studies and the search read.
#include "engines.h"

namespace onestop::store {
namespace {

study::Stay sample_stay(std::uint64_t n, std::optional<Instant> released) {
  study::Stay stay;
  stay.crossing = crossing_id(n);
  stay.traffic_class = "truck";
  stay.exit_state = "KZ";
  stay.entry_state = "KG";
  stay.layout = n % 2 ? "combined" : "two_stop";
  stay.facts = {"sps_goods", "transit.exit"};
  stay.laden = true;
  stay.stamps = {morning, morning + 10, {}, released, {}, morning + 1, morning + 2, morning + 3, morning + 4, morning + 5, morning + 6, morning + 7};
  stay.deposits = 2;
  stay.inspections = {1, 2, 3};
  stay.spent = {{{study::OwnerKind::agency, "customs", "KZ"}, study::Kind::work, false, 17, "B"}, {{study::OwnerKind::agency, "customs", "KZ"}, study::Kind::work, false, 3, "N"}, {{study::OwnerKind::traveller, {}, {}}, study::Kind::wait, true, 4, "dwell"}};
  stay.costs = {{"KZ", {5000, "USD"}}};
  stay.mended = {1, 22, 3, 4};
  return stay;
}

Token token_of(unsigned char n) { return {n, 1, 2}; }

struct StaysTest : OnBothEngines {
  std::unique_ptr<Store> store = home.open_sample();
  std::unique_ptr<Reader> reader = value(store->reader());
  void put(const Commit& commit) { commit_one(*store, commit); }
};

ON_BOTH_ENGINES(StaysTest);

TEST_P(StaysTest, is_a_stay_read_as_it_was_written) {
  Commit commit;
  commit.stays = {sample_stay(1, morning + 100)};
  put(commit);
  EXPECT_EQ(value(reader->stay(crossing_id(1))), sample_stay(1, morning + 100));
  EXPECT_FALSE(value(reader->stay(crossing_id(2))));
}

TEST_P(StaysTest, does_a_later_stay_replace_the_whole_row) {
  Commit commit;
  commit.stays = {sample_stay(1, morning + 100)};
  put(commit);
  commit.stays[0].spent.pop_back();
  commit.stays[0].costs.clear();
  commit.stays[0].stamps.gate_out = morning + 200;
  put(commit);
  EXPECT_EQ(value(reader->stay(crossing_id(1))), commit.stays[0]);
}

TEST_P(StaysTest, are_the_stays_of_a_period_those_released_in_it_oldest_first) {
  Commit commit;
  commit.stays = {sample_stay(1, morning + 300), sample_stay(2, morning + 100), sample_stay(3, std::nullopt), sample_stay(4, morning + 200)};
  put(commit);
  const auto crossings = [&](StayQuery query) {
    std::vector<Id> found;
    must(reader->each_stay(query, [&](const study::Stay& stay) {
      found.push_back(stay.crossing);
      return true;
    }));
    return found;
  };
  EXPECT_EQ(crossings({}), (std::vector{crossing_id(2), crossing_id(4), crossing_id(1)}));
  EXPECT_EQ(crossings({morning + 100, morning + 300}), (std::vector{crossing_id(2), crossing_id(4)}));
  EXPECT_EQ(value(reader->first_layout()), Code("two_stop"));
}

TEST_P(StaysTest, are_crossings_without_a_release_counted_by_how_they_ended) {
  Commit commit;
  for (std::uint64_t n = 1; n <= 4; ++n) {
    commit.stays.push_back(sample_stay(n, n == 1 ? std::optional(morning + 100) : std::nullopt));
    commit.stays.back().end = n == 2 ? crossing::End::withdrawn : crossing::End::exit_refused;
    commit.stays.back().ended = morning + static_cast<std::int64_t>(n * 100);
  }
  auto inside = sample_crossing(crossing_id(9), 1, morning);
  inside.arrived = morning;
  commit.crossings = {inside};
  put(commit);
  const auto all = value(reader->unreleased({INT64_MIN}, {INT64_MAX}));
  ASSERT_EQ(all.ended.size(), 2u);
  EXPECT_EQ(all.ended[0].end, crossing::End::exit_refused);
  EXPECT_EQ(all.ended[0].crossings, 2u);
  EXPECT_EQ(all.ended[1].crossings, 1u);
  EXPECT_EQ(all.inside, 1u);
  const auto earlier = value(reader->unreleased(morning + -1, morning + 300));
  EXPECT_EQ(earlier.ended.size(), 1u) << "the one who turned back";
  EXPECT_EQ(value(reader->unreleased(morning + -2, morning)).inside, 0u) << "had not come yet";
}

TEST_P(StaysTest, are_only_those_found_who_bear_all_the_words) {
  Commit commit;
  commit.tokens = {{token_of(1), crossing_id(1), person_id(1)}, {token_of(2), crossing_id(1), person_id(1)}, {token_of(1), crossing_id(2), person_id(2)}};
  put(commit);
  EXPECT_EQ(value(reader->by_tokens({{token_of(1)}}, 10)).size(), 2u);
  EXPECT_EQ(value(reader->by_tokens({{token_of(1)}}, 10)).front().crossing, crossing_id(2)) << "newest first";
  EXPECT_EQ(value(reader->by_tokens({{token_of(1)}, {token_of(9), token_of(2)}}, 10)).size(), 1u);
  EXPECT_EQ(value(reader->by_tokens({{token_of(1)}, {token_of(9)}}, 10)).size(), 0u);
  EXPECT_EQ(value(reader->by_tokens({{token_of(1)}}, 1)).size(), 1u);
}

TEST_P(StaysTest, is_an_erased_person_no_longer_found_nor_registered_again) {
  Commit commit;
  commit.tokens = {{token_of(1), crossing_id(1), person_id(1)}, {token_of(1), crossing_id(2), person_id(2)}};
  put(commit);
  Commit erase;
  erase.erases = {person_id(1)};
  put(erase);
  EXPECT_EQ(value(reader->by_tokens({{token_of(1)}}, 10)).size(), 1u);
  commit.tokens = {{token_of(3), crossing_id(3), person_id(1)}};
  put(commit);
  EXPECT_EQ(value(reader->by_tokens({{token_of(3)}}, 10)).size(), 0u);
}

TEST_P(StaysTest, does_the_journal_keep_who_searched_and_how_many_he_found) {
  must(store->writer().begin());
  must(store->writer().put_search({person_id(7), morning, "person", 3}));
  must(store->writer().finish());
  EXPECT_EQ(value(reader->searches(morning, morning + 1, 10)), (std::vector<SearchRow>{{person_id(7), morning, "person", 3}}));
}

TEST_P(StaysTest, does_the_beginning_of_a_plate_find_every_crossing_that_has_it) {
  EXPECT_TRUE(value(reader->by_plate("ABC", 10)).empty());
  Commit commit;
  for (std::uint64_t n = 1; n <= 3; ++n) {
    auto row = sample_crossing(crossing_id(n), 1, morning);
    row.plate_folded = n == 3 ? "ABD1" : "ABC" + std::to_string(n);
    row.arrived = morning + static_cast<std::int64_t>(n);
    commit.crossings.push_back(row);
  }
  put(commit);
  EXPECT_EQ(value(reader->by_plate("ABC", 10)).size(), 2u);
  EXPECT_EQ(value(reader->by_plate("ABC", 10)).front().crossing, crossing_id(2)) << "newest arrival first";
  EXPECT_EQ(value(reader->by_plate("ABD1", 10)).size(), 1u);
  const auto inside = value(reader->inside("korday"));
  ASSERT_EQ(inside.size(), 1u);
  EXPECT_EQ(inside[0].vehicles, 3u);
}

}  // namespace
}  // namespace onestop::store
