#pragma once
// What a lodged message says of a movement, as far as anything is decided by it: goods, papers, means of transport, days.
// Nothing about a person stands here. Made from the message by `lodging::declared_of`; what was not stated is empty or 0.
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/instant.h"
#include "base/money.h"

namespace onestop::lodgement {

/// A quantity in a unit of UN/ECE recommendation 20 or of the customs union, in thousandths of it.
struct Quantity {
  Code unit;
  std::int64_t thousandths = 0;
  bool operator==(const Quantity&) const = default;
};
BOOST_DESCRIBE_STRUCT(Quantity, (), (unit, thousandths))

/// A document that the message names: permit, certificate, invoice, previous declaration.
struct Paper {
  Code use;   // permit, dangerous, oversized, heavyweight, certificate, previous, presented, transport, attachment,
              // authorisation, additional
  Code type;  // by UN/EDIFACT 1001 or the list of the customs union, as lodged; of a certificate without one: veterinary,
              // phytosanitary, sanitary. A message that is a certificate names itself first among its papers.
  std::string number;
  Code country;
  std::optional<Day> from, until;
  std::uint32_t item = 0;  // the item it was named for; 0: the whole
  bool operator==(const Paper&) const = default;
};
BOOST_DESCRIBE_STRUCT(Paper, (), (use, type, number, country, from, until, item))

struct Item {
  std::uint32_t number = 0;  // from 1, in the order of the message
  Code commodity;            // 4 to 10 digits
  std::string description;
  std::int64_t gross_g = 0, net_g = 0;
  Money value;
  Code origin;
  std::uint32_t packages = 0;
  std::vector<Quantity> quantities;
  std::string place;  // in the message: XPath, JSON pointer or cell
  bool operator==(const Item&) const = default;
};
BOOST_DESCRIBE_STRUCT(Item, (), (number, commodity, description, gross_g, net_g, value, origin, packages, quantities, place))

struct Declared {
  Code kind;  // preliminary_information, goods_declaration, transit_declaration, certificate, person_list
  bool transit = false;
  Code dispatch, destination;       // countries
  std::vector<std::string> plates;  // of the tractor and its trailers, as lodged
  Code vehicle_country;
  std::optional<Instant> expected;  // at the post
  std::string consignment;          // unique consignment reference
  std::string number;               // of the document itself: a certificate's, a declaration's
  Code status;                      // of a certificate: 39 or 70 approved, 41 rejected, as lodged
  std::optional<Day> issued;
  std::string carrier, consignor, consignee, declarant;  // tax numbers
  std::vector<std::string> containers;
  std::vector<Paper> papers;
  std::vector<Item> items;
  std::uint32_t persons = 0;
  std::int64_t gross_g = 0;
  Code type;                 // of a certificate: its document type as in `Paper::type`; empty where the message names none
  std::optional<Day> until;  // of a certificate: its last day, where it states one
  bool operator==(const Declared&) const = default;
};
BOOST_DESCRIBE_STRUCT(Declared, (), (kind, transit, dispatch, destination, plates, vehicle_country, expected, consignment, number, status, issued, carrier, consignor, consignee, declarant, containers, papers, items, persons, gross_g, type, until))

}  // namespace onestop::lodgement
