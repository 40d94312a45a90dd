#include "app/traffic/parameters.h"

#include <fstream>
#include <sstream>

#include "wire/json.h"

namespace onestop::traffic {
namespace {

bool is_probability(double p) { return p >= 0 && p <= 1; }

/// What JSON alone does not say; empty where all is well.
std::string unsound(const Parameters& parameters) {
  if (parameters.hour_profile.size() != 24) return "hour_profile needs 24 numbers";
  for (const double factor : parameters.hour_profile)
    if (factor < 0) return "hour_profile holds a negative number";
  if (parameters.flows.empty()) return "flows is empty";
  for (const auto& flow : parameters.flows) {
    if (flow.per_day_per_direction < 0) return "flow " + flow.name.text() + " has a negative rate";
    for (const auto& load : flow.loads)
      if (!is_probability(load.p)) return "flow " + flow.name.text() + " has a load whose p is no probability";
  }
  for (const auto& rule : parameters.times) {
    if (rule.mean_min < 0) return "a time of " + rule.control.text() + " is negative";
    const bool varies = sim::is_shaped(rule.family);
    if (varies && (!rule.cv || *rule.cv <= 0 || rule.mean_min <= 0))
      return "a time of " + rule.control.text() + " varies and needs mean_min and cv above zero";
  }
  for (const auto& rule : parameters.holds)
    if (!is_probability(rule.p) || rule.grounds.empty() || rule.most_min < rule.least_min)
      return "the hold of " + rule.control.text() + " needs a probability, a ground and least_min <= most_min";
  for (const auto& rule : parameters.findings)
    if (!is_probability(rule.p)) return "a finding of " + rule.control.text() + " needs a probability";
  if (!is_probability(parameters.refusals.p) || parameters.refusals.reasons.empty()) return "refusals needs a probability and a reason";
  if (!is_probability(parameters.alarms.p) || parameters.alarms.findings.empty()) return "alarms needs a probability and findings";
  if (!is_probability(parameters.remarks.p) || parameters.remarks.texts.empty()) return "remarks needs a probability and texts";
  if (parameters.people.empty() || parameters.goods.empty()) return "people and goods may not be empty";
  for (const auto& people : parameters.people)
    if (people.given.empty() || people.family.empty() || people.share < 0) return "people of " + people.nationality.text() + " need names and a share";
  return {};
}

Expected<std::string> text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fault("cannot read the traffic parameters " + file.string() + "; name an existing file");
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

template <class Kind>
Expected<Kind> read(const std::filesystem::path& file, const std::string& text) {
  auto out = wire::read_json<Kind>(text);
  if (out) return std::move(*out);
  const auto& first = out.error().front();
  return fault(file.string() + " at " + first.pointer + ": " + first.detail);
}

}  // namespace

Expected<Parameters> read_parameters(const std::filesystem::path& file) {
  const auto text = text_of(file);
  if (!text) return std::unexpected(text.error());
  auto parameters = read<Parameters>(file, *text);
  if (!parameters) return parameters;
  if (const auto why = unsound(*parameters); !why.empty()) return fault(file.string() + ": " + why);
  return parameters;
}

Expected<sim::Overlay> read_overlay(const std::filesystem::path& file) {
  const auto text = text_of(file);
  if (!text) return std::unexpected(text.error());
  // What the demonstration adds makes it another document, read as strictly.
  if (text->find("\"people\"") == std::string::npos) return read<sim::Overlay>(file, *text);
  auto parameters = read_parameters(file);
  if (!parameters) return std::unexpected(parameters.error());
  return static_cast<sim::Overlay&&>(std::move(*parameters));
}

}  // namespace onestop::traffic
