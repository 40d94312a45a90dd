// Which rules fit a movement, and the closest look among them.
#include <algorithm>

#include "core/channel/amounts.h"
#include "core/channel/channel.h"

namespace onestop::channel {
namespace {

using Of = Condition::Of;

constexpr std::size_t most_facts = 16;  // of one hit; the rest is counted

/// Asked of each item by itself: all such conditions of a rule must hold for the same item.
bool of_each_item(Of of) { return of == Of::commodity || of == Of::origin || of == Of::value_per_kg_below || of == Of::certificate_unmet; }

bool names(const Condition& condition, const Code& word) {
  return !word.empty() && std::ranges::find(condition.any, word.view()) != condition.any.end();
}
bool names(const Condition& condition, const std::string& word) {
  return !word.empty() && std::ranges::find(condition.any, word) != condition.any.end();
}

class Movement {
 public:
  Movement(const Declared& declared, const Circumstances& circumstances, const std::vector<ItemResult>& results)
      : declared_(declared), circumstances_(circumstances) {
    for (const auto& result : results)
      if (result.met != Met::met) unmet_.push_back(&result);
    std::ranges::stable_sort(unmet_, {}, &ItemResult::item);
  }

  std::optional<Hit> fit(const Rule& rule) const {
    if (rule.from && circumstances_.today < *rule.from) return std::nullopt;
    if (rule.until && circumstances_.today > *rule.until) return std::nullopt;
    const bool goods = std::ranges::any_of(rule.when, of_each_item, &Condition::of);
    Goods chosen;
    for (const auto& item : declared_.items)
      if (!goods || holds_of(rule, item)) chosen.push_back(&item);
    if (goods && chosen.empty()) return std::nullopt;
    for (const auto& condition : rule.when)
      if (!of_each_item(condition.of) && !(goods && condition.of == Of::paper_missing) && !holds(condition, chosen, goods)) return std::nullopt;
    Hit hit{rule.code, rule.channel, {}, facts(rule, chosen, goods)};
    if (goods)
      for (const auto* item : chosen) hit.items.push_back(item->number);
    return hit;
  }

 private:
  using Item = lodgement::Item;
  using Goods = std::vector<const Item*>;

  bool holds_of(const Rule& rule, const Item& item) const {
    return std::ranges::all_of(rule.when, [&](const Condition& condition) {
      if (condition.of == Of::paper_missing) return !paper(condition, item.number);
      return !of_each_item(condition.of) || holds_of(condition, item);
    });
  }

  bool holds_of(const Condition& condition, const Item& item) const {
    if (condition.of == Of::origin) return names(condition, item.origin);
    if (condition.of == Of::value_per_kg_below) {
      if (item.value.currency.empty() || item.value.currency != condition.currency || item.net_g <= 0) return false;
      return Wide{item.value.hundredths} * grams_of_kg < Wide{condition.limit} * item.net_g;
    }
    if (condition.of == Of::certificate_unmet) return unmet(condition, item) != nullptr;
    return std::ranges::any_of(condition.any, [&](const std::string& beginning) { return !beginning.empty() && item.commodity.view().starts_with(beginning); });
  }

  const ItemResult* unmet(const Condition& condition, const Item& item) const {
    const auto of_item = std::ranges::equal_range(unmet_, item.number, {}, &ItemResult::item);
    const auto at = std::ranges::find_if(of_item, [&](const ItemResult* result) { return condition.any.empty() || names(condition, result->requirement); });
    return at == of_item.end() ? nullptr : *at;
  }

  /// A paper of one of the types or uses, in force today, for the whole or for the item (0: for anything).
  bool paper(const Condition& condition, std::uint32_t item) const {
    return std::ranges::any_of(declared_.papers, [&](const lodgement::Paper& one) {
      if (one.number.empty() || (one.item != 0 && item != 0 && one.item != item)) return false;
      if ((one.from && *one.from > circumstances_.today) || (one.until && *one.until < circumstances_.today)) return false;
      return names(condition, one.type) || names(condition, one.use);
    });
  }

  /// Amounts are those of the goods that the rule looks at, so that dividing a load into more items changes nothing.
  Wide amount(const Condition& condition, const Goods& goods, bool some) const {
    Wide sum = 0;
    for (const auto* item : goods) {
      if (condition.of == Of::net_kg_above) sum += std::max<std::int64_t>(item->net_g, 0);
      if (condition.of == Of::gross_kg_above) sum += std::max<std::int64_t>(item->gross_g, 0);
      if (condition.of == Of::value_above && item->value.currency == condition.currency) sum += std::max<std::int64_t>(item->value.hundredths, 0);
      if (condition.of == Of::items_above) sum += 1;
    }
    if (condition.of == Of::gross_kg_above && !some) sum = std::max<Wide>(sum, declared_.gross_g);
    return sum;
  }

  bool holds(const Condition& condition, const Goods& goods, bool some) const {
    const Wide limit = condition.limit;
    switch (condition.of) {
      case Of::commodity:
      case Of::origin:
      case Of::value_per_kg_below:
      case Of::certificate_unmet: return true;  // were asked of each item
      case Of::dispatch: return names(condition, declared_.dispatch);
      case Of::destination: return names(condition, declared_.destination);
      case Of::vehicle_country: return names(condition, declared_.vehicle_country);
      case Of::carrier: return names(condition, declared_.carrier);
      case Of::consignor: return names(condition, declared_.consignor);
      case Of::consignee: return names(condition, declared_.consignee);
      case Of::kind: return names(condition, declared_.kind);
      case Of::transit: return names(condition, Code(declared_.transit ? "yes" : "no"));
      case Of::paper_missing: return !paper(condition, 0);
      case Of::net_kg_above:
      case Of::gross_kg_above: return amount(condition, goods, some) > limit * grams_of_kg;
      case Of::value_above:
      case Of::items_above: return amount(condition, goods, some) > limit;
      case Of::persons_above: return declared_.persons > limit;
      case Of::late: return circumstances_.late;
      case Of::errors: return circumstances_.errors > limit;
      case Of::warnings: return circumstances_.warnings > limit;
    }
    return false;
  }

  std::vector<std::string> facts(const Rule& rule, const Goods& goods, bool some) const {
    std::vector<std::string> out;
    std::size_t more = 0;
    const auto add = [&](std::string fact) {
      if (std::ranges::find(out, fact) != out.end()) return;
      if (out.size() < most_facts) out.push_back(std::move(fact));
      else ++more;
    };
    for (const auto& condition : rule.when) {
      if (!of_each_item(condition.of)) add(fact(condition, goods, some));
      else
        for (const auto* item : goods) add(fact_of(condition, *item));
    }
    if (more > 0) out.push_back("and " + std::to_string(more) + " more");
    return out;
  }

  std::string fact_of(const Condition& condition, const Item& item) const {
    if (condition.of == Of::origin) return "origin " + item.origin.text();
    if (condition.of == Of::commodity) return "commodity " + item.commodity.text();
    if (condition.of == Of::value_per_kg_below) return "value_per_kg " + money_text(Wide{item.value.hundredths} * grams_of_kg / item.net_g) + " " + item.value.currency.text();
    const auto* result = unmet(condition, item);
    const std::string certificate = result->certificate.empty() ? "" : " " + result->certificate;
    return "certificate_unmet " + result->requirement.text() + " " + boost::describe::enum_to_string(result->met, "") + certificate;
  }

  std::string fact(const Condition& condition, const Goods& goods, bool some) const {
    std::string what = boost::describe::enum_to_string(condition.of, "");
    const auto named = [](const std::string& name, const auto& code) { return name + " " + std::string(code.view()); };
    switch (condition.of) {
      case Of::commodity:
      case Of::origin:
      case Of::value_per_kg_below:
      case Of::certificate_unmet: return what;
      case Of::dispatch: return named(what, declared_.dispatch);
      case Of::destination: return named(what, declared_.destination);
      case Of::vehicle_country: return named(what, declared_.vehicle_country);
      case Of::kind: return named(what, declared_.kind);
      case Of::carrier: return what + " " + declared_.carrier;
      case Of::consignor: return what + " " + declared_.consignor;
      case Of::consignee: return what + " " + declared_.consignee;
      case Of::transit: return what + (declared_.transit ? " yes" : " no");
      case Of::paper_missing: return what + joined(condition.any);
      case Of::net_kg_above: return "net_kg " + kg_text(amount(condition, goods, some));
      case Of::gross_kg_above: return "gross_kg " + kg_text(amount(condition, goods, some));
      case Of::value_above: return "value " + money_text(amount(condition, goods, some)) + " " + condition.currency.text();
      case Of::items_above: return "items " + std::to_string(goods.size());
      case Of::persons_above: return "persons " + std::to_string(declared_.persons);
      case Of::late: return what;
      case Of::errors: return what + " " + std::to_string(circumstances_.errors);
      case Of::warnings: return what + " " + std::to_string(circumstances_.warnings);
    }
    return what;
  }

  static std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += " " + word;
    return text;
  }

  const Declared& declared_;
  const Circumstances& circumstances_;
  std::vector<const ItemResult*> unmet_;  // by item, then in their order
};

}  // namespace

Decision assign(const RuleSet& rules, const Declared& declared, const Circumstances& circumstances) {
  Decision out;
  out.state = rules.state;
  out.agency = rules.agency;
  out.version = rules.version;
  out.items = match_certificates(rules.requirements, declared, circumstances.certificates, circumstances.today);
  const Movement movement(declared, circumstances, out.items);
  for (const auto& rule : rules.rules)
    if (auto hit = movement.fit(rule)) out.hits.push_back(std::move(*hit));
  std::ranges::stable_sort(out.hits, std::greater(), &Hit::channel);

  out.channel = rules.otherwise;
  out.rule = "otherwise";
  if (!out.hits.empty() && out.hits.front().channel >= out.channel) {
    out.channel = out.hits.front().channel;
    out.rule = out.hits.front().rule;
  }
  out.random = circumstances.draw < rules.random_per_10000;
  if (out.random && rules.random_channel > out.channel) {
    out.channel = rules.random_channel;
    out.rule = "random";
  }
  return out;
}

std::uint32_t draw_of(std::span<const unsigned char, 32> keyed_hash) {
  std::uint64_t first = 0;
  for (std::size_t i = 0; i < sizeof first; ++i) first = first << 8 | keyed_hash[i];
  // 2^64 is no multiple of 10000: some draws are likelier than others by one part in 10^15.
  return static_cast<std::uint32_t>(first % 10'000);
}

void count(Difference& difference, const Decision& published, const Decision& shadow) {
  ++difference.movements;
  if (published.channel != shadow.channel) ++difference.changed;
  ++difference.from_to[static_cast<std::size_t>(published.channel)][static_cast<std::size_t>(shadow.channel)];
  for (const auto& hit : shadow.hits) {
    auto at = std::ranges::lower_bound(difference.rules, hit.rule, std::less(), &Difference::OfRule::rule);
    if (at == difference.rules.end() || at->rule != hit.rule) at = difference.rules.insert(at, {hit.rule, 0});
    ++at->hits;
  }
}

}  // namespace onestop::channel
