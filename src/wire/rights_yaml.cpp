#include "wire/rights_yaml.h"

#include <algorithm>

#include "base/bytes.h"
#include "wire/yaml_fields.h"

namespace onestop::wire {
namespace {

constexpr std::int64_t minutes_of_day = 1440;
constexpr std::int64_t most_days = 36'500;

std::vector<std::string> kinds() {
  std::vector<std::string> out;
  for (const auto& one : right::all_fields())
    if (out.empty() || out.back() != one.kind) out.emplace_back(one.kind);
  return out;
}

std::vector<std::string> names_of_kind(std::string_view kind) {
  std::vector<std::string> out;
  for (const auto& one : right::all_fields())
    if (one.kind == kind) out.emplace_back(one.name);
  return out;
}

std::vector<std::string> act_names() {
  std::vector<std::string> out;
  for (const auto& one : right::all_acts()) out.emplace_back(one.name);
  return out;
}

class RightsReader {
 public:
  explicit RightsReader(YamlFile& file) : file_(file) {}

  right::Rights read(const YamlNode& root) {
    YamlFields fields(file_, root, "a file of rights", {"rights", "title", "from", "otherwise", "provisions", "purposes", "rules"});
    right::Rights out;
    out.code = fields.code("rights");
    out.title = fields.text("title");
    fields.need("from");
    out.from = fields.day("from").value_or(Day{});
    out.otherwise = fields.code("otherwise");
    for (const auto* list : {"provisions", "purposes", "rules"}) fields.need(list);
    fields.each("provisions", [&](const YamlNode& node) { out.provisions.push_back(provision(node)); });
    fields.each("purposes", [&](const YamlNode& node) { out.purposes.push_back(purpose(node)); });
    fields.each("rules", [&](const YamlNode& node) { out.rules.push_back(rule(node)); });
    return out;
  }

 private:
  right::Provision provision(const YamlNode& node) {
    YamlFields fields(file_, node, "a provision", {"id", "instrument", "article", "text"});
    return {fields.code("id"), fields.text("instrument"), fields.text("article"), fields.text("text"), fields.place()};
  }

  right::Purpose purpose(const YamlNode& node) {
    YamlFields fields(file_, node, "a purpose", {"code", "title", "roles", "at_the_desk"});
    return {fields.code("code"), fields.text("title"), fields.codes("roles"), fields.flag("at_the_desk"), fields.place()};
  }

  right::Rule rule(const YamlNode& node) {
    YamlFields fields(file_, node, "a rule", {"id", "who", "agencies", "roles", "states", "posts", "zone_kinds", "sees", "may", "of", "sides", "phases", "after_min", "after_days", "concerned", "on_shift", "purposes", "provision"});
    right::Rule out;
    out.id = fields.code("id");
    out.who = fields.choice("who", right::Party::officers);
    out.agencies = fields.codes("agencies");
    out.roles = fields.codes("roles");
    out.states = fields.codes("states");
    out.posts = fields.codes("posts");
    out.zone_kinds = fields.codes("zone_kinds");
    if (const auto* sees = fields.find("sees")) read_fields(*sees, out.sees);
    read_acts(fields, out.may);
    if (fields.find("of")) out.of = fields.needed_choice<right::Whose>("of");
    out.sides = fields.choices<law::Side>("sides");
    out.phases = fields.choices<law::Phase>("phases");
    if (std::ranges::find(out.phases, law::Phase::closed) != out.phases.end())
      file_.say(fields.line(), "a rule for crossings that are closed", "phases that are left, and after_min or after_days for how long after them");
    read_time(fields, out.after_min);
    out.concerned = fields.flag("concerned");
    out.on_shift = fields.flag("on_shift");
    out.purposes = fields.codes("purposes");
    out.provision = fields.code("provision");
    out.place = fields.place();
    return out;
  }

  void read_time(YamlFields& fields, std::int64_t& after_min) {
    const bool minutes = fields.find("after_min"), days = fields.find("after_days");
    if (minutes && days) file_.say(fields.line(), "both after_min and after_days", "one of them");
    if (minutes) after_min = fields.number("after_min", 1, most_days * minutes_of_day, std::nullopt);
    if (days) after_min = fields.number("after_days", 1, most_days, std::nullopt) * minutes_of_day;
  }

  /// { person: [name, document] }
  void read_fields(const YamlNode& node, std::vector<right::Field>& into) {
    if (node.kind != YamlNode::Kind::map || node.entries.empty()) {
      file_.say(node, "sees may not be " + YamlFields::shown(node), "kinds, each with a list of its fields: { person: [name, document] }");
      return;
    }
    const auto known = kinds();
    YamlFields by_kind(file_, node, "sees", known);
    for (const auto& [kind, names] : node.entries) {
      if (std::ranges::find(known, kind.text) == known.end()) continue;  // said already
      by_kind.codes(kind.text);
      for (const auto& name : names.items) {
        const auto field = right::field_named(kind.text, name.text);
        if (!field) file_.say(name, "there is no field \"" + name.text.substr(0, 64) + "\" of " + kind.text, law::suggestion(name.text, "fields", names_of_kind(kind.text)));
        else if (std::ranges::find(into, *field) != into.end()) file_.say(name, right::to_text(*field) + " stands twice", "once");
        else into.push_back(*field);
      }
    }
  }

  void read_acts(YamlFields& fields, std::vector<Code>& into) {
    const auto known = act_names();
    into = fields.codes("may");
    for (const auto& act : into)
      if (std::ranges::find(known, act.view()) == known.end()) file_.say(*fields.find("may"), "there is no act \"" + act.text() + "\"", law::suggestion(act.view(), "acts", known));
  }

  YamlFile& file_;
};

}  // namespace

std::expected<right::Rights, Findings> read_rights(const NamedText& source, const right::Words& words) {
  Findings findings;
  const auto root = read_yaml(source.name, source.text, findings);
  if (!findings.empty()) return std::unexpected(std::move(findings));
  YamlFile file(source.name, findings);
  auto rights = RightsReader(file).read(root);
  if (!findings.empty()) return std::unexpected(std::move(findings));
  rights.hash = sha256(as_bytes(source.text));
  findings = right::check(rights, words);
  if (findings.size() > most_findings) findings.resize(most_findings);
  if (!findings.empty()) return std::unexpected(std::move(findings));
  return rights;
}

std::expected<right::Rights, Findings> load_rights(const std::filesystem::path& path, const right::Words& words) {
  const auto files = load_yaml(path);
  if (!files) return std::unexpected(files.error());
  if (files->size() != 1) return std::unexpected(Findings{{{path.string(), 1}, "a folder instead of a file of rights", "the one file"}});
  return read_rights(files->front(), words);
}

right::Words words_of(const law::Law& law, const std::vector<Code>& states, const std::vector<Code>& posts) {
  right::Words words;
  for (const auto& one : law.agencies) words.agencies.push_back(one.code);
  for (const auto& one : law.roles) words.roles.push_back(one.code);
  for (const auto& one : law.zone_kinds) words.zone_kinds.push_back(one.code);
  for (const auto& one : law.provisions) words.provisions.push_back(one.id);
  words.states = states;
  words.posts = posts;
  return words;
}

}  // namespace onestop::wire
