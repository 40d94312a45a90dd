#include <algorithm>
#include <set>

#include "lodging/rules/check.h"

namespace onestop::lodging {
namespace {

bool digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// A lodgement of this kind says what its goods are, weigh and cost; a certificate says what it certifies.
bool declares(const Lodgement& lodgement) { return lodgement.kind.text != "certificate" && lodgement.kind.text != "person_list"; }

void commodity(Check& check, const Item& item) {
  const auto& code = item.commodity;
  if (code.empty()) {
    // A transit declaration may leave it out, at the price of being asked.
    if (check.lodgement.kind.text == "transit_declaration") check.warn("goods.commodity_missing", item.place);
    else if (declares(check.lodgement)) check.error("goods.commodity_missing", item.place);
    return;
  }
  if (!digits(code.text) || code.text.size() < 4 || code.text.size() > 10 || code.text.size() % 2) return check.error("goods.commodity_form", code.place, {{"value", code.text}});
  const auto chapter = code.text.substr(0, 2);
  if (chapter == "00" || chapter == "77" || chapter > "97") return check.error("goods.commodity_chapter", code.place, {{"value", code.text}, {"chapter", chapter}});
  if (check.begins(List::hs, code.text.substr(0, std::min<std::size_t>(code.text.size(), 6))) == false) return check.error("goods.commodity_unknown", code.place, {{"value", code.text}, {"list", "hs"}});
  if (code.text.size() == 10 && check.known(List::tnved, code.text) == false) check.error("goods.commodity_unknown", code.place, {{"value", code.text}, {"list", "tnved"}});
}

void description(Check& check, const Item& item) {
  std::size_t letters = 0;
  Place at = item.place;
  for (const auto& one : item.description) letters += one.text.size(), at = one.place;
  if (letters == 0) check.error("goods.description_missing", item.place);
  else if (letters < 3) check.error("goods.description_short", at);
}

void masses(Check& check, const Item& item) {
  const auto gross = micro(item.gross_kg.text), net = micro(item.net_kg.text);
  if (item.gross_kg.empty() && check.lodgement.kind.text == "transit_declaration") check.warn("goods.gross_missing", item.place);
  else if (item.gross_kg.empty() && declares(check.lodgement)) check.error("goods.gross_missing", item.place);
  if (gross && *gross <= 0) check.error("goods.gross_zero", item.gross_kg.place, {{"value", item.gross_kg.text}});
  if (net && *net <= 0) check.error("goods.net_zero", item.net_kg.place, {{"value", item.net_kg.text}});
  const bool one_unit = item.net_unit.text == item.gross_unit.text;
  if (gross && net && one_unit && *net > *gross) check.error("goods.net_above_gross", item.net_kg.place, {{"value", item.net_kg.text}, {"gross", item.gross_kg.text}});
}

void price(Check& check, const Item& item) {
  const auto value = micro(item.value.text);
  const bool wanted = check.lodgement.kind.text == "preliminary_information" || check.lodgement.kind.text == "goods_declaration";
  if (item.value.empty() && wanted) check.warn("goods.value_missing", item.place);
  if (value && *value <= 0) check.error("goods.value_zero", item.value.place, {{"value", item.value.text}});
  if (!item.value.empty() && item.currency.empty() && check.lodgement.contract.currency.empty() && check.lodgement.currency.empty()) check.error("goods.currency_missing", item.value.place);
  check.listed(List::currencies, item.currency, "goods.currency_unknown");
}

void packages(Check& check, const Item& item) {
  std::set<std::string> sealed;
  for (const auto& one : item.packages) {
    check.listed(List::packages, one.kind, "goods.package_unknown");
    const auto quantity = micro(one.quantity.text);
    const bool bulk = one.kind.text.starts_with('V') || one.kind.text == "NE" || one.kind.text == "NF" || one.kind.text == "NG";
    if (!one.quantity.empty() && quantity && *quantity < 0) check.error("goods.package_count", one.quantity.place, {{"value", one.quantity.text}});
    if (quantity && *quantity == 0 && !bulk && one.marks.empty()) check.warn("goods.package_none", one.quantity.place);
    for (const auto& seal : one.seals)
      if (!seal.number.empty() && !sealed.insert(seal.number.text).second) check.error("seal.twice", seal.number.place, {{"value", seal.number.text}});
  }
  if (item.packages.empty() && check.lodgement.kind.text == "preliminary_information") check.warn("goods.packages_missing", item.place);
}

void measures(Check& check, const Item& item) {
  for (const auto& one : item.measures) {
    // Three digits are the union's own list of units, which nobody gave us.
    if (!(one.unit.text.size() == 3 && digits(one.unit.text))) check.listed(List::units, one.unit, "goods.unit_unknown");
    if (const auto quantity = micro(one.quantity.text); quantity && *quantity <= 0) check.error("goods.quantity_zero", one.quantity.place, {{"value", one.quantity.text}});
  }
}

// Model rule: live animals and what comes of them travel with a veterinary certificate, plants and fruit with a phytosanitary one.
void certificates(Check& check, const Item& item) {
  if (check.lodgement.kind.text != "preliminary_information" || item.commodity.text.size() < 4 || !digits(item.commodity.text)) return;
  const auto chapter = item.commodity.text.substr(0, 2);
  const char* use = chapter >= "01" && chapter <= "05" ? "veterinary" : chapter >= "06" && chapter <= "10" ? "phytosanitary" : nullptr;
  if (!use) return;
  if (std::ranges::none_of(item.documents, [&](const Document& one) { return one.use.text == use && !one.number.empty(); })) check.warn("goods.certificate_missing", item.place, {{"kind", use}, {"chapter", chapter}});
}

std::string likeness(const Item& item) {
  std::string out = item.commodity.text + "|" + item.gross_kg.text + "|" + item.net_kg.text + "|" + item.value.text + "|" + item.currency.text + "|" + item.origin.text;
  for (const auto& one : item.description) out += "|" + one.text;
  return out;
}

}  // namespace

void check_goods(Check& check) {
  std::set<std::string> sequences, alike;
  for (const auto& consignment : check.lodgement.consignments) {
    std::size_t expected = 0;
    sequences.clear();
    for (const auto& item : consignment.items) {
      ++expected;
      commodity(check, item);
      description(check, item);
      masses(check, item);
      price(check, item);
      packages(check, item);
      measures(check, item);
      certificates(check, item);
      check.listed(List::countries, item.origin, "goods.origin_unknown");
      if (item.origin.empty() && check.lodgement.kind.text == "preliminary_information") check.warn("goods.origin_missing", item.place);
      if (!item.sequence.empty() && !sequences.insert(item.sequence.text).second) check.error("goods.sequence_twice", item.sequence.place, {{"value", item.sequence.text}});
      else if (!item.sequence.empty() && item.sequence.text != std::to_string(expected)) check.warn("goods.sequence_gap", item.sequence.place, {{"value", item.sequence.text}, {"right", std::to_string(expected)}});
      if (!item.commodity.empty() && !alike.insert(likeness(item)).second) check.warn("goods.twice", item.place);
    }
  }
}

}  // namespace onestop::lodging
