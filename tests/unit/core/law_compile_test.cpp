// What the compiler accepts, and what it says where it does not.
#include <gtest/gtest.h>

#include <algorithm>

#include "law_fixture.h"

namespace onestop::law::test {
namespace {

using post::Milestone;

void expect_wrong(const Law& law, const post::Post& post, const std::string& part) {
  const auto result = compile_small(law, post);
  ASSERT_FALSE(result) << "compiled though: " << part;
  EXPECT_NE(wrongs(result).find(part), std::string::npos) << "said instead:\n" << wrongs(result);
}

void remove(Law& law, const Code& id) { std::erase_if(law.provisions, [&](const Provision& p) { return p.id == id; }); }

TEST(LawCompile, A_small_law_compiles_in_both_directions) {
  const auto result = compile_small(small_law(), small_post());
  ASSERT_TRUE(result) << wrongs(result);
  const auto& p = result->procedures[0];
  EXPECT_EQ(p.states[0], Code("A"));
  EXPECT_EQ(result->procedures[1].states[0], Code("B"));
  EXPECT_EQ(p.slots.size(), 6u);
  EXPECT_EQ(p.first_cell.size(), 7u);
  EXPECT_EQ(p.cite(Clause::joint_act).id, Code("clause-joint_act"));
  EXPECT_EQ(p.figure(Clause::joint_act), 2);
  EXPECT_NE(p.hash, result->procedures[1].hash);
}

TEST(LawCompile, A_slot_has_its_control_s_activity_and_a_milestone_has_none) {
  const auto result = compile_small(small_law(), small_post());
  ASSERT_TRUE(result);
  for (const auto& slot : result->procedures[0].slots)
    EXPECT_EQ(slot.activity, slot.milestone == Milestone::none ? Code("A") : Code()) << slot.control.view();
}

TEST(LawCompile, Each_state_s_own_law_binds_its_own_side_only) {
  const auto result = compile_small(small_law(), small_post());
  ASSERT_TRUE(result);
  const auto& p = result->procedures[0];
  const Facts cart = Procedure::kind_bit(SubjectKind::vehicle) | p.class_bit("cart");
  EXPECT_EQ(p.provisions[governing(p, p.slot_of("look", Side::exit), cart)->provision].id, Code("look-a"));
  EXPECT_EQ(p.provisions[governing(p, p.slot_of("look", Side::entry), cart)->provision].id, Code("look-b"));
}

TEST(LawCompile, A_gap_is_named_with_what_would_fill_it) {
  auto law = small_law();
  remove(law, "look-b");
  expect_wrong(law, small_post(), "no provision says what look by the entry side (B) does with a cart, in layout plain | add a provision with control: look, side: entry, classes: [cart]");
}

TEST(LawCompile, A_gap_in_some_circumstances_names_only_the_facts_that_matter) {
  auto law = small_law();
  law.facts = {{"loaded", SubjectKind::vehicle, FactSource::arrival, false, "Loaded", {}}, {"late", SubjectKind::vehicle, FactSource::arrival, false, "Late", {}}};
  remove(law, "look-b");
  for (const bool late : {true, false}) {
    auto loaded = rule("look", late ? Effect::perform : Effect::waive);
    loaded.when = {{"loaded", true}, {"late", late}};
    law.provisions.push_back(provision(late ? "b-late" : "b-early", "law_b", loaded));
  }
  const auto result = compile_small(law, small_post());
  ASSERT_FALSE(result);
  EXPECT_NE(wrongs(result).find("with a cart when loaded is not so, in"), std::string::npos) << wrongs(result);
  EXPECT_NE(wrongs(result).find("when: { loaded: false }"), std::string::npos) << wrongs(result);
}

TEST(LawCompile, An_agreement_goes_before_national_law_of_equal_specificity) {
  auto law = small_law();
  law.provisions.push_back(provision("treaty-look", "treaty", rule("look", Effect::waive)));
  const auto result = compile_small(law, small_post());
  ASSERT_TRUE(result) << wrongs(result);
  const auto& p = result->procedures[0];
  const auto s = standing(p, Procedure::kind_bit(SubjectKind::vehicle) | p.class_bit("cart"));
  EXPECT_EQ(s.required(), 0u);
  EXPECT_EQ(s.waive, (Slots{1} << p.slot_of("look", Side::exit)) | (Slots{1} << p.slot_of("look", Side::entry)));
}

TEST(LawCompile, A_specific_national_rule_goes_before_a_general_agreement) {
  auto law = small_law();
  law.provisions.push_back(provision("treaty-look", "treaty", rule("look", Effect::waive)));
  auto specific = rule("look", Effect::perform);
  specific.classes = {"cart"};
  law.provisions.push_back(provision("carts-a", "law_a", specific));
  const auto result = compile_small(law, small_post());
  ASSERT_TRUE(result) << wrongs(result);
  const auto& p = result->procedures[0];
  EXPECT_EQ(standing(p, Procedure::kind_bit(SubjectKind::vehicle) | p.class_bit("cart")).perform, Slots{1} << p.slot_of("look", Side::exit));
}

TEST(LawCompile, A_later_provision_goes_before_an_earlier_one_from_its_first_day_on) {
  auto law = small_law();
  auto later = provision("later-a", "law_a", rule("look", Effect::waive));
  later.from = Day{20'000};
  law.provisions.push_back(later);
  for (const auto day : {19'999, 20'000}) {
    const auto result = compile(law, small_post(), "plain", Instant{day * day_ms});
    ASSERT_TRUE(result) << wrongs(result);
    const auto& p = result->procedures[0];
    const auto s = standing(p, Procedure::kind_bit(SubjectKind::vehicle) | p.class_bit("cart"));
    EXPECT_EQ((s.waive >> p.slot_of("look", Side::exit)) & 1, day == 20'000 ? 1u : 0u);
  }
}

TEST(LawCompile, Law_changes_at_the_midnight_of_the_acting_state) {
  auto law = small_law();
  auto post = small_post();
  post.states[0].utc_offset_min = 300;
  post.states[1].utc_offset_min = 360;
  for (const auto* state : {"a", "b"}) {
    auto later = provision((std::string("later-") + state).c_str(), (std::string("law_") + state).c_str(), rule("look", Effect::waive));
    later.from = Day{20'000};
    law.provisions.push_back(later);
  }
  // Half past midnight by B's clock, half an hour to go by A's.
  const auto result = compile(law, post, "plain", Instant{20'000 * day_ms - 330 * minute_ms});
  ASSERT_TRUE(result) << wrongs(result);
  const auto& p = result->procedures[0];
  const auto s = standing(p, Procedure::kind_bit(SubjectKind::vehicle) | p.class_bit("cart"));
  EXPECT_EQ(s.perform, Slots{1} << p.slot_of("look", Side::exit));
  EXPECT_EQ(s.waive, Slots{1} << p.slot_of("look", Side::entry));
}

TEST(LawCompile, A_provision_ends_on_its_last_day) {
  auto law = small_law();
  law.provisions.back().until = Day{20'000};
  EXPECT_TRUE(compile(law, small_post(), "plain", Instant{20'000 * day_ms - 1}));
  EXPECT_FALSE(compile(law, small_post(), "plain", Instant{20'000 * day_ms}));
}

TEST(LawCompile, Equal_rank_with_different_answers_is_a_contradiction_that_names_both) {
  auto law = small_law();
  law.provisions.push_back(provision("other-a", "law_a", rule("look", Effect::waive)));
  expect_wrong(law, small_post(), "provision look-a (Law of A, art. 1) and provision other-a (Law of A, art. 1) have equal rank and answer differently for look by the exit side (A) with a cart");
}

TEST(LawCompile, Equal_rank_with_equal_answers_is_none) {
  auto law = small_law();
  law.provisions.push_back(provision("other-a", "law_a", rule("look", Effect::perform)));
  EXPECT_TRUE(compile_small(law, small_post()));
}

TEST(LawCompile, Recognising_what_nobody_does_is_refused) {
  auto law = small_law();
  auto recognise = rule("look", Effect::recognise);
  recognise.side = Side::entry;
  law.provisions.push_back(provision("r", "treaty", recognise));
  EXPECT_TRUE(compile_small(law, small_post()));
  auto waive = rule("look", Effect::waive);
  waive.side = Side::exit;
  law.provisions.push_back(provision("w", "treaty", waive));
  expect_wrong(law, small_post(), "provision r (Treaty, art. 1) recognises look of the exit side (A) for a cart, but provision w (Treaty, art. 1) has nobody perform it there");
  law = small_law();
  law.controls[0].sides = {Side::entry};
  law.provisions.push_back(provision("r", "treaty", recognise));
  auto post = small_post();
  post.layouts[0].steps.erase(post.layouts[0].steps.begin());
  expect_wrong(law, post, "which the other side does not have");
}

TEST(LawCompile, A_joint_control_needs_desks_of_both_states) {
  auto law = small_law();
  auto joint = rule("look", Effect::joint, Depth::physical);
  joint.side = Side::entry;
  law.provisions.push_back(provision("j", "treaty", joint));
  EXPECT_TRUE(compile_small(law, small_post()));
  auto post = small_post();
  post.layouts[0].stations.push_back({"barn", "Barn", {}});
  post.layouts[0].steps[3].at = {{{}, "barn"}};
  for (const auto* state : {"A", "B"}) {
    auto one_sided = post;
    one_sided.layouts[0].desks.push_back({"barn_desk", "barn", "yard", state, "guards", "officer", {}});
    expect_wrong(law, one_sided, "but station barn has no desk of guards of ");
  }
}

TEST(LawCompile, A_required_control_needs_a_place_in_the_layout) {
  auto post = small_post();
  post.layouts[0].steps.erase(post.layouts[0].steps.begin());
  expect_wrong(small_law(), post, "provision look-a (Law of A, art. 1) requires look by the exit side (A) for class cart, but layout plain does not place it");
}

TEST(LawCompile, A_control_that_is_not_required_needs_none_and_blocks_nothing) {
  auto law = small_law();
  auto abolish = rule("look", Effect::abolish);
  abolish.side = Side::exit;
  law.provisions.push_back(provision("gone", "treaty", abolish));
  auto post = small_post();
  post.layouts[0].steps.erase(post.layouts[0].steps.begin());
  const auto result = compile_small(law, post);
  ASSERT_TRUE(result) << wrongs(result);
  const auto& p = result->procedures[0];
  const int slot = p.slot_of("look", Side::exit);
  ASSERT_GE(slot, 0);
  const Facts cart = Procedure::kind_bit(SubjectKind::vehicle) | p.class_bit("cart");
  EXPECT_EQ(governing(p, slot, cart)->effect, Effect::abolish);
  for (const auto& other : p.slots) EXPECT_EQ(other.before >> slot & 1, 0u);
  EXPECT_EQ(enabled(p, 0, cart), Slots{1} << p.milestone_slot(Milestone::notice));
}

TEST(LawCompile, A_layout_that_needs_a_clause_is_unlawful_without_it) {
  auto law = small_law();
  remove(law, "clause-joint_act");
  expect_wrong(law, small_post(), "the law in force has no clause joint_act");
  auto post = small_post();
  post.layouts[0].needs = {Clause::joint_act};
  expect_wrong(law, post, "layout plain is unlawful here: it needs clause joint_act");
}

TEST(LawCompile, A_clause_stands_once) {
  auto law = small_law();
  law.provisions.push_back(provision("again", "treaty", ClauseRule{Clause::readmission, 0}));
  expect_wrong(law, small_post(), "clause readmission stands twice with equal rank");
  law.provisions.back().from = Day{100};
  const auto result = compile_small(law, small_post());
  ASSERT_TRUE(result) << wrongs(result);
  EXPECT_EQ(result->procedures[0].cite(Clause::readmission).id, Code("again"));
}

TEST(LawCompile, Every_act_is_somebody_s) {
  auto law = small_law();
  remove(law, "act-readmit");
  expect_wrong(law, small_post(), "nobody may readmit from A to B in layout plain");
}

TEST(LawCompile, Milestones_stand_once_in_their_order) {
  auto missing = small_post();
  missing.layouts[0].steps.pop_back();
  expect_wrong(small_law(), missing, "layout plain has no step for the departure");
  auto swapped = small_post();
  std::swap(swapped.layouts[0].steps[1], swapped.layouts[0].steps[2]);
  expect_wrong(small_law(), swapped, "the acceptance stands too early");
  auto twice = small_post();
  twice.layouts[0].steps.push_back(twice.layouts[0].steps.back());
  expect_wrong(small_law(), twice, "departure stands in layout plain twice");
  auto at_once = small_post();
  at_once.layouts[0].steps[1].does.push_back(at_once.layouts[0].steps[2].does[0]);
  at_once.layouts[0].steps.erase(at_once.layouts[0].steps.begin() + 2);
  expect_wrong(small_law(), at_once, "the acceptance stands too early");
}

TEST(LawCompile, A_milestone_needs_a_desk_with_the_power) {
  auto law = small_law();
  remove(law, "act-give_notice");
  law.provisions.push_back(provision("notice-b", "treaty", PowerRule{{Act::give_notice}, {}, {}, {"B"}, {}, {"zone"}, {}}));
  expect_wrong(law, small_post(), "no desk of A at station hut has the power to give_notice for the notice");
}

TEST(LawCompile, A_control_needs_a_desk_of_its_agency_with_the_power) {
  auto post = small_post();
  post.layouts[0].desks.erase(post.layouts[0].desks.begin());
  expect_wrong(small_law(), post, "station hut has no desk of guards of A | add a desk with station: hut, state: A, agency: guards");
  auto law = small_law();
  remove(law, "act-work_control");
  law.roles.push_back({"chief", "Chief", {}});
  law.provisions.push_back(provision("chiefs", "treaty", PowerRule{{Act::work_control}, {}, {"chief"}, {}, {}, {"zone"}, {}}));
  expect_wrong(law, small_post(), "nobody at station hut has the power to work it");
}

TEST(LawCompile, The_exit_side_controls_before_its_notice_and_nobody_after_the_release) {
  auto post = small_post();
  std::swap(post.layouts[0].steps[0], post.layouts[0].steps[1]);
  expect_wrong(small_law(), post, "look by the exit side stands after the notice");
  post = small_post();
  std::swap(post.layouts[0].steps[3], post.layouts[0].steps[4]);
  expect_wrong(small_law(), post, "look stands after the release");
}

TEST(LawCompile, Unknown_words_are_named_with_the_nearest_known_one) {
  auto law = small_law();
  std::get<ControlRule>(law.provisions.back().rule).classes = {"crat"};
  expect_wrong(law, small_post(), "there is no class \"crat\" | did you mean \"cart\"?");
  law = small_law();
  std::get<ControlRule>(law.provisions.back().rule).exit_states = {"C"};
  expect_wrong(law, small_post(), "there is no state \"C\" at post pass");
  auto post = small_post();
  post.layouts[0].desks[0].zone = "yrad";
  expect_wrong(small_law(), post, "there is no zone \"yrad\" | did you mean \"yard\"?");
  post = small_post();
  post.layouts[0].steps[0].does[0].control = "lok";
  expect_wrong(small_law(), post, "there is no control \"lok\" | did you mean \"look\"?");
  const auto result = compile(small_law(), small_post(), "palin", noon_2026);
  EXPECT_NE(wrongs(result).find("post pass has no layout \"palin\" | did you mean \"plain\"?"), std::string::npos);
}

TEST(LawCompile, A_fact_of_a_person_does_not_govern_a_vehicle) {
  auto law = small_law();
  law.facts = {{"known", SubjectKind::person, FactSource::arrival, false, "Known", {}}};
  std::get<ControlRule>(law.provisions.back().rule).when = {{"known", true}};
  expect_wrong(law, small_post(), "fact known is not known of what control look looks at");
}

TEST(LawCompile, A_post_has_two_states) {
  auto post = small_post();
  post.states.pop_back();
  expect_wrong(small_law(), post, "a post of 1 states");
}

TEST(LawCompile, The_law_of_a_third_state_binds_nobody_here) {
  auto law = small_law();
  law.instruments.push_back({"law_c", "Law of C", InstrumentKind::national, "C", Day{0}, {}, {}});
  const auto before = compile_small(law, small_post());
  auto abolish = rule("look", Effect::abolish);
  law.provisions.push_back(provision("c", "law_c", abolish));
  const auto after = compile_small(law, small_post());
  ASSERT_TRUE(before && after);
  EXPECT_EQ(before->procedures[0].hash, after->procedures[0].hash);
}

TEST(LawCompile, The_hash_covers_texts_figures_and_places) {
  const auto hash = [](const Law& law, const post::Post& post) { return compile_small(law, post)->procedures[0].hash; };
  const auto plain = hash(small_law(), small_post());
  EXPECT_EQ(plain, hash(small_law(), small_post()));
  auto text = small_law();
  text.provisions.back().text = "Another text.";
  EXPECT_NE(plain, hash(text, small_post()));
  auto figure = small_law();
  for (auto& p : figure.provisions)
    if (auto* clause = std::get_if<ClauseRule>(&p.rule); clause && clause->clause == Clause::hold_limit) clause->figure = 3;
  EXPECT_NE(plain, hash(figure, small_post()));
  auto activity = small_law();
  activity.controls.front().activity = "B";
  EXPECT_NE(plain, hash(activity, small_post()));
  auto desk = small_post();
  desk.layouts[0].desks.push_back({"b_more", "hut", "yard", "B", "guards", "officer", {}});
  EXPECT_NE(plain, hash(small_law(), desk));
}

TEST(LawCompile, A_deadline_keeper_needs_no_desk_and_an_officer_does) {
  auto law = small_law();
  remove(law, "act-keep_deadline");
  law.provisions.push_back(provision("clock", "treaty", PowerRule{{Act::keep_deadline}, {}, {}, {}, {}, {}, {}}));
  const auto result = compile_small(law, small_post());
  ASSERT_TRUE(result) << wrongs(result);
  for (const auto& power : result->procedures[0].powers) EXPECT_EQ(power.zones >> 63, power.act == Act::keep_deadline ? 1u : 0u);
}

TEST(LawCompile, Documents_may_be_examined_ahead_of_their_turn_where_a_declaration_was_lodged) {
  auto law = small_law();
  law.facts = {{"lodged", SubjectKind::vehicle, FactSource::lodging, false, "Lodged", {}}};
  for (const auto depth : {Depth::none, Depth::documents, Depth::physical}) {
    std::get<ControlRule>(law.provisions.back().rule).depth = depth;
    const auto result = compile_small(law, small_post());
    ASSERT_TRUE(result) << wrongs(result);
    const auto& p = result->procedures[0];
    const Facts cart = Procedure::kind_bit(SubjectKind::vehicle) | p.class_bit("cart");
    const Slots exit = Slots{1} << p.slot_of("look", Side::exit), entry = Slots{1} << p.slot_of("look", Side::entry);
    EXPECT_EQ(enabled(p, 0, cart), exit);
    EXPECT_EQ(enabled(p, 0, cart | p.fact("lodged")->bits[0]), depth == Depth::documents ? exit | entry : exit);
    EXPECT_EQ(enabled(p, exit, cart), Slots{1} << p.milestone_slot(Milestone::notice));
    EXPECT_EQ(enabled(p, exit, Procedure::kind_bit(SubjectKind::person) | p.class_bit("cart")), 0u);
  }
}

TEST(LawCompile, A_relative_fact_has_a_value_for_each_side) {
  auto law = small_law();
  law.facts = {{"export", SubjectKind::vehicle, FactSource::arrival, true, "Export", {}}};
  auto waive = rule("look", Effect::waive);
  waive.when = {{"export", true}};
  law.provisions.push_back(provision("w", "treaty", waive));
  const auto result = compile_small(law, small_post());
  ASSERT_TRUE(result) << wrongs(result);
  const auto& p = result->procedures[0];
  const Facts cart = Procedure::kind_bit(SubjectKind::vehicle) | p.class_bit("cart");
  EXPECT_EQ(standing(p, cart | p.fact("export")->bits[0]).waive, Slots{1} << p.slot_of("look", Side::exit));
  EXPECT_EQ(standing(p, cart | p.fact("export")->bits[1]).waive, Slots{1} << p.slot_of("look", Side::entry));
}

}  // namespace
}  // namespace onestop::law::test
