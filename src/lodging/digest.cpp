#include "lodging/digest.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <unordered_set>

#include "lodging/rules/check.h"
#include "lodging/simple_type.h"

namespace onestop::lodging {
namespace {

constexpr std::size_t longest_text = 256;
constexpr std::size_t longest_description = 2048;  // four parts of 250 letters

std::string text_of(const Value& value) { return value.text.size() <= longest_text ? value.text : std::string(); }
Code code_of(std::string_view text) { return Code::fits(text) ? Code(text) : Code(); }
Code code_of(const Value& value) { return code_of(value.view()); }

// The union's "00" is an unknown country and "99" several.
Code country_of(const Value& value) { return value.text == "00" || value.text == "99" ? Code() : code_of(value); }

const Value& first_of(std::initializer_list<const Value*> values) {
  static const Value none;
  for (const auto* one : values)
    if (!one->empty()) return *one;
  return none;
}

void append(std::string& out, std::string_view text, std::size_t most) {
  if (text.empty()) return;
  if (!out.empty() && out.size() < most) out += ' ';
  auto size = std::min(text.size(), most - std::min(most, out.size()));
  while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  out.append(text.substr(0, size));
}

/// A list in the order of the message, each text once.
class Once {
 public:
  explicit Once(std::vector<std::string>& list) : list_(list) {}
  void add(const Value& value) {
    auto text = text_of(value);
    if (!text.empty() && seen_.insert(text).second) list_.push_back(std::move(text));
  }

 private:
  std::vector<std::string>& list_;
  std::unordered_set<std::string> seen_;
};

std::optional<std::int64_t> positive(std::string_view text, int places) {
  const auto out = scaled(text, places);
  return out && *out >= 0 ? out : std::nullopt;
}

// Units of UN/ECE recommendation 20 and of the union by the place of their gram: a kilogram's is the third. Without a unit a
// mass is in kilograms.
std::optional<int> gram_place(std::string_view unit) {
  static constexpr std::pair<std::string_view, int> units[] = {{"", 3}, {"KGM", 3}, {"166", 3}, {"GRM", 0}, {"163", 0}, {"TNE", 6}, {"168", 6}, {"DTN", 5}, {"206", 5}, {"HGM", 2}, {"MGM", -3}};
  const auto* found = std::ranges::find(units, unit, &std::pair<std::string_view, int>::first);
  return found == std::end(units) ? std::nullopt : std::optional(found->second);
}

// An international pound is 453.59237 grams.
std::int64_t pounds(const Value& mass) {
  std::int64_t out = positive(mass.text, 3).value_or(0);
  if (__builtin_mul_overflow(out, std::int64_t{45'359'237}, &out) || __builtin_add_overflow(out, std::int64_t{50'000'000}, &out)) return 0;
  return out / 100'000'000;
}

std::int64_t grams(const Value& mass, const Value& unit) {
  if (unit.text == "LBR") return pounds(mass);
  const auto place = gram_place(unit.text);
  return place ? positive(mass.text, *place).value_or(0) : 0;
}
std::int64_t grams(const Value& kilograms) { return grams(kilograms, Value()); }

void add_to(std::int64_t& sum, std::int64_t one) {
  if (__builtin_add_overflow(sum, one, &sum)) sum = 0;
}

std::uint32_t count_of(const Value& value) {
  const auto out = positive(value.text, 0);
  return out && *out <= UINT32_MAX ? static_cast<std::uint32_t>(*out) : 0;
}

// Of nested packages only the outermost are counted; level 4 of UN/EDIFACT 7075 is "no hierarchy".
std::uint32_t packages_of(const Item& item) {
  if (!item.package_count.empty()) return count_of(item.package_count);
  const auto rank = [](const Packaging& one) { return one.level.text == "4" ? 3u : count_of(one.level); };
  std::uint32_t outermost = 0;
  for (const auto& one : item.packages) outermost = std::max(outermost, rank(one));
  std::uint64_t out = 0;
  for (const auto& one : item.packages)
    if (rank(one) == outermost) out += count_of(one.quantity);
  return out <= UINT32_MAX ? static_cast<std::uint32_t>(out) : 0;
}

Code commodity_of(const Item& item) {
  const auto& extra = item.combined_nomenclature.text;
  const auto digits = [](std::string_view text) { return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }); };
  if (item.commodity.text.size() == 6 && extra.size() == 2 && digits(extra)) return code_of(item.commodity.text + extra);
  return code_of(item.commodity);
}

std::optional<Day> day_of_text(const Value& value) {
  const auto& text = value.text;
  if (text.size() == 8 && text.find('-') == text.npos) return parse_day(text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6));
  return day_in(value);
}

/// The milliseconds of a clock and, where one stands behind them, its zone.
struct Clock {
  std::int64_t ms = 0;
  std::optional<int> zone_min;
};

std::optional<int> zone_of(std::string_view text) {
  if (text == "Z") return 0;
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || !digit(1) || !digit(2) || text[3] != ':' || !digit(4) || !digit(5)) return std::nullopt;
  const int minutes = ((text[1] - '0') * 10 + text[2] - '0') * 60 + (text[4] - '0') * 10 + text[5] - '0';
  return text[0] == '-' ? -minutes : minutes;
}

std::optional<Clock> clock_of(std::string_view text) {
  static const auto time = SimpleType::parse("time");
  if (text.size() == 5) return clock_of(std::string(text) + ":00");
  if (text.size() < 8 || time->judge(text)) return std::nullopt;
  const auto two = [&](std::size_t at) { return (text[at] - '0') * 10 + text[at + 1] - '0'; };
  Clock out{two(0) * hour_ms + two(3) * minute_ms + two(6) * 1000, std::nullopt};
  auto rest = text.substr(8);
  if (rest.starts_with('.')) {
    std::size_t end = 1;
    for (int worth = 100; end < rest.size() && rest[end] >= '0' && rest[end] <= '9'; ++end, worth /= 10) out.ms += (rest[end] - '0') * worth;
    rest.remove_prefix(end);
  }
  out.zone_min = zone_of(rest);
  return out;
}

std::optional<Instant> instant_of(const Value& day, const Value& time, int utc_offset_min) {
  const auto date = day_of_text(day);
  if (!date) return std::nullopt;
  const auto behind = day.view().substr(std::min<std::size_t>(10, day.text.size()));
  const auto clock = clock_of(behind.starts_with('T') ? behind.substr(1) : time.view());
  auto zone = clock ? clock->zone_min : std::nullopt;
  if (!zone) zone = zone_of(behind);  // a date may carry one too
  return Instant{date->number * day_ms + (clock ? clock->ms : 0) - zone.value_or(utc_offset_min) * minute_ms};
}

std::optional<Instant> expected_of(const Lodgement& from, int utc_offset_min) {
  for (const auto& office : from.offices)
    if (office.use.text == "transit" && !office.expected_day.empty()) return instant_of(office.expected_day, Value(), utc_offset_min);
  return instant_of(from.expected_day, from.expected_time, utc_offset_min);
}

// Ships, wagons and aircraft have numbers too, but no plates (NCTS CL750, EAEU and UN/ECE modes of transport).
bool on_road(const Vehicle& vehicle) {
  const auto &kind = vehicle.plate_kind.text, &mode = vehicle.mode.text;
  return (kind.empty() || kind == "30" || kind == "31") && (mode.empty() || mode.starts_with('3'));
}

void add_vehicles(lodgement::Declared& out, const Lodgement& from) {
  const Vehicle* first = nullptr;
  Once plates(out.plates);
  for (const std::string_view crossing : {"border", "arrival", "departure", ""})
    for (const auto& vehicle : from.vehicles) {
      if (vehicle.crossing.text != crossing || !on_road(vehicle)) continue;
      if (!first || (first->nationality.empty() && !vehicle.nationality.empty())) first = &vehicle;
      for (const auto* plate : {&vehicle.plate, &vehicle.trailer, &vehicle.second_trailer}) plates.add(*plate);
      if (from.kind.text == "certificate" && vehicle.mode.text == "3") plates.add(vehicle.document);  // its movement's number is the truck's plate
    }
  for (const auto& person : from.persons) plates.add(person.vehicle);
  out.vehicle_country = country_of(first_of({first ? &first->nationality : &from.transport.border_nationality, &from.transport.border_nationality, &from.transport.arrival_nationality}));
}

// The union writes a declaration's number with its customs office and day: "10502010/010726/0001234".
std::string number_of(const Document& document) {
  const auto day = day_in(document.day);
  const auto& office = document.authority.text;
  if (document.use.text != "previous" || !day || document.number.text.size() != 7 || office.empty() || !std::ranges::all_of(office, [](char c) { return c >= '0' && c <= '9'; })) return text_of(document.number);
  const auto& written = document.day.text;
  return office + "/" + written.substr(8, 2) + written.substr(5, 2) + written.substr(2, 2) + "/" + document.number.text;
}

void add_paper(lodgement::Declared& out, const Document& document, std::uint32_t item, const Value& permit_kind) {
  if (document.number.empty() && document.type.empty() && document.name.empty()) return;
  auto& paper = out.papers.emplace_back();
  const auto& use = document.use.text;
  const bool certificate = use == "sanitary" || use == "veterinary" || use == "phytosanitary";
  paper.use = certificate ? Code("certificate") : use == "national_permit" ? Code("permit") : code_of(use);
  paper.type = code_of(document.type);
  if (paper.type.empty() && certificate) paper.type = code_of(use);
  if (paper.type.empty() && use == "permit") paper.type = code_of(permit_kind);
  paper.number = number_of(document);
  paper.country = country_of(document.country);
  paper.from = day_of_text(first_of({&document.valid_from, &document.day}));
  paper.until = day_of_text(document.valid_until);
  paper.item = item;
}

void add_own_papers(lodgement::Declared& out, const Lodgement& from) {
  if (out.kind == Code("certificate")) out.type = code_of(from.message.document_code);
  if (out.kind == Code("certificate")) out.papers.push_back({"certificate", code_of(from.message.document_code), out.number, out.dispatch, out.issued, std::nullopt, 0});
  if (!from.export_declaration.empty()) out.papers.push_back({"previous", {}, text_of(from.export_declaration), country_of(from.export_country), std::nullopt, std::nullopt, 0});
  if (!from.transit.carnet.empty()) out.papers.push_back({"transport", "952", text_of(from.transit.carnet), {}, std::nullopt, std::nullopt, 0});
}

void add_item(lodgement::Declared& out, const Lodgement& from, const Item& item) {
  auto& made = out.items.emplace_back();
  made.number = static_cast<std::uint32_t>(out.items.size());
  made.commodity = commodity_of(item);
  for (const auto* part : {&item.trade_name, &item.common_name})
    if (item.description.empty()) append(made.description, part->text, longest_description);
  for (const auto& part : item.description) append(made.description, part.text, longest_description);
  made.gross_g = grams(item.gross_kg, item.gross_unit);
  made.net_g = grams(item.net_kg, item.net_unit);
  if (const auto value = positive(item.value.text, 2)) made.value = {*value, code_of(first_of({&item.currency, &from.contract.currency, &from.currency}))};
  made.origin = country_of(item.origin.empty() ? from.origin_country : item.origin);
  made.packages = packages_of(item);
  for (const auto& one : item.measures)
    if (const auto quantity = positive(one.quantity.text, 3)) made.quantities.push_back({code_of(one.unit), *quantity});
  made.place = place_text(from, item.place);
  for (const auto& one : item.documents) add_paper(out, one, made.number, Value());
}

void add_containers(lodgement::Declared& out, const Lodgement& from) {
  Once containers(out.containers);
  for (const auto& one : from.containers) containers.add(one.number);
  for (const auto& consignment : from.consignments)
    for (const auto& item : consignment.items)
      for (const auto& one : item.containers) containers.add(one.number);
}

// Numbers by which tax and customs offices know a party, the national one first.
std::string tax_number(const Lodgement& from, std::string_view role) {
  const auto number = [](const Party& party) { return text_of(first_of({&party.tax_number, &party.national_identifier, &party.union_tax_number, &party.identifier})); };
  for (const auto& party : from.parties)
    if (party.role.text == role && !number(party).empty()) return number(party);
  for (const auto& consignment : from.consignments)
    for (const auto& party : consignment.parties)
      if (party.role.text == role && !number(party).empty()) return number(party);
  return {};
}

// A transit declaration may state its countries for the whole, for a house or for an item.
Code stated_country(const Lodgement& from, const Value& whole, Value Consignment::*of_house, Value Item::*of_item) {
  if (const auto code = country_of(whole); !code.empty()) return code;
  for (const auto& consignment : from.consignments) {
    if (const auto code = country_of(consignment.*of_house); !code.empty()) return code;
    for (const auto& item : consignment.items)
      if (const auto code = country_of(item.*of_item); !code.empty()) return code;
  }
  return {};
}

std::int64_t gross_of(const Lodgement& from, const lodgement::Declared& made) {
  if (const auto whole = grams(from.gross_kg)) return whole;
  std::int64_t houses = 0, items = 0;
  bool every_house = !from.consignments.empty();
  for (const auto& consignment : from.consignments) every_house = every_house && !consignment.gross_kg.empty(), add_to(houses, grams(consignment.gross_kg));
  for (const auto& item : made.items) add_to(items, item.gross_g);
  return every_house ? houses : items;
}

}  // namespace

std::optional<std::int64_t> scaled(std::string_view text, int places) {
  bool negative = false;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) negative = text[0] == '-', text.remove_prefix(1);
  int exponent = 0;
  if (const auto e = text.find_first_of("eE"); e != text.npos) {
    auto power = text.substr(e + 1);
    if (power.starts_with('+')) power.remove_prefix(1);
    const auto [end, wrong] = std::from_chars(power.data(), power.data() + power.size(), exponent);
    if (wrong != std::errc() || end != power.data() + power.size() || exponent < -40 || exponent > 40) return std::nullopt;
    text = text.substr(0, e);
  }
  const auto point = std::min(text.find('.'), text.size());
  const std::size_t after = point < text.size() ? text.size() - point - 1 : 0;
  if (point + after == 0) return std::nullopt;
  // Digits to keep: those left of the place that is rounded at.
  const auto keep = static_cast<std::ptrdiff_t>(point) + exponent + places;
  std::int64_t out = 0;
  std::ptrdiff_t read = 0;
  bool up = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (at == point) continue;
    if (text[at] < '0' || text[at] > '9') return std::nullopt;
    const int digit = text[at] - '0';
    if (read < keep && (__builtin_mul_overflow(out, std::int64_t{10}, &out) || __builtin_add_overflow(out, digit, &out))) return std::nullopt;
    if (read == keep) up = digit >= 5;
    ++read;
  }
  for (; out != 0 && read < keep; ++read)
    if (__builtin_mul_overflow(out, std::int64_t{10}, &out)) return std::nullopt;
  if (up && __builtin_add_overflow(out, 1, &out)) return std::nullopt;
  return negative ? -out : out;
}

lodgement::Declared declared_of(const Lodgement& from, int utc_offset_min) {
  lodgement::Declared out;
  out.kind = code_of(from.kind);
  out.transit = from.kind.text == "transit_declaration";
  out.dispatch = stated_country(from, from.dispatch_country, &Consignment::dispatch_country, &Item::dispatch_country);
  out.destination = stated_country(from, from.destination_country, &Consignment::destination_country, &Item::destination_country);
  add_vehicles(out, from);
  out.expected = expected_of(from, utc_offset_min);
  out.consignment = text_of(from.consignment_reference);
  if (out.consignment.empty() && from.consignments.size() == 1) out.consignment = text_of(from.consignments[0].reference);
  out.number = text_of(first_of({&from.registration_number, &from.reference}));
  out.status = code_of(from.status);
  out.issued = day_of_text(first_of({&from.issued_at, &from.declared_at, &from.signatory.day, &from.message.prepared_at}));
  out.carrier = tax_number(from, "carrier");
  out.consignor = tax_number(from, "consignor");
  out.consignee = tax_number(from, "consignee");
  out.declarant = tax_number(from, "declarant");
  if (out.declarant.empty()) out.declarant = tax_number(from, "holder");
  add_containers(out, from);
  add_own_papers(out, from);
  for (const auto& one : from.documents) add_paper(out, one, 0, Value());
  for (const auto& control : from.transport_controls)
    for (const auto& one : control.documents) add_paper(out, one, 0, control.permit_kind);
  for (const auto& consignment : from.consignments) {
    for (const auto& one : consignment.documents) add_paper(out, one, 0, Value());
    for (const auto& item : consignment.items) add_item(out, from, item);
  }
  out.persons = static_cast<std::uint32_t>(from.persons.size());
  out.gross_g = gross_of(from, out);
  return out;
}

Outline outline_of(const Received& received, const Findings& rules, int utc_offset_min) {
  Outline out;
  if (received.format) out.format = code_of(name_of(*received.format));
  out.hash = received.hash;
  for (const auto* findings : {&received.findings, &rules})
    for (const auto& one : *findings) out.errors += one.weight == Weight::error, out.warnings += one.weight == Weight::warning;
  if (!received.lodgement) return out;
  const auto declared = declared_of(*received.lodgement, utc_offset_min);
  out.kind = declared.kind, out.number = declared.number, out.consignment = declared.consignment;
  out.dispatch = declared.dispatch, out.destination = declared.destination, out.expected = declared.expected;
  out.items = static_cast<std::uint32_t>(declared.items.size()), out.persons = declared.persons, out.gross_g = declared.gross_g;
  return out;
}

}  // namespace onestop::lodging
