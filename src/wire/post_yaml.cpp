#include "wire/post_yaml.h"

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
    each(fields, "states", true, [&](const YamlNode& node) { out.states.push_back(state(node)); });
    each(fields, "layouts", true, [&](const YamlNode& node) { out.layouts.push_back(layout(node)); });
    return out;
  }

 private:
  template <class F>
  void each(YamlFields& fields, const char* key, bool needed, F read_one) {
    const auto* section = needed ? fields.need(key) : fields.find(key);
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

  post::State state(const YamlNode& node) {
    YamlFields fields(file_, node, "a state", {"code", "name", "utc_offset_min"});
    return {fields.code("code"), fields.text("name"), static_cast<int>(fields.number("utc_offset_min", -840, 840, std::nullopt)), fields.place()};
  }

  post::Layout layout(const YamlNode& node) {
    YamlFields fields(file_, node, "a layout", {"code", "title", "needs", "zones", "stations", "desks", "lanes", "devices", "steps"});
    post::Layout out;
    out.code = fields.code("code");
    out.title = fields.text("title");
    out.needs = fields.choices<law::Clause>("needs");
    out.place = fields.place();
    each(fields, "zones", true, [&](const YamlNode& one) { out.zones.push_back(zone(one)); });
    each(fields, "stations", true, [&](const YamlNode& one) { out.stations.push_back(station(one)); });
    each(fields, "desks", true, [&](const YamlNode& one) { add_desks(one, out.desks); });
    each(fields, "lanes", false, [&](const YamlNode& one) { out.lanes.push_back(lane(one)); });
    each(fields, "devices", false, [&](const YamlNode& one) { out.devices.push_back(device(one)); });
    each(fields, "steps", true, [&](const YamlNode& one) { out.steps.push_back(step(one)); });
    return out;
  }

  post::Zone zone(const YamlNode& node) {
    YamlFields fields(file_, node, "a zone", {"code", "kind", "soil", "capacity"});
    return {fields.code("code"), fields.code("kind"), fields.code_or_none("soil"), static_cast<int>(fields.number("capacity", 0, 100'000, 0)), fields.place()};
  }

  post::Station station(const YamlNode& node) {
    YamlFields fields(file_, node, "a station", {"code", "title"});
    return {fields.code("code"), fields.text("title"), fields.place()};
  }

  /// `count: 3` stands for three equal desks, code_1 to code_3.
  void add_desks(const YamlNode& node, std::vector<post::Desk>& out) {
    YamlFields fields(file_, node, "a desk", {"code", "count", "station", "zone", "state", "agency", "role"});
    post::Desk desk{fields.code("code"), fields.code("station"), fields.code("zone"), fields.code("state"), fields.code("agency"), fields.code("role"), fields.place()};
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
    YamlFields fields(file_, node, "a lane", {"code", "zone", "classes"});
    return {fields.code("code"), fields.code("zone"), fields.codes("classes"), fields.place()};
  }

  post::Device device(const YamlNode& node) {
    YamlFields fields(file_, node, "a device", {"code", "kind", "zone", "owner"});
    return {fields.code("code"), fields.code("kind"), fields.code("zone"), fields.code("owner"), fields.place()};
  }

  post::Step step(const YamlNode& node) {
    YamlFields fields(file_, node, "a step", {"does", "at"});
    post::Step out;
    out.place = fields.place();
    each(fields, "does", true, [&](const YamlNode& one) {
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
