// The law changes at the midnight of the state whose law it is, while the server runs: who comes after it comes under the
// new law, who is inside finishes under the old one, also after a restart.
#include "standing_post.h"

namespace onestop::server::test {
namespace {

const crossing::Command close_customs(std::uint64_t n) { return crossing::CloseControl{"vehicle_customs", StandingPost::vehicle_id(n), crossing::Outcome::passed, {}, {}}; }

constexpr const char* kz_waived = "waived: From the new year on customs of Kazakhstan lets cars pass without control.";
constexpr const char* kg_waived = "waived: From the new year on customs of Kyrgyzstan lets cars pass without control.";
constexpr const char* due = "not_yet: Controls follow one another in the order of the layout in which the post is run.";

struct Midnight : testing::Test {
  StandingPost post;
  void SetUp() override {
    post.open(instant("2010-12-31T12:00:00Z"));
    ASSERT_FALSE(post.regime->activated());
    post.sign();
  }
  std::string kz_says(std::uint64_t n) { return said(post.ask("kz_car_customs_1", StandingPost::crossing_id(n), close_customs(n))); }
  std::string kg_says(std::uint64_t n) { return said(post.ask("kg_car_customs_1", StandingPost::crossing_id(n), close_customs(n))); }
  void arrive_at(Instant at, std::uint64_t n) {
    post.set_clock(at);
    ASSERT_EQ(said(post.arrive(n)), "done");
  }
  void judge_all() {
    EXPECT_EQ(kz_says(1), due);
    EXPECT_EQ(kg_says(1), due);
    EXPECT_EQ(kz_says(2), due) << "in Korday the old year has an hour to go";
    EXPECT_EQ(kg_says(2), kg_waived);
    EXPECT_EQ(kz_says(3), kz_waived);
    EXPECT_EQ(kg_says(3), kg_waived);
  }
};

TEST_F(Midnight, is_a_vehicle_opened_under_the_law_of_its_minute_without_a_restart) {
  arrive_at(kg_midnight + -1, 1);
  arrive_at(kg_midnight, 2);
  arrive_at(kz_midnight, 3);
  ASSERT_EQ(post.regime->eras().size(), 4u) << "the last is the community's, of 2015";
  for (std::uint64_t n = 1; n <= 3; ++n) EXPECT_EQ(post.pinned(n), post.regime->eras()[n - 1].procedures[0]->hash) << n;
  EXPECT_NE(post.pinned(1), post.pinned(2));
  EXPECT_NE(post.pinned(2), post.pinned(3));
  judge_all();
}

TEST_F(Midnight, do_vehicles_inside_keep_their_law_through_restarts) {
  arrive_at(kg_midnight + -minute_ms, 1);
  post.open(kg_midnight + 30 * minute_ms);
  EXPECT_TRUE(post.regime->activated()) << "what two people signed covers the days to come";
  arrive_at(kg_midnight + 31 * minute_ms, 2);
  post.open(kz_midnight + minute_ms);
  EXPECT_TRUE(post.regime->activated());
  ASSERT_EQ(post.regime->eras().size(), 4u) << "the line on record, from its beginning on";
  arrive_at(kz_midnight + 2 * minute_ms, 3);
  judge_all();
  EXPECT_EQ(said(post.ask("kz_gate_in_1", StandingPost::crossing_id(1), crossing::CloseControl{"gate", StandingPost::vehicle_id(1), crossing::Outcome::passed, {}, {}})), "done");
  const auto row = post.store->reader().value()->crossing(StandingPost::crossing_id(1));
  ASSERT_TRUE(row && *row);
  EXPECT_EQ((*row)->procedure, post.pinned(1));
}

TEST_F(Midnight, is_nothing_in_force_before_the_regime_begins) {
  const auto begins = post.regime->eras().front().from;
  EXPECT_FALSE(post.regime->in_force("KZ", begins + -1));
  EXPECT_TRUE(post.regime->in_force("KZ", begins));
  EXPECT_FALSE(post.regime->in_force("nowhere", begins));
}

TEST_F(Midnight, must_sources_that_differ_in_a_later_day_be_signed_again) {
  post.replace_in_law("zz-dates.yaml", "from: 2011-01-01", "from: 2011-01-02");
  post.open(instant("2010-12-31T13:00:00Z"));
  EXPECT_FALSE(post.regime->activated()) << "today is as it was signed, tomorrow is not";
}

TEST_F(Midnight, does_a_law_that_gives_out_on_a_later_day_say_so_before_it_is_signed) {
  post.replace_in_law("model-national-kz.yaml", "  - id: kz-passport\n", "  - id: kz-passport\n    until: 2012-05-01\n");
  post.close();
  auto store = store::open({.path = post.data()});
  ASSERT_TRUE(store);
  const auto regime = Regime::open({post.law_folder(), post.post_file(), "combined"}, **store, instant("2010-12-31T13:00:00Z"));
  ASSERT_FALSE(regime);
  EXPECT_NE(regime.error().what.find("from 2012-05-01 by the clocks of KZ on: no provision says what passport by the"), std::string::npos) << regime.error().what;
}

TEST_F(Midnight, does_a_refusal_cite_the_text_under_which_its_vehicle_entered) {
  arrive_at(kz_midnight, 3);
  const std::string old_text = "lets cars pass without control", new_text = "lets cars pass and asks nothing";
  post.replace_in_law("zz-dates.yaml", "customs of Kazakhstan " + old_text, "customs of Kazakhstan " + new_text);
  post.open(kz_midnight + hour_ms);
  ASSERT_FALSE(post.regime->activated());
  post.sign();
  arrive_at(kz_midnight + 2 * hour_ms, 4);
  EXPECT_EQ(kz_says(3), kz_waived);
  EXPECT_EQ(kz_says(4), "waived: From the new year on customs of Kazakhstan " + new_text + ".");
  EXPECT_EQ(post.regime->cite("kz-vehicle-new-year", kz_midnight + 2 * hour_ms)->text, "From the new year on customs of Kazakhstan " + new_text + ".");
}

}  // namespace
}  // namespace onestop::server::test
