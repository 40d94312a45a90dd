// What is wrong with a set of rules, or with a table of duties, before anything is judged by it.
#include <algorithm>
#include <set>

#include "core/channel/channel.h"

namespace onestop::channel {
namespace {

using Of = Condition::Of;

constexpr std::size_t most_rules = 500, most_requirements = 200, most_conditions = 16, most_words = 1000, most_text = 2000;
constexpr std::size_t most_lines = 20'000;
constexpr std::uint32_t all_draws = 10'000;
constexpr std::uint32_t most_hundredths = 100'000'00;  // a duty of 100,000 percent is a slip of the pen
constexpr std::int64_t most_limit = 1'000'000'000'000'000;

bool all_within(std::string_view text, char first, char last) {
  return std::ranges::all_of(text, [&](char c) { return c >= first && c <= last; });
}
bool is_country(std::string_view text) { return text.size() == 2 && all_within(text, 'A', 'Z'); }
bool is_currency(std::string_view text) { return text.size() == 3 && all_within(text, 'A', 'Z'); }
bool is_beginning(std::string_view text) { return text.size() >= 2 && text.size() <= 10 && all_within(text, '0', '9'); }

std::string covered(const std::string& code, const std::string& other) { return "\"" + code + "\" adds nothing: \"" + other + "\" covers it."; }

/// What a kind of condition reads of its members.
struct Reads {
  bool words = false, no_words = false;  // needs them; none belong
  bool limit = false, currency = false;
};
Reads reads(Of of) {
  switch (of) {
    case Of::commodity:
    case Of::origin:
    case Of::dispatch:
    case Of::destination:
    case Of::vehicle_country:
    case Of::carrier:
    case Of::consignor:
    case Of::consignee:
    case Of::kind:
    case Of::transit:
    case Of::paper_missing: return {.words = true};
    case Of::net_kg_above:
    case Of::gross_kg_above:
    case Of::items_above:
    case Of::persons_above:
    case Of::errors:
    case Of::warnings: return {.no_words = true, .limit = true};
    case Of::value_above:
    case Of::value_per_kg_below: return {.no_words = true, .limit = true, .currency = true};
    case Of::late: return {.no_words = true};
    case Of::certificate_unmet: return {};
  }
  return {};
}

bool has_one_value(Of of) {
  switch (of) {
    case Of::dispatch:
    case Of::destination:
    case Of::vehicle_country:
    case Of::carrier:
    case Of::consignor:
    case Of::consignee:
    case Of::kind:
    case Of::transit:
    case Of::origin: return true;
    case Of::commodity:
    case Of::paper_missing:
    case Of::net_kg_above:
    case Of::gross_kg_above:
    case Of::value_above:
    case Of::value_per_kg_below:
    case Of::items_above:
    case Of::persons_above:
    case Of::late:
    case Of::certificate_unmet:
    case Of::errors:
    case Of::warnings: return false;
  }
  return false;
}

class Finder {
 public:
  explicit Finder(const RuleSet& set) : set_(set) {}

  std::vector<Flaw> find() {
    head();
    if (!bounds()) return std::move(out_);
    std::set<Code> codes;
    for (const auto& one : set_.requirements) requirement(one, codes);
    codes.clear();
    for (std::size_t i = 0; i < set_.rules.size(); ++i) rule(i, codes);
    return std::move(out_);
  }

 private:
  void say(std::string place, std::string sentence) { out_.push_back({std::move(place), std::move(sentence)}); }

  void head() {
    if (set_.state.empty()) say("state", "No state is named: write whose rules these are.");
    if (set_.agency.empty()) say("agency", "No agency is named: write whose rules these are.");
    if (set_.version == 0) say("version", "Versions count from 1.");
    if (set_.random_per_10000 > all_draws) say("random_per_10000", "More than all movements cannot be drawn: at most 10000.");
    if (set_.random_per_10000 == 0) say("random_per_10000", "Nothing is drawn by chance, so nobody will see what the rules miss: 200 draws two of a hundred.");
    if (set_.random_channel < set_.otherwise || (set_.random_channel == set_.otherwise && set_.otherwise != Channel::red)) say("random_channel", "Movements drawn by chance are looked at no closer than the rest: name a closer channel.");
  }

  bool bounds() {
    if (set_.rules.size() > most_rules) say("rules", "There are " + std::to_string(set_.rules.size()) + " rules: at most " + std::to_string(most_rules) + ".");
    if (set_.requirements.size() > most_requirements) say("requirements", "There are " + std::to_string(set_.requirements.size()) + " requirements: at most " + std::to_string(most_requirements) + ".");
    return set_.rules.size() <= most_rules && set_.requirements.size() <= most_requirements;
  }

  void code_of(const std::string& place, Code code, std::set<Code>& codes) {
    if (code.empty()) say(place + "/code", "It has no code: officers and reports name it by one.");
    else if (!codes.insert(code).second) say(place + "/code", "The code " + code.text() + " is there twice.");
  }

  void words(const std::string& place, const Words& words, const std::string& missing) {
    if (words.en.empty()) say(place, missing);
    for (const auto* text : {&words.en, &words.ru, &words.kk, &words.ky})
      if (text->size() > most_text) return say(place, "The text is longer than " + std::to_string(most_text) + " bytes.");
  }

  void list(const std::string& place, const std::vector<std::string>& words) {
    if (words.size() > most_words) return say(place, "There are " + std::to_string(words.size()) + " words: at most " + std::to_string(most_words) + ".");
    std::set<std::string_view> seen;
    for (const auto& word : words) {
      if (word.empty()) say(place, "One word is empty.");
      else if (!seen.insert(word).second) say(place, "\"" + word + "\" is there twice.");
    }
  }

  void beginnings(const std::string& place, const std::vector<std::string>& codes) {
    list(place, codes);
    if (codes.size() > most_words) return;
    for (const auto& code : codes) {
      if (!code.empty() && !is_beginning(code)) say(place, "\"" + code + "\" is no beginning of a commodity code: 2 to 10 digits.");
      for (const auto& other : codes)
        if (!other.empty() && other.size() < code.size() && code.starts_with(other)) say(place, covered(code, other));
    }
  }

  void countries(const std::string& place, const std::vector<std::string>& codes) {
    list(place, codes);
    for (const auto& code : codes)
      if (!code.empty() && !is_country(code)) say(place, "\"" + code + "\" is no country: two capital letters, as KZ.");
  }

  void requirement(const Requirement& one, std::set<Code>& codes) {
    const auto place = "requirements/" + (one.code.empty() ? std::string("?") : one.code.text());
    code_of(place, one.code, codes);
    if (one.commodities.empty()) say(place + "/commodities", "No goods are named: write the beginnings of their codes.");
    beginnings(place + "/commodities", one.commodities);
    countries(place + "/origins", one.origins);
    if (one.types.empty()) say(place + "/types", "No type of document would do: write those that do.");
    list(place + "/types", one.types);
    words(place + "/what", one.what, "Officers do not read what is wanted: write it in English at least.");
    words(place + "/todo", one.todo, "The trader does not read what to do: write it in English at least.");
    if (one.provision.empty()) say(place + "/provision", "No provision says that this may be wanted.");
    if (!one.code.empty() && !asked(one.code)) say(place, "No rule looks whether it is met: a rule with certificate_unmet is wanted, or the requirement is not.");
  }

  bool asked(Code requirement) const {
    return std::ranges::any_of(set_.rules, [&](const Rule& rule) {
      return std::ranges::any_of(rule.when, [&](const Condition& one) {
        return one.of == Of::certificate_unmet && (one.any.empty() || std::ranges::find(one.any, requirement.view()) != one.any.end());
      });
    });
  }

  void rule(std::size_t number, std::set<Code>& codes) {
    const auto& one = set_.rules[number];
    const auto place = "rules/" + (one.code.empty() ? std::to_string(number + 1) : one.code.text());
    code_of(place, one.code, codes);
    if (one.code == Code("random") || one.code == Code("otherwise")) say(place + "/code", "The code " + one.code.text() + " is what decisions say where no rule decided.");
    if (one.channel == Channel::green) say(place + "/channel", "The rule asks for no look at all: the closest look of all rules counts, so it changes nothing.");
    else if (one.channel < set_.otherwise) say(place + "/channel", "The rule asks for less than every movement gets: the closest look counts, so it changes nothing.");
    if (one.when.empty()) say(place + "/when", "The rule names no condition, so it fits every movement: that is what \"otherwise\" says.");
    if (one.when.size() > most_conditions) say(place + "/when", "There are " + std::to_string(one.when.size()) + " conditions: at most " + std::to_string(most_conditions) + ".");
    if (one.from && one.until && *one.until < *one.from) say(place + "/until", "The rule ends before it begins.");
    words(place + "/why", one.why, "Officers do not read why: write it in English at least.");
    words(place + "/todo", one.todo, "The trader does not read what to do: write it in English at least.");
    if (one.provision.empty()) say(place + "/provision", "No provision says that this look may be taken.");
    for (std::size_t i = 0; i < one.when.size(); ++i) condition(place + "/when/" + std::to_string(i + 1), one.when[i]);
    together(place + "/when", one.when);
    for (std::size_t before = 0; before < number && !one.when.empty(); ++before)
      if (set_.rules[before].when == one.when && set_.rules[before].from == one.from && set_.rules[before].until == one.until) return say(place, "Rule " + set_.rules[before].code.text() + " has the same conditions.");
  }

  void condition(const std::string& place, const Condition& one) {
    const std::string name = boost::describe::enum_to_string(one.of, "");
    const auto wants = reads(one.of);
    if (wants.words && one.any.empty()) say(place + "/any", "Nothing is named that " + name + " could be, so it never holds.");
    if (wants.no_words && !one.any.empty()) say(place + "/any", "Words mean nothing to " + name + ": leave them out.");
    if (!wants.limit && one.limit != 0) say(place + "/limit", "A limit means nothing to " + name + ": leave it out.");
    if (wants.limit && one.limit < 0) say(place + "/limit", "Nothing is below zero: a limit of 0 or more.");
    if (wants.limit && one.limit > most_limit) say(place + "/limit", "No movement reaches such a limit.");
    if (one.of == Of::value_per_kg_below && one.limit == 0) say(place + "/limit", "No value is below nothing: a limit above 0, in hundredths.");
    if (wants.currency && !is_currency(one.currency.view())) say(place + "/currency", "A value is in a currency: three capital letters, as USD.");
    if (!wants.currency && !one.currency.empty()) say(place + "/currency", "A currency means nothing to " + name + ": leave it out.");
    if (!wants.no_words) any_of(place + "/any", one);
  }

  void any_of(const std::string& place, const Condition& one) {
    if (one.of == Of::commodity) return beginnings(place, one.any);
    if (one.of == Of::origin || one.of == Of::dispatch || one.of == Of::destination || one.of == Of::vehicle_country) return countries(place, one.any);
    list(place, one.any);
    static constexpr std::array<std::string_view, 5> kinds{"preliminary_information", "goods_declaration", "transit_declaration", "certificate", "person_list"};
    for (const auto& word : one.any) {
      if (word.empty()) continue;
      if (one.of == Of::transit && word != "yes" && word != "no") say(place, "\"" + word + "\" is no answer to transit: yes or no.");
      if (one.of == Of::kind && std::ranges::find(kinds, word) == kinds.end()) say(place, "\"" + word + "\" is no kind of message: preliminary_information, goods_declaration, transit_declaration, certificate or person_list.");
      if (one.of == Of::certificate_unmet && std::ranges::none_of(set_.requirements, [&](const Requirement& requirement) { return requirement.code.view() == word; }))
        say(place, "There is no requirement " + word + " in this version.");
    }
    if (one.of == Of::transit && one.any.size() > 1) say(place, "Both answers to transit always hold: leave the condition out.");
    if (one.of == Of::certificate_unmet && set_.requirements.empty()) say(place, "This version wants no certificates, so none can be lacking.");
  }

  void together(const std::string& place, const std::vector<Condition>& when) {
    for (std::size_t i = 0; i < when.size(); ++i)
      for (std::size_t k = 0; k < i; ++k) {
        if (when[i].of != when[k].of) continue;
        const std::string name = boost::describe::enum_to_string(when[i].of, "");
        if (when[i] == when[k]) say(place, "The condition " + name + " is there twice.");
        else if (has_one_value(when[i].of) && !share(when[i].any, when[k].any)) say(place, "Both conditions on " + name + " never hold at once; to mean either, write them as one list.");
      }
  }

  static bool share(const std::vector<std::string>& left, const std::vector<std::string>& right) {
    return std::ranges::any_of(left, [&](const std::string& word) { return std::ranges::find(right, word) != right.end(); });
  }

  const RuleSet& set_;
  std::vector<Flaw> out_;
};

void money(std::vector<Flaw>& out, const std::string& place, const DutyTable& table, const Money& money) {
  if (money.hundredths < 0) out.push_back({place, "An amount is not below zero."});
  if (money.hundredths == 0 || money.currency == table.currency) return;
  if (std::ranges::find(table.rates, money.currency, &DutyTable::Rate::currency) == table.rates.end()) out.push_back({place, "There is no rate for its currency \"" + money.currency.text() + "\"."});
}

}  // namespace

std::vector<Flaw> flaws(const RuleSet& rules) { return Finder(rules).find(); }

std::vector<Flaw> flaws(const DutyTable& table) {
  std::vector<Flaw> out;
  if (table.state.empty()) out.push_back({"state", "No state is named: write whose duties these are."});
  if (!is_currency(table.currency.view())) out.push_back({"currency", "Duties are paid in a currency: three capital letters, as KZT."});
  if (table.vat_hundredths > most_hundredths) out.push_back({"vat_hundredths", "Hundredths of a percent are meant: 1200 is 12 percent."});
  if (table.lines.empty()) out.push_back({"lines", "Nothing can be estimated without a line."});
  if (table.lines.size() > most_lines) out.push_back({"lines", "There are " + std::to_string(table.lines.size()) + " lines: at most " + std::to_string(most_lines) + "."});
  money(out, "declaration_fee", table, table.declaration_fee);
  for (const auto& origin : table.free_origins)
    if (!is_country(origin)) out.push_back({"free_origins", "\"" + origin + "\" is no country: two capital letters, as KZ."});
  std::set<std::string_view> seen;
  for (const auto& rate : table.rates) {
    const auto place = "rates/" + rate.currency.text();
    if (!is_currency(rate.currency.view())) out.push_back({place, "A rate is of a currency: three capital letters, as USD."});
    if (rate.ten_thousandths <= 0) out.push_back({place, "A rate is above zero."});
    if (rate.currency == table.currency) out.push_back({place, "The table's own currency needs no rate."});
    if (!seen.insert(rate.currency.view()).second) out.push_back({place, "There are two rates for the currency."});
  }
  seen.clear();
  for (const auto& line : table.lines) {
    const auto place = "lines/" + line.commodity;
    if (!is_beginning(line.commodity)) out.push_back({place, "\"" + line.commodity + "\" is no beginning of a commodity code: 2 to 10 digits."});
    if (!seen.insert(line.commodity).second) out.push_back({place, "There are two lines for the goods."});
    if (line.ad_valorem_hundredths > most_hundredths) out.push_back({place, "Hundredths of a percent are meant: 500 is 5 percent."});
    if (line.source.empty()) out.push_back({place, "Nobody can tell where the figure comes from: name its source."});
    money(out, place, table, line.per_kg);
  }
  return out;
}

}  // namespace onestop::channel
