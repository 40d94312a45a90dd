#include <algorithm>
#include <array>

#include "lodging/rules/check.h"

namespace onestop::lodging {
namespace {

bool digits(std::string_view text, std::size_t count) {
  return text.size() == count && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

template <std::size_t N>
int weighted(std::string_view text, const std::array<int, N>& weights) {
  int sum = 0;
  for (std::size_t i = 0; i < N; ++i) sum += weights[i] * (text[i] - '0');
  return sum;
}

// ИНН: 10 digits with one check digit, 12 with two, weights as the Russian tax service has them, modulo 11 and then 10.
bool russian_number_fits(std::string_view text) {
  static constexpr std::array ten{2, 4, 10, 3, 5, 9, 4, 6, 8};
  static constexpr std::array eleven{7, 2, 4, 10, 3, 5, 9, 4, 6, 8};
  static constexpr std::array twelve{3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8};
  if (digits(text, 10)) return weighted(text, ten) % 11 % 10 == text[9] - '0';
  if (!digits(text, 12)) return false;
  return weighted(text, eleven) % 11 % 10 == text[10] - '0' && weighted(text, twelve) % 11 % 10 == text[11] - '0';
}

// БИН and ИИН: weights 1 to 11 modulo 11; where that is ten, weights 3 to 11, 1, 2; ten again is given to nobody.
bool kazakh_number_fits(std::string_view text) {
  static constexpr std::array first{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  static constexpr std::array second{3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2};
  if (!digits(text, 12)) return false;
  int digit = weighted(text, first) % 11;
  if (digit == 10) digit = weighted(text, second) % 11;
  return digit == text[11] - '0';
}

void one_party(Check& check, const Party& party) {
  check.listed(List::countries, party.address.country, "party.country_unknown");
  check.listed(List::countries, party.identity_country, "party.country_unknown");
  if (party.name.empty() && party.identifier.empty() && party.tax_number.empty() && party.national_identifier.empty()) check.warn("party.nameless", party.place, {{"role", party.role.text}});
  if (!party.tax_number.empty() && !russian_number_fits(party.tax_number.text)) check.warn("party.tax_number", party.tax_number.place, {{"value", party.tax_number.text}});
  if (digits(party.identifier.text, 12) && !kazakh_number_fits(party.identifier.text)) check.warn("party.business_number", party.identifier.place, {{"value", party.identifier.text}});
  const auto& mail = party.email.text;
  if (!mail.empty() && (mail.find('@') == mail.npos || mail.find('.', mail.find('@')) == mail.npos)) check.warn("party.email", party.email.place, {{"value", mail}});
}

const Party* of_role(const Lodgement& lodgement, std::string_view role) {
  const auto here = [&](const std::vector<Party>& parties) -> const Party* {
    const auto found = std::ranges::find_if(parties, [&](const Party& one) { return one.role.text == role; });
    return found == parties.end() ? nullptr : &*found;
  };
  if (const auto* found = here(lodgement.parties)) return found;
  for (const auto& consignment : lodgement.consignments)
    if (const auto* found = here(consignment.parties)) return found;
  return nullptr;
}

}  // namespace

void check_parties(Check& check) {
  const auto& lodgement = check.lodgement;
  for (const auto& one : lodgement.parties) one_party(check, one);
  for (const auto& consignment : lodgement.consignments) {
    for (const auto& one : consignment.parties) one_party(check, one);
    for (const auto& item : consignment.items)
      for (const auto& one : item.parties) one_party(check, one);
  }
  if (lodgement.kind.text == "person_list") return;
  const auto* consignor = of_role(lodgement, "consignor");
  const auto* consignee = of_role(lodgement, "consignee");
  if (!consignor && lodgement.kind.text != "transit_declaration") check.warn("party.missing", 0, {{"role", "consignor"}});
  if (!consignee && lodgement.kind.text != "transit_declaration") check.warn("party.missing", 0, {{"role", "consignee"}});
  if (lodgement.kind.text == "preliminary_information" && !of_role(lodgement, "carrier")) check.warn("party.missing", 0, {{"role", "carrier"}});
  if (consignor && consignee && !consignor->name.empty() && consignor->name.text == consignee->name.text && consignor->address.country.text == consignee->address.country.text)
    check.warn("party.same", consignee->name.place, {{"value", consignee->name.text}});
}

}  // namespace onestop::lodging
