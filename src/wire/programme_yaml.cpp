#include "wire/programme_yaml.h"

#include <algorithm>

#include "core/programme/capacity.h"
#include "wire/yaml_fields.h"

namespace onestop::wire {
namespace {

constexpr std::int64_t most_counted = 100'000;         // officers, devices, workplaces, servers
constexpr std::int64_t most_per_day = 10'000'000;
constexpr std::int64_t minutes_of_day = 1440;
constexpr std::int64_t most_officers_per_desk = 20;
constexpr std::size_t most_phases = 256;

class ProgrammeReader {
 public:
  explicit ProgrammeReader(YamlFile& file) : file_(file) {}

  programme::Programme read(const YamlNode& root) {
    YamlFields fields(file_, root, "a programme", {"programme", "title", "officers_per_desk", "phases"});
    programme::Programme out;
    out.code = fields.code("programme");
    out.title = fields.text("title");
    out.officers_per_desk_tenths = tenths(fields, "officers_per_desk", 10, most_officers_per_desk * 10);
    out.place = fields.place();
    const auto* phases = fields.need("phases");
    if (phases && phases->items.size() > most_phases) {
      file_.say(phases->line, "a programme of " + std::to_string(phases->items.size()) + " phases", "at most " + std::to_string(most_phases));
      return out;
    }
    fields.each("phases", [&](const YamlNode& node) { out.phases.push_back(phase(node)); });
    if (phases && phases->kind == YamlNode::Kind::list && phases->items.empty()) file_.say(phases->line, "a programme without a phase", "phases: and below it one \"- \" for each");
    return out;
  }

 private:
  programme::Phase phase(const YamlNode& node) {
    YamlFields fields(file_, node, "a phase", {"code", "title", "post", "from", "layout", "open_min_per_day", "buildings", "equipment", "officers", "exchange", "volumes"});
    programme::Phase out;
    out.code = fields.code("code");
    out.title = fields.text("title");
    out.post = fields.code("post");
    fields.need("from");
    out.from = fields.day("from").value_or(Day{});
    out.layout = fields.code("layout");
    out.open_min_per_day = fields.number("open_min_per_day", 1, minutes_of_day, std::nullopt);
    out.place = fields.place();
    fields.each("buildings", [&](const YamlNode& one) { out.buildings.push_back(building(one)); });
    fields.each("equipment", [&](const YamlNode& one) { out.equipment.push_back(equipment(one)); });
    fields.each("officers", [&](const YamlNode& one) { out.officers.push_back(officers(one)); });
    fields.each("exchange", [&](const YamlNode& one) { out.exchange.push_back(exchange(one)); });
    fields.each("volumes", [&](const YamlNode& one) { out.volumes.push_back(volume(one)); });
    return out;
  }

  programme::Building building(const YamlNode& node) {
    YamlFields fields(file_, node, "a building", {"code", "title", "zone", "houses"});
    programme::Building out{fields.code("code"), fields.text("title"), fields.code("zone"), {}, fields.place()};
    const auto* houses = fields.need("houses");
    if (!houses) return out;
    if (houses->kind != YamlNode::Kind::map || houses->entries.empty()) {
      file_.say(houses->line, "houses may not be " + YamlFields::shown(*houses), "stations, each with the workplaces for it: { passport: 8 }");
      return out;
    }
    std::vector<std::string> stations;
    stations.reserve(houses->entries.size());
    for (const auto& [key, value] : houses->entries) stations.push_back(key.text);
    YamlFields rooms(file_, *houses, "houses", stations);
    for (const auto& [key, value] : houses->entries)
      if (const auto station = rooms.code_of(key, "station")) out.houses.push_back({*station, rooms.number(key.text, 1, most_counted, std::nullopt)});
    return out;
  }

  programme::Equipment equipment(const YamlNode& node) {
    YamlFields fields(file_, node, "a piece of equipment", {"kind", "owner", "count"});
    return {fields.code("kind"), fields.code("owner"), fields.number("count", 1, most_counted, std::nullopt), fields.place()};
  }

  programme::Officers officers(const YamlNode& node) {
    YamlFields fields(file_, node, "an entry of officers", {"state", "agency", "count"});
    return {fields.code("state"), fields.code("agency"), fields.number("count", 1, most_counted, std::nullopt), fields.place()};
  }

  programme::Exchange exchange(const YamlNode& node) {
    YamlFields fields(file_, node, "an exchange", {"what", "controls", "from"});
    programme::Exchange out{fields.needed_choice<programme::ExchangeKind>("what"), fields.codes("controls"), fields.code_or_none("from"), fields.place()};
    if (!fields.is_map() || !fields.find("what")) return out;
    const bool of_controls = out.what != programme::ExchangeKind::notices;
    if (of_controls) fields.need("controls");
    if (!of_controls && fields.find("controls")) file_.say(fields.line(), "notices are of no control", "leave controls out: a notice says that all of them are completed");
    return out;
  }

  programme::Volume volume(const YamlNode& node) {
    YamlFields fields(file_, node, "a volume", {"of", "announced_per_day", "servers", "server", "norm_min", "source"});
    programme::Volume out;
    out.of = fields.code("of");
    out.announced_per_day = fields.number("announced_per_day", 1, most_per_day, std::nullopt);
    out.servers = fields.number("servers", 1, most_counted, std::nullopt);
    out.server = fields.text("server");
    out.norm_tenths_min = tenths(fields, "norm_min", 1, minutes_of_day * 10);
    out.source = fields.text("source");
    out.place = fields.place();
    return out;
  }

  /// "15" or "4.6", in tenths.
  std::int64_t tenths(YamlFields& fields, const char* key, std::int64_t least, std::int64_t most) {
    const auto* node = fields.need(key);
    if (!node) return least;
    auto digits = node->kind == YamlNode::Kind::scalar ? node->text : std::string();
    const bool pointed = digits.size() > 2 && digits[digits.size() - 2] == '.';
    if (pointed) digits.erase(digits.size() - 2, 1);
    else digits += '0';
    std::int64_t value = 0;
    const bool number = digits.size() <= 9 && digits.size() > 1 && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
    if (number)
      for (const char c : digits) value = value * 10 + (c - '0');
    if (number && value >= least && value <= most) return value;
    file_.say(node->line, std::string(key) + " may not be " + YamlFields::shown(*node), "a number from " + programme::tenths_text(least) + " to " + programme::tenths_text(most) + " with at most one digit after the point");
    return least;
  }

  YamlFile& file_;
};

}  // namespace

std::expected<programme::Programme, Findings> read_programme(const NamedText& source) {
  Findings findings;
  const auto root = read_yaml(source.name, source.text, findings);
  if (!findings.empty()) return std::unexpected(std::move(findings));
  YamlFile file(source.name, findings);
  auto programme = ProgrammeReader(file).read(root);
  if (!findings.empty()) return std::unexpected(std::move(findings));
  return programme;
}

std::expected<programme::Programme, Findings> load_programme(const std::filesystem::path& path) {
  const auto files = load_yaml(path);
  if (!files) return std::unexpected(files.error());
  if (files->size() != 1) return std::unexpected(Findings{{{path.string(), 1}, "a folder instead of a programme", "the one file of the programme"}});
  return read_programme(files->front());
}

}  // namespace onestop::wire
