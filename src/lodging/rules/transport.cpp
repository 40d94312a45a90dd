#include <libxml/xmlregexp.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "lodging/rules/check.h"

namespace onestop::lodging {
namespace {

constexpr std::size_t longest_plate = 200;  // longer ones are the structural check's concern

// Cyrillic letters that look like Latin ones, blanks and dashes: plates are compared as a camera would.
std::string plain_plate(std::string_view text) {
  static constexpr std::pair<std::string_view, char> alike[] = {{"А", 'A'}, {"В", 'B'}, {"Е", 'E'}, {"К", 'K'}, {"М", 'M'}, {"Н", 'H'}, {"О", 'O'}, {"Р", 'P'}, {"С", 'C'}, {"Т", 'T'}, {"У", 'Y'}, {"Х", 'X'}};
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto rest = text.substr(at);
    const auto* found = std::ranges::find_if(alike, [&](const auto& one) { return rest.starts_with(one.first); });
    if (found != std::end(alike)) {
      out += found->second;
      at += found->first.size();
      continue;
    }
    const char c = text[at++];
    if (c == ' ' || c == '-' || c == '.') continue;
    out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return out;
}

/// The shapes of plates by country, each compiled when the first vehicle of its country asks.
class PlateShapes {
 public:
  /// Whether a shape of the country fits; nothing where it has none.
  std::optional<bool> fits(const CodeList& list, const std::string& country, const std::string& plate) {
    auto& shapes = shapes_[country];
    if (!shapes) {
      shapes.emplace();
      for (auto row = std::ranges::lower_bound(list.entries, country, {}, &CodeEntry::code); row != list.entries.end() && row->code == country; ++row) shapes->push_back(compiled(row->name));
    }
    if (shapes->empty()) return std::nullopt;
    return std::ranges::any_of(*shapes, [&](const Shape& one) { return !one || xmlRegexpExec(one.get(), reinterpret_cast<const xmlChar*>(plate.c_str())) == 1; });
  }

 private:
  using Shape = std::unique_ptr<xmlRegexp, void (*)(xmlRegexpPtr)>;
  static Shape compiled(std::string pattern) {
    if (pattern.starts_with('^')) pattern.erase(0, 1);
    if (pattern.ends_with('$')) pattern.pop_back();
    return Shape(xmlRegexpCompile(reinterpret_cast<const xmlChar*>(pattern.c_str())), xmlRegFreeRegexp);
  }

  std::map<std::string, std::optional<std::vector<Shape>>> shapes_;
};

// The list of plates has a row per shape: country, pattern. A country without rows is not judged.
void shape(Check& check, PlateShapes& shapes, const Vehicle& vehicle, const Value& plate) {
  if (plate.empty() || plate.text.size() > longest_plate || vehicle.nationality.empty()) return;
  const auto* list = check.list(List::plates);
  if (list && shapes.fits(*list, vehicle.nationality.text, plain_plate(plate.text)) == false) check.warn("vehicle.plate_form", plate.place, {{"value", plate.text}, {"country", vehicle.nationality.text}});
}

void vin(Check& check, const Vehicle& vehicle) {
  const auto& text = vehicle.vin.text;
  if (text.empty()) return;
  const bool good = text.size() == 17 && std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z' && c != 'I' && c != 'O' && c != 'Q'); });
  if (!good) check.warn("vehicle.vin_form", vehicle.vin.place, {{"value", text}});
}

bool has_permit(const Lodgement& lodgement) {
  return std::ranges::any_of(lodgement.transport_controls, [](const TransportControl& one) {
    return std::ranges::any_of(one.documents, [](const Document& document) { return (document.use.text == "permit" || document.use.text == "national_permit") && !document.number.empty(); });
  });
}

// Model rule: a carrier of another state than the one it drives to shows a permit.
void permits(Check& check) {
  const auto& lodgement = check.lodgement;
  std::set<std::string> foreign;
  for (const auto& vehicle : lodgement.vehicles)
    if (!vehicle.nationality.empty() && !lodgement.dispatch_country.empty() && vehicle.nationality.text != lodgement.destination_country.text) foreign.insert(vehicle.nationality.text);
  for (const auto& control : lodgement.transport_controls) {
    const auto& kind = control.permit_kind;
    if (!kind.empty() && kind.text != "1" && kind.text != "2" && kind.text != "3") check.error("permit.kind_unknown", kind.place, {{"value", kind.text}});
    if (check.full() || (kind.text != "1" && kind.text != "3")) continue;
    for (const auto& country : foreign) {
      const bool third = country != lodgement.dispatch_country.text;
      if (kind.text == "1" && third) check.warn("permit.not_bilateral", kind.place, {{"country", country}});
      if (kind.text == "3" && !third) check.warn("permit.not_third", kind.place, {{"country", country}});
    }
  }
  if (lodgement.kind.text != "preliminary_information" || has_permit(lodgement)) return;
  for (const auto& vehicle : lodgement.vehicles)
    if (!vehicle.nationality.empty() && !lodgement.destination_country.empty() && vehicle.nationality.text != lodgement.destination_country.text)
      return check.warn("permit.missing", vehicle.nationality.place ? vehicle.nationality.place : vehicle.place, {{"country", vehicle.nationality.text}});
}

}  // namespace

void check_transport(Check& check) {
  const auto& lodgement = check.lodgement;
  if (lodgement.vehicles.empty() && lodgement.kind.text == "preliminary_information") check.error("vehicle.missing", 0);
  std::set<std::string> plates;
  PlateShapes shapes;
  for (const auto& vehicle : lodgement.vehicles) {
    check.listed(List::countries, vehicle.nationality, "vehicle.nationality_unknown");
    if (vehicle.nationality.empty() && lodgement.kind.text == "preliminary_information") check.warn("vehicle.nationality_missing", vehicle.place);
    shape(check, shapes, vehicle, vehicle.plate);
    vin(check, vehicle);
    const auto plate = plain_plate(vehicle.plate.text);
    if (!plate.empty() && !plates.insert(vehicle.crossing.text + "|" + plate).second) check.error("vehicle.twice", vehicle.plate.place, {{"value", vehicle.plate.text}});
    for (const auto* trailer : {&vehicle.trailer, &vehicle.second_trailer})
      if (!trailer->empty() && plain_plate(trailer->text) == plate) check.error("vehicle.trailer_is_truck", trailer->place, {{"value", trailer->text}});
    if (!vehicle.second_trailer.empty() && vehicle.trailer.empty()) check.warn("vehicle.second_without_first", vehicle.second_trailer.place);
  }
  permits(check);
}

}  // namespace onestop::lodging
