// A version in the shadow says what it would have done, without effect, before anybody publishes it.
#include <gtest/gtest.h>

#include "channel_kit.h"

namespace onestop::channel {
namespace {

using namespace test;

/// A day at the post: cheap trousers, dear trousers, tobacco, apples.
std::vector<Declared> day_of_movements() {
  const auto trousers = [](std::int64_t usd) { return movement({goods(1, "6204620000", 1000, "CN", {usd * 100, "USD"})}); };
  return {trousers(500), trousers(2500), trousers(9000), trousers(2999), movement({goods(1, "2402201000", 1500, "UZ")}), movement({goods(1, "0808100000", 18'000, "UZ")})};
}

RuleSet published() {
  return rule_set({rule("tobacco", Channel::red, {{Of::commodity, {"24"}, 0, {}}}), rule("cheap_clothes", Channel::yellow, {{Of::commodity, {"62"}, 0, {}}, {Of::value_per_kg_below, {}, 100, "USD"}})});
}

/// Raises the price below which clothes are looked at, and scans tobacco instead of opening every load.
RuleSet shadow() {
  auto out = published();
  out.version = 2;
  out.rules[0].channel = Channel::orange;
  out.rules[1].when[1].limit = 300;
  return out;
}

TEST(Shadow, A_version_in_the_shadow_reports_what_it_would_have_done) {
  Difference difference;
  for (const auto& movement : day_of_movements()) count(difference, assign(published(), movement, on_time()), assign(shadow(), movement, on_time()));
  EXPECT_EQ(difference.movements, 6u);
  EXPECT_EQ(difference.changed, 3u);
  EXPECT_EQ(difference.from_to[0][1], 2u) << "two loads of clothes would have been looked at by their papers";
  EXPECT_EQ(difference.from_to[3][2], 1u) << "the tobacco would have been scanned, not opened";
  EXPECT_EQ(difference.from_to[1][1], 1u);
  EXPECT_EQ(difference.from_to[0][0], 2u);
  ASSERT_EQ(difference.rules.size(), 2u);
  EXPECT_EQ(difference.rules[0].rule, Code("cheap_clothes"));
  EXPECT_EQ(difference.rules[0].hits, 3u);
  EXPECT_EQ(difference.rules[1].rule, Code("tobacco"));
  EXPECT_EQ(difference.rules[1].hits, 1u);
}

TEST(Shadow, Every_movement_stands_once_in_the_table_in_whatever_order_they_came) {
  Chance chance(17);
  const auto left = chance.rule_set(), right = chance.rule_set();
  std::vector<std::pair<Decision, Decision>> pairs;
  for (int i = 0; i < 500; ++i) {
    const auto declared = chance.movement();
    const auto circumstances = chance.circumstances();
    pairs.emplace_back(assign(left, declared, circumstances), assign(right, declared, circumstances));
  }
  Difference forwards, backwards;
  for (const auto& [published_one, shadow_one] : pairs) count(forwards, published_one, shadow_one);
  for (auto at = pairs.rbegin(); at != pairs.rend(); ++at) count(backwards, at->first, at->second);
  std::uint64_t all = 0, unchanged = 0, hits = 0, counted = 0;
  for (std::size_t from = 0; from < 4; ++from)
    for (std::size_t to = 0; to < 4; ++to) {
      all += forwards.from_to[from][to];
      if (from == to) unchanged += forwards.from_to[from][to];
    }
  for (const auto& pair : pairs) hits += pair.second.hits.size();
  ASSERT_EQ(forwards.rules.size(), backwards.rules.size());
  for (std::size_t i = 0; i < forwards.rules.size(); ++i) {
    EXPECT_EQ(forwards.rules[i].rule, backwards.rules[i].rule);
    EXPECT_EQ(forwards.rules[i].hits, backwards.rules[i].hits);
    counted += forwards.rules[i].hits;
  }
  EXPECT_EQ(all, 500u);
  EXPECT_EQ(forwards.changed + unchanged, 500u);
  EXPECT_EQ(counted, hits);
  EXPECT_GT(hits, 0u);
  EXPECT_EQ(forwards.from_to, backwards.from_to);
}

}  // namespace
}  // namespace onestop::channel
