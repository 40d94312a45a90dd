#include <algorithm>

#include "lodging/rules/check.h"

namespace onestop::lodging {
namespace {

bool upper(char c) { return c >= 'A' && c <= 'Z'; }
bool digit(char c) { return c >= '0' && c <= '9'; }

// Year, country, twelve characters, a digit; or with a letter and six digits behind it for a certificate by transaction.
bool is_grn(std::string_view text) {
  if (text.size() != 17 && text.size() != 24) return false;
  if (!digit(text[0]) || !digit(text[1]) || !upper(text[2]) || !upper(text[3]) || !digit(text[16])) return false;
  if (!std::ranges::all_of(text.substr(4, 12), [](char c) { return upper(c) || digit(c); })) return false;
  return text.size() == 17 || (upper(text[17]) && std::ranges::all_of(text.substr(18), digit));
}

void guarantees(Check& check) {
  const auto& lodgement = check.lodgement;
  if (lodgement.guarantees.empty()) return check.error("guarantee.missing", 0);
  for (const auto& guarantee : lodgement.guarantees) {
    for (const auto& one : guarantee.references) {
      if (!one.number.empty() && !is_grn(one.number.text)) check.error("guarantee.number_form", one.number.place, {{"value", one.number.text}});
      check.listed(List::currencies, one.currency, "guarantee.currency_unknown");
      if (!one.amount.empty() && one.currency.empty()) check.error("guarantee.currency_missing", one.amount.place);
      if (const auto amount = micro(one.amount.text); amount && *amount <= 0) check.warn("guarantee.amount_zero", one.amount.place, {{"value", one.amount.text}});
    }
    if (const auto amount = micro(guarantee.amount.text); amount && *amount <= 0) check.warn("guarantee.amount_zero", guarantee.amount.place, {{"value", guarantee.amount.text}});
  }
}

void route(Check& check) {
  const auto& route = check.lodgement.route;
  for (std::size_t i = 0; i < route.size(); ++i) {
    check.listed(List::countries, route[i].country, "route.country_unknown");
    if (i > 0 && !route[i].country.empty() && route[i].country.text == route[i - 1].country.text) check.warn("route.country_twice", route[i].country.place, {{"value", route[i].country.text}});
  }
}

const Office* of_use(const Lodgement& lodgement, std::string_view use) {
  const auto found = std::ranges::find_if(lodgement.offices, [&](const Office& one) { return one.use.text == use; });
  return found == lodgement.offices.end() ? nullptr : &*found;
}

}  // namespace

void check_transit(Check& check) {
  const auto& lodgement = check.lodgement;
  route(check);
  if (lodgement.kind.text != "transit_declaration") return;
  guarantees(check);
  const auto* departure = of_use(lodgement, "departure");
  const auto* destination = of_use(lodgement, "destination");
  if (!destination || destination->code.empty()) check.error("office.destination_missing", destination ? destination->place : 0);
  if (departure && destination && !departure->code.empty() && departure->code.text == destination->code.text) check.warn("office.same", destination->code.place, {{"value", destination->code.text}});
  const auto limit = day_in(lodgement.transit.limit_day);
  if (limit && *limit < check.today) check.error("transit.limit_past", lodgement.transit.limit_day.place, {{"value", lodgement.transit.limit_day.text}});
  for (const auto& office : lodgement.offices) {
    // Offices of the common transit procedure begin with their country; the union's are numbers.
    if (office.code.text.size() == 8 && upper(office.code.text[0]) && check.known(List::countries, office.code.text.substr(0, 2)) == false) check.error("office.country_unknown", office.code.place, {{"value", office.code.text}});
    if (const auto day = day_in(office.expected_day); day && *day < check.today) check.error("office.expected_past", office.expected_day.place, {{"value", office.expected_day.text}});
  }
}

}  // namespace onestop::lodging
