// Files of rule sets: read with a place for everything that is wrong, written so that they read back as the same.
#include "wire/channel_yaml.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>

#include "wire/json.h"

namespace onestop::wire {
namespace {

using channel::Channel;
using channel::RuleSet;
using Of = channel::Condition::Of;

const std::string root = ONESTOP_SOURCE_DIR;

std::string said(const std::string& text) {
  const auto read = read_rule_sets("c.yaml", text);
  return read ? "accepted" : to_text(read.error());
}

const std::string head = "rule_sets:\n  - state: KZ\n    agency: customs\n    version: 3\n";

TEST(ChannelYaml, A_small_file_says_what_it_says) {
  const auto read = read_rule_sets("c.yaml", head + R"(    random_per_10000: 150
    random_channel: orange
    otherwise: yellow
    requirements:
      - code: meat
        commodities: ["02", 1601]
        origins: [CN]
        types: ["853"]
        by_quantity: true
        what: { en: A certificate, ky: Сертификат }
        todo: { en: Bring it }
        provision: model rule
    rules:
      - code: cheap
        channel: red
        when:
          - { of: commodity, any: ["62"] }
          - { of: value_per_kg_below, limit: 300, currency: USD }
          - { of: late }
        why: { en: Cheap, ru: Дёшево }
        provision: model rule
        from: 2026-07-01
        until: 2026-12-31
duties:
  - state: KZ
    valid_from: 2026-01-01
    currency: KZT
    vat_hundredths: 1200
    declaration_fee: { hundredths: 500, currency: USD }
    free_origins: [KG]
    rates: [{ currency: USD, ten_thousandths: 5200000 }]
    lines:
      - { commodity: "62", ad_valorem_hundredths: 1000, per_kg: { hundredths: 150, currency: USD }, source: model figure }
)");
  ASSERT_TRUE(read) << to_text(read.error());
  RuleSets wanted;
  wanted.sets = {{"KZ", "customs", 3, {{"meat", {"02", "1601"}, {"CN"}, {"853"}, true, {"A certificate", "", "", "Сертификат"}, {"Bring it", "", "", ""}, "model rule"}},
                  {{"cheap", Channel::red, {{Of::commodity, {"62"}, 0, {}}, {Of::value_per_kg_below, {}, 300, "USD"}, {Of::late, {}, 0, {}}}, {"Cheap", "Дёшево", "", ""}, {}, "model rule", parse_day("2026-07-01"), parse_day("2026-12-31")}},
                  150, Channel::orange, Channel::yellow}};
  wanted.duties = {{"KZ", *parse_day("2026-01-01"), "KZT", 1200, {500, "USD"}, {"KG"}, {{"USD", 5'200'000}}, {{"62", 1000, {150, "USD"}, "model figure"}}}};
  EXPECT_EQ(*read, wanted);
}

TEST(ChannelYaml, What_is_wrong_has_line_column_and_what_would_be_right) {
  const std::string rules = head + "    rules:\n";
  const std::vector<std::pair<std::string, std::string>> cases{
      {"rule_set: []\n", "c.yaml:1:1: a file of channels has no key \"rule_set\"\n  would be right: did you mean \"rule_sets\"?"},
      {"- 1\n", "c.yaml:1:1: a file of channels is not a map"},
      {"{}\n", "c.yaml:1:1: a file with neither rules nor duties"},
      {"rule_sets: {}\n", "c.yaml:1:12: rule_sets is not a list"},
      {"rule_sets:\n  - state: KZ\n    agency: customs\n", "c.yaml:2:5: a rule set lacks version\n  would be right: add version:"},
      {head + "    otherwise: gren\n", "c.yaml:5:16: otherwise may not be \"gren\"\n  would be right: did you mean \"green\"?"},
      {head + "    random_per_10000: two\n", "c.yaml:5:23: random_per_10000 may not be \"two\"\n  would be right: a whole number from 0"},
      {head + "    random_per_10000: 4294967296\n", "c.yaml:5:23: random_per_10000 may not be \"4294967296\""},
      {rules + "      - { code: a, channel: red, wen: [] }\n", "c.yaml:6:34: a rule has no key \"wen\"\n  would be right: did you mean \"when\"?"},
      {rules + "      - { code: a b, channel: red }\n", "c.yaml:6:17: code may not be \"a b\""},
      {rules + "      - { code: a }\n", "c.yaml:6:9: a rule lacks channel"},
      {rules + "      - { code: a, channel: red, when: [{ of: comodity, any: [1] }] }\n", "c.yaml:6:47: of may not be \"comodity\"\n  would be right: did you mean \"commodity\"?"},
      {rules + "      - { code: a, channel: red, when: [{ of: commodity, any: 62 }] }\n", "c.yaml:6:63: any is not a list of at least one"},
      {rules + "      - { code: a, channel: red, when: [{ of: commodity, any: [] }] }\n", "c.yaml:6:63: any is not a list of at least one"},
      {rules + "      - { code: a, channel: red, when: [{ of: commodity, any: [[1]] }] }\n", "c.yaml:6:64: any may not be a list"},
      {rules + "      - { code: a, channel: red, when: [{ of: net_kg_above, limit: 1.5 }] }\n", "c.yaml:6:68: limit may not be \"1.5\""},
      {rules + "      - { code: a, channel: red, why: cheap }\n", "c.yaml:6:39: why is not a map"},
      {rules + "      - { code: a, channel: red, why: { de: billig } }\n", "c.yaml:6:41: why has no key \"de\""},
      {rules + "      - { code: a, channel: red, from: yesterday }\n", "c.yaml:6:40: from may not be \"yesterday\"\n  would be right: a day such as"},
      {rules + "      - { code: a, channel: red, code: b }\n", "c.yaml:6:34: key \"code\" is there twice"},
      {rules + "      - { code: &a a, channel: red }\n", "c.yaml:6:17: an anchor"},
      {"rule_sets:\n  - [\n", "c.yaml:3:1: not YAML"},
      {"duties:\n  - { state: KZ, valid_from: 2026-01-01, currency: KZT, lines: [{ commodity: 62 }] }\n", "c.yaml:2:65: a line of duties lacks source"},
      {"duties:\n  - { state: KZ, valid_from: 2026-01-01, currency: KZT, declaration_fee: 5 }\n", "c.yaml:2:74: an amount is not a map"},
      {"duties:\n  - { state: KZ, currency: KZT }\n", "c.yaml:2:5: a table of duties lacks valid_from"},
      {"", "c.yaml:1:1: the file is empty"},
  };
  for (const auto& [text, wanted] : cases) {
    const auto found = said(text);
    EXPECT_EQ(found.substr(0, wanted.size()), wanted) << text << "\n" << found;
  }
}

TEST(ChannelYaml, A_file_that_is_not_there_or_a_folder_is_told) {
  EXPECT_FALSE(load_rule_sets(root + "/posts/channels/none.yaml"));
  EXPECT_FALSE(load_rule_sets(root + "/posts"));
}

class Made {
 public:
  explicit Made(std::uint64_t seed) : engine_(seed) {}
  std::size_t upto(std::size_t most) { return engine_() % (most + 1); }

  /// Texts that YAML might take for something else, and what must be escaped.
  std::string text() {
    static const std::vector<std::string> parts{"a", "Сертификат", "қ", "\"", "\\", "'", "\n", "\t", ": ", "# ", "- ", "{", "]", "&", "*", "!", "|", "%", "@", "`", "yes", "null", "~", "1e3", " ", "\x01", "\x7f", "\xc2\x85", "\xc2\xa0", "\xe2\x80\xa8", "\xef\xbb\xbf", "\xf0\x9f\x9a\x9a", "---", "\r\n", std::string(1, '\0')};
    std::string out;
    for (auto count = upto(6); count > 0; --count) out += parts[upto(parts.size() - 1)];
    return out;
  }
  std::string word() {
    auto out = text();
    return out.empty() ? "w" : out;
  }
  Code code() {
    static const std::vector<std::string> parts{"a", "Z", "0", "_", "-", "."};
    std::string out;
    for (auto count = 1 + upto(30); count > 0; --count) out += parts[upto(parts.size() - 1)];
    return out;
  }
  std::vector<std::string> words() {
    std::vector<std::string> out;
    for (auto count = upto(3); count > 0; --count) out.push_back(word());
    return out;
  }
  channel::Words languages() { return {text(), text(), text(), text()}; }
  Channel look() { return static_cast<Channel>(upto(3)); }
  std::optional<Day> day() { return upto(1) ? std::optional(Day{static_cast<std::int32_t>(upto(40'000))}) : std::nullopt; }
  std::int64_t number() { return upto(3) ? static_cast<std::int64_t>(engine_()) >> upto(63) : 0; }
  channel::Condition condition() { return {static_cast<Of>(upto(static_cast<std::size_t>(Of::warnings))), words(), number(), upto(1) ? code() : Code{}}; }
  RuleSet rule_set() {
    RuleSet out{code(), code(), static_cast<std::uint32_t>(engine_()), {}, {}, static_cast<std::uint32_t>(engine_()), look(), look()};
    for (auto count = upto(3); count > 0; --count) out.requirements.push_back({code(), words(), words(), words(), upto(1) == 1, languages(), languages(), text()});
    for (auto count = upto(4); count > 0; --count) {
      out.rules.push_back({code(), look(), {}, languages(), languages(), text(), day(), day()});
      for (auto conditions = upto(3); conditions > 0; --conditions) out.rules.back().when.push_back(condition());
    }
    return out;
  }

 private:
  std::mt19937_64 engine_;
};

TEST(ChannelYaml, Any_rule_set_reads_back_as_itself) {
  const std::uint64_t seed = std::random_device{}();
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Made made(seed);
  for (int round = 0; round < 300; ++round) {
    const auto set = made.rule_set();
    const auto text = to_yaml(set);
    const auto read = read_rule_sets("c.yaml", text);
    ASSERT_TRUE(read) << "seed " << seed << " round " << round << "\n" << to_text(read.error()) << text;
    ASSERT_EQ(read->sets.size(), 1u);
    ASSERT_EQ(read->sets[0], set) << "seed " << seed << " round " << round << "\n" << text;
  }
}

TEST(ChannelYaml, A_rule_set_goes_through_JSON_unchanged) {
  Made made(5);
  for (int round = 0; round < 200; ++round) {
    const auto set = made.rule_set();
    const auto read = read_json<RuleSet>(to_json(set));
    ASSERT_TRUE(read) << to_json(set);
    ASSERT_EQ(*read, set);
  }
}

// --- The model file of the post ---

class Model : public testing::Test {
 protected:
  void SetUp() override {
    auto read = load_rule_sets(root + "/posts/channels/korday.yaml");
    ASSERT_TRUE(read) << to_text(read.error());
    file = std::move(*read);
  }

  const RuleSet& set(Code state, Code agency) const {
    for (const auto& one : file.sets)
      if (one.state == state && one.agency == agency) return one;
    ADD_FAILURE() << "no rules of " << state.text() << " " << agency.text();
    return file.sets.front();
  }

  static lodgement::Declared load(Code commodity, const std::string& paper = {}) {
    lodgement::Declared out;
    out.kind = "preliminary_information";
    out.dispatch = "KG";
    out.destination = "KZ";
    out.vehicle_country = "KG";
    out.persons = 1;
    lodgement::Item item;
    item.number = 1;
    item.commodity = commodity;
    item.net_g = 18'000'000;
    item.gross_g = 19'000'000;
    item.origin = "KG";
    item.value = {90'000'00, "USD"};
    out.items = {item};
    out.papers = {{"permit", "", "A-1", "KZ", {}, {}, 0}};
    if (!paper.empty()) out.papers.push_back({"certificate", paper, "P-1", "KG", {}, {}, 0});
    return out;
  }

  static channel::Circumstances plain() {
    channel::Circumstances out;
    out.today = *parse_day("2026-07-06");
    out.draw = 9999;
    return out;
  }

  RuleSets file;
};

TEST_F(Model, Every_set_and_table_is_without_flaws_and_speaks_four_languages) {
  EXPECT_EQ(file.sets.size(), 10u);
  for (const auto& one : file.sets) {
    for (const auto& flaw : channel::flaws(one)) ADD_FAILURE() << one.state.text() << " " << one.agency.text() << " " << flaw.place << ": " << flaw.sentence;
    const auto whole = [](const channel::Words& words) { return !words.en.empty() && !words.ru.empty() && !words.kk.empty() && !words.ky.empty(); };
    for (const auto& rule : one.rules) {
      EXPECT_TRUE(whole(rule.why) && whole(rule.todo)) << rule.code.text();
      EXPECT_NE(rule.provision.find("model"), std::string::npos) << rule.code.text();
    }
    for (const auto& requirement : one.requirements) EXPECT_TRUE(whole(requirement.what) && whole(requirement.todo)) << requirement.code.text();
    const auto again = read_rule_sets("c.yaml", to_yaml(one));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->sets[0], one);
  }
  EXPECT_EQ(file.duties.size(), 2u);
  for (const auto& one : file.duties) EXPECT_TRUE(channel::flaws(one).empty()) << one.state.text();
}

TEST_F(Model, Goods_of_the_demonstration_get_sensible_channels) {
  struct Case {
    Code commodity;
    Channel customs, vet_phyto, sanitary;  // without any certificate
    std::string paper;                     // with which nothing remains to be looked at
  };
  const std::vector<Case> cases{
      {"690721", Channel::green, Channel::green, Channel::green, ""},   {"391723", Channel::green, Channel::green, Channel::green, ""},
      {"620462", Channel::green, Channel::green, Channel::green, ""},   {"870899", Channel::green, Channel::green, Channel::green, ""},
      {"340250", Channel::green, Channel::green, Channel::green, ""},   {"520100", Channel::green, Channel::yellow, Channel::green, "851"},
      {"060311", Channel::green, Channel::yellow, Channel::green, "851"}, {"440712", Channel::green, Channel::yellow, Channel::green, "851"},
      {"180632", Channel::green, Channel::green, Channel::green, ""},   {"220110", Channel::green, Channel::green, Channel::yellow, "852"},
      {"151219", Channel::green, Channel::green, Channel::green, ""},   {"080810", Channel::green, Channel::yellow, Channel::green, "851"},
      {"040210", Channel::green, Channel::orange, Channel::green, "853"}, {"071333", Channel::green, Channel::yellow, Channel::green, "851"},
  };
  // A load added to the demonstration is to be thought about here too.
  std::ifstream in(root + "/posts/traffic/korday-reference.json");
  const std::string traffic{std::istreambuf_iterator<char>(in), {}};
  std::size_t listed = 0;
  for (auto at = traffic.find("\"commodity\": \""); at != std::string::npos; at = traffic.find("\"commodity\": \"", at + 1)) {
    const auto code = traffic.substr(at + 14, 6);
    EXPECT_TRUE(std::any_of(cases.begin(), cases.end(), [&](const Case& one) { return one.commodity == Code(code); })) << code;
    ++listed;
  }
  EXPECT_EQ(listed, cases.size());
  for (const Code state : {"KZ", "KG"})
    for (const auto& one : cases) {
      SCOPED_TRACE(state.text() + " " + one.commodity.text());
      auto bare = load(one.commodity), papered = load(one.commodity, one.paper);
      bare.destination = papered.destination = state;
      const auto channel_of = [&](Code agency, const lodgement::Declared& declared) { return channel::assign(set(state, agency), declared, plain()).channel; };
      EXPECT_EQ(channel_of("customs", bare), one.customs);
      EXPECT_EQ(channel_of("vet_phyto", bare), one.vet_phyto);
      EXPECT_EQ(channel_of("sanitary", bare), one.sanitary);
      for (const Code agency : {"customs", "vet_phyto", "sanitary", "transport", "frontier"}) EXPECT_EQ(channel_of(agency, papered), Channel::green) << agency.text();
    }
}

TEST_F(Model, What_calls_for_a_closer_look_gets_it) {
  struct Case {
    std::string what;
    Code agency;
    std::function<void(lodgement::Declared&, channel::Circumstances&)> change;
    Channel channel;
    Code rule;
  };
  const std::vector<Case> cases{
      {"trousers at 2 USD a kilogram", "customs", [](auto& load, auto&) { load.items[0].value.hundredths = 36'000'00; }, Channel::yellow, "clothes_undervalued"},
      {"trousers at half a USD", "customs", [](auto& load, auto&) { load.items[0].value.hundredths = 9'000'00; }, Channel::orange, "clothes_far_undervalued"},
      {"the same price in another currency is not compared", "customs", [](auto& load, auto&) { load.items[0].value = {9'000'00, "EUR"}; }, Channel::green, "otherwise"},
      {"telephones at 5 USD", "customs", [](auto& load, auto&) { load.items[0].commodity = "851713"; }, Channel::orange, "electronics_undervalued"},
      {"cigarettes without an excise paper", "customs", [](auto& load, auto&) { load.items[0].commodity = "240220", load.items[0].net_g = 500'000; }, Channel::red, "alcohol_tobacco_no_excise"},
      {"eighteen tonnes of cigarettes with one", "customs", [](auto& load, auto&) { load.items[0].commodity = "240220", load.papers.push_back({"presented", "100", "E-1", "KZ", {}, {}, 0}); }, Channel::red, "tobacco_load"},
      {"a passenger car", "customs", [](auto& load, auto&) { load.items[0].commodity = "8703231981"; }, Channel::red, "passenger_cars"},
      {"spirits in transit", "customs", [](auto& load, auto&) { load.items[0].commodity = "220830", load.transit = true, load.destination = "RU"; }, Channel::orange, "excise_goods_in_transit"},
      {"late", "customs", [](auto&, auto& circumstances) { circumstances.late = true; }, Channel::yellow, "late_lodgement"},
      {"errors", "frontier", [](auto&, auto& circumstances) { circumstances.errors = 1; }, Channel::yellow, "message_with_errors"},
      {"sheep without a certificate", "vet_phyto", [](auto& load, auto&) { load.items[0].commodity = "010410"; }, Channel::red, "animals_meat_uncertified"},
      {"sheep with one", "vet_phyto", [](auto& load, auto&) { load.items[0].commodity = "010410", load.papers.push_back({"veterinary", "", "V-1", "KG", {}, {}, 1}); }, Channel::red, "live_animals_seen"},
      {"beef in transit without a certificate", "vet_phyto", [](auto& load, auto&) { load.items[0].commodity = "0201300000", load.transit = true; }, Channel::yellow, "transit_uncertified"},
      {"infant food without a document", "sanitary", [](auto& load, auto&) { load.items[0].commodity = "1901100000"; }, Channel::orange, "infant_food_uncertified"},
      {"no carriage permit", "transport", [](auto& load, auto&) { load.papers.clear(); }, Channel::yellow, "carriage_permit_missing"},
      {"thirty tonnes without a permit for them", "transport", [](auto& load, auto&) { load.items[0].gross_g = 30'000'000; }, Channel::orange, "heavy_load"},
      {"petrol without its paper", "transport", [](auto& load, auto&) { load.items[0].commodity = "271012"; }, Channel::orange, "dangerous_goods_paper_missing"},
      {"sixty in a bus", "frontier", [](auto& load, auto&) { load.persons = 60; }, Channel::yellow, "many_persons"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.what);
    auto declared = load("620462");
    auto circumstances = plain();
    one.change(declared, circumstances);
    const auto decision = channel::assign(set("KZ", one.agency), declared, circumstances);
    EXPECT_EQ(decision.channel, one.channel);
    EXPECT_EQ(decision.rule, one.rule) << decision.rule.text();
  }
}

}  // namespace
}  // namespace onestop::wire
