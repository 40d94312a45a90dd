// What changes between two days, held against an enumeration of every circumstance and every officer.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "core/law/diff.h"
#include "law_fixture.h"

namespace onestop::law::test {
namespace {

const Instant before{20'000 * day_ms}, after{21'000 * day_ms};
const Day change_day{20'500};

Law wide_law() {
  auto law = small_law();
  law.classes = {{"cart", "Cart", {}}, {"van", "Van", {}}};
  law.agencies.push_back({"customs", "Customs", {}});
  law.roles.push_back({"chief", "Chief", {}});
  law.facts = {{"lodged", SubjectKind::vehicle, FactSource::lodging, false, "Lodged", {}},
               {"export", SubjectKind::vehicle, FactSource::arrival, true, "Export", {}},
               {"fresh", SubjectKind::vehicle, FactSource::control, false, "Fresh", {}}};
  return law;
}

Provision dated(Provision one) {
  one.from = change_day;
  return one;
}

struct Two {
  Compiled was, is;
};
std::optional<Two> compiled(const Law& law) {
  auto was = compile(law, small_post(), "plain", before), is = compile(law, small_post(), "plain", after);
  if (!was || !is) return std::nullopt;
  return Two{std::move(*was), std::move(*is)};
}

std::vector<std::string> sentences(const Two& two, std::size_t direction = 0) {
  std::vector<std::string> out;
  const auto& is = two.is.procedures[direction];
  const auto difference = diff(two.was.procedures[direction], is);
  for (const auto& one : difference.controls) out.push_back(in_words(one, is));
  for (const auto& one : difference.powers) out.push_back(in_words(one, is));
  for (const auto& one : difference.clauses) out.push_back(in_words(one));
  return out;
}

using Sentences = std::vector<std::string>;

TEST(LawDiff, is_a_law_that_stays_no_change) {
  const auto two = compiled(wide_law());
  ASSERT_TRUE(two);
  EXPECT_TRUE(diff(two->was.procedures[0], two->is.procedures[0]).empty());
}

TEST(LawDiff, is_a_waived_control_said_with_side_class_and_circumstance) {
  auto law = wide_law();
  auto waived = rule("look", Effect::waive);
  waived.side = Side::entry;
  waived.classes = {"van"};
  waived.when = {{"fresh", true}};
  law.provisions.push_back(dated(provision("union", "treaty", waived)));
  const auto two = compiled(law);
  ASSERT_TRUE(two);
  EXPECT_EQ(sentences(*two, 0), (Sentences{"look by the entry side (B), van, when fresh is so: performed (documents) under look-b -> waived under union"}));
  EXPECT_EQ(sentences(*two, 1), (Sentences{"look by the entry side (A), van, when fresh is so: performed (documents) under look-a -> waived under union"}));
  const auto difference = diff(two->was.procedures[0], two->is.procedures[0]);
  ASSERT_EQ(difference.begun.size(), 1u);
  EXPECT_EQ(difference.begun[0].id, Code("union"));
  EXPECT_TRUE(difference.ended.empty());
}

TEST(LawDiff, is_another_ground_for_the_same_answer_told_apart) {
  auto law = wide_law();
  law.provisions.push_back(dated(provision("again", "law_a", rule("look", Effect::perform))));
  const auto two = compiled(law);
  ASSERT_TRUE(two);
  EXPECT_EQ(sentences(*two), (Sentences{"look by the exit side (A), every class: still performed (documents), under again instead of look-a"}));
}

TEST(LawDiff, are_figures_and_grounds_of_clauses_compared) {
  auto law = wide_law();
  law.provisions.push_back(dated(provision("longer", "treaty", ClauseRule{Clause::hold_limit, 90})));
  law.provisions.push_back(dated(provision("way-out", "treaty", ClauseRule{Clause::free_withdrawal, 0})));
  const auto two = compiled(law);
  ASSERT_TRUE(two);
  EXPECT_EQ(sentences(*two), (Sentences{"hold_limit: 2 minutes under clause-hold_limit -> 90 minutes under longer",
                                        "free_withdrawal: still there, under way-out instead of clause-free_withdrawal"}));
}

TEST(LawDiff, is_a_power_said_with_who_gains_or_loses_it) {
  auto law = wide_law();
  for (auto& one : law.provisions)
    if (one.id == Code("act-release")) std::get<PowerRule>(one.rule).agencies = {"guards"};
  law.provisions.push_back(dated(provision("more", "treaty", PowerRule{{Act::release}, {"customs"}, {"chief"}, {}, {Side::entry}, {"zone"}, {Phase::entry}})));
  for (auto& one : law.provisions)
    if (one.id == Code("act-withdraw")) one.until = change_day;
  law.provisions.push_back(dated(provision("fewer", "treaty", PowerRule{{Act::withdraw}, {"guards"}, {"officer"}, {}, {}, {"zone"}, {}})));
  const auto two = compiled(law);
  ASSERT_TRUE(two);
  EXPECT_EQ(sentences(*two), (Sentences{"release by the entry side (B): gained by customs (chief) in every zone, in phase entry, under more",
                                        "withdraw by the exit side (A), the entry side (B): lost by guards (chief) in every zone, in every phase, under act-withdraw",
                                        "withdraw by the exit side (A), the entry side (B): lost by customs, devices and the clock (every role) in every zone, in every phase, under act-withdraw"}));
}

/// Every circumstance of the class as bits, and what the law makes of it on either day.
std::optional<Answer> naive(const Procedure& p, Side side, const Code& traffic_class, unsigned bits) {
  Facts facts = Procedure::kind_bit(SubjectKind::vehicle) | p.class_bit(traffic_class);
  int i = 0;
  for (const auto* fact : {"lodged", "export", "fresh"})
    if (bits >> i++ & 1) facts |= p.fact(fact)->bits[static_cast<int>(side)];
  const auto* cell = governing(p, p.slot_of("look", side), facts);
  return cell ? std::optional(Answer{cell->effect, cell->depth, p.provisions[cell->provision].id}) : std::nullopt;
}

bool within(const Circumstance& circumstance, unsigned bits) {
  return std::ranges::all_of(circumstance, [&](const Literal& one) {
    const int i = one.fact == Code("lodged") ? 0 : one.fact == Code("export") ? 1 : 2;
    return (bits >> i & 1) == (one.value ? 1u : 0u);
  });
}

Law random_law(std::mt19937_64& random) {
  auto law = wide_law();
  const auto chance = [&](unsigned percent) { return random() % 100 < percent; };
  for (int i = 0; i < 7; ++i) {
    auto r = rule("look", chance(50) ? Effect::perform : Effect::waive, chance(50) ? Depth::documents : Depth::physical);
    if (chance(30)) r.side = chance(50) ? Side::exit : Side::entry;
    if (chance(30)) r.classes = {chance(50) ? "cart" : "van"};
    for (const auto* fact : {"lodged", "export", "fresh"})
      if (chance(40)) r.when.push_back({fact, chance(50)});
    auto p = provision(("r" + std::to_string(i)).c_str(), chance(60) ? "treaty" : "law_a", r);
    if (chance(60)) p.from = Day{20'000 + static_cast<int>(random() % 1000)};
    if (chance(30)) p.until = Day{20'999};
    law.provisions.push_back(p);
  }
  return law;
}

TEST(LawDiff, does_it_name_exactly_the_circumstances_that_change) {
  std::mt19937_64 random(1);
  int laws = 0, changed = 0;
  for (int round = 0; round < 2000; ++round) {
    const auto two = compiled(random_law(random));
    if (!two) continue;
    ++laws;
    const auto& was = two->was.procedures[0];
    const auto& is = two->is.procedures[0];
    const auto difference = diff(was, is);
    for (const auto side : {Side::exit, Side::entry})
      for (const auto* traffic_class : {"cart", "van"})
        for (unsigned bits = 0; bits < 8; ++bits) {
          const auto old_answer = naive(was, side, traffic_class, bits), new_answer = naive(is, side, traffic_class, bits);
          int told = 0;
          for (const auto& one : difference.controls) {
            const bool here = one.side == side && std::ranges::find(one.classes, Code(traffic_class)) != one.classes.end() &&
                              std::ranges::any_of(one.when, [&](const Circumstance& c) { return within(c, bits); });
            if (!here) continue;
            ++told;
            ASSERT_TRUE(one.was == old_answer && one.is == new_answer) << "round " << round;
          }
          ASSERT_EQ(told, old_answer == new_answer ? 0 : 1) << "round " << round;
          changed += told;
        }
    for (const auto& one : difference.controls) {
      std::set<unsigned> said;
      for (const auto& circumstance : one.when) {
        const auto before = said.size();
        for (unsigned bits = 0; bits < 8; ++bits)
          if (within(circumstance, bits)) said.insert(bits);
        ASSERT_GT(said.size(), before) << "a circumstance is said twice, round " << round;
      }
    }
    for (const auto& one : difference.controls)
      for (const auto& circumstance : one.when)
        for (std::size_t left_out = 0; left_out < circumstance.size(); ++left_out) {
          auto fewer = circumstance;
          fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(left_out));
          bool all = true;
          for (unsigned bits = 0; bits < 8; ++bits)
            if (within(fewer, bits)) all = all && naive(was, one.side, one.classes[0], bits) == one.was && naive(is, one.side, one.classes[0], bits) == one.is;
          ASSERT_FALSE(all) << "a smaller circumstance would do, round " << round;
        }
  }
  EXPECT_GT(laws, 500);
  EXPECT_GT(changed, 1000);
}

using Grant = std::tuple<Act, Side, std::size_t, std::size_t, std::size_t, Phase>;  // act, side, agency, role, zone, phase; one past the last: none

std::set<Grant> grants(const Procedure& p) {
  std::set<Grant> out;
  for (const auto& power : p.powers)
    for (const auto side : {Side::exit, Side::entry})
      for (std::size_t agency = 0; agency <= p.agencies.size(); ++agency)
        for (std::size_t role = 0; role < p.roles.size(); ++role)
          for (std::size_t zone = 0; zone <= p.zones.size(); ++zone)
            for (const auto phase : {Phase::exit, Phase::hand_over, Phase::entry, Phase::closed}) {
              const auto agency_bit = agency == p.agencies.size() ? 63 : agency, zone_bit = zone == p.zones.size() ? 63 : zone;
              if ((power.agencies >> agency_bit & 1) && (power.roles >> role & 1) && (power.zones >> zone_bit & 1) &&
                  (power.sides >> static_cast<int>(side) & 1) && (power.phases >> static_cast<int>(phase) & 1))
                out.insert({power.act, side, agency, role, zone, phase});
            }
  return out;
}

template <class T>
std::size_t index_of(const std::vector<T>& all, const T& one) { return static_cast<std::size_t>(std::ranges::find(all, one) - all.begin()); }

TEST(LawDiff, does_it_name_exactly_the_powers_that_change) {
  std::mt19937_64 random(2);
  const auto chance = [&](unsigned percent) { return random() % 100 < percent; };
  int changes = 0;
  for (int round = 0; round < 200; ++round) {
    auto law = wide_law();
    for (auto& one : law.provisions)
      if (std::holds_alternative<PowerRule>(one.rule) && chance(30)) std::get<PowerRule>(one.rule).agencies = {"guards"};
    for (int i = 0; i < 6; ++i) {
      PowerRule r{{chance(50) ? Act::release : Act::withdraw}, {}, {}, {}, {}, {}, {}};
      if (chance(60)) r.agencies = {chance(50) ? "guards" : "customs"};
      if (chance(60)) r.roles = {chance(50) ? "officer" : "chief"};
      if (chance(60)) r.zone_kinds = {"zone"};
      if (chance(40)) r.sides = {chance(50) ? Side::exit : Side::entry};
      if (chance(40)) r.phases = {chance(50) ? Phase::exit : Phase::entry, Phase::closed};
      auto p = provision(("p" + std::to_string(i)).c_str(), "treaty", r);
      if (chance(50)) p.from = change_day;
      else p.until = change_day;
      law.provisions.push_back(p);
    }
    const auto two = compiled(law);
    ASSERT_TRUE(two);
    const auto& was = two->was.procedures[0];
    const auto& is = two->is.procedures[0];
    const auto old_grants = grants(was), new_grants = grants(is);
    std::set<Grant> gained, lost, told_gained, told_lost;
    std::ranges::set_difference(new_grants, old_grants, std::inserter(gained, gained.end()));
    std::ranges::set_difference(old_grants, new_grants, std::inserter(lost, lost.end()));
    for (const auto& one : diff(was, is).powers)
      for (const auto side : one.sides)
        for (const auto& agency : one.agencies)
          for (const auto& role : one.roles)
            for (const auto phase : one.phases) {
              auto& told = one.gained ? told_gained : told_lost;
              const auto agency_index = agency.empty() ? is.agencies.size() : index_of(is.agencies, agency);
              for (const auto& zone : one.zones) told.insert({one.act, side, agency_index, index_of(is.roles, role), index_of(is.zones, zone), phase});
              if (one.without_desk) told.insert({one.act, side, agency_index, index_of(is.roles, role), is.zones.size(), phase});
            }
    ASSERT_EQ(told_gained, gained) << "round " << round;
    ASSERT_EQ(told_lost, lost) << "round " << round;
    changes += static_cast<int>(gained.size() + lost.size());
  }
  EXPECT_GT(changes, 500);
}

}  // namespace
}  // namespace onestop::law::test
