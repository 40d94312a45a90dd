#include "wire/law_yaml.h"

#include <algorithm>
#include <fstream>

#include "base/bytes.h"
#include "core/law/check.h"
#include "wire/yaml_fields.h"

namespace onestop::wire {
namespace {

using law::Law;

class LawReader {
 public:
  LawReader(YamlFile& file, Law& law) : file_(file), law_(law) {}

  void read(const YamlNode& root) {
    YamlFields sections(file_, root, "a law file", {"agencies", "roles", "classes", "zone_kinds", "facts", "controls", "instruments", "provisions"});
    each(sections, "agencies", [&](const YamlNode& node) { law_.agencies.push_back(named(node, "an agency")); });
    each(sections, "roles", [&](const YamlNode& node) { law_.roles.push_back(named(node, "a role")); });
    each(sections, "classes", [&](const YamlNode& node) { law_.classes.push_back(named(node, "a class")); });
    each(sections, "zone_kinds", [&](const YamlNode& node) { law_.zone_kinds.push_back(named(node, "a zone kind")); });
    each(sections, "facts", [&](const YamlNode& node) { law_.facts.push_back(fact(node)); });
    each(sections, "controls", [&](const YamlNode& node) { law_.controls.push_back(control(node)); });
    each(sections, "instruments", [&](const YamlNode& node) { law_.instruments.push_back(instrument(node)); });
    each(sections, "provisions", [&](const YamlNode& node) { law_.provisions.push_back(provision(node)); });
  }

 private:
  template <class F>
  void each(const YamlFields& sections, const char* key, F read_one) {
    const auto* section = sections.find(key);
    if (!section) return;
    if (section->kind != YamlNode::Kind::list) {
      file_.say(section->line, std::string(key) + " is not a list", std::string(key) + ": and below it one \"- \" for each");
      return;
    }
    for (const auto& node : section->items) {
      if (file_.full()) return;
      read_one(node);
    }
  }

  law::Named named(const YamlNode& node, const char* what) {
    YamlFields fields(file_, node, what, {"code", "title"});
    return {fields.code("code"), fields.text("title"), fields.place()};
  }

  law::FactDefinition fact(const YamlNode& node) {
    YamlFields fields(file_, node, "a fact", {"code", "of", "source", "relative", "title"});
    return {fields.code("code"), fields.needed_choice<law::SubjectKind>("of"), fields.needed_choice<law::FactSource>("source"), fields.flag("relative"), fields.text("title"), fields.place()};
  }

  law::ControlDefinition control(const YamlNode& node) {
    YamlFields fields(file_, node, "a control", {"code", "agency", "of", "sides", "activity", "inspection", "title"});
    law::ControlDefinition out;
    out.code = fields.code("code");
    out.agency = fields.code("agency");
    out.of = fields.needed_choice<law::SubjectKind>("of");
    if (fields.need("sides")) out.sides = fields.choices<law::Side>("sides");
    if (out.sides.size() > 2 || (out.sides.size() == 2 && out.sides[0] == out.sides[1])) file_.say(fields.line(), "a side is named twice", "sides: [exit, entry]");
    out.activity = fields.code("activity");
    out.inspection = fields.flag("inspection");
    out.title = fields.text("title");
    out.place = fields.place();
    return out;
  }

  law::Instrument instrument(const YamlNode& node) {
    YamlFields fields(file_, node, "an instrument", {"code", "title", "kind", "state", "from", "until"});
    law::Instrument out;
    out.code = fields.code("code");
    out.title = fields.text("title");
    out.kind = fields.needed_choice<law::InstrumentKind>("kind");
    out.state = fields.code_or_none("state");
    if (fields.need("from")) out.from = fields.day("from").value_or(Day{});
    out.until = fields.day("until");
    out.place = fields.place();
    return out;
  }

  law::Provision provision(const YamlNode& node) {
    law::Provision out;
    std::vector<std::string> keys{"id", "instrument", "article", "text", "from", "until"};
    const auto has = [&](std::string_view key) { return std::ranges::any_of(node.entries, [&](const auto& entry) { return entry.first.text == key; }); };
    const int kinds = has("control") + has("powers") + has("clause");
    if (kinds != 1) {
      file_.say(node.line, kinds ? "a provision with several rules" : "a provision without a rule", "one of control: (what a control becomes), powers: (who may do what) or clause: (a rule of conduct)");
      return out;
    }
    if (has("control")) keys.insert(keys.end(), {"control", "side", "classes", "layouts", "posts", "exit_states", "when", "depth", "effect"});
    if (has("powers")) keys.insert(keys.end(), {"powers", "agencies", "roles", "states", "sides", "zone_kinds", "phases"});
    if (has("clause")) keys.insert(keys.end(), {"clause", "figure"});
    YamlFields fields(file_, node, has("control") ? "a provision on a control" : has("powers") ? "a provision on powers" : "a provision with a clause", keys);
    out.id = fields.code("id");
    out.instrument = fields.code("instrument");
    out.article = fields.text("article");
    out.text = fields.text("text");
    out.from = fields.day("from");
    out.until = fields.day("until");
    out.place = fields.place();
    if (has("control")) out.rule = control_rule(fields);
    if (has("powers")) out.rule = power_rule(fields);
    if (has("clause")) out.rule = law::ClauseRule{fields.needed_choice<law::Clause>("clause"), fields.number("figure", 1, 10'000'000, 0)};
    return out;
  }

  law::ControlRule control_rule(YamlFields& fields) {
    law::ControlRule rule;
    rule.control = fields.code("control");
    if (const auto* side = fields.find("side")) rule.side = fields.choice_of<law::Side>(*side, "side");
    rule.classes = fields.codes("classes");
    rule.layouts = fields.codes("layouts");
    rule.posts = fields.codes("posts");
    rule.exit_states = fields.codes("exit_states");
    rule.when = literals(fields);
    rule.effect = fields.needed_choice<law::Effect>("effect");
    const bool performed = rule.effect == law::Effect::perform || rule.effect == law::Effect::joint;
    rule.depth = performed ? fields.needed_choice<law::Depth>("depth") : fields.choice("depth", law::Depth::none);
    return rule;
  }

  std::vector<law::Literal> literals(YamlFields& fields) {
    std::vector<law::Literal> out;
    const auto* when = fields.find("when");
    if (!when) return out;
    if (when->kind != YamlNode::Kind::map || when->entries.empty()) {
      file_.say(when->line, "when is not a map of facts", "when: { fact: true, other_fact: false }; leave the key out for always");
      return out;
    }
    for (const auto& [key, value] : when->entries) {
      const auto fact = fields.code_of(key, "fact");
      const bool yes = value.text == "true";
      if (value.kind != YamlNode::Kind::scalar || value.quoted || (!yes && value.text != "false")) file_.say(value.line, "a fact is not " + YamlFields::shown(value), "true or false");
      if (fact) out.push_back({*fact, yes});
    }
    return out;
  }

  law::PowerRule power_rule(YamlFields& fields) {
    law::PowerRule rule;
    rule.acts = fields.choices<law::Act>("powers");
    rule.agencies = fields.codes("agencies");
    rule.roles = fields.codes("roles");
    rule.states = fields.codes("states");
    rule.sides = fields.choices<law::Side>("sides");
    rule.zone_kinds = fields.codes("zone_kinds");
    rule.phases = fields.choices<law::Phase>("phases");
    return rule;
  }

  YamlFile& file_;
  Law& law_;
};

Findings one(const std::string& file, std::string wrong, std::string right) { return {{{file, 1}, std::move(wrong), std::move(right)}}; }

}  // namespace

std::expected<Law, Findings> read_law(const std::vector<NamedText>& files) {
  if (files.empty() || files.size() > most_law_files) return std::unexpected(one("", "a law of " + std::to_string(files.size()) + " files", "1 to " + std::to_string(most_law_files)));
  Law law;
  Findings findings;
  ByteWriter bytes;
  for (const auto& [name, text] : files) {
    bytes.text(text);
    YamlFile file(name, findings);
    const auto before = findings.size();
    const auto root = read_yaml(name, text, findings);
    if (findings.size() == before) LawReader(file, law).read(root);
  }
  if (findings.empty()) findings = law::check_law(law);
  if (findings.size() > most_findings) findings.resize(most_findings);
  if (!findings.empty()) return std::unexpected(std::move(findings));
  law.hash = sha256(bytes.bytes());
  return law;
}

std::expected<std::vector<NamedText>, Findings> load_yaml(const std::filesystem::path& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  std::vector<fs::path> paths;
  if (fs::is_directory(path, error)) {
    for (auto it = fs::directory_iterator(path, error); !error && it != fs::directory_iterator(); it.increment(error))
      if (it->path().extension() == ".yaml") paths.push_back(it->path());
    std::ranges::sort(paths);
  } else {
    paths.push_back(path);
  }
  if (paths.empty()) return std::unexpected(one(path.string(), "the folder holds no .yaml file", "a folder of YAML files, or one file"));
  if (paths.size() > most_law_files) return std::unexpected(one(path.string(), "the folder holds " + std::to_string(paths.size()) + " files", "at most " + std::to_string(most_law_files)));
  std::vector<NamedText> out;
  for (const auto& one_path : paths) {
    std::ifstream in(one_path, std::ios::binary);
    if (!in || fs::is_directory(one_path, error)) return std::unexpected(one(one_path.string(), "cannot be read", "a file that exists and that this user may read"));
    std::string text(most_yaml_bytes + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));  // a file past the bound is refused by its length
    out.push_back({one_path.string(), std::move(text)});
  }
  return out;
}

std::expected<Law, Findings> load_law(const std::filesystem::path& path) {
  const auto files = load_yaml(path);
  if (!files) return std::unexpected(files.error());
  return read_law(*files);
}

}  // namespace onestop::wire
