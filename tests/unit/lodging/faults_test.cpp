// Each rule's fault is put into a sound lodgement, written in each format, read back and judged: the rule must speak, and
// name the place where the spoilt value stands in that format.
#include <cstdio>
#include <functional>
#include <random>

#include "sound.h"

namespace onestop::lodging {
namespace {

using Get = std::function<Value*(Lodgement&, std::size_t)>;

struct Fault {
  const char* code;
  Get get;
  std::function<std::string(const std::string&, std::mt19937&)> spoil;  // "" takes the value away
  std::function<Place(Lodgement&, std::size_t)> where = nullptr;       // the spoilt value itself where nothing is said
};

Item* item(Lodgement& l, std::size_t k) { return l.consignments.empty() || k >= l.consignments[0].items.size() ? nullptr : &l.consignments[0].items[k]; }
Get of_item(Value Item::* member) {
  return [member](Lodgement& l, std::size_t k) { return item(l, k) ? &(item(l, k)->*member) : nullptr; };
}
template <class T>
Get of_first(std::vector<T> Item::* list, Value T::* member) {
  return [=](Lodgement& l, std::size_t k) { return item(l, k) && !(item(l, k)->*list).empty() ? &((item(l, k)->*list)[0].*member) : nullptr; };
}
template <class T>
Get of_list(std::vector<T> Lodgement::* list, Value T::* member) {
  return [=](Lodgement& l, std::size_t k) { return k < (l.*list).size() ? &((l.*list)[k].*member) : nullptr; };
}
Get of_self(Value Lodgement::* member) {
  return [member](Lodgement& l, std::size_t k) { return k == 0 ? &(l.*member) : nullptr; };
}
Get of_country() {
  return [](Lodgement& l, std::size_t k) -> Value* {
    static constexpr std::string_view roles[] = {"consignor", "consignee", "carrier", "declarant", "holder"};
    for (auto& one : l.parties)
      if (k < std::size(roles) && one.role.text == roles[k]) return &one.address.country;
    return nullptr;
  };
}
Get of_reference(Value GuaranteeReference::* member) {
  return [member](Lodgement& l, std::size_t k) { return k < l.guarantees.size() && !l.guarantees[k].references.empty() ? &(l.guarantees[k].references[0].*member) : nullptr; };
}
Get of_seal() {
  return [](Lodgement& l, std::size_t k) { return k < l.containers.size() && l.containers[k].seals.size() > 1 ? &l.containers[k].seals[1].number : nullptr; };
}
Get of_permit(Value Document::* member) {
  return [member](Lodgement& l, std::size_t k) { return k == 0 && !l.transport_controls.empty() && !l.transport_controls[0].documents.empty() ? &(l.transport_controls[0].documents[0].*member) : nullptr; };
}

std::function<std::string(const std::string&, std::mt19937&)> becomes(std::string value) {
  return [value](const std::string&, std::mt19937&) { return value; };
}
std::string number_between(int low, int high, std::mt19937& chance) { return std::to_string(std::uniform_int_distribution(low, high)(chance)); }
std::string wrong_digit(const std::string& was, std::mt19937& chance) {
  auto out = was;
  out.back() = static_cast<char>('0' + (out.back() - '0' + std::uniform_int_distribution(1, 9)(chance)) % 10);
  return out;
}
std::string more(const std::string&, std::mt19937& chance) { return number_between(5000, 9000, chance); }
std::string past_day(const std::string& was, std::mt19937& chance) { return "202" + number_between(0, 5, chance) + "-0" + number_between(1, 9, chance) + "-11" + (was.size() > 10 ? was.substr(10) : ""); }
std::string coming_day(const std::string& was, std::mt19937& chance) { return "202" + number_between(7, 9, chance) + "-0" + number_between(1, 9, chance) + "-11" + (was.size() > 10 ? was.substr(10) : ""); }

Place at_item(Lodgement& l, std::size_t k) { return item(l, k) ? item(l, k)->place : 0; }
Place at_vehicle(Lodgement& l, std::size_t k) { return k < l.vehicles.size() ? l.vehicles[k].nationality.place ? l.vehicles[k].nationality.place : l.vehicles[k].place : 0; }

std::vector<Fault> faults() {
  const auto nowhere_hs = [](const std::string& was, std::mt19937& chance) { return "99" + number_between(10, 97, chance) + number_between(10, 97, chance) + was.substr(6); };
  const auto unknown_hs = [](const std::string& was, std::mt19937& chance) { return "84" + number_between(10, 97, chance) + number_between(10, 97, chance) + was.substr(6); };
  return {
      {"goods.commodity_chapter", of_item(&Item::commodity), nowhere_hs},
      {"goods.commodity_unknown", of_item(&Item::commodity), unknown_hs},
      {"goods.commodity_form", of_item(&Item::commodity), becomes("84181")},
      {"goods.commodity_form", of_item(&Item::commodity), becomes("8418AB")},
      {"goods.commodity_missing", of_item(&Item::commodity), becomes(""), at_item},
      {"goods.net_above_gross", of_item(&Item::net_kg), more},
      {"goods.net_zero", of_item(&Item::net_kg), becomes("0")},
      {"goods.gross_zero", of_item(&Item::gross_kg), becomes("0")},
      {"goods.gross_missing", of_item(&Item::gross_kg), becomes(""), at_item},
      {"goods.value_zero", of_item(&Item::value), becomes("0")},
      {"goods.value_missing", of_item(&Item::value), becomes(""), at_item},
      {"goods.currency_unknown", of_item(&Item::currency), becomes("XQX")},
      {"goods.origin_unknown", of_item(&Item::origin), becomes("QX")},
      {"goods.origin_missing", of_item(&Item::origin), becomes(""), at_item},
      {"goods.sequence_gap", of_item(&Item::sequence), becomes("77")},
      {"goods.description_short", [](Lodgement& l, std::size_t k) { return item(l, k) && !item(l, k)->description.empty() ? &item(l, k)->description[0] : nullptr; }, becomes("ab")},
      {"goods.package_unknown", of_first(&Item::packages, &Packaging::kind), becomes("Q9")},
      {"goods.unit_unknown", of_first(&Item::measures, &Measure::unit), becomes("QQQ")},
      {"goods.quantity_zero", of_first(&Item::measures, &Measure::quantity), becomes("0")},
      {"container.check_digit", of_first(&Item::containers, &Container::number), wrong_digit},
      {"container.form", of_first(&Item::containers, &Container::number), becomes("CSQX305438")},
      {"document.future", of_first(&Item::documents, &Document::day), coming_day},
      {"document.ancient", of_first(&Item::documents, &Document::day), becomes("1971-02-03")},
      {"document.expired", of_first(&Item::documents, &Document::valid_until), becomes("2026-06-20")},
      {"document.until_before_day", of_first(&Item::documents, &Document::valid_until), past_day},
      {"goods.certificate_missing", [](Lodgement& l, std::size_t k) { return k < 2 && item(l, k) && item(l, k)->documents.size() > 1 ? &item(l, k)->documents[k].number : nullptr; }, becomes(""), at_item},
      {"certificate.scientific_name", of_item(&Item::scientific_name), becomes(""), at_item},
      {"totals.items", of_self(&Lodgement::item_count), more},
      {"totals.packages", of_self(&Lodgement::package_count), more},
      {"totals.gross", of_self(&Lodgement::gross_kg), more},
      {"totals.house_gross", [](Lodgement& l, std::size_t k) { return k == 0 && !l.consignments.empty() ? &l.consignments[0].gross_kg : nullptr; }, more},
      {"totals.value", [](Lodgement& l, std::size_t k) { return k == 0 ? &l.contract.value : nullptr; }, more},
      {"totals.seals", of_list(&Lodgement::containers, &Container::seal_count), becomes("9")},
      {"totals.vehicles", [](Lodgement& l, std::size_t k) { return k == 0 ? &l.transport.arrival_vehicle_count : nullptr; }, becomes("7")},
      {"arrival.past", of_self(&Lodgement::expected_day), past_day},
      {"arrival.far", of_self(&Lodgement::expected_day), coming_day},
      {"message.future", [](Lodgement& l, std::size_t k) { return k == 0 ? &l.message.prepared_at : nullptr; }, coming_day},
      {"message.future", of_self(&Lodgement::issued_at), coming_day},
      {"country.dispatch_unknown", of_self(&Lodgement::dispatch_country), becomes("QX")},
      {"country.destination_unknown", of_self(&Lodgement::destination_country), becomes("QX")},
      {"country.same", of_self(&Lodgement::destination_country), becomes("KZ")},
      {"country.recipient_unknown", of_self(&Lodgement::recipient_country), becomes("QX")},
      {"country.export_unknown", of_self(&Lodgement::export_country), becomes("QX")},
      {"party.country_unknown", of_country(), becomes("QX")},
      {"party.same", [](Lodgement& l, std::size_t k) -> Value* {
         for (auto& one : l.parties)
           if (k == 0 && one.role.text == "consignee") { one.address.country.text = "KZ"; return &one.name; }
         return nullptr;
       }, becomes("Apple Farm")},
      {"vehicle.plate_form", [](Lodgement& l, std::size_t k) { return k < l.vehicles.size() && !l.vehicles[k].nationality.empty() ? &l.vehicles[k].plate : nullptr; }, becomes("12345678")},
      {"vehicle.twice", [](Lodgement& l, std::size_t k) { return k == 0 && l.vehicles.size() > 1 ? &l.vehicles[1].plate : nullptr; }, becomes("453-DXA 12")},
      {"vehicle.nationality_unknown", of_list(&Lodgement::vehicles, &Vehicle::nationality), becomes("QX")},
      {"vehicle.nationality_missing", of_list(&Lodgement::vehicles, &Vehicle::nationality), becomes(""), [](Lodgement& l, std::size_t k) { return k < l.vehicles.size() ? l.vehicles[k].place : 0; }},
      {"vehicle.vin_form", of_list(&Lodgement::vehicles, &Vehicle::vin), becomes("XW8ZZZ5NZGO00")},
      {"vehicle.trailer_is_truck", [](Lodgement& l, std::size_t k) { return k == 0 && !l.vehicles.empty() && !l.vehicles[0].trailer.empty() ? &l.vehicles[0].trailer : nullptr; }, becomes("453DXA12")},
      {"permit.missing", of_permit(&Document::number), becomes(""), [](Lodgement& l, std::size_t) { return at_vehicle(l, 0); }},
      {"permit.kind_unknown", [](Lodgement& l, std::size_t k) { return k < l.transport_controls.size() ? &l.transport_controls[k].permit_kind : nullptr; }, becomes("8")},
      {"permit.not_third", [](Lodgement& l, std::size_t k) { return k < l.transport_controls.size() ? &l.transport_controls[k].permit_kind : nullptr; }, becomes("3")},
      {"container.check_digit", of_list(&Lodgement::containers, &Container::number), wrong_digit},
      {"seal.twice", of_seal(), [](const std::string& was, std::mt19937&) { return "S1" + was.substr(2); }},
      {"guarantee.number_form", of_reference(&GuaranteeReference::number), becomes("24kz1234567890AB1")},
      {"guarantee.currency_unknown", of_reference(&GuaranteeReference::currency), becomes("XQX")},
      {"guarantee.amount_zero", of_reference(&GuaranteeReference::amount), becomes("0")},
      {"guarantee.future", of_list(&Lodgement::guarantees, &Guarantee::day), coming_day},
      {"transit.limit_past", [](Lodgement& l, std::size_t k) { return k == 0 ? &l.transit.limit_day : nullptr; }, past_day},
      {"office.country_unknown", [](Lodgement& l, std::size_t k) { return k < l.offices.size() && l.offices[k].code.text.size() == 8 ? &l.offices[k].code : nullptr; }, becomes("QX000009")},
      {"office.expected_past", of_list(&Lodgement::offices, &Office::expected_day), past_day},
      {"route.country_unknown", of_list(&Lodgement::route, &Route::country), becomes("QX")},
      {"person.birth_future", of_list(&Lodgement::persons, &Person::birth_day), coming_day},
      {"person.birth_ancient", of_list(&Lodgement::persons, &Person::birth_day), becomes("1890-05-05")},
      {"person.document_expired", of_list(&Lodgement::persons, &Person::document_expiry), past_day},
      {"person.nationality_unknown", of_list(&Lodgement::persons, &Person::nationality), becomes("QX")},
      {"person.state_unknown", of_list(&Lodgement::persons, &Person::document_state), becomes("QX")},
      {"person.twice", [](Lodgement& l, std::size_t k) { return k > 1 && k + 1 < l.persons.size() ? &l.persons[k + 1].document_number : nullptr; }, becomes("N12345610")},
      {"structure.not_listed", of_list(&Lodgement::persons, &Person::sex), becomes("Q")},
      {"structure.form", of_list(&Lodgement::persons, &Person::birth_day), becomes("12.05.1990")},
      {"structure.form", of_list(&Lodgement::persons, &Person::document_expiry), becomes("tomorrow")},
      {"structure.too_long", of_list(&Lodgement::persons, &Person::document_number), becomes(std::string(31, 'N'))},
      {"structure.not_listed", of_list(&Lodgement::persons, &Person::role), becomes("pilot")},
      {"person.zone_number", [](Lodgement& l, std::size_t k) { return k == 1 && l.persons.size() > 1 ? &l.persons[1].document_number : nullptr; }, becomes("L898902C4")},
      {"person.zone_birth", [](Lodgement& l, std::size_t k) { return k == 1 && l.persons.size() > 1 ? &l.persons[1].birth_day : nullptr; }, becomes("1974-08-13")},
      {"person.zone_expiry", [](Lodgement& l, std::size_t k) { return k == 1 && l.persons.size() > 1 ? &l.persons[1].document_expiry : nullptr; }, becomes("2033-04-15")},
      {"person.zone_wrong", [](Lodgement& l, std::size_t k) { return k == 1 && l.persons.size() > 1 ? &l.persons[1].machine_readable_zone : nullptr; }, [](const std::string& was, std::mt19937&) { auto out = was; out[54] = out[54] == '6' ? '7' : '6'; return out; }},
  };
}

Findings all_findings(const Received& received) {
  auto out = received.findings;
  if (received.lodgement)
    for (auto& one : check_rules(*received.lodgement, small_book(), today)) out.push_back(std::move(one));
  return out;
}

/// What faults are seeded into: a format's sound lodgement, of the kinds that its root can be.
struct Sample {
  std::string name;
  Format format;
  std::function<Lodgement()> sound;
};

std::vector<Sample> sound_samples() {
  std::vector<Sample> out;
  for (const auto format : all_formats) out.push_back({std::string(name_of(format)), format, [format] { return sound(format); }});
  out.push_back({"esadout_cu_goods", Format::esadout_cu, sound_goods_declaration});
  return out;
}

class SeededFaults : public testing::TestWithParam<Sample> {};

TEST_P(SeededFaults, has_the_sound_lodgement_none) {
  const auto& [name, format, sound] = GetParam();
  const auto sent = send(sound(), format);
  EXPECT_TRUE(sent.findings.empty()) << listed(sent.findings);
  const auto found = all_findings(receive(sent.text, format));
  EXPECT_TRUE(found.empty()) << listed(found) << sent.text;
}

TEST_P(SeededFaults, is_each_found_at_its_place) {
  const auto& [name, format, sound] = GetParam();
  const unsigned seed = 20260701;
  std::mt19937 chance(seed);
  const auto good = receive(send(sound(), format).text, format);
  ASSERT_TRUE(good.lodgement);
  std::size_t made = 0, placed = 0;
  for (const auto& fault : faults()) {
    if (format == Format::lodgement_json && std::string_view(fault.code).starts_with("structure.")) continue;  // our own JSON has looser types
    for (std::size_t k = 0; k < 12; ++k) {
      auto carried = *good.lodgement;
      const auto* there = fault.get(carried, k);
      if (!there || there->empty() || there->place == 0) continue;  // the format does not carry it
      auto spoilt = sound();
      auto* value = fault.get(spoilt, k);
      if (!value || value->text != there->text) continue;
      value->text = fault.spoil(value->text, chance);
      auto received = receive(send(spoilt, format).text, format);
      ASSERT_TRUE(received.lodgement) << fault.code;
      const auto found = all_findings(received);
      const auto* bad = fault.get(*received.lodgement, k);
      const auto place = fault.where ? fault.where(*received.lodgement, k) : bad ? bad->place : 0;
      const bool rule_of_another_kind = fault.where && std::ranges::none_of(found, [&](const Finding& one) { return one.code == fault.code; });
      if (rule_of_another_kind && format != Format::pi_auto_arrive && format != Format::pi_no_customs) continue;  // some things only preliminary information must say
      ++made;
      const bool right = std::ranges::any_of(found, [&](const Finding& one) { return one.code == fault.code && one.place == place_text(*received.lodgement, place); });
      placed += right;
      EXPECT_TRUE(right) << fault.code << " " << k << " not found at " << place_text(*received.lodgement, place) << "\n" << listed(found);
    }
  }
  std::printf("%s, seed %u: %zu of %zu faults found at the right place\n", name.c_str(), seed, placed, made);
  EXPECT_EQ(placed, made);
  EXPECT_GE(made, 100u);
}

INSTANTIATE_TEST_SUITE_P(Formats, SeededFaults, testing::ValuesIn(sound_samples()), [](const auto& sample) { return sample.param.name; });

}  // namespace
}  // namespace onestop::lodging
