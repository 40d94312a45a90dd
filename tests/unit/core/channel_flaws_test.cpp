// A set of rules with one thing wrong is told that one thing, where it is.
#include <gtest/gtest.h>

#include <functional>

#include "channel_kit.h"

namespace onestop::channel {
namespace {

using namespace test;

RuleSet sound() {
  auto out = rule_set({rule("cheap", Channel::orange, {{Of::commodity, {"62", "0201"}, 0, {}}, {Of::value_per_kg_below, {}, 100, "USD"}, {Of::dispatch, {"CN", "KG"}, 0, {}}}),
                       rule("uncertified", Channel::red, {{Of::certificate_unmet, {"meat"}, 0, {}}, {Of::transit, {"no"}, 0, {}}}), rule("late", Channel::yellow, {{Of::late, {}, 0, {}}})},
                      {requirement("meat", {"02"})});
  out.rules[0].from = in_days(-1);
  out.rules[0].until = in_days(1);
  out.requirements[0].origins = {"CN"};
  return out;
}

std::string told(const RuleSet& set) {
  std::string out;
  for (const auto& flaw : flaws(set)) out += flaw.place + ": " + flaw.sentence + "\n";
  return out;
}

TEST(Flaws, A_sound_set_has_none) { EXPECT_EQ(told(sound()), ""); }

TEST(Flaws, Each_is_told_at_its_place_in_one_sentence) {
  struct Case {
    std::function<void(RuleSet&)> spoil;
    std::string told;  // the beginning
  };
  const auto when = [](RuleSet& set, std::vector<Condition> conditions) { set.rules[0].when = std::move(conditions); };
  const std::vector<Case> cases{
      {[](RuleSet& s) { s.state = {}; }, "state: No state is named"},
      {[](RuleSet& s) { s.agency = {}; }, "agency: No agency is named"},
      {[](RuleSet& s) { s.version = 0; }, "version: Versions count from 1"},
      {[](RuleSet& s) { s.random_per_10000 = 10'001; }, "random_per_10000: More than all"},
      {[](RuleSet& s) { s.random_per_10000 = 0; }, "random_per_10000: Nothing is drawn by chance"},
      {[](RuleSet& s) { s.random_channel = Channel::green; }, "random_channel: Movements drawn by chance are looked at no closer"},
      {[](RuleSet& s) { s.otherwise = Channel::yellow, s.random_channel = Channel::yellow; }, "random_channel: Movements drawn by chance are looked at no closer"},
      {[](RuleSet& s) { s.rules.resize(501, s.rules[0]); }, "rules: There are 501 rules: at most 500"},
      {[](RuleSet& s) { s.requirements.resize(201, s.requirements[0]); }, "requirements: There are 201 requirements: at most 200"},
      {[](RuleSet& s) { s.rules[0].code = {}; }, "rules/1/code: It has no code"},
      {[](RuleSet& s) { s.rules[0].code = "late"; }, "rules/late/code: The code late is there twice"},
      {[](RuleSet& s) { s.rules[0].code = "random"; }, "rules/random/code: The code random is what decisions say"},
      {[](RuleSet& s) { s.rules[0].code = "otherwise"; }, "rules/otherwise/code: The code otherwise is what decisions say"},
      {[](RuleSet& s) { s.rules[0].channel = Channel::green; }, "rules/cheap/channel: The rule asks for no look at all"},
      {[](RuleSet& s) { s.otherwise = Channel::orange, s.rules[2].channel = Channel::yellow; }, "rules/late/channel: The rule asks for less than every movement gets"},
      {[&](RuleSet& s) { when(s, {}); }, "rules/cheap/when: The rule names no condition"},
      {[&](RuleSet& s) { when(s, {}); for (int i = 0; i < 17; ++i) s.rules[0].when.push_back({Of::net_kg_above, {}, i, {}}); }, "rules/cheap/when: There are 17 conditions: at most 16"},
      {[](RuleSet& s) { s.rules[0].until = in_days(-2); }, "rules/cheap/until: The rule ends before it begins"},
      {[](RuleSet& s) { s.rules[0].why.en = {}; }, "rules/cheap/why: Officers do not read why"},
      {[](RuleSet& s) { s.rules[0].why.ky = std::string(2001, 'a'); }, "rules/cheap/why: The text is longer than 2000 bytes"},
      {[](RuleSet& s) { s.rules[0].todo.en = {}; }, "rules/cheap/todo: The trader does not read what to do"},
      {[](RuleSet& s) { s.rules[0].provision = {}; }, "rules/cheap/provision: No provision says"},
      {[](RuleSet& s) { s.rules.push_back(s.rules[0]), s.rules[3].code = "again"; }, "rules/again: Rule cheap has the same conditions"},
      {[&](RuleSet& s) { when(s, {{Of::commodity, {}, 0, {}}}); }, "rules/cheap/when/1/any: Nothing is named that commodity could be"},
      {[&](RuleSet& s) { when(s, {{Of::carrier, {}, 0, {}}}); }, "rules/cheap/when/1/any: Nothing is named that carrier could be"},
      {[&](RuleSet& s) { when(s, {{Of::paper_missing, {}, 0, {}}}); }, "rules/cheap/when/1/any: Nothing is named that paper_missing could be"},
      {[&](RuleSet& s) { when(s, {{Of::net_kg_above, {"KG"}, 5, {}}}); }, "rules/cheap/when/1/any: Words mean nothing to net_kg_above"},
      {[&](RuleSet& s) { when(s, {{Of::origin, {"CN"}, 5, {}}}); }, "rules/cheap/when/1/limit: A limit means nothing to origin"},
      {[&](RuleSet& s) { when(s, {{Of::gross_kg_above, {}, -1, {}}}); }, "rules/cheap/when/1/limit: Nothing is below zero"},
      {[&](RuleSet& s) { when(s, {{Of::gross_kg_above, {}, 1'000'000'000'000'001, {}}}); }, "rules/cheap/when/1/limit: No movement reaches"},
      {[&](RuleSet& s) { when(s, {{Of::value_per_kg_below, {}, 0, "USD"}}); }, "rules/cheap/when/1/limit: No value is below nothing"},
      {[&](RuleSet& s) { when(s, {{Of::value_above, {}, 1, {}}}); }, "rules/cheap/when/1/currency: A value is in a currency"},
      {[&](RuleSet& s) { when(s, {{Of::value_above, {}, 1, "usd"}}); }, "rules/cheap/when/1/currency: A value is in a currency"},
      {[&](RuleSet& s) { when(s, {{Of::items_above, {}, 1, "USD"}}); }, "rules/cheap/when/1/currency: A currency means nothing to items_above"},
      {[](RuleSet& s) { s.rules[2].when[0].limit = 1; }, "rules/late/when/1/limit: A limit means nothing to late"},
      {[](RuleSet& s) { s.rules[0].when[0].any = {"6"}; }, "rules/cheap/when/1/any: \"6\" is no beginning of a commodity code"},
      {[](RuleSet& s) { s.rules[0].when[0].any = {"62a"}; }, "rules/cheap/when/1/any: \"62a\" is no beginning of a commodity code"},
      {[](RuleSet& s) { s.rules[0].when[0].any = {"62", "6204"}; }, "rules/cheap/when/1/any: \"6204\" adds nothing: \"62\" covers it"},
      {[](RuleSet& s) { s.rules[0].when[0].any = {"62", "62"}; }, "rules/cheap/when/1/any: \"62\" is there twice"},
      {[](RuleSet& s) { s.rules[0].when[0].any = {"62", ""}; }, "rules/cheap/when/1/any: One word is empty"},
      {[](RuleSet& s) { s.rules[0].when[2].any.assign(1001, "CN"); }, "rules/cheap/when/3/any: There are 1001 words: at most 1000"},
      {[](RuleSet& s) { s.rules[0].when[2].any = {"China"}; }, "rules/cheap/when/3/any: \"China\" is no country"},
      {[](RuleSet& s) { s.rules[1].when[1].any = {"maybe"}; }, "rules/uncertified/when/2/any: \"maybe\" is no answer to transit"},
      {[](RuleSet& s) { s.rules[1].when[1].any = {"yes", "no"}; }, "rules/uncertified/when/2/any: Both answers to transit always hold"},
      {[&](RuleSet& s) { when(s, {{Of::kind, {"declaration"}, 0, {}}}); }, "rules/cheap/when/1/any: \"declaration\" is no kind of message"},
      {[](RuleSet& s) { s.rules[1].when[0].any.push_back("fruit"); }, "rules/uncertified/when/1/any: There is no requirement fruit"},
      {[](RuleSet& s) { s.requirements.clear(), s.rules[1].when[0].any.clear(); }, "rules/uncertified/when/1/any: This version wants no certificates"},
      {[](RuleSet& s) { s.rules[0].when.push_back(s.rules[0].when[0]); }, "rules/cheap/when: The condition commodity is there twice"},
      {[](RuleSet& s) { s.rules[0].when.push_back({Of::dispatch, {"UZ"}, 0, {}}); }, "rules/cheap/when: Both conditions on dispatch never hold at once"},
      {[](RuleSet& s) { s.rules[1].when.push_back({Of::transit, {"yes"}, 0, {}}); }, "rules/uncertified/when: Both conditions on transit never hold at once"},
      {[](RuleSet& s) { s.requirements[0].code = {}, s.rules[1].when[0].any.clear(); }, "requirements/?/code: It has no code"},
      {[](RuleSet& s) { s.requirements.push_back(s.requirements[0]); }, "requirements/meat/code: The code meat is there twice"},
      {[](RuleSet& s) { s.requirements[0].commodities.clear(); }, "requirements/meat/commodities: No goods are named"},
      {[](RuleSet& s) { s.requirements[0].commodities = {"meat"}; }, "requirements/meat/commodities: \"meat\" is no beginning"},
      {[](RuleSet& s) { s.requirements[0].origins = {"cn"}; }, "requirements/meat/origins: \"cn\" is no country"},
      {[](RuleSet& s) { s.requirements[0].types.clear(); }, "requirements/meat/types: No type of document would do"},
      {[](RuleSet& s) { s.requirements[0].types = {"853", "853"}; }, "requirements/meat/types: \"853\" is there twice"},
      {[](RuleSet& s) { s.requirements[0].what.en = {}; }, "requirements/meat/what: Officers do not read what is wanted"},
      {[](RuleSet& s) { s.requirements[0].todo.en = {}; }, "requirements/meat/todo: The trader does not read what to do"},
      {[](RuleSet& s) { s.requirements[0].provision = {}; }, "requirements/meat/provision: No provision says"},
      {[](RuleSet& s) { s.rules.erase(s.rules.begin() + 1); }, "requirements/meat: No rule looks whether it is met"},
  };
  EXPECT_GE(cases.size(), 30u);
  for (const auto& one : cases) {
    SCOPED_TRACE(one.told);
    auto set = sound();
    one.spoil(set);
    const auto found = told(set);
    EXPECT_EQ(found.substr(0, one.told.size()), one.told) << found;
    EXPECT_EQ(std::count(found.begin(), found.end(), '\n'), 1) << found;
  }
}

TEST(Flaws, What_is_allowed_though_it_looks_odd) {
  auto set = sound();
  set.rules[0].when.push_back({Of::dispatch, {"CN", "UZ"}, 0, {}});  // both may hold: CN
  EXPECT_EQ(told(set), "");
  set = sound();
  set.rules[1].when[0].any.clear();  // whichever is lacking
  EXPECT_EQ(told(set), "");
  set = sound();
  set.rules[0].from = {};
  set.rules.push_back(set.rules[0]);
  set.rules[3].code = "earlier";
  set.rules[3].until = in_days(-5);  // the same conditions in other days
  EXPECT_EQ(told(set), "");
  set = sound();
  for (auto& one : set.rules) one.channel = Channel::red;
  set.otherwise = set.random_channel = Channel::red;  // everything is opened: chance has nothing to lift
  EXPECT_EQ(told(set), "");
}

}  // namespace
}  // namespace onestop::channel
