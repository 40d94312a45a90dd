// May this officer see this, here, now, for this purpose? Cases answered by hand from the model protocol on data are put to
// the rights of the model post; the answer, the hurdle and the article must be those that are written.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "rights/cases.h"
#include "wire/rights_yaml.h"

namespace onestop::testkit {
namespace {

constexpr std::size_t fewest_cases = 100;

const HandCases<RightCase>& all() {
  static const auto read = read_right_cases(std::string(ONESTOP_SOURCE_DIR) + "/tests/core/rights");
  return read;
}

const right::Rights& rights() {
  static const right::Rights read = [] {
    const auto law = wire::load_law(ONESTOP_SOURCE_DIR "/law");
    if (!law) throw std::runtime_error(wire::to_text(law.error()));
    const auto loaded = wire::load_rights(ONESTOP_SOURCE_DIR "/rights/korday.yaml", wire::words_of(*law, {"KZ", "KG"}, {"korday_akjol"}));
    if (!loaded) throw std::runtime_error(wire::to_text(loaded.error()));
    return *loaded;
  }();
  return read;
}

right::Verdict answer(const RightCase& one) {
  if (one.is_act) return right::may_do(rights(), one.asker, one.what);
  return right::may_see(rights(), one.asker, one.about, *right::field_named(one.what), case_now);
}

std::string told(const right::Verdict& verdict) {
  const auto* provision = right::provision_of(rights(), verdict.provision);
  const auto* hurdle = boost::describe::enum_to_string(verdict.hurdle, "?");
  return (verdict.yes() ? std::string("yes") : "no, " + std::string(hurdle)) + " | " + (provision ? provision->instrument + ", art. " + provision->article : "no provision");
}

TEST(RightsMatrix, EveryLineCanBeRead) {
  for (const auto& one : all().unreadable) ADD_FAILURE() << one;
}

TEST(RightsMatrix, IsTheAnswerAndItsArticleThatOfTheText) {
  for (const auto& one : all().cases) {
    const auto wanted = (one.hurdle == right::Hurdle::none ? std::string("yes") : "no, " + std::string(boost::describe::enum_to_string(one.hurdle, "?"))) + " | " + one.article;
    EXPECT_EQ(told(answer(one)), wanted) << one.where << ": " << one.question;
  }
}

TEST(RightsMatrix, AreThereEnoughCasesAndNoneTwice) {
  EXPECT_GE(all().cases.size(), fewest_cases);
  std::set<std::string> asked;
  for (const auto& one : all().cases) EXPECT_TRUE(asked.insert(one.question).second) << one.where << " was asked before";
}

TEST(RightsMatrix, IsEveryHurdleMetAndEveryPersonalFieldBothShownAndRefused) {
  std::set<right::Hurdle> met;
  std::set<std::string> shown, refused;
  for (const auto& one : all().cases) {
    met.insert(one.hurdle);
    (one.hurdle == right::Hurdle::none ? shown : refused).insert(one.what);
  }
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<right::Hurdle>>([&](auto one) {
    const bool possible = one.value != right::Hurdle::no_rule;  // here some rule names every field
    EXPECT_EQ(met.contains(one.value), possible) << one.name;
  });
  for (const auto& field : right::all_fields()) {
    if (field.guard == right::Guard::plain) continue;
    const auto name = std::string(field.kind) + "." + std::string(field.name);
    EXPECT_TRUE(shown.contains(name)) << name << " is shown to nobody in these cases";
    EXPECT_TRUE(refused.contains(name)) << name << " is refused to nobody in these cases";
  }
}

TEST(RightsMatrix, IsNothingShownWhereNoRuleStands) {
  auto none = rights();
  none.rules.clear();
  for (const auto& one : all().cases) {
    if (one.is_act) {
      EXPECT_FALSE(right::may_do(none, one.asker, one.what).yes());
      continue;
    }
    EXPECT_EQ(right::may_see(none, one.asker, one.about, *right::field_named(one.what), case_now).hurdle, right::Hurdle::no_rule);
  }
}

TEST(RightsMatrix, DoesEveryRuleMatterToSomeCase) {
  for (std::size_t left_out = 0; left_out < rights().rules.size(); ++left_out) {
    auto fewer = rights();
    fewer.rules.erase(fewer.rules.begin() + static_cast<std::ptrdiff_t>(left_out));
    const bool matters = std::ranges::any_of(all().cases, [&](const RightCase& one) {
      const auto verdict = one.is_act ? right::may_do(fewer, one.asker, one.what) : right::may_see(fewer, one.asker, one.about, *right::field_named(one.what), case_now);
      return verdict.hurdle != one.hurdle;
    });
    EXPECT_TRUE(matters) << "no case asks for rule " << rights().rules[left_out].id.text();
  }
}

}  // namespace
}  // namespace onestop::testkit
