#include "app/retention.h"

#include <algorithm>
#include <chrono>

#include "wire/law_yaml.h"
#include "wire/yaml_fields.h"

namespace onestop::app {

std::optional<Instant> Retention::until(Kept kind, Day today) const {
  const auto rule = std::ranges::find(rules, kind, &Rule::kind);
  if (rule == rules.end()) return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::sys_days(std::chrono::days(today.number))};
  auto then = (day.year() - std::chrono::years(rule->years)) / day.month() / day.day();
  if (!then.ok()) then = then.year() / std::chrono::February / 28;  // the 29th of a year without one: a day too late is none too early
  return Instant{static_cast<std::int64_t>(std::chrono::sys_days(then).time_since_epoch().count()) * day_ms};
}

std::expected<Retention, wire::Findings> load_retention(const std::filesystem::path& path) {
  const auto files = wire::load_yaml(path);
  if (!files) return std::unexpected(files.error());
  wire::Findings findings;
  Retention retention;
  for (const auto& one : *files) {
    const auto root = wire::read_yaml(one.name, one.text, findings);
    if (!findings.empty()) break;
    wire::YamlFile file(one.name, findings);
    wire::YamlFields fields(file, root, "rules of retention", {"retention", "keep", "persons"});
    fields.code("retention");
    fields.each("keep", [&](const wire::YamlNode& node) {
      wire::YamlFields entry(file, node, "a rule of retention", {"kind", "years", "source"});
      const auto kind = entry.needed_choice<Kept>("kind");
      if (std::ranges::find(retention.rules, kind, &Retention::Rule::kind) != retention.rules.end()) file.say(node, "this kind stands here twice", "one line for each kind");
      retention.rules.push_back({kind, static_cast<int>(entry.number("years", 1, 200, std::nullopt)), entry.text("source")});
    });
    fields.each("persons", [&](const wire::YamlNode& node) {
      wire::YamlFields entry(file, node, "a rule for persons", {"classes", "offence", "days", "source"});
      retention.persons.push_back({entry.codes("classes"), entry.flag("offence"), static_cast<int>(entry.number("days", 1, 36'500, std::nullopt)), entry.text("source")});
    });
  }
  if (!findings.empty()) return std::unexpected(std::move(findings));
  return retention;
}

}  // namespace onestop::app
