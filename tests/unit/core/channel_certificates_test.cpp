// Which items have the certificates that are wanted of them; no gram of a certificate serves twice.
#include <gtest/gtest.h>

#include <algorithm>

#include "channel_kit.h"
#include "core/channel/allocation.h"

namespace onestop::channel {
namespace {

using namespace test;

const auto meat_by_mass = requirement("meat", {"02"}, true);
const auto meat = requirement("meat", {"02"});

std::vector<ItemResult> match(const std::vector<Requirement>& requirements, const Declared& declared, const std::vector<Declared>& certificates) {
  return match_certificates(requirements, declared, certificates, today);
}

/// "item requirement met certificate short_by_g", and "?" where the mass could not be judged; one a line.
std::string told(const std::vector<ItemResult>& results) {
  std::string out;
  for (const auto& one : results) {
    out += std::to_string(one.item) + " " + one.requirement.text() + " " + boost::describe::enum_to_string(one.met, "") + " " + one.certificate;
    if (one.short_by_g) out += " short " + std::to_string(one.short_by_g);
    if (one.quantity_unjudged) out += " ?";
    out += "\n";
  }
  return out;
}

Declared with_papers(Declared declared, std::vector<Paper> papers) {
  declared.papers = std::move(papers);
  return declared;
}

TEST(Certificates, An_item_is_told_what_its_certificate_is_worth) {
  const auto beef = goods(1, "0201300000", 100);
  const auto changed = [&](auto change) {
    auto one = certificate("C-1", {goods(1, "020120", 100)});
    change(one);
    return one;
  };
  struct Case {
    std::string what;
    std::vector<Declared> certificates;
    std::string result;
  };
  const std::vector<Case> cases{
      {"nothing lodged", {}, "1 meat missing \n"},
      {"issued, of the same heading", {changed([](Declared&) {})}, "1 meat met C-1\n"},
      {"approved", {changed([](Declared& one) { one.status = "39"; })}, "1 meat met C-1\n"},
      {"rejected", {changed([](Declared& one) { one.status = "41"; })}, "1 meat rejected C-1\n"},
      {"says nothing of its status", {changed([](Declared& one) { one.status = {}; })}, "1 meat rejected C-1\n"},
      {"issued tomorrow", {changed([](Declared& one) { one.issued = in_days(1); })}, "1 meat not_yet_valid C-1\n"},
      {"issued today", {changed([](Declared& one) { one.issued = today; })}, "1 meat met C-1\n"},
      {"does not say when", {changed([](Declared& one) { one.issued = {}; })}, "1 meat not_yet_valid C-1\n"},
      {"on its last day", {changed([](Declared& one) { one.until = today; })}, "1 meat met C-1\n"},
      {"past its last day", {changed([](Declared& one) { one.until = in_days(-1); })}, "1 meat expired C-1\n"},
      {"of another heading", {changed([](Declared& one) { one.items[0].commodity = "0203"; })}, "1 meat other_goods C-1\n"},
      {"of goods named by chapter alone", {changed([](Declared& one) { one.items[0].commodity = "02"; })}, "1 meat other_goods C-1\n"},
      {"of a type that does not do", {changed([](Declared& one) { one.type = "851"; })}, "1 meat missing \n"},
      {"of a type that does", {changed([](Declared& one) { one.type = "853"; })}, "1 meat met C-1\n"},
      {"no certificate at all, a declaration", {changed([](Declared& one) { one.kind = "goods_declaration"; })}, "1 meat missing \n"},
      {"one rejected, one good", {changed([](Declared& one) { one.status = "41"; }), certificate("C-2", {goods(1, "0201", 1)})}, "1 meat met C-2\n"},
      {"one rejected, one expired", {changed([](Declared& one) { one.status = "41"; }), changed([](Declared& one) { one.number = "C-3", one.until = in_days(-9); })}, "1 meat expired C-3\n"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.what);
    EXPECT_EQ(told(match({meat}, movement({beef}), one.certificates)), one.result);
  }
}

TEST(Certificates, Only_goods_of_the_named_beginning_and_origin_need_one) {
  auto from_china = meat;
  from_china.origins = {"CN"};
  const auto load = movement({goods(1, "0201300000", 1, "CN"), goods(2, "0201300000", 1, "UZ"), goods(3, "0801", 1, "CN")});
  EXPECT_EQ(told(match({from_china}, load, {})), "1 meat missing \n");
  EXPECT_EQ(told(match({meat}, load, {})), "1 meat missing \n2 meat missing \n");
}

TEST(Certificates, Mass_is_shared_out_and_used_once) {
  struct Case {
    std::string what;
    std::vector<Item> items;
    std::vector<Declared> certificates;
    std::string result;
  };
  const std::vector<Case> cases{
      {"exactly enough", {goods(1, "0201", 100)}, {certificate("C-1", {goods(1, "0201", 100)})}, "1 meat met C-1\n"},
      {"a kilogram too little", {goods(1, "0201", 100)}, {certificate("C-1", {goods(1, "0201", 99)})}, "1 meat too_little C-1 short 1000\n"},
      {"one certificate serves two items", {goods(1, "0201", 60), goods(2, "020130", 40)}, {certificate("C-1", {goods(1, "0201", 100)})}, "1 meat met C-1\n2 meat met C-1\n"},
      {"until it is used up", {goods(1, "0201", 60), goods(2, "0201", 60)}, {certificate("C-1", {goods(1, "0201", 100)})}, "1 meat met C-1\n2 meat too_little C-1 short 20000\n"},
      {"nothing is left for the third", {goods(1, "0201", 60), goods(2, "0201", 40), goods(3, "0201", 5)}, {certificate("C-1", {goods(1, "0201", 100)})}, "1 meat met C-1\n2 meat met C-1\n3 meat too_little C-1 short 5000\n"},
      {"two certificates serve one item", {goods(1, "0201", 100)}, {certificate("C-1", {goods(1, "0201", 70)}), certificate("C-2", {goods(1, "0201", 70)})}, "1 meat met C-1, C-2\n"},
      {"two lines of one certificate", {goods(1, "0201", 100)}, {certificate("C-1", {goods(1, "020120", 50), goods(2, "020130", 50)})}, "1 meat met C-1\n"},
      {"lines beyond what can be counted", {goods(1, "0201", 100)}, {[] { auto one = certificate("C-1", {goods(1, "0201", 1), goods(2, "0201", 1), goods(3, "0201", 1)}); for (auto& line : one.items) line.net_g = 9'000'000'000'000'000'000; return one; }()}, "1 meat met C-1\n"},
      {"a line of other goods adds nothing", {goods(1, "0201", 100)}, {certificate("C-1", {goods(1, "0201", 50), goods(2, "0203", 50)})}, "1 meat too_little C-1 short 50000\n"},
      {"an expired one adds nothing", {goods(1, "0201", 100)}, {certificate("C-1", {goods(1, "0201", 50)}), [] { auto one = certificate("C-2", {goods(1, "0201", 50)}); one.until = in_days(-1); return one; }()}, "1 meat too_little C-1 short 50000\n"},
      {"an item without a mass", {goods(1, "0201", 0)}, {certificate("C-1", {goods(1, "0201", 50)})}, "1 meat too_little C-1 ?\n"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.what);
    EXPECT_EQ(told(match({meat_by_mass}, movement(one.items), one.certificates)), one.result);
  }
  EXPECT_EQ(told(match({meat}, movement({goods(1, "0201", 100)}), {certificate("C-1", {goods(1, "0201", 1)})})), "1 meat met C-1\n") << "where mass is not asked it is not held against it";
}

TEST(Certificates, Mass_moves_between_certificates_so_that_a_later_item_can_be_served) {
  auto veterinary = certificate("V-1", {goods(1, "0201", 100)});
  veterinary.type = "853";
  const auto open = certificate("U-1", {goods(1, "0201", 100)});  // may serve both
  auto other = requirement("offal", {"020120"}, true);
  other.types = {"89"};
  const auto beef = requirement("beef", {"020130"}, true);
  const auto load = movement({goods(1, "020130", 100), goods(2, "020120", 100)});
  EXPECT_EQ(told(match({beef, other}, load, {open, veterinary})), "1 beef met V-1\n2 offal met U-1\n") << "the first could have been served by either";
  EXPECT_EQ(told(match({beef, other}, load, {open})), "1 beef met U-1\n2 offal too_little U-1 short 100000\n") << "the first keeps what it has";
}

TEST(Certificates, Two_requirements_of_one_item_may_rest_on_the_same_grams) {
  const auto hygiene = requirement("hygiene", {"0201"}, true);
  const auto load = movement({goods(1, "0201", 100), goods(2, "0201", 10)});
  EXPECT_EQ(told(match({meat_by_mass, hygiene}, load, {certificate("C-1", {goods(1, "0201", 105)})})),
            "1 meat met C-1\n1 hygiene met C-1\n2 meat too_little C-1 short 5000\n2 hygiene too_little C-1 short 5000\n");
}

TEST(Certificates, Grams_that_two_requirements_rest_on_are_not_moved_to_another_item) {
  auto veterinary = certificate("V-1", {goods(1, "0201", 100)});
  veterinary.type = "853";
  const auto beef = requirement("beef", {"020130"}, true);
  auto hygiene = requirement("hygiene", {"0201"}, true);
  hygiene.types = {"89"};
  const auto load = movement({goods(1, "020130", 100), goods(2, "020120", 100)});
  EXPECT_EQ(told(match({beef, hygiene}, load, {certificate("U-1", {goods(1, "0201", 100)}), veterinary})),
            "1 beef met U-1\n1 hygiene met U-1\n2 hygiene too_little U-1 short 100000\n");
}

TEST(Certificates, A_paper_named_in_the_message_stands_for_a_certificate_nobody_lodged) {
  const auto load = movement({goods(1, "0201", 100), goods(2, "0201", 100)});
  const auto paper = [](const std::string& number, std::uint32_t item, std::optional<Day> from = {}, std::optional<Day> until = {}) { return Paper{"certificate", "853", number, "KG", from, until, item}; };
  const auto say = [&](std::vector<Paper> papers, const std::vector<Declared>& certificates = {}) { return told(match({meat_by_mass}, with_papers(load, std::move(papers)), certificates)); };
  EXPECT_EQ(say({paper("P-1", 0)}), "1 meat met P-1 ?\n2 meat met P-1 ?\n");
  EXPECT_EQ(say({paper("P-1", 2)}), "1 meat missing \n2 meat met P-1 ?\n");
  EXPECT_EQ(say({paper("P-1", 0, in_days(1))}), "1 meat not_yet_valid P-1\n2 meat not_yet_valid P-1\n");
  EXPECT_EQ(say({paper("P-1", 0, {}, in_days(-1)), paper("P-2", 0, in_days(-1), in_days(1))}), "1 meat met P-2 ?\n2 meat met P-2 ?\n");
  EXPECT_EQ(say({paper("", 0)}), "1 meat missing \n2 meat missing \n") << "a paper without a number is none";
  EXPECT_EQ(say({{"certificate", "851", "P-1", "KG", {}, {}, 0}}), "1 meat missing \n2 meat missing \n");
  const auto pork = certificate("C-1", {goods(1, "0203", 500)});
  EXPECT_EQ(say({paper("C-1", 0)}, {pork}), "1 meat other_goods C-1\n2 meat other_goods C-1\n") << "what it covers is known: other goods";
  EXPECT_EQ(say({paper("P-1", 0)}, {certificate("C-2", {goods(1, "0201", 10)})}), "1 meat too_little C-2 short 90000\n2 meat too_little C-2 short 100000\n") << "a lodged message goes before a paper";
  EXPECT_EQ(say({paper("C-2", 0, {}, in_days(-1))}, {certificate("C-2", {goods(1, "0201", 500)})}), "1 meat expired C-2\n2 meat expired C-2\n") << "the message names the certificate and its last day";
  auto by_use = requirement("meat", {"02"});
  by_use.types = {"veterinary"};
  EXPECT_EQ(told(match({by_use}, with_papers(movement({goods(1, "0201", 1)}), {{"veterinary", "", "P-9", "KG", {}, {}, 1}}), {})), "1 meat met P-9\n");
}

/// What may serve whom, by its own reading of the rules: heading, day, status, type.
bool serves(const Requirement& wanted, const Item& item, const Declared& certificate, const Item& line) {
  const bool in_force = (certificate.status == Code("39") || certificate.status == Code("70")) && certificate.issued && certificate.issued->number <= today.number;
  const bool of_type = certificate.type.empty() || std::ranges::count(wanted.types, certificate.type.text()) > 0;
  return in_force && of_type && line.commodity.text().substr(0, 4) == item.commodity.text().substr(0, 4);
}

struct Problem {
  std::vector<std::int64_t> sources, needs;
  std::vector<std::vector<std::size_t>> from;  // of each need
};

/// Hall's condition with masses: a set of needs can be met when no part of it needs more than lies in all sources it may use.
bool can_be_met(const Problem& problem) {
  for (std::size_t part = 1; part < (std::size_t{1} << problem.needs.size()); ++part) {
    std::int64_t need = 0, there = 0;
    std::vector<bool> used(problem.sources.size());
    for (std::size_t i = 0; i < problem.needs.size(); ++i) {
      if (!(part >> i & 1)) continue;
      need += problem.needs[i];
      for (const auto source : problem.from[i]) used[source] = true;
    }
    for (std::size_t i = 0; i < used.size(); ++i) there += used[i] ? problem.sources[i] : 0;
    if (need > there) return false;
  }
  return true;
}

TEST(Allocation, Who_comes_first_is_served_and_whoever_can_be_served_beside_them_is) {
  const std::uint64_t seed = std::random_device{}();
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  SCOPED_TRACE("seed " + std::to_string(seed));
  Chance chance(seed);
  int lacking_somewhere = 0, rerouted = 0;
  for (int round = 0; round < 3000; ++round) {
    Problem problem;
    for (auto sources = 1 + chance.upto(4); sources > 0; --sources) problem.sources.push_back(chance.upto(20));
    for (auto needs = 1 + chance.upto(5); needs > 0; --needs) {
      problem.needs.push_back(1 + chance.upto(12));
      problem.from.emplace_back();
      for (std::size_t i = 0; i < problem.sources.size(); ++i)
        if (chance.one_in(2)) problem.from.back().push_back(i);
    }
    Allocation allocation(problem.sources);
    std::vector<std::int64_t> lacking;
    for (std::size_t i = 0; i < problem.needs.size(); ++i) lacking.push_back(allocation.serve(problem.needs[i], problem.from[i]));
    // No gram twice, none from a source that may not serve, and each need has what it was told it has.
    std::vector<std::int64_t> used(problem.sources.size());
    for (std::size_t i = 0; i < problem.needs.size(); ++i) {
      std::int64_t held = 0;
      for (const auto& part : allocation.parts_of(i)) {
        ASSERT_GT(part.grams, 0);
        ASSERT_GT(std::ranges::count(problem.from[i], part.source), 0);
        used[part.source] += part.grams;
        held += part.grams;
      }
      ASSERT_EQ(held + lacking[i], problem.needs[i]) << "round " << round;
    }
    for (std::size_t i = 0; i < used.size(); ++i) ASSERT_LE(used[i], problem.sources[i]) << "round " << round;
    // Each need in turn: what all before it hold, and its own, is the most that can be met.
    auto met = problem;
    for (std::size_t i = 0; i < problem.needs.size(); ++i) met.needs[i] = 0;
    for (std::size_t i = 0; i < problem.needs.size(); ++i) {
      met.needs[i] = problem.needs[i] - lacking[i];
      ASSERT_TRUE(can_be_met(met)) << "round " << round;
      if (lacking[i] == 0) continue;
      ++lacking_somewhere;
      auto more = met;
      ++more.needs[i];
      ASSERT_FALSE(can_be_met(more)) << "round " << round << ": need " << i << " could have had one more";
    }
    for (std::size_t i = 0; i < problem.needs.size(); ++i) {  // a greedy taker would have failed here
      auto left = problem.sources;
      bool greedy = true;
      for (std::size_t k = 0; k <= i; ++k) {
        auto need = problem.needs[k];
        for (const auto source : problem.from[k]) {
          const auto grams = std::min(need, left[source]);
          left[source] -= grams, need -= grams;
        }
        greedy = greedy && need == 0;
      }
      if (!greedy && lacking[i] == 0 && std::ranges::all_of(lacking, [](auto one) { return one == 0; })) ++rerouted;
    }
  }
  EXPECT_GT(lacking_somewhere, 300);
  EXPECT_GT(rerouted, 30);
}

TEST(Certificates, Random_loads_are_met_exactly_where_the_masses_allow_it) {
  const std::uint64_t seed = std::random_device{}();
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Chance chance(seed);
  int met = 0, too_little = 0;
  for (int round = 0; round < 1500; ++round) {
    SCOPED_TRACE("seed " + std::to_string(seed) + ", round " + std::to_string(round));
    auto phyto = requirement("fruit", {"08"}, true);
    phyto.types = {"851"};
    const std::vector<Requirement> requirements{meat_by_mass, phyto};
    auto load = chance.movement();
    load.papers.clear();
    std::vector<Declared> certificates;
    for (int number = 1; number <= 4; ++number) certificates.push_back(chance.certificate(number));
    std::vector<ItemResult> judged;
    Problem problem;
    const auto results = match(requirements, load, certificates);
    for (const auto& certificate : certificates)
      for (const auto& line : certificate.items) problem.sources.push_back(line.net_g);
    for (const auto& result : results) {
      if (result.met != Met::met && result.met != Met::too_little) continue;
      const auto& wanted = requirements[result.requirement == Code("meat") ? 0 : 1];
      const auto item = *std::ranges::find(load.items, result.item, &Item::number);
      if (item.net_g == 0) continue;
      judged.push_back(result);
      problem.from.emplace_back();
      std::size_t source = 0;
      for (const auto& certificate : certificates)
        for (const auto& line : certificate.items) {
          if (serves(wanted, item, certificate, line)) problem.from.back().push_back(source);
          ++source;
        }
      ASSERT_FALSE(problem.from.back().empty()) << "judged by mass without a certificate in force";
      problem.needs.push_back(item.net_g - result.short_by_g);
      ASSERT_EQ(result.met == Met::met, result.short_by_g == 0);
    }
    ASSERT_TRUE(can_be_met(problem)) << "mass was used twice";
    for (std::size_t i = 0; i < judged.size(); ++i) {
      (judged[i].met == Met::met ? met : too_little) += 1;
      if (judged[i].met == Met::met) continue;
      auto more = problem;
      ++more.needs[i];
      for (std::size_t later = i + 1; later < more.needs.size(); ++later) more.needs[later] = 0;
      ASSERT_FALSE(can_be_met(more)) << "item " << judged[i].item << " could have had more";
    }
  }
  EXPECT_GT(met, 100);
  EXPECT_GT(too_little, 100);
}

}  // namespace
}  // namespace onestop::channel
