#include "wire/channel_yaml.h"

#include <limits>

#include "wire/law_yaml.h"
#include "wire/yaml_fields.h"

namespace onestop::wire {
namespace {

constexpr std::size_t longest_words = 4000;  // of one text
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t largest_small = std::numeric_limits<std::uint32_t>::max();

class ChannelReader {
 public:
  explicit ChannelReader(YamlFile& file) : file_(file) {}

  RuleSets read(const YamlNode& root) {
    YamlFields fields(file_, root, "a file of channels", {"rule_sets", "duties"});
    RuleSets out;
    fields.each("rule_sets", [&](const YamlNode& node) { out.sets.push_back(rule_set(node)); });
    fields.each("duties", [&](const YamlNode& node) { out.duties.push_back(duties(node)); });
    if (fields.is_map() && !fields.find("rule_sets") && !fields.find("duties")) file_.say(root, "a file with neither rules nor duties", "rule_sets: or duties:, and below it one \"- \" for each");
    return out;
  }

 private:
  channel::RuleSet rule_set(const YamlNode& node) {
    YamlFields fields(file_, node, "a rule set", {"state", "agency", "version", "random_per_10000", "random_channel", "otherwise", "requirements", "rules"});
    channel::RuleSet out;
    out.state = fields.code("state");
    out.agency = fields.code("agency");
    out.version = small(fields, "version", std::nullopt);
    out.random_per_10000 = small(fields, "random_per_10000", 0);
    out.random_channel = fields.choice("random_channel", channel::Channel::red);
    out.otherwise = fields.choice("otherwise", channel::Channel::green);
    fields.each("requirements", [&](const YamlNode& one) { out.requirements.push_back(requirement(one)); });
    fields.each("rules", [&](const YamlNode& one) { out.rules.push_back(rule(one)); });
    return out;
  }

  channel::Requirement requirement(const YamlNode& node) {
    YamlFields fields(file_, node, "a requirement", {"code", "commodities", "origins", "types", "by_quantity", "what", "todo", "provision"});
    channel::Requirement out;
    out.code = fields.code("code");
    out.commodities = list(fields, "commodities");
    out.origins = list(fields, "origins");
    out.types = list(fields, "types");
    out.by_quantity = fields.flag("by_quantity");
    out.what = words(fields, "what");
    out.todo = words(fields, "todo");
    out.provision = text(fields, "provision");
    return out;
  }

  channel::Rule rule(const YamlNode& node) {
    YamlFields fields(file_, node, "a rule", {"code", "channel", "when", "why", "todo", "provision", "from", "until"});
    channel::Rule out;
    out.code = fields.code("code");
    out.channel = fields.needed_choice<channel::Channel>("channel");
    fields.each("when", [&](const YamlNode& one) { out.when.push_back(condition(one)); });
    out.why = words(fields, "why");
    out.todo = words(fields, "todo");
    out.provision = text(fields, "provision");
    out.from = fields.day("from");
    out.until = fields.day("until");
    return out;
  }

  channel::Condition condition(const YamlNode& node) {
    YamlFields fields(file_, node, "a condition", {"of", "any", "limit", "currency"});
    channel::Condition out;
    out.of = fields.needed_choice<channel::Condition::Of>("of");
    out.any = list(fields, "any");
    out.limit = fields.number("limit", -largest - 1, largest, 0);
    out.currency = fields.code_or_none("currency");
    return out;
  }

  channel::DutyTable duties(const YamlNode& node) {
    YamlFields fields(file_, node, "a table of duties", {"state", "valid_from", "currency", "vat_hundredths", "declaration_fee", "free_origins", "rates", "lines"});
    channel::DutyTable out;
    out.state = fields.code("state");
    fields.need("valid_from");
    out.valid_from = fields.day("valid_from").value_or(Day{});
    out.currency = fields.code("currency");
    out.vat_hundredths = small(fields, "vat_hundredths", 0);
    out.declaration_fee = money(fields, "declaration_fee");
    out.free_origins = list(fields, "free_origins");
    fields.each("rates", [&](const YamlNode& one) {
      YamlFields rate(file_, one, "a rate", {"currency", "ten_thousandths"});
      out.rates.push_back({rate.code("currency"), rate.number("ten_thousandths", 0, largest, std::nullopt)});
    });
    fields.each("lines", [&](const YamlNode& one) {
      YamlFields line(file_, one, "a line of duties", {"commodity", "ad_valorem_hundredths", "per_kg", "source"});
      out.lines.push_back({line.text("commodity"), small(line, "ad_valorem_hundredths", 0), money(line, "per_kg"), line.text("source")});
    });
    return out;
  }

  std::uint32_t small(YamlFields& fields, const char* key, std::optional<std::int64_t> missing) { return static_cast<std::uint32_t>(fields.number(key, 0, largest_small, missing)); }

  Money money(YamlFields& fields, const char* key) {
    const auto* node = fields.find(key);
    if (!node) return {};
    YamlFields parts(file_, *node, "an amount", {"hundredths", "currency"});
    return {parts.number("hundredths", 0, largest, std::nullopt), parts.code("currency")};
  }

  channel::Words words(YamlFields& fields, const char* key) {
    const auto* node = fields.find(key);
    if (!node) return {};
    YamlFields languages(file_, *node, key, {"en", "ru", "kk", "ky"});
    return {text(languages, "en"), text(languages, "ru"), text(languages, "kk"), text(languages, "ky")};
  }

  /// A text that may be missing; an empty one says nothing and is left out.
  std::string text(YamlFields& fields, const char* key) { return fields.find(key) ? checked(*fields.find(key), key) : std::string(); }

  std::string checked(const YamlNode& node, const char* key) {
    if (node.kind == YamlNode::Kind::scalar && !node.text.empty() && node.text.size() <= longest_words) return node.text;
    file_.say(node, std::string(key) + " may not be " + (node.text.size() > longest_words ? "so long" : YamlFields::shown(node)), "a text of 1 to 4000 bytes");
    return {};
  }

  std::vector<std::string> list(YamlFields& fields, const char* key) {
    std::vector<std::string> out;
    const auto* node = fields.find(key);
    if (!node) return out;
    if (node->kind != YamlNode::Kind::list || node->items.empty()) file_.say(*node, std::string(key) + " is not a list of at least one", std::string(key) + ": [one, or more]; leave the key out for none");
    for (const auto& item : node->items) out.push_back(checked(item, key));
    return out;
  }

  YamlFile& file_;
};

ChannelFindings with_columns(const Findings& findings, const std::vector<int>& columns) {
  ChannelFindings out;
  for (std::size_t i = 0; i < findings.size(); ++i) out.push_back({findings[i].place.file, findings[i].place.line, i < columns.size() ? columns[i] : 0, findings[i].wrong, findings[i].right});
  return out;
}

}  // namespace

std::expected<RuleSets, ChannelFindings> read_rule_sets(const std::string& name, const std::string& text) {
  Findings findings;
  const auto root = read_yaml(name, text, findings);
  if (!findings.empty()) return std::unexpected(with_columns(findings, {root.column}));
  YamlFile file(name, findings);
  auto sets = ChannelReader(file).read(root);
  if (!findings.empty()) return std::unexpected(with_columns(findings, file.columns()));
  return sets;
}

std::expected<RuleSets, ChannelFindings> load_rule_sets(const std::filesystem::path& path) {
  const auto files = load_yaml(path);
  if (!files) return std::unexpected(with_columns(files.error(), {}));
  if (files->size() != 1) return std::unexpected(ChannelFindings{{path.string(), 1, 1, "a folder instead of a file of channels", "the one file of rule sets and duties"}});
  return read_rule_sets(files->front().name, files->front().text);
}

std::string to_text(const ChannelFindings& findings) {
  std::string out;
  for (const auto& one : findings) {
    out += one.file + ":" + std::to_string(one.line) + (one.column ? ":" + std::to_string(one.column) : "") + ": " + one.wrong + "\n  would be right: " + one.right + "\n";
  }
  return out;
}

}  // namespace onestop::wire
