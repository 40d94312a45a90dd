#include "wire/post_yaml.h"

#include <algorithm>

#include "base/bytes.h"
#include "wire/yaml_fields.h"

namespace onestop::wire {
namespace {

constexpr std::int64_t most_desks_of_an_entry = 99;

class PostReader {
 public:
  explicit PostReader(YamlFile& file) : file_(file) {}

  post::Post read(const YamlNode& root) {
    YamlFields fields(file_, root, "a post", {"post", "title", "states", "host", "layout", "layouts"});
    post::Post out;
    out.code = fields.code("post");
    out.title = fields.text("title");
    out.host = fields.code("host");
    out.layout = fields.code("layout");
    out.place = fields.place();
    needed(fields, "states", [&](const YamlNode& node) { out.states.push_back(state(node)); });
    needed(fields, "layouts", [&](const YamlNode& node) { out.layouts.push_back(layout(node)); });
    return out;
  }

 private:
  template <class F>
  static void needed(YamlFields& fields, const char* key, F read_one) {
    if (fields.need(key)) fields.each(key, read_one);
  }

  post::State state(const YamlNode& node) {
    YamlFields fields(file_, node, "a state", {"code", "name", "utc_offset_min", "hours"});
    post::State out{fields.code("code"), fields.text("name"), static_cast<int>(fields.number("utc_offset_min", -840, 840, std::nullopt)), fields.place()};
    if (const auto* hours = fields.find("hours")) read_hours(*hours, out);
    return out;
  }

  /// "08:00-20:00", by the state's own clock.
  void read_hours(const YamlNode& node, post::State& out) {
    const auto& text = node.text;
    const auto minute = [&](std::size_t at) {
      const auto digit = [&](std::size_t i) { return text[at + i] >= '0' && text[at + i] <= '9' ? text[at + i] - '0' : 1000; };
      return text[at + 2] == ':' ? (digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4) : 100'000;
    };
    const bool shaped = node.kind == YamlNode::Kind::scalar && text.size() == 11 && text[5] == '-';
    const int from = shaped ? minute(0) : 100'000, until = shaped ? minute(6) : 100'000;
    if (until > 1440 || from >= until || text[3] > '5' || text[9] > '5') return file_.say(node.line, "hours may not be " + YamlFields::shown(node), "the state's own clock, opening before closing, as \"08:00-20:00\"; leave the key out for always");
    out.opens_min = from;
    out.closes_min = until;
  }

  post::Layout layout(const YamlNode& node) {
    YamlFields fields(file_, node, "a layout", {"code", "title", "needs", "zones", "stations", "desks", "lanes", "devices", "steps"});
    post::Layout out;
    out.code = fields.code("code");
    out.title = fields.text("title");
    out.needs = fields.choices<law::Clause>("needs");
    out.place = fields.place();
    needed(fields, "zones", [&](const YamlNode& one) { out.zones.push_back(zone(one)); });
    needed(fields, "stations", [&](const YamlNode& one) { out.stations.push_back(station(one)); });
    needed(fields, "desks", [&](const YamlNode& one) { add_desks(one, out.desks); });
    fields.each("lanes", [&](const YamlNode& one) { out.lanes.push_back(lane(one)); });
    fields.each("devices", [&](const YamlNode& one) { out.devices.push_back(device(one)); });
    needed(fields, "steps", [&](const YamlNode& one) { out.steps.push_back(step(one)); });
    return out;
  }

  post::Zone zone(const YamlNode& node) {
    YamlFields fields(file_, node, "a zone", {"code", "kind", "soil", "capacity", "exclusive"});
    return {fields.code("code"), fields.code("kind"), fields.code_or_none("soil"), static_cast<int>(fields.number("capacity", 0, 100'000, 0)), fields.place(), fields.code_or_none("exclusive")};
  }

  post::Station station(const YamlNode& node) {
    YamlFields fields(file_, node, "a station", {"code", "title"});
    return {fields.code("code"), fields.text("title"), fields.place()};
  }

  /// `states: [KZ, KG]` stands for one desk of each, kz_code and kg_code; zone may then be a map by state.
  void add_desks(const YamlNode& node, std::vector<post::Desk>& out) {
    YamlFields fields(file_, node, "a desk", {"code", "count", "station", "zone", "state", "states", "agency", "role"});
    const auto* zone = fields.need("zone");
    const bool by_state = zone && zone->kind == YamlNode::Kind::map;
    post::Desk desk{fields.code("code"), fields.code("station"), by_state ? Code{} : fields.code("zone"), {}, fields.code("agency"), fields.code("role"), fields.place()};
    if (!fields.find("states")) {
      desk.state = fields.code("state");
      if (by_state) file_.say(zone->line, "a zone for each state, but only one state", "zone: one zone, or states: [A, B]");
      return add_counted(fields, desk, out);
    }
    const auto stem = desk.code.text();
    for (const auto& state : fields.codes("states")) {
      auto prefix = state.text() + "_";
      for (auto& c : prefix)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
      if (!Code::fits(prefix + stem)) return file_.say(fields.line(), "code \"" + stem + "\" leaves no room for the state", "a shorter code");
      desk.code = Code(prefix + stem);
      desk.state = state;
      if (by_state) {
        const auto at = std::ranges::find_if(zone->entries, [&](const auto& entry) { return entry.first.text == state.text(); });
        if (at == zone->entries.end()) return file_.say(zone->line, "no zone for the desk of " + state.text(), "zone: { " + state.text() + ": its zone, and so on }");
        desk.zone = fields.code_of(at->second, "zone").value_or(Code{});
      }
      add_counted(fields, desk, out);
    }
  }

  /// `count: 3` stands for three equal desks, code_1 to code_3.
  void add_counted(YamlFields& fields, post::Desk desk, std::vector<post::Desk>& out) {
    if (!fields.find("count")) {
      out.push_back(desk);
      return;
    }
    const auto count = fields.number("count", 1, most_desks_of_an_entry, std::nullopt);
    const auto stem = desk.code.text();
    if (!Code::fits(stem + "_99")) {
      file_.say(fields.line(), "code \"" + stem + "\" leaves no room for a number", "at most 28 bytes where count is given");
      return;
    }
    if (out.size() + static_cast<std::size_t>(count) > most_yaml_entries) {
      file_.say(fields.line(), "too many desks", "at most " + std::to_string(most_yaml_entries) + " in a layout");
      return;
    }
    for (std::int64_t i = 1; i <= count; ++i) {
      desk.code = Code(stem + "_" + std::to_string(i));
      out.push_back(desk);
    }
  }

  post::Lane lane(const YamlNode& node) {
    YamlFields fields(file_, node, "a lane", {"code", "zone", "classes", "exit_states"});
    return {fields.code("code"), fields.code("zone"), fields.codes("classes"), fields.place(), fields.codes("exit_states")};
  }

  post::Device device(const YamlNode& node) {
    YamlFields fields(file_, node, "a device", {"code", "kind", "zone", "owner", "serves", "missing"});
    return {fields.code("code"), fields.code("kind"), fields.code("zone"), fields.code("owner"), fields.place(), fields.codes("serves"), fields.code_or_none("missing")};
  }

  post::Step step(const YamlNode& node) {
    YamlFields fields(file_, node, "a step", {"does", "at", "beside"});
    post::Step out;
    out.beside = fields.flag("beside");
    out.place = fields.place();
    needed(fields, "does", [&](const YamlNode& one) {
      if (const auto ref = slot(one)) out.does.push_back(*ref);
    });
    if (is_map(node) && out.does.empty()) file_.say(node.line, "a step in which nothing is done", "does: [passport exit, passport entry], or one of notice, acceptance, release, departure");
    const auto* at = fields.need("at");
    if (!at) return out;
    if (at->kind == YamlNode::Kind::scalar) {
      if (const auto station = fields.code_of(*at, "at")) out.at.push_back({{}, *station});
    } else if (at->kind == YamlNode::Kind::map) {
      for (const auto& [key, value] : at->entries) {
        const auto traffic_class = fields.code_of(key, "class");
        const auto station = fields.code_of(value, "at");
        if (traffic_class && station) out.at.push_back({*traffic_class, *station});
      }
    } else {
      file_.say(at->line, "at may not be " + YamlFields::shown(*at), "a station, or one for each class: { car: hall, truck: yard }");
    }
    return out;
  }

  static bool is_map(const YamlNode& node) { return node.kind == YamlNode::Kind::map; }

  /// "passport exit", or a milestone.
  std::optional<post::SlotRef> slot(const YamlNode& node) {
    post::SlotRef ref;
    const auto blank = node.text.find(' ');
    if (node.kind == YamlNode::Kind::scalar && blank == std::string::npos && boost::describe::enum_from_string(node.text.c_str(), ref.milestone) && ref.milestone != post::Milestone::none) return ref;
    const auto control = node.text.substr(0, blank);
    const auto side = blank == std::string::npos ? std::string() : node.text.substr(blank + 1);
    const bool word = !control.empty() && Code::fits(control) && control.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") == std::string::npos;
    if (node.kind == YamlNode::Kind::scalar && word && boost::describe::enum_from_string(side.c_str(), ref.side)) {
      ref.control = Code(control);
      return ref;
    }
    file_.say(node.line, "does may not have " + YamlFields::shown(node), "a control and its side, as in \"passport exit\", or one of notice, acceptance, release, departure");
    return std::nullopt;
  }

  YamlFile& file_;
};

}  // namespace

std::expected<post::Post, Findings> read_post(const NamedText& source) {
  Findings findings;
  const auto root = read_yaml(source.name, source.text, findings);
  if (!findings.empty()) return std::unexpected(std::move(findings));
  YamlFile file(source.name, findings);
  auto post = PostReader(file).read(root);
  if (!findings.empty()) return std::unexpected(std::move(findings));
  post.hash = sha256(as_bytes(source.text));
  return post;
}

std::expected<post::Post, Findings> load_post(const std::filesystem::path& path) {
  const auto files = load_yaml(path);
  if (!files) return std::unexpected(files.error());
  if (files->size() != 1) return std::unexpected(Findings{{{path.string(), 1}, "a folder instead of a post", "the one file of the post"}});
  return read_post(files->front());
}

}  // namespace onestop::wire
