#pragma once
// Movements, certificates and rules for tests of channels: one of each to begin with, and random ones.
#include <random>

#include "core/channel/channel.h"

namespace onestop::channel::test {

using Of = Condition::Of;
using lodgement::Item;
using lodgement::Paper;

inline const Day today{20'640};  // 2026-07-06
inline Day in_days(int days) { return {today.number + days}; }

inline Item goods(std::uint32_t number, Code commodity, std::int64_t net_kg, Code origin = "CN", Money value = {}) {
  Item item;
  item.number = number;
  item.commodity = commodity;
  item.gross_g = net_kg * 1100;
  item.net_g = net_kg * 1000;
  item.origin = origin;
  item.value = value;
  return item;
}

inline Declared movement(std::vector<Item> items) {
  Declared out;
  out.kind = "preliminary_information";
  out.dispatch = "KG";
  out.destination = "KZ";
  out.vehicle_country = "KG";
  out.plates = {"01KG123ABC"};
  out.carrier = "carrier-1";
  out.consignor = "consignor-1";
  out.consignee = "consignee-1";
  out.items = std::move(items);
  return out;
}

inline Declared certificate(const std::string& number, std::vector<Item> items) {
  Declared out;
  out.kind = "certificate";
  out.number = number;
  out.status = "70";
  out.issued = in_days(-3);
  out.items = std::move(items);
  return out;
}

inline Requirement requirement(Code code, std::vector<std::string> commodities, bool by_quantity = false) {
  return {code, std::move(commodities), {}, {"853"}, by_quantity, {"A certificate", "", "", ""}, {"Bring it", "", "", ""}, "model rule"};
}

inline Rule rule(Code code, Channel channel, std::vector<Condition> when) {
  return {code, channel, std::move(when), {"Why", "", "", ""}, {"What to do", "", "", ""}, "model rule", {}, {}};
}

inline RuleSet rule_set(std::vector<Rule> rules, std::vector<Requirement> requirements = {}) {
  return {"KZ", "customs", 1, std::move(requirements), std::move(rules), 200, Channel::red, Channel::green};
}

inline Circumstances on_time() {
  Circumstances out;
  out.today = today;
  out.draw = 9999;
  return out;
}

/// Few words, so that rules and movements meet often.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}
  std::int64_t upto(std::int64_t most) { return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(most + 1)); }
  bool one_in(int many) { return upto(many - 1) == 0; }
  std::uint64_t bits() { return engine_(); }
  template <class T>
  T of(std::initializer_list<T> these) {
    return *(these.begin() + upto(static_cast<std::int64_t>(these.size()) - 1));
  }

  Code commodity() { return of<Code>({"0201300000", "0201200000", "0203", "080810", "2402201000", "240319", "6204620000", "8703231981"}); }
  Item item(std::uint32_t number) { return goods(number, commodity(), upto(30), of<Code>({"CN", "UZ", "KZ", ""}), {upto(100'000), of<Code>({"USD", "EUR", ""})}); }

  Declared movement() {
    std::vector<Item> items;
    for (std::uint32_t number = 1, last = static_cast<std::uint32_t>(upto(6)); number <= last; ++number) items.push_back(item(number));
    auto out = test::movement(std::move(items));
    out.transit = one_in(3);
    out.dispatch = of<Code>({"KG", "UZ", ""});
    out.vehicle_country = of<Code>({"KZ", "KG", "CN"});
    out.persons = static_cast<std::uint32_t>(upto(60));
    for (auto papers = upto(2); papers > 0; --papers) {
      Paper paper;
      paper.use = of<Code>({"permit", "certificate", "dangerous"});
      paper.type = of<Code>({"853", "851", ""});
      paper.number = "P-" + std::to_string(upto(3));
      if (one_in(3)) paper.until = in_days(static_cast<int>(upto(6)) - 3);
      paper.item = static_cast<std::uint32_t>(upto(2));
      out.papers.push_back(std::move(paper));
    }
    return out;
  }

  Declared certificate(int number) {
    auto out = test::certificate("C-" + std::to_string(number), {});
    for (std::uint32_t line = 1, last = static_cast<std::uint32_t>(1 + upto(2)); line <= last; ++line) out.items.push_back(item(line));
    out.status = of<Code>({"70", "39", "39", "41"});
    out.issued = in_days(static_cast<int>(upto(8)) - 6);
    out.type = of<Code>({"853", "851", ""});
    return out;
  }

  Circumstances circumstances() {
    Circumstances out = on_time();
    for (int number = 1, last = static_cast<int>(upto(3)); number <= last; ++number) out.certificates.push_back(certificate(number));
    out.late = one_in(4);
    out.errors = static_cast<std::uint32_t>(upto(2));
    out.draw = static_cast<std::uint32_t>(upto(9999));
    return out;
  }

  Condition condition() {
    const auto kind = of({Of::commodity, Of::origin, Of::dispatch, Of::vehicle_country, Of::transit, Of::paper_missing, Of::net_kg_above, Of::gross_kg_above, Of::value_above, Of::value_per_kg_below, Of::items_above, Of::persons_above, Of::late, Of::certificate_unmet, Of::errors});
    Condition out{kind, {}, 0, {}};
    if (kind == Of::commodity) out.any = {of<std::string>({"02", "0201", "24", "0808", "62"}), "87"};
    if (kind == Of::origin || kind == Of::dispatch || kind == Of::vehicle_country) out.any = {of<std::string>({"CN", "KG"}), "UZ"};
    if (kind == Of::transit) out.any = {of<std::string>({"yes", "no"})};
    if (kind == Of::paper_missing) out.any = {of<std::string>({"permit", "853"})};
    if (kind == Of::net_kg_above || kind == Of::gross_kg_above || kind == Of::persons_above) out.limit = upto(50);
    if (kind == Of::value_above || kind == Of::value_per_kg_below) out.limit = upto(20'000), out.currency = "USD";
    if (kind == Of::items_above || kind == Of::errors) out.limit = upto(3);
    return out;
  }

  Rule rule(int number) {
    auto out = test::rule("rule_" + std::to_string(number), of({Channel::yellow, Channel::orange, Channel::red}), {});
    for (auto conditions = 1 + upto(1); conditions > 0; --conditions) out.when.push_back(condition());
    if (one_in(5)) out.from = in_days(static_cast<int>(upto(4)) - 2);
    if (one_in(5)) out.until = in_days(static_cast<int>(upto(4)) - 2);
    return out;
  }

  RuleSet rule_set() {
    auto out = test::rule_set({}, {requirement("meat", {"02"}, true), requirement("fruit", {"08"})});
    out.requirements[1].types = {"851"};
    for (int number = 1, last = static_cast<int>(upto(6)); number <= last; ++number) out.rules.push_back(rule(number));
    out.otherwise = of({Channel::green, Channel::green, Channel::yellow});
    out.random_channel = of({Channel::orange, Channel::red});
    out.random_per_10000 = static_cast<std::uint32_t>(upto(3000));
    return out;
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace onestop::channel::test
