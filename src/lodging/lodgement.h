#pragma once
// What a trader lodges before arrival, in one form whatever the message was. Named after the EAEU's data model (EEC M.CA)
// and the WCO's. A value is kept as lodged, a text with its place; rules read numbers and days out of it.
#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace onestop::lodging {

/// Where in the original a value stood: a step of `Lodgement::places`; 0 is nowhere (a value that was set here).
using Place = std::uint32_t;

struct Value {
  std::string text;
  Place place = 0;
  bool empty() const { return text.empty(); }
  std::string_view view() const { return text; }
};

/// One step of the way to a value. The way is put together only for a finding.
struct PlaceStep {
  Place parent = 0;
  std::string name;           // of the element, member or column
  std::uint32_t ordinal = 0;  // among those of one name, from 1; 0 where there is only one
  std::uint32_t line = 0, column = 0;
};

struct Address {
  Value country, country_name, region, district, city, street, house, postcode;
};

/// Roles: consignor, consignee, carrier, declarant, holder, exporter, importer, manufacturer, representative, issuer.
struct Party {
  Place place = 0;
  Value role, name, short_name, identifier, tax_number, national_identifier, registration_number, branch_code, identity_country, person_identifier, union_tax_number, union_tax_country, contact_name, phone, email, status;
  Address address;
};

struct Measure {
  Place place = 0;
  Value quantity, unit, unit_name;
};

struct Seal {
  Place place = 0;
  Value sequence, number;
};

struct Packaging {
  Place place = 0;
  Value sequence, kind, quantity, marks, description, info_kind, level;
  std::vector<Seal> seals;
};

/// Which goods a container holds, by their number in the declaration.
struct GoodsReference {
  Place place = 0;
  Value sequence, item;
};

/// A container (ISO 6346) or, without a number, other equipment that carries seals.
struct Container {
  Place place = 0;
  Value sequence, number, size_type, full, seal_count;
  std::vector<Seal> seals;
  std::vector<GoodsReference> goods;
};

/// Uses: permit, dangerous, oversized, heavyweight, certificate, previous, presented, transport, attachment.
struct Document {
  Place place = 0;
  Value use, sequence, type, number, name, day, valid_from, valid_until, authority, permit_kind, country;
};

/// A code in a system that is named beside it.
struct Classification {
  Place place = 0;
  Value system, code, name;
};

struct Note {
  Place place = 0;
  Value subject, content, language;
};

struct Clause {
  Place place = 0;
  Value number, text;
};

struct Automobile {
  Place place = 0;
  Value sequence, make, make_code, model, year, vin, value, currency, engine_volume, engine_unit, engine_unit_name;
};

/// What the transport agency is shown: permits of one vehicle, or one list of them. Kinds: 1 bilateral, 2 transit, 3 third country.
struct TransportControl {
  Place place = 0;
  Value permit_kind;
  std::vector<Document> documents;
};

struct DangerousGoods {
  Place place = 0;
  Value sequence, number;  // of the United Nations' list
};

struct Item {
  Place place = 0;
  Value sequence, declaration_sequence, commodity, combined_nomenclature;
  std::vector<Value> description;
  Value trade_name, scientific_name, common_name, gross_kg, net_kg, value, currency, origin, dispatch_country, destination_country, procedure, piece, reference, cus_code, sheet, language, customs_value, statistical_value, previous_procedure, transfer_feature, package_count, package_form, container_count, net_unit, gross_unit, origin_name, treatment, intended_use;
  std::vector<Classification> classifications;
  std::vector<Note> notes;
  std::vector<Automobile> automobiles;
  std::vector<DangerousGoods> dangerous;
  std::vector<Measure> measures;
  std::vector<Packaging> packages;
  std::vector<Container> containers;
  std::vector<Document> documents;
  std::vector<Party> parties;
};

struct Consignment {
  Place place = 0;
  Value sequence, gross_kg, reference, dispatch_country, destination_country, nature;
  std::vector<Party> parties;
  std::vector<Document> documents;
  std::vector<Item> items;
};

/// Crossings: border, departure, arrival.
struct Vehicle {
  Place place = 0;
  Value crossing, sequence, plate, plate_kind, nationality, vin, trailer, second_trailer, trailer_of, mode, make, document, office;
};

struct Person {
  Place place = 0;
  Value role, surname, given_names, sex, birth_day, nationality, document_type, document_number, document_state, document_day, document_expiry, machine_readable_zone, vehicle;
};

/// A guarantee's certificate or reference number, and what of it is used.
struct GuaranteeReference {
  Place place = 0;
  Value sequence, number, access_code, amount, currency;
};

struct Guarantee {
  Place place = 0;
  Value sequence, type, number, day, amount, currency, other_reference;
  std::vector<GuaranteeReference> references;
};

struct Office {
  Place place = 0;
  Value use, sequence, code, name, country, expected_day;  // uses: border, departure, destination, transit
};

/// Uses: loading, unloading.
struct Location {
  Place place = 0;
  Value use, locode, country, name;
};

/// Who signed, and by whose power.
struct Signatory {
  Value surname, given_names, middle_name, position, day, phone, document_type, document_name, document_series, document_number, document_day, power_name, power_number, power_day, power_until;
};

struct GoodsLocation {
  Value type, qualifier, authorisation, additional, locode, office, latitude, longitude, operator_identifier;
};

struct Route {
  Place place = 0;
  Value sequence, country, name;
};

/// What only a transit declaration says of itself.
struct TransitOperation {
  Value declaration_type, additional_type, carnet, security, reduced_dataset, binding_itinerary, limit_day, specific_circumstance, feature, direction;
};

struct Contract {
  Value currency, value, rate;
};

/// What holds for all vehicles together, inland or at the border.
struct Transport {
  Value inland_mode, border_mode, arrival_nationality, arrival_vehicle_count, border_nationality, border_vehicle_count;
};

struct Message {
  Value sender, recipient, prepared_at, identifier, type, correlation, phase, mode, language, document_code;
};

/// Kinds: preliminary_information, goods_declaration, transit_declaration, certificate, person_list.
struct Lodgement {
  Value kind, reference, reference_document, consignment_reference, registration_number, export_declaration, export_country, procedure, status, issued_at, declared_at, currency, total_value;
  Contract contract;
  Transport transport;
  Message message;
  TransitOperation transit;
  Value expected_day, expected_time, container_indicator, gross_kg, net_kg, item_count, package_count, sheet_count;
  Value dispatch_country, dispatch_country_name, dispatch_place, destination_country, destination_country_name, destination_place, transit_country, recipient_country, execution_place, origin_country;
  std::vector<Value> seal_identifiers;
  Signatory signatory;
  std::vector<Note> notes;
  std::vector<Clause> clauses;
  std::vector<Office> offices;
  std::vector<Route> route;
  std::vector<Location> locations;
  GoodsLocation goods_location;
  std::vector<Party> parties;
  std::vector<Vehicle> vehicles;
  std::vector<TransportControl> transport_controls;
  std::vector<Container> containers;
  std::vector<Seal> seals;
  std::vector<Document> documents;
  std::vector<Guarantee> guarantees;
  std::vector<Person> persons;
  std::vector<Consignment> consignments;

  enum class Places : std::uint8_t { xpath, pointer, cell };
  Places style = Places::pointer;
  std::vector<PlaceStep> places{PlaceStep{}};
};

/// "/PI_AutoArrive/GoodsInform/Goods[2]/GoodsNumeric" (local names, ordinals where a name repeats), "/items/1/commodity",
/// or "line 4, column surname".
std::string place_text(const Lodgement& lodgement, Place place);

BOOST_DESCRIBE_STRUCT(Address, (), (country, country_name, region, district, city, street, house, postcode))
BOOST_DESCRIBE_STRUCT(Party, (), (role, name, short_name, identifier, tax_number, national_identifier, registration_number, branch_code, identity_country, person_identifier, union_tax_number, union_tax_country, contact_name, phone, email, status, address))
BOOST_DESCRIBE_STRUCT(Measure, (), (quantity, unit, unit_name))
BOOST_DESCRIBE_STRUCT(Packaging, (), (sequence, kind, quantity, marks, description, info_kind, level, seals))
BOOST_DESCRIBE_STRUCT(Seal, (), (sequence, number))
BOOST_DESCRIBE_STRUCT(Container, (), (sequence, number, size_type, full, seal_count, seals, goods))
BOOST_DESCRIBE_STRUCT(Document, (), (use, sequence, type, number, name, day, valid_from, valid_until, authority, permit_kind, country))
BOOST_DESCRIBE_STRUCT(Item, (), (sequence, declaration_sequence, commodity, combined_nomenclature, description, trade_name, scientific_name, common_name, gross_kg, net_kg, value, currency, origin, dispatch_country, destination_country, procedure, piece, reference, cus_code, sheet, language, customs_value, statistical_value, previous_procedure, transfer_feature, package_count, package_form, container_count, net_unit, gross_unit, origin_name, treatment, intended_use, classifications, notes, automobiles, dangerous, measures, packages, containers, documents, parties))
BOOST_DESCRIBE_STRUCT(Consignment, (), (sequence, gross_kg, reference, dispatch_country, destination_country, nature, parties, documents, items))
BOOST_DESCRIBE_STRUCT(Vehicle, (), (crossing, sequence, plate, plate_kind, nationality, vin, trailer, second_trailer, trailer_of, mode, make, document, office))
BOOST_DESCRIBE_STRUCT(Person, (), (role, surname, given_names, sex, birth_day, nationality, document_type, document_number, document_state, document_day, document_expiry, machine_readable_zone, vehicle))
BOOST_DESCRIBE_STRUCT(GuaranteeReference, (), (sequence, number, access_code, amount, currency))
BOOST_DESCRIBE_STRUCT(GoodsReference, (), (sequence, item))
BOOST_DESCRIBE_STRUCT(DangerousGoods, (), (sequence, number))
BOOST_DESCRIBE_STRUCT(Classification, (), (system, code, name))
BOOST_DESCRIBE_STRUCT(Note, (), (subject, content, language))
BOOST_DESCRIBE_STRUCT(Clause, (), (number, text))
BOOST_DESCRIBE_STRUCT(TransportControl, (), (permit_kind, documents))
BOOST_DESCRIBE_STRUCT(Automobile, (), (sequence, make, make_code, model, year, vin, value, currency, engine_volume, engine_unit, engine_unit_name))
BOOST_DESCRIBE_STRUCT(Signatory, (), (surname, given_names, middle_name, position, day, phone, document_type, document_name, document_series, document_number, document_day, power_name, power_number, power_day, power_until))
BOOST_DESCRIBE_STRUCT(Location, (), (use, locode, country, name))
BOOST_DESCRIBE_STRUCT(GoodsLocation, (), (type, qualifier, authorisation, additional, locode, office, latitude, longitude, operator_identifier))
BOOST_DESCRIBE_STRUCT(Guarantee, (), (sequence, type, number, day, amount, currency, other_reference, references))
BOOST_DESCRIBE_STRUCT(Office, (), (use, sequence, code, name, country, expected_day))
BOOST_DESCRIBE_STRUCT(Route, (), (sequence, country, name))
BOOST_DESCRIBE_STRUCT(TransitOperation, (), (declaration_type, additional_type, carnet, security, reduced_dataset, binding_itinerary, limit_day, specific_circumstance, feature, direction))
BOOST_DESCRIBE_STRUCT(Contract, (), (currency, value, rate))
BOOST_DESCRIBE_STRUCT(Transport, (), (inland_mode, border_mode, arrival_nationality, arrival_vehicle_count, border_nationality, border_vehicle_count))
BOOST_DESCRIBE_STRUCT(Message, (), (sender, recipient, prepared_at, identifier, type, correlation, phase, mode, language, document_code))
BOOST_DESCRIBE_STRUCT(Lodgement, (), (kind, reference, reference_document, consignment_reference, registration_number, export_declaration, export_country, procedure, status, issued_at, declared_at, currency, total_value, contract, transport, message, transit, expected_day, expected_time, container_indicator, gross_kg, net_kg, item_count, package_count, sheet_count, dispatch_country, dispatch_country_name, dispatch_place, destination_country, destination_country_name, destination_place, transit_country, recipient_country, execution_place, origin_country, seal_identifiers, signatory, notes, clauses, offices, route, locations, goods_location, parties, vehicles, transport_controls, containers, seals, documents, guarantees, persons, consignments))

}  // namespace onestop::lodging
