// What a phase lacks is named, group by group, and nothing else is; capacity comes out in whole numbers.
#include "core/programme/capacity.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/programme/readiness.h"
#include "law_fixture.h"

namespace onestop::programme {
namespace {

using law::test::small_law;
using law::test::small_post;

const Day day_one{20'000};

/// One phase of the small post with all that its two desks, its device and its law need.
Programme small_programme() {
  Phase phase;
  phase.code = "first";
  phase.title = "First";
  phase.post = "pass";
  phase.from = day_one;
  phase.layout = "plain";
  phase.open_min_per_day = 1440;
  phase.buildings = {{"house", "House", "yard", {{"hut", 2}}, {"p.yaml", 11}}};
  phase.equipment = {{"scales", "A", 1, {"p.yaml", 12}}};
  phase.officers = {{"A", "guards", 5, {"p.yaml", 13}}, {"B", "guards", 5, {"p.yaml", 14}}};
  phase.exchange = {{ExchangeKind::notices, {}, {}, {"p.yaml", 15}}};
  phase.place = {"p.yaml", 10};
  Programme out;
  out.code = "small";
  out.officers_per_desk_tenths = 45;
  out.phases = {phase};
  return out;
}

post::Post post_with_scales() {
  auto post = small_post();
  post.place = {"post.yaml", 1};
  post.layouts[0].devices = {{"a_scales", "scales", "yard", "A", {}}};
  return post;
}

std::string group(LackKind kind) { return boost::describe::enum_to_string(kind, ""); }

/// Every lack of every phase, one a line.
std::string lacks(const Programme& programme, const law::Law& law = small_law(), const post::Post& post = post_with_scales()) {
  std::string text;
  for (const auto& phase : judge_readiness(programme, law, {post}))
    for (const auto& lack : phase.lacks) text += group(lack.kind) + " " + lack.place.file + ":" + std::to_string(lack.place.line) + " " + lack.sentence + " | " + lack.right + "\n";
  return text;
}

void expect_one(const std::string& said, const std::string& wanted) {
  EXPECT_EQ(said.substr(0, wanted.size()), wanted) << "said:\n" << said;
  EXPECT_EQ(std::ranges::count(said, '\n'), 1) << "said:\n" << said;
}

TEST(Readiness, A_phase_with_everything_it_needs_is_ready) { EXPECT_EQ(lacks(small_programme()), ""); }

TEST(Readiness, A_device_that_nobody_announced_is_lacking) {
  auto programme = small_programme();
  programme.phases[0].equipment.clear();
  expect_one(lacks(programme), "equipment p.yaml:10 layout plain names 1 of kind scales that belong to A, the phase has none | equipment: - { kind: scales, owner: A, count: 1 }\n");
}

TEST(Readiness, The_equipment_of_the_other_state_does_not_count) {
  auto programme = small_programme();
  programme.phases[0].equipment[0].owner = "B";
  expect_one(lacks(programme), "equipment p.yaml:10 layout plain names 1 of kind scales that belong to A, the phase has none");
}

TEST(Readiness, A_misspelt_device_is_asked_about) {
  auto programme = small_programme();
  programme.phases[0].equipment[0].kind = "scalse";
  EXPECT_NE(lacks(programme).find("is \"scalse\" meant for it?"), std::string::npos) << lacks(programme);
}

TEST(Readiness, Desks_need_officers_for_all_shifts_rounded_up) {
  auto programme = small_programme();
  programme.phases[0].officers[1].count = 4;
  expect_one(lacks(programme), "officers p.yaml:10 layout plain has 1 desk of guards of B, which need 5 officers at 4.5 a desk; the phase has 4 | officers: - { state: B, agency: guards, count: 5 }\n");
  programme.officers_per_desk_tenths = 40;
  EXPECT_EQ(lacks(programme), "");
}

TEST(Readiness, Officers_of_an_unknown_agency_or_state_are_named_where_they_stand) {
  auto programme = small_programme();
  programme.phases[0].officers.push_back({"A", "gaurds", 1, {"p.yaml", 16}});
  expect_one(lacks(programme), "officers p.yaml:16 there is no agency \"gaurds\" | did you mean \"guards\"?");
  programme.phases[0].officers.back() = {"C", "guards", 1, {"p.yaml", 16}};
  expect_one(lacks(programme), "officers p.yaml:16 there is no state \"C\"");
}

TEST(Readiness, A_desk_without_a_workplace_is_lacking_a_building) {
  auto programme = small_programme();
  programme.phases[0].buildings[0].houses[0].workplaces = 1;
  expect_one(lacks(programme), "buildings p.yaml:10 layout plain has 2 desks at hut in zone yard, the buildings have 1 workplace for it | a building with zone: yard and houses: { hut: 2 }\n");
}

TEST(Readiness, A_building_in_a_zone_that_the_layout_does_not_have_is_named_where_it_stands) {
  auto programme = small_programme();
  programme.phases[0].buildings.push_back({"shed", "Shed", "yrad", {{"hut", 1}}, {"p.yaml", 17}});
  expect_one(lacks(programme), "buildings p.yaml:17 there is no zone \"yrad\" | did you mean \"yard\"?");
  programme.phases[0].buildings.back() = {"shed", "Shed", "yard", {{"hat", 1}}, {"p.yaml", 17}};
  expect_one(lacks(programme), "buildings p.yaml:17 there is no station \"hat\" | did you mean \"hut\"?");
}

TEST(Readiness, The_exit_notice_must_be_told_by_either_state) {
  auto programme = small_programme();
  programme.phases[0].exchange[0].from = "A";
  expect_one(lacks(programme), "exchange p.yaml:10 A may act only after the exit notice of B (Treaty, art. 1), but notices are not told to A | exchange: - { what: notices, from: B }\n");
}

TEST(Readiness, The_results_of_a_recognised_control_must_be_told_by_who_performs_it) {
  auto law = small_law();
  auto recognise = law::test::rule("look", law::Effect::recognise);
  recognise.side = law::Side::entry;
  law.provisions.push_back(law::test::provision("look-once", "treaty", recognise));
  auto programme = small_programme();
  programme.phases[0].exchange.push_back({ExchangeKind::results, {"look"}, "A", {"p.yaml", 16}});
  expect_one(lacks(programme, law), "exchange p.yaml:10 A recognises look done by B (Treaty, art. 1), but its results are not told to A | exchange: - { what: results, controls: [look], from: B }\n");
  programme.phases[0].exchange.back().from = {};
  EXPECT_EQ(lacks(programme, law), "");
}

TEST(Readiness, The_act_of_a_joint_control_must_be_told_by_both_and_is_missed_once) {
  auto law = small_law();
  auto together = law::test::rule("look", law::Effect::joint);
  together.side = law::Side::entry;
  for (const auto* from : {"A", "B"}) {  // two provisions, one for each direction, rest on the same acts
    together.exit_states = {from};
    law.provisions.push_back(law::test::provision((std::string("look-together-") + from).c_str(), "treaty", together));
    law.provisions.back().article = from;
  }
  auto programme = small_programme();
  programme.phases[0].exchange.push_back({ExchangeKind::results, {"look"}, {}, {"p.yaml", 16}});  // results are no acts
  EXPECT_EQ(lacks(programme, law),
            "exchange p.yaml:10 look is done jointly (Treaty, art. A), but A does not tell its part of the act | exchange: - { what: acts, controls: [look], from: A }\n"
            "exchange p.yaml:10 look is done jointly (Treaty, art. A), but B does not tell its part of the act | exchange: - { what: acts, controls: [look], from: B }\n");
  programme.phases[0].exchange.push_back({ExchangeKind::acts, {"look"}, {}, {"p.yaml", 16}});
  EXPECT_EQ(lacks(programme, law), "");
}

TEST(Readiness, An_exchange_of_what_nobody_knows_is_named_where_it_stands) {
  auto programme = small_programme();
  programme.phases[0].exchange.push_back({ExchangeKind::results, {"lok"}, "A", {"p.yaml", 16}});
  expect_one(lacks(programme), "exchange p.yaml:16 there is no control \"lok\" | did you mean \"look\"?");
}

TEST(Readiness, A_gap_in_the_law_is_told_with_the_place_in_the_law) {
  const auto programme = small_programme();
  const auto said = lacks(programme, law::test::bare_law());
  EXPECT_EQ(said.substr(0, 14), "law law.yaml:3") << said;  // where the control is declared
  const auto readiness = judge_readiness(programme, law::test::bare_law(), {post_with_scales()});
  EXPECT_EQ(readiness[0].not_judged, std::vector{LackKind::exchange});
}

TEST(Readiness, A_layout_whose_clause_is_missing_from_the_law_is_refused_with_the_clause) {
  auto law = small_law();
  std::erase_if(law.provisions, [](const auto& one) { return one.id == Code("clause-readmission"); });
  EXPECT_NE(lacks(small_programme(), law).find("readmission"), std::string::npos) << lacks(small_programme(), law);
}

TEST(Readiness, Law_that_begins_or_ends_within_the_phase_is_judged_from_that_day) {
  auto law = small_law();
  law.instruments[1].until = Day{day_one.number + 30};
  auto programme = small_programme();
  const auto readiness = judge_readiness(programme, law, {post_with_scales()});
  ASSERT_FALSE(readiness[0].ready());
  EXPECT_EQ(readiness[0].lacks[0].kind, LackKind::law);
  EXPECT_EQ(readiness[0].lacks[0].since, (Day{day_one.number + 30}));
  programme.phases.push_back(programme.phases[0]);  // the next phase begins before the law ends
  programme.phases[1].code = "second";
  programme.phases[1].from = Day{day_one.number + 10};
  const auto two = judge_readiness(programme, law, {post_with_scales()});
  EXPECT_TRUE(two[0].ready());
  EXPECT_EQ(two[0].until, (Day{day_one.number + 10}));
  EXPECT_FALSE(two[1].ready());
}

TEST(Readiness, A_gap_that_stays_while_other_law_changes_is_told_once_from_its_first_day) {
  auto law = law::test::bare_law();
  const auto once = lacks(small_programme(), law);
  law.instruments.push_back({"other", "Other", law::InstrumentKind::national, "A", Day{day_one.number + 5}, {}, {}});
  EXPECT_EQ(lacks(small_programme(), law), once);
  EXPECT_EQ(judge_readiness(small_programme(), law, {post_with_scales()})[0].lacks[0].since, day_one);
}

TEST(Readiness, Law_that_changes_on_very_many_days_is_judged_up_to_a_day_that_is_named) {
  auto law = small_law();
  for (int i = 1; i < 64; ++i) law.instruments.push_back({Code("other" + std::to_string(i)), "Other", law::InstrumentKind::national, "A", Day{day_one.number + i}, {}, {}});
  EXPECT_EQ(lacks(small_programme(), law), "");
  law.instruments.push_back({"one_more", "Other", law::InstrumentKind::national, "A", Day{day_one.number + 64}, {}, {}});
  expect_one(lacks(small_programme(), law), "plan p.yaml:10 the law changes on more than 64 days of this phase; it is judged until " + to_text(Day{day_one.number + 63}) + " | divide the phase\n");
}

TEST(Readiness, Law_of_the_phases_own_first_day_counts_by_the_clock_of_the_host) {
  auto law = small_law();
  law.instruments[0].from = day_one;
  law.instruments[1].from = day_one;
  law.instruments[2].from = day_one;
  for (const int offset_min : {-14 * 60, 14 * 60}) {
    auto post = post_with_scales();
    for (auto& state : post.states) state.utc_offset_min = offset_min;
    EXPECT_EQ(lacks(small_programme(), law, post), "");
  }
  law.instruments[0].from = Day{day_one.number + 1};
  EXPECT_NE(lacks(small_programme(), law), "");
}

TEST(Readiness, What_is_wrong_with_another_layout_is_not_this_phases_lack) {
  auto post = post_with_scales();
  auto broken = post.layouts[0];
  broken.code = "broken";
  broken.steps.clear();
  post.layouts.push_back(broken);
  EXPECT_EQ(lacks(small_programme(), small_law(), post), "");
  auto programme = small_programme();
  programme.phases[0].layout = "broken";
  EXPECT_NE(lacks(programme, small_law(), post).find("layout broken has no steps"), std::string::npos);
}

TEST(Readiness, A_layout_that_the_post_does_not_have_is_lacking_and_the_rest_is_said_to_be_unjudged) {
  auto programme = small_programme();
  programme.phases[0].layout = "plian";
  expect_one(lacks(programme), "layout p.yaml:10 post pass has no layout \"plian\" | add it to the layouts of post.yaml, or use one that is there; did you mean \"plain\"?");
  EXPECT_EQ(judge_readiness(programme, small_law(), {post_with_scales()})[0].not_judged.size(), 5u);
}

TEST(Readiness, An_unknown_post_is_named_with_the_nearest_one) {
  auto programme = small_programme();
  programme.phases[0].post = "psas";
  expect_one(lacks(programme), "plan p.yaml:10 there is no post \"psas\" | did you mean \"pass\"?");
}

TEST(Readiness, Phases_of_a_post_stand_in_the_order_of_their_days) {
  auto programme = small_programme();
  programme.phases.push_back(programme.phases[0]);
  programme.phases[1].code = "second";
  expect_one(lacks(programme), "plan p.yaml:10 phase second begins on 2024-10-04, phase first of the same post stands before it and begins on 2024-10-04");
  programme.phases[1].from = Day{day_one.number - 1};
  expect_one(lacks(programme), "plan p.yaml:10 phase second begins on 2024-10-03, phase first");
  EXPECT_EQ(judge_readiness(programme, small_law(), {post_with_scales()})[0].phase, 1u) << "the time line runs by days";
  programme.phases[1].from = Day{day_one.number + 1};
  EXPECT_EQ(lacks(programme), "");
}

TEST(Readiness, Phases_of_different_posts_may_begin_in_any_order) {
  auto other = post_with_scales();
  other.code = "port";
  auto programme = small_programme();
  programme.phases.push_back(programme.phases[0]);
  programme.phases[1].code = "second";
  programme.phases[1].post = "port";
  programme.phases[1].from = Day{day_one.number - 1};
  for (const auto& phase : judge_readiness(programme, small_law(), {post_with_scales(), other})) EXPECT_TRUE(phase.ready()) << phase.lacks[0].sentence;
}

TEST(Readiness, A_phase_declared_twice_is_named) {
  auto programme = small_programme();
  programme.phases.push_back(programme.phases[0]);
  programme.phases[1].from = Day{day_one.number + 1};
  expect_one(lacks(programme), "plan p.yaml:10 phase first is declared twice; the first is at line 10");
}

TEST(Readiness, A_volume_of_an_unknown_class_is_named) {
  auto programme = small_programme();
  programme.phases[0].volumes = {{"crat", 1, 1, "bays", 10, "none", {"p.yaml", 18}}, {"cart", 1, 1, "bays", 10, "none", {}}, {"person", 1, 1, "booths", 10, "none", {}}};
  expect_one(lacks(programme), "plan p.yaml:18 there is no class \"crat\" | did you mean \"cart\"?");
}

Volume bays() { return {"car", 2500, 8, "bays", 150, "a report", {}}; }

TEST(Capacity, Eight_bays_at_fifteen_minutes_pass_768_cars_a_day_and_2500_need_4_6_minutes) {
  const auto capacity = judge_capacity(bays(), 1440);
  EXPECT_EQ(capacity.per_day, 768);
  EXPECT_FALSE(capacity.enough);
  EXPECT_EQ(capacity.needed_norm_tenths_min, 46);
  EXPECT_EQ(capacity.needed_servers, 27);
  EXPECT_EQ(sentence(bays(), capacity), "car: 8 bays at 15 min each pass 768 a day, not the announced 2500; that needs at most 4.6 min each, or 27 bays");
}

TEST(Capacity, Forty_two_booths_at_three_minutes_pass_20160_persons_a_day_and_25000_need_2_4_minutes) {
  const Volume booths{"person", 25'000, 42, "booths", 30, "a report", {}};
  const auto capacity = judge_capacity(booths, 1440);
  EXPECT_EQ(capacity.per_day, 20'160);
  EXPECT_FALSE(capacity.enough);
  EXPECT_EQ(capacity.needed_norm_tenths_min, 24);
  EXPECT_EQ(capacity.needed_servers, 53);
}

TEST(Capacity, The_needed_norm_and_the_needed_servers_are_enough_and_the_next_worse_are_not) {
  for (std::int64_t announced = 1; announced < 5000; announced += 7) {
    auto volume = bays();
    volume.announced_per_day = announced;
    const auto needed = judge_capacity(volume, 1000);
    volume.norm_tenths_min = needed.needed_norm_tenths_min;
    EXPECT_TRUE(judge_capacity(volume, 1000).enough) << announced;
    ++volume.norm_tenths_min;
    EXPECT_FALSE(judge_capacity(volume, 1000).enough) << announced;
    volume.norm_tenths_min = bays().norm_tenths_min;
    volume.servers = needed.needed_servers;
    EXPECT_TRUE(judge_capacity(volume, 1000).enough) << announced;
    --volume.servers;
    EXPECT_FALSE(judge_capacity(volume, 1000).enough) << announced;
  }
}

TEST(Capacity, A_post_that_never_opens_and_a_norm_of_nothing_pass_nobody) {
  EXPECT_EQ(judge_capacity(bays(), 0).per_day, 0);
  EXPECT_NE(sentence(bays(), judge_capacity(bays(), 0)).find("never open"), std::string::npos);
  auto volume = bays();
  volume.norm_tenths_min = 0;
  EXPECT_EQ(judge_capacity(volume, 1440).per_day, 0);
}

TEST(Capacity, Where_no_norm_is_short_enough_only_servers_help) {
  auto volume = bays();
  volume.announced_per_day = 1'000'000;
  EXPECT_NE(sentence(volume, judge_capacity(volume, 1440)).find("no norm is short enough"), std::string::npos);
}

}  // namespace
}  // namespace onestop::programme
