#pragma once
// A lodgement without fault, in each format, with the small code lists under which it has none.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "lodging/codes.h"
#include "lodging/formats.h"
#include "lodging/rules/rules.h"
#include "wire/mrz.h"

namespace onestop::lodging {

inline const Day today = *parse_day("2026-07-01");

inline CodeList list_of(List list, std::vector<CodeEntry> entries) {
  std::ranges::sort(entries);
  return CodeList{list, "test", *parse_day("2020-01-01"), std::move(entries)};
}

inline CodeBook small_book() {
  CodeBook out;
  out.add(list_of(List::hs, {{"030211", ""}, {"080810", ""}, {"610910", ""}, {"870899", ""}, {"392410", ""}}));
  out.add(list_of(List::tnved, {{"0302110000", ""}, {"0808108000", ""}, {"6109100000", ""}, {"8708999709", ""}, {"3924100000", ""}}));
  out.add(list_of(List::countries, {{"KZ", ""}, {"KG", ""}, {"CN", ""}, {"RU", ""}, {"DE", ""}, {"AR", ""}}));
  out.add(list_of(List::currencies, {{"USD", ""}, {"KZT", ""}, {"EUR", ""}}));
  out.add(list_of(List::packages, {{"CT", ""}, {"PK", ""}, {"BX", ""}}));
  out.add(list_of(List::documents, {{"851", ""}, {"730", ""}}));
  out.add(list_of(List::units, {{"KGM", ""}, {"PCE", ""}}));
  out.add(list_of(List::iso6346, {{"G1", ""}}));
  out.add(list_of(List::locode, {{"KZALA", ""}, {"KGFRU", ""}}));
  out.add(list_of(List::plates, {{"KZ", "^\\d{3}[A-Z]{3}\\d{2}$"}, {"KG", "^\\d{2}KG\\d{3}[A-Z]{3}$"}}));
  return out;
}

inline Value text(std::string value) { return {std::move(value), 0}; }

inline Party party(const char* role, const char* name, const char* country) {
  Party out;
  out.role = text(role), out.name = text(name);
  out.address.country = text(country), out.address.city = text("Almaty"), out.address.street = text("Abay 1"), out.address.country_name = text("Country");
  return out;
}

inline Document document(const char* use, const char* type, const char* number) {
  Document out;
  out.use = text(use), out.type = text(type), out.number = text(number), out.day = text("2026-06-15");
  return out;
}

inline constexpr std::size_t sound_items = 12;

inline Item sound_item(std::size_t index, Format format) {
  static constexpr const char* codes[] = {"0302110000", "0808108000", "6109100000", "8708999709", "3924100000"};
  static constexpr const char* containers[] = {"CSQU3054383", "MSKU9070323", "TGHU7599330"};
  Item out;
  out.sequence = out.declaration_sequence = text(std::to_string(index + 1));
  out.commodity = text(format == Format::cc015c ? std::string(codes[index % std::size(codes)]).substr(0, 6) : codes[index % std::size(codes)]);
  out.description.push_back(text("Goods number " + std::to_string(index + 1)));
  out.gross_kg = text(std::to_string(110 + index)), out.net_kg = text(std::to_string(100 + index));
  out.net_unit = out.gross_unit = text("KGM");
  out.value = text(std::to_string(1000 + index)), out.currency = text("USD"), out.origin = text("KZ");
  out.scientific_name = text("Salmo trutta");
  out.procedure = text(format == Format::cc015c ? "T1" : "40");
  out.previous_procedure = text("00"), out.transfer_feature = text("000");
  Packaging packaging;
  packaging.sequence = text("1"), packaging.kind = text("CT"), packaging.quantity = text("10"), packaging.level = text("1"), packaging.marks = text("M" + std::to_string(index));
  out.packages.push_back(packaging);
  if (format == Format::esadout_cu) out.package_count = text("10");
  if (format == Format::sps_certificate) out.classifications.push_back({0, text("HS"), text(std::string(codes[index % std::size(codes)]).substr(0, 6)), {}});
  if (format != Format::sps_certificate && format != Format::cc015c && index < std::size(containers)) out.containers.emplace_back().number = text(containers[index]);
  out.measures.push_back({0, text("7"), format == Format::pi_auto_arrive || format == Format::pi_no_customs ? text("KGM") : text("796"), text("kg")});
  const bool preliminary = format == Format::pi_auto_arrive || format == Format::pi_no_customs;
  const auto number = "C-" + std::to_string(index);
  if (preliminary) {
    out.documents.push_back(document("veterinary", "01206", number.c_str()));
    out.documents.push_back(document("phytosanitary", "01207", number.c_str()));
    for (auto& one : out.documents) one.valid_until = text("2026-12-31");
  } else {
    out.documents.push_back(document("presented", format == Format::cc015c ? "N380" : "02011", number.c_str()));
    if (format == Format::esadout_cu) out.documents.back().valid_until = text("2026-12-31");
  }
  return out;
}

inline void add_transport(Lodgement& out, Format format) {
  const char* crossing = format == Format::esadout_cu ? "arrival" : "border";
  for (const char* plate : {"453DXA12", "124ABC02"}) {
    auto& vehicle = out.vehicles.emplace_back();
    vehicle.crossing = text(crossing), vehicle.plate = text(plate), vehicle.nationality = text("KZ");
    vehicle.vin = text("XW8ZZZ5NZGG000001"), vehicle.sequence = text(std::to_string(out.vehicles.size())), vehicle.plate_kind = text("30");
    vehicle.mode = text(format == Format::sps_certificate ? "3" : "30");
    if (format == Format::pi_auto_arrive || format == Format::pi_no_customs) vehicle.trailer = text(plate == std::string("453DXA12") ? "55AAA02" : "56AAA02");
  }
  auto& control = out.transport_controls.emplace_back();
  control.permit_kind = text("1");
  control.documents.push_back(document("permit", "", "P-1"));
  if (format == Format::esadout_cu) out.transport.arrival_vehicle_count = text("2");
  out.transport.inland_mode = text(format == Format::cc015c ? "3" : "31");
}

inline void add_transit(Lodgement& out, Format format) {
  out.transit.declaration_type = text(format == Format::cc015c ? "T1" : "ТТ");
  out.transit.additional_type = text("A"), out.transit.security = text("0"), out.transit.reduced_dataset = text("0"), out.transit.binding_itinerary = text("0");
  out.transit.limit_day = text("2026-07-20");
  for (const char* number : {"24KZ1234567890AB1", "24KZ1234567890AC2"}) {
    auto& guarantee = out.guarantees.emplace_back();
    guarantee.sequence = text(std::to_string(out.guarantees.size())), guarantee.type = text(format == Format::cc015c ? "1" : "01");
    guarantee.number = text("G-" + std::string(number)), guarantee.day = text("2026-06-01");
    guarantee.references.push_back({0, text("1"), text(number), {}, text("5000"), text("EUR")});
    if (format == Format::esadout_cu) guarantee.references.clear();
  }
  for (const char* country : {"CN", "KZ", "KG"}) out.route.push_back({0, text(std::to_string(out.route.size() + 1)), text(country), {}});
}

inline void add_persons(Lodgement& out) {
  for (int i = 0; i < 12; ++i) {
    auto& person = out.persons.emplace_back();
    person.surname = text("TESTOV"), person.given_names = text("TEST"), person.sex = text("M"), person.birth_day = text("1990-01-0" + std::to_string(i % 9 + 1));
    person.nationality = person.document_state = text("KZ"), person.document_type = text("P"), person.document_number = text("N123456" + std::to_string(10 + i));
    person.document_expiry = text("2030-01-01"), person.role = text(i == 0 ? "driver" : "passenger");
  }
  std::string zone = "L898902C36UTO7408122F320415" + std::string(1, wire::mrz_check_digit("320415")) + "ZE184226B<<<<<1";
  zone += wire::mrz_check_digit(zone.substr(0, 10) + zone.substr(13, 7) + zone.substr(21, 22));
  auto& holder = out.persons[1];  // the specimen of ICAO 9303 part 4, with a day of expiry to come
  holder.nationality = holder.document_state = text("UTO"), holder.document_number = text("L898902C3"), holder.birth_day = text("1974-08-12"), holder.document_expiry = text("2032-04-15");
  holder.machine_readable_zone = text("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<< " + zone);
}

inline Lodgement sound(Format format) {
  Lodgement out;
  if (format == Format::lodgement_json) out.kind = text("transit_declaration");
  out.reference = text("REF-0001"), out.consignment_reference = text("UCR-1"), out.export_country = out.dispatch_country = text("KZ"), out.destination_country = text("KG");
  out.dispatch_country_name = text("Kazakhstan"), out.destination_country_name = text("Kyrgyzstan");
  out.expected_day = text(format == Format::cc015c ? "2026-07-10T08:00:00" : "2026-07-10"), out.expected_time = text("08:00:00");
  out.message = {text("KZSENDER"), text("NTA.KG"), text("2026-06-30T10:00:00"), text("MSG1"), text(format == Format::cc015c ? "CC015C" : "P.AB.01.MSG.001"), {}, text("NCTS5.1"), {}, {}, text(format == Format::sps_certificate ? "851" : "R.036")};
  out.issued_at = text("2026-06-30T10:00:00Z"), out.status = text("70");
  out.recipient_country = text("KZ"), out.procedure = text("ТТ"), out.container_indicator = text(format == Format::esadout_cu ? "true" : "1"), out.item_count = text(std::to_string(sound_items)), out.package_count = text(std::to_string(10 * sound_items));
  out.contract = {text("USD"), text(std::to_string(1000 * sound_items + sound_items * (sound_items - 1) / 2)), text("450")}, out.currency = text("USD");
  if (format == Format::cc015c) out.gross_kg = text(std::to_string(110 * sound_items + sound_items * (sound_items - 1) / 2));
  for (const auto& [role, name] : {std::pair("consignor", "Apple Farm"), std::pair("consignee", "Bishkek Market"), std::pair("carrier", "Road Line"), std::pair("declarant", "Broker"), std::pair("holder", "Holder"), std::pair("issuer", "Plant Office")}) out.parties.push_back(party(role, name, role == std::string("consignee") ? "KG" : "KZ"));
  for (auto& one : out.parties) one.identifier = text(one.role.text == "carrier" && format == Format::cc015c ? "KZ12345" : format == Format::cc015c ? "KZ999" : ""), one.email = text("");
  out.offices = {{0, text("border"), {}, text("50708"), text("Korday"), text("398"), {}}};
  if (format == Format::cc015c || format == Format::lodgement_json) out.offices = {{0, text("departure"), {}, text("KZ000001"), {}, {}, {}}, {0, text("destination"), {}, text("KG000001"), {}, {}, {}}, {0, text("transit"), text("1"), text("CN000001"), {}, {}, text("2026-07-12T08:00:00")}};
  if (format == Format::esadout_cu) out.offices.push_back({0, text("destination"), {}, text("41710"), text("Bishkek"), text("417"), {}});
  add_transport(out, format);
  add_transit(out, format);
  add_persons(out);
  if (format == Format::esadout_cu) out.persons.clear();
  auto& consignment = out.consignments.emplace_back();
  consignment.sequence = text("1");
  if (format == Format::cc015c) consignment.gross_kg = text(std::to_string(110 * sound_items + sound_items * (sound_items - 1) / 2));
  for (std::size_t i = 0; i < sound_items; ++i) consignment.items.push_back(sound_item(i, format));
  for (const char* number : {"CSQU3054383", "MSKU9070323"}) {
    auto& container = out.containers.emplace_back();
    container.sequence = text(std::to_string(out.containers.size())), container.number = text(number), container.seal_count = text("2");
    for (const char* seal : {"S1", "S2"}) container.seals.push_back({0, text(std::to_string(container.seals.size() + 1)), text(std::string(seal) + number)});
    if (format == Format::sps_certificate) {
      container.seals.resize(1);
      return out;
    }
    container.goods.push_back({0, text("1"), text(std::to_string(out.containers.size()))});
  }
  return out;
}

/// The root that also declares transit, with another procedure: no guarantee, no route, goods with customs values.
inline Lodgement sound_goods_declaration() {
  auto out = sound(Format::esadout_cu);
  out.kind = text("goods_declaration"), out.procedure = text("ИМ"), out.transit = {}, out.guarantees.clear(), out.route.clear();
  std::erase_if(out.offices, [](const Office& one) { return one.use.text == "destination"; });
  for (auto& item : out.consignments[0].items) item.customs_value = item.value;
  return out;
}

inline std::string listed(const Findings& findings) {
  std::string out;
  for (const auto& one : findings) out += one.code + " at " + one.place + ": " + sentence(one, "en").what + "\n";
  return out;
}

}  // namespace onestop::lodging
