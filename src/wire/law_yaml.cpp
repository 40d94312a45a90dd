#include "wire/law_yaml.h"

#include <algorithm>
#include <fstream>

#include "base/bytes.h"
#include "core/law/check.h"
#include "wire/yaml_fields.h"

namespace onestop::wire {
namespace {

using law::Law;

constexpr std::int64_t most_money = 1'000'000'000;

class LawReader {
 public:
  LawReader(YamlFile& file, Law& law) : file_(file), law_(law) {}

  void read(const YamlNode& root) {
    YamlFields sections(file_, root, "a law file", {"agencies", "roles", "classes", "zone_kinds", "facts", "controls", "instruments", "provisions", "registry"});
    sections.each("agencies", [&](const YamlNode& node) { law_.agencies.push_back(named(node, "an agency")); });
    sections.each("roles", [&](const YamlNode& node) { law_.roles.push_back(named(node, "a role")); });
    sections.each("classes", [&](const YamlNode& node) { law_.classes.push_back(traffic_class(node)); });
    sections.each("zone_kinds", [&](const YamlNode& node) { law_.zone_kinds.push_back(named(node, "a zone kind")); });
    sections.each("facts", [&](const YamlNode& node) { law_.facts.push_back(fact(node)); });
    sections.each("controls", [&](const YamlNode& node) { law_.controls.push_back(control(node)); });
    sections.each("instruments", [&](const YamlNode& node) { law_.instruments.push_back(instrument(node)); });
    sections.each("registry", [&](const YamlNode& node) { law_.registry.push_back(registered(node)); });
    sections.each("provisions", [&](const YamlNode& node) { law_.provisions.push_back(provision(node)); });
  }

 private:
  law::Named named(const YamlNode& node, const char* what) {
    YamlFields fields(file_, node, what, {"code", "title"});
    return {fields.code("code"), fields.text("title"), fields.place()};
  }

  law::TrafficClass traffic_class(const YamlNode& node) {
    YamlFields fields(file_, node, "a class", {"code", "title", "on_foot"});
    return {fields.code("code"), fields.text("title"), fields.flag("on_foot"), fields.place()};
  }

  law::FieldDefinition field(const YamlNode& node) {
    YamlFields fields(file_, node, "a field", {"code", "kind", "unit", "required", "title"});
    const auto unit = fields.find("unit") ? fields.text("unit") : std::string();
    return {fields.code("code"), fields.needed_choice<law::FieldKind>("kind"), unit, fields.flag("required"), fields.text("title")};
  }

  law::RegisteredInstrument registered(const YamlNode& node) {
    YamlFields fields(file_, node, "a registered instrument", {"code", "title", "number", "parties", "signed", "in_force", "source"});
    law::RegisteredInstrument out;
    out.code = fields.code("code");
    out.title = fields.text("title");
    if (fields.find("number")) out.number = fields.text("number");
    out.parties = fields.codes("parties");
    out.signed_on = fields.day("signed");
    out.in_force = fields.day("in_force");
    out.source = fields.text("source");
    out.place = fields.place();
    return out;
  }

  law::FactDefinition fact(const YamlNode& node) {
    YamlFields fields(file_, node, "a fact", {"code", "of", "source", "relative", "title"});
    return {fields.code("code"), fields.needed_choice<law::SubjectKind>("of"), fields.needed_choice<law::FactSource>("source"), fields.flag("relative"), fields.text("title"), fields.place()};
  }

  law::ControlDefinition control(const YamlNode& node) {
    YamlFields fields(file_, node, "a control", {"code", "agency", "of", "sides", "activity", "inspection", "title", "fields"});
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
    if (const auto* list = fields.find("fields")) {
      if (list->kind != YamlNode::Kind::list) file_.say(list->line, "fields is not a list", "fields: and below it one \"- \" for each");
      for (const auto& one : list->items) out.fields.push_back(field(one));
    }
    return out;
  }

  law::Instrument instrument(const YamlNode& node) {
    YamlFields fields(file_, node, "an instrument", {"code", "title", "kind", "state", "from", "until", "members", "posts"});
    law::Instrument out;
    out.code = fields.code("code");
    out.title = fields.text("title");
    out.kind = fields.needed_choice<law::InstrumentKind>("kind");
    out.state = fields.code_or_none("state");
    if (fields.need("from")) out.from = fields.day("from").value_or(Day{});
    out.until = fields.day("until");
    out.place = fields.place();
    out.members = fields.codes("members");
    out.posts = fields.codes("posts");
    return out;
  }

  law::Provision provision(const YamlNode& node) {
    law::Provision out;
    std::vector<std::string> keys{"id", "instrument", "article", "text", "from", "until"};
    const auto has = [&](std::string_view key) { return std::ranges::any_of(node.entries, [&](const auto& entry) { return entry.first.text == key; }); };
    static constexpr std::string_view kinds[] = {"control", "powers", "clause", "limit", "fee", "priority"};
    static constexpr const char* names[] = {"a provision on a control", "a provision on powers", "a provision with a clause", "a provision with a limit", "a provision on a fee", "a provision on priority"};
    static const std::vector<std::string> own_keys[] = {
        {"control", "side", "classes", "layouts", "posts", "exit_states", "when", "depth", "effect", "notwithstanding"},
        {"powers", "agencies", "roles", "states", "sides", "zone_kinds", "phases", "nationals", "soil", "areas"},
        {"clause", "figure"},
        {"limit", "field", "classes", "at_most", "at_least", "not_past", "fact"},
        {"fee", "amount", "currency", "classes"},
        {"priority", "classes", "when"}};
    const auto count = std::ranges::count_if(kinds, has);
    if (count != 1) {
      file_.say(node.line, count ? "a provision with several rules" : "a provision without a rule",
                "one of control: (what a control becomes), powers: (who may do what), clause: (a rule of conduct), limit: (on a result of a control), fee: (what storage costs) or priority: (whom to serve first)");
      return out;
    }
    const auto kind = static_cast<std::size_t>(std::ranges::find_if(kinds, has) - std::begin(kinds));
    keys.insert(keys.end(), own_keys[kind].begin(), own_keys[kind].end());
    YamlFields fields(file_, node, names[kind], keys);
    out.id = fields.code("id");
    out.instrument = fields.code("instrument");
    out.article = fields.text("article");
    out.text = fields.text("text");
    out.from = fields.day("from");
    out.until = fields.day("until");
    out.place = fields.place();
    switch (kind) {
      case 0: out.rule = control_rule(fields); break;
      case 1: out.rule = power_rule(fields); break;
      case 2: out.rule = law::ClauseRule{fields.needed_choice<law::Clause>("clause"), fields.number("figure", 1, 10'000'000, 0)}; break;
      case 3: out.rule = limit_rule(fields); break;
      case 4: out.rule = law::FeeRule{fields.needed_choice<law::Fee>("fee"), fields.number("amount", 1, most_money, std::nullopt), fields.code("currency"), fields.codes("classes")}; break;
      default: out.rule = law::PriorityRule{fields.number("priority", 1, 1000, std::nullopt), fields.codes("classes"), literals(fields)}; break;
    }
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
    rule.notwithstanding = fields.flag("notwithstanding");
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

  law::LimitRule limit_rule(YamlFields& fields) {
    law::LimitRule rule;
    rule.control = fields.code("limit");
    rule.field = fields.code("field");
    rule.classes = fields.codes("classes");
    if (fields.find("at_most")) rule.at_most = fields.number("at_most", -most_money, most_money, std::nullopt);
    if (fields.find("at_least")) rule.at_least = fields.number("at_least", -most_money, most_money, std::nullopt);
    rule.not_past = fields.flag("not_past");
    rule.fact = fields.code("fact");
    return rule;
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
    rule.nationals = fields.choices<law::Nationality>("nationals");
    rule.soil = fields.choices<law::Ground>("soil");
    rule.areas = fields.choices<law::Ground>("areas");
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
