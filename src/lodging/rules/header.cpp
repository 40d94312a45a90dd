#include "lodging/rules/check.h"

namespace onestop::lodging {
namespace {

void certificate(Check& check) {
  const auto& lodgement = check.lodgement;
  if (lodgement.reference.empty()) check.error("header.reference_missing", lodgement.reference.place);
  for (const auto& consignment : lodgement.consignments)
    for (const auto& item : consignment.items) {
      if (item.scientific_name.empty()) check.warn("certificate.scientific_name", item.place);
      if (item.net_kg.empty() && item.gross_kg.empty()) check.warn("certificate.mass_missing", item.place);
    }
  if (lodgement.destination_country.empty()) check.error("certificate.import_country", lodgement.destination_country.place);
  if (lodgement.dispatch_country.empty()) check.error("certificate.export_country", lodgement.dispatch_country.place);
}

}  // namespace

void check_header(Check& check) {
  const auto& lodgement = check.lodgement;
  check.listed(List::countries, lodgement.dispatch_country, "country.dispatch_unknown");
  check.listed(List::countries, lodgement.destination_country, "country.destination_unknown");
  check.listed(List::countries, lodgement.export_country, "country.export_unknown");
  check.listed(List::countries, lodgement.recipient_country, "country.recipient_unknown");
  check.listed(List::currencies, lodgement.currency, "currency.unknown");
  check.listed(List::currencies, lodgement.contract.currency, "currency.unknown");
  if (!lodgement.dispatch_country.empty() && lodgement.dispatch_country.text == lodgement.destination_country.text) check.warn("country.same", lodgement.destination_country.place, {{"value", lodgement.destination_country.text}});
  for (const auto& location : lodgement.locations) {
    if (location.locode.text.size() == 5) check.listed(List::locode, location.locode, "location.unknown");
    check.listed(List::countries, location.country, "location.country_unknown");
  }
  if (lodgement.kind.text == "certificate") return certificate(check);
  if (lodgement.kind.text == "preliminary_information") {
    bool border = false;
    for (const auto& office : lodgement.offices) border = border || (office.use.text == "border" && !office.code.empty());
    if (!border) check.warn("office.border_missing", 0);
  }
}

}  // namespace onestop::lodging
