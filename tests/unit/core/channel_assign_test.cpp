// Which channel a movement gets, by which rule, resting on what.
#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "base/hash.h"
#include "channel_kit.h"

namespace onestop::channel {
namespace {

using namespace test;

struct Case {
  std::string what;
  std::vector<Condition> when;
  bool fits;
  std::vector<std::string> facts;  // where it fits
  std::vector<std::uint32_t> items;
};

Declared mixed_load() {
  auto out = movement({goods(1, "0201300000", 400, "CN", {200'000, "USD"}), goods(2, "2402201000", 600, "UZ", {3'000'00, "USD"}), goods(3, "6204620000", 1000, "CN", {900'00, "EUR"})});
  out.persons = 2;
  out.papers = {{"permit", "", "KZ-7", "KZ", in_days(-10), in_days(10), 0}, {"dangerous", "890", "D-1", "KG", {}, in_days(-1), 0}, {"certificate", "853", "V-1", "KG", {}, {}, 1}};
  return out;
}

Condition condition(Of of, std::vector<std::string> any, std::int64_t limit = 0, Code currency = {}) { return {of, std::move(any), limit, currency}; }

void judge(const std::vector<Case>& cases, const Declared& declared, const Circumstances& circumstances = on_time(), const std::vector<Requirement>& requirements = {}) {
  for (const auto& one : cases) {
    SCOPED_TRACE(one.what);
    const auto decision = assign(rule_set({rule("it", Channel::orange, one.when)}, requirements), declared, circumstances);
    ASSERT_EQ(decision.hits.size(), one.fits ? 1u : 0u);
    EXPECT_EQ(decision.channel, one.fits ? Channel::orange : Channel::green);
    EXPECT_EQ(decision.rule, one.fits ? Code("it") : Code("otherwise"));
    if (!one.fits) continue;
    EXPECT_EQ(decision.hits[0].facts, one.facts);
    EXPECT_EQ(decision.hits[0].items, one.items);
  }
}

TEST(Channel, A_rule_about_goods_fits_the_items_that_are_so) {
  judge({
      {"a heading", {condition(Of::commodity, {"0201"})}, true, {"commodity 0201300000"}, {1}},
      {"a chapter among several", {condition(Of::commodity, {"01", "24"})}, true, {"commodity 2402201000"}, {2}},
      {"a chapter that is not there", {condition(Of::commodity, {"22"})}, false, {}, {}},
      {"a code longer than the one lodged", {condition(Of::commodity, {"02013000001"})}, false, {}, {}},
      {"two items of one origin", {condition(Of::origin, {"CN"})}, true, {"origin CN"}, {1, 3}},
      {"goods and origin of the same item", {condition(Of::commodity, {"24"}), condition(Of::origin, {"UZ"})}, true, {"commodity 2402201000", "origin UZ"}, {2}},
      {"goods of one item, origin of another", {condition(Of::commodity, {"24"}), condition(Of::origin, {"CN"})}, false, {}, {}},
      {"5 USD a kilogram, below 5.01", {condition(Of::value_per_kg_below, {}, 501, "USD")}, true, {"value_per_kg 5.00 USD"}, {1, 2}},
      {"5 USD a kilogram is not below 5", {condition(Of::value_per_kg_below, {}, 500, "USD")}, false, {}, {}},
      {"another currency is not compared", {condition(Of::value_per_kg_below, {}, 9'999'99, "EUR"), condition(Of::commodity, {"02"})}, false, {}, {}},
  }, mixed_load());
}

TEST(Channel, Amounts_are_those_of_the_goods_the_rule_looks_at) {
  judge({
      {"2000 kg net are above 1999", {condition(Of::net_kg_above, {}, 1999)}, true, {"net_kg 2000"}, {}},
      {"2000 kg net are not above 2000", {condition(Of::net_kg_above, {}, 2000)}, false, {}, {}},
      {"600 kg of tobacco", {condition(Of::commodity, {"24"}), condition(Of::net_kg_above, {}, 599)}, true, {"commodity 2402201000", "net_kg 600"}, {2}},
      {"other goods do not add to tobacco", {condition(Of::commodity, {"24"}), condition(Of::net_kg_above, {}, 700)}, false, {}, {}},
      {"2200 kg gross", {condition(Of::gross_kg_above, {}, 2199)}, true, {"gross_kg 2200"}, {}},
      {"values of one currency are added", {condition(Of::value_above, {}, 4'999'99, "USD")}, true, {"value 5000.00 USD"}, {}},
      {"values of others are not", {condition(Of::value_above, {}, 5'000'00, "USD")}, false, {}, {}},
      {"three items are above two", {condition(Of::items_above, {}, 2)}, true, {"items 3"}, {}},
      {"two items from CN are not", {condition(Of::items_above, {}, 2), condition(Of::origin, {"CN"})}, false, {}, {}},
  }, mixed_load());
  auto weighed = mixed_load();
  weighed.gross_g = 30'000'500;
  judge({{"the mass of the whole where it is more", {condition(Of::gross_kg_above, {}, 30'000)}, true, {"gross_kg 30000.5"}, {}}}, weighed);
}

TEST(Channel, A_rule_about_the_journey_fits_what_was_stated_and_nothing_else) {
  auto nowhere = mixed_load();
  nowhere.destination = {};
  judge({
      {"dispatch", {condition(Of::dispatch, {"UZ", "KG"})}, true, {"dispatch KG"}, {}},
      {"destination", {condition(Of::destination, {"RU"})}, false, {}, {}},
      {"country of the vehicle", {condition(Of::vehicle_country, {"KG"})}, true, {"vehicle_country KG"}, {}},
      {"carrier", {condition(Of::carrier, {"carrier-1"})}, true, {"carrier carrier-1"}, {}},
      {"the beginning of a tax number is not the number", {condition(Of::carrier, {"carrier"})}, false, {}, {}},
      {"consignor", {condition(Of::consignor, {"consignor-1"})}, true, {"consignor consignor-1"}, {}},
      {"consignee", {condition(Of::consignee, {"consignor-1"})}, false, {}, {}},
      {"kind of message", {condition(Of::kind, {"preliminary_information"})}, true, {"kind preliminary_information"}, {}},
      {"transit", {condition(Of::transit, {"yes"})}, false, {}, {}},
      {"no transit", {condition(Of::transit, {"no"})}, true, {"transit no"}, {}},
      {"two persons are above one", {condition(Of::persons_above, {}, 1)}, true, {"persons 2"}, {}},
  }, mixed_load());
  judge({{"an empty country is none of the named", {condition(Of::destination, {"", "KZ"})}, false, {}, {}}}, nowhere);
}

TEST(Channel, A_paper_counts_while_it_is_in_force) {
  judge({
      {"a permit in force", {condition(Of::paper_missing, {"permit"})}, false, {}, {}},
      {"a paper past its last day is missing", {condition(Of::paper_missing, {"890"})}, true, {"paper_missing 890"}, {}},
      {"one of several is enough", {condition(Of::paper_missing, {"890", "permit"})}, false, {}, {}},
      {"of no such type", {condition(Of::paper_missing, {"851"})}, true, {"paper_missing 851"}, {}},
      {"the paper was named for this item", {condition(Of::paper_missing, {"853"}), condition(Of::commodity, {"02"})}, false, {}, {}},
      {"the paper was named for another item", {condition(Of::paper_missing, {"853"}), condition(Of::commodity, {"24"})}, true, {"paper_missing 853", "commodity 2402201000"}, {2}},
  }, mixed_load());
}

TEST(Channel, A_rule_may_look_at_the_lodging_itself) {
  auto late = on_time();
  late.late = true;
  late.errors = 2;
  late.warnings = 5;
  judge({
      {"late", {condition(Of::late, {})}, true, {"late"}, {}},
      {"any error", {condition(Of::errors, {})}, true, {"errors 2"}, {}},
      {"two errors are not above two", {condition(Of::errors, {}, 2)}, false, {}, {}},
      {"warnings", {condition(Of::warnings, {}, 4)}, true, {"warnings 5"}, {}},
      {"a certificate that is lacking", {condition(Of::certificate_unmet, {"tobacco"})}, true, {"certificate_unmet tobacco missing"}, {2}},
      {"any certificate that is lacking", {condition(Of::certificate_unmet, {})}, true, {"certificate_unmet tobacco missing"}, {2}},
      {"a certificate that is there", {condition(Of::certificate_unmet, {"meat"})}, false, {}, {}},
  }, mixed_load(), late, {requirement("meat", {"02"}), requirement("tobacco", {"24"})});
  late.certificates = {certificate("C-1", {goods(1, "2402", 1)})};
  late.certificates[0].status = "41";
  judge({{"a certificate that is there and rejected", {condition(Of::certificate_unmet, {"tobacco"})}, true, {"certificate_unmet tobacco rejected C-1"}, {2}}}, mixed_load(), late, {requirement("tobacco", {"24"})});
  judge({{"on time", {condition(Of::late, {})}, false, {}, {}}}, mixed_load());
}

TEST(Channel, A_rule_holds_from_its_first_day_to_its_last) {
  const auto holds = [](std::optional<Day> from, std::optional<Day> until) {
    auto one = rule("it", Channel::red, {condition(Of::transit, {"no"})});
    one.from = from;
    one.until = until;
    return assign(rule_set({one}), mixed_load(), on_time()).channel == Channel::red;
  };
  EXPECT_TRUE(holds(today, today));
  EXPECT_FALSE(holds(in_days(1), {}));
  EXPECT_FALSE(holds({}, in_days(-1)));
}

TEST(Channel, The_closest_look_wins_and_the_first_rule_of_it_is_named) {
  const auto fits = condition(Of::transit, {"no"});
  const auto decision = assign(rule_set({rule("papers", Channel::yellow, {fits}), rule("scan_a", Channel::orange, {fits}), rule("scan_b", Channel::orange, {fits}), rule("open", Channel::red, {condition(Of::transit, {"yes"})})}), mixed_load(), on_time());
  EXPECT_EQ(decision.channel, Channel::orange);
  EXPECT_EQ(decision.rule, Code("scan_a"));
  std::vector<Code> hits;
  for (const auto& hit : decision.hits) hits.push_back(hit.rule);
  EXPECT_EQ(hits, (std::vector<Code>{"scan_a", "scan_b", "papers"}));
}

TEST(Channel, What_every_movement_gets_is_never_lightened_by_a_rule) {
  auto set = rule_set({rule("papers", Channel::yellow, {condition(Of::transit, {"no"})})});
  set.otherwise = Channel::orange;
  const auto decision = assign(set, mixed_load(), on_time());
  EXPECT_EQ(decision.channel, Channel::orange);
  EXPECT_EQ(decision.rule, Code("otherwise"));
  EXPECT_EQ(decision.hits.size(), 1u);
  set.otherwise = Channel::yellow;
  EXPECT_EQ(assign(set, mixed_load(), on_time()).rule, Code("papers")) << "a rule says why, \"otherwise\" does not";
}

TEST(Channel, The_random_stratum_lifts_and_is_counted_even_where_a_rule_looks_closer) {
  const auto fits = condition(Of::transit, {"no"});
  const auto drawn = [&](Channel of_rule, Channel of_chance, std::uint32_t draw) {
    auto set = rule_set({rule("it", of_rule, {fits})});
    set.random_channel = of_chance;
    auto circumstances = on_time();
    circumstances.draw = draw;
    return assign(set, mixed_load(), circumstances);
  };
  const auto lifted = drawn(Channel::yellow, Channel::red, 199);
  EXPECT_EQ(lifted.channel, Channel::red);
  EXPECT_EQ(lifted.rule, Code("random"));
  EXPECT_TRUE(lifted.random);
  const auto closer = drawn(Channel::red, Channel::orange, 0);
  EXPECT_EQ(closer.channel, Channel::red);
  EXPECT_EQ(closer.rule, Code("it"));
  EXPECT_TRUE(closer.random);
  EXPECT_EQ(drawn(Channel::red, Channel::red, 0).rule, Code("it")) << "chance lifted nothing";
  const auto spared = drawn(Channel::yellow, Channel::red, 200);
  EXPECT_EQ(spared.channel, Channel::yellow);
  EXPECT_FALSE(spared.random);
}

TEST(Channel, Facts_are_bounded_and_the_rest_is_counted) {
  std::vector<Item> items;
  for (std::uint32_t i = 1; i <= 40; ++i) items.push_back(goods(i, "02" + std::to_string(1000 + i), 1));
  const auto decision = assign(rule_set({rule("meat", Channel::red, {condition(Of::commodity, {"02"})})}), movement(items), on_time());
  ASSERT_EQ(decision.hits.size(), 1u);
  EXPECT_EQ(decision.hits[0].facts.size(), 17u);
  EXPECT_EQ(decision.hits[0].facts.back(), "and 24 more");
  EXPECT_EQ(decision.hits[0].items.size(), 40u);
}

TEST(Channel, No_lodged_number_overflows) {
  constexpr auto huge = std::numeric_limits<std::int64_t>::max();
  auto load = movement({goods(1, "0201", 1), goods(2, "0201", 1)});
  for (auto& item : load.items) item.net_g = item.gross_g = huge, item.value = {huge, "USD"};
  const auto set = rule_set({rule("net", Channel::yellow, {condition(Of::net_kg_above, {}, huge / 1000)}), rule("value", Channel::orange, {condition(Of::value_above, {}, huge, "USD")}),
                             rule("price", Channel::red, {condition(Of::value_per_kg_below, {}, huge, "USD")})});
  const auto decision = assign(set, load, on_time());
  ASSERT_EQ(decision.hits.size(), 3u);
  EXPECT_EQ(decision.hits[0].facts[0], "value_per_kg 10.00 USD");
  EXPECT_EQ(decision.hits[1].facts[0], "value 184467440737095516.14 USD");
}

class Properties : public testing::Test {
 protected:
  void each(int rounds, const std::function<void(Chance&)>& round) {
    const std::uint64_t seed = std::random_device{}();
    std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
    Chance chance(seed);
    for (int i = 0; i < rounds && !HasFailure(); ++i) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", round " + std::to_string(i));
      round(chance);
    }
  }
};

TEST_F(Properties, Adding_a_rule_never_lightens_a_channel) {
  int closer = 0;
  each(4000, [&](Chance& chance) {
    auto set = chance.rule_set();
    const auto declared = chance.movement();
    const auto circumstances = chance.circumstances();
    const auto before = assign(set, declared, circumstances);
    set.rules.insert(set.rules.begin() + chance.upto(static_cast<std::int64_t>(set.rules.size())), chance.rule(99));
    const auto after = assign(set, declared, circumstances);
    EXPECT_GE(after.channel, before.channel);
    EXPECT_EQ(after.random, before.random);
    EXPECT_EQ(after.items, before.items);
    closer += after.channel > before.channel;
  });
  EXPECT_GT(closer, 100);
}

TEST_F(Properties, The_order_of_rules_does_not_change_the_channel) {
  int hits = 0;
  each(4000, [&](Chance& chance) {
    auto set = chance.rule_set();
    const auto declared = chance.movement();
    const auto circumstances = chance.circumstances();
    const auto one = assign(set, declared, circumstances);
    for (std::size_t i = set.rules.size(); i > 1; --i) std::swap(set.rules[i - 1], set.rules[static_cast<std::size_t>(chance.upto(static_cast<std::int64_t>(i - 1)))]);
    const auto other = assign(set, declared, circumstances);
    EXPECT_EQ(one.channel, other.channel);
    EXPECT_EQ(one.hits.size(), other.hits.size());
    hits += static_cast<int>(one.hits.size());
  });
  EXPECT_GT(hits, 1000);
}

TEST_F(Properties, The_same_arguments_give_the_same_answer) {
  each(2000, [](Chance& chance) {
    const auto set = chance.rule_set();
    const auto declared = chance.movement();
    const auto circumstances = chance.circumstances();
    EXPECT_EQ(assign(set, declared, circumstances), assign(RuleSet(set), Declared(declared), Circumstances(circumstances)));
  });
}

/// 100 classes of a hundred draws each; chi-square beyond 180 with 99 degrees of freedom happens once in a million times. The hashes are fixed.
TEST(Channel, Draws_are_spread_evenly_over_hashes) {
  constexpr int hashes = 200'000;
  std::array<int, 100> classes{};
  for (int i = 0; i < hashes; ++i) {
    const auto text = "vehicle " + std::to_string(i);
    const auto draw = draw_of(sha256(ByteView(reinterpret_cast<const unsigned char*>(text.data()), text.size())));
    ASSERT_LT(draw, 10'000u);
    ++classes[draw / 100];
  }
  std::int64_t squares = 0;
  for (const std::int64_t count : classes) squares += (count - hashes / 100) * (count - hashes / 100);
  EXPECT_LT(squares / (hashes / 100), 180);
  EXPECT_GT(squares, 0);
}

TEST(Channel, A_draw_reads_the_first_eight_bytes_of_the_hash) {
  Hash hash{};
  hash[31] = 255;
  EXPECT_EQ(draw_of(hash), 0u);
  hash[7] = 7;
  hash[6] = 1;
  EXPECT_EQ(draw_of(hash), 263u);
  hash.fill(255);
  EXPECT_EQ(draw_of(hash), 1615u);  // 2^64 - 1 is 18446744073709551615
}

}  // namespace
}  // namespace onestop::channel
