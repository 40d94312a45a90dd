// What the goods of a movement would cost at the border by a table of duties. Every amount is rounded to a hundredth, halves
// up, at the step where it arises: the value in the table's currency, the duty, the value-added tax.
#include <algorithm>

#include "core/channel/amounts.h"
#include "core/channel/channel.h"

namespace onestop::channel {
namespace {

constexpr std::int64_t whole = 10'000;  // of hundredths of a percent, and of ten-thousandths of a unit

const DutyLine* line_of(const DutyTable& table, Code commodity) {
  const DutyLine* best = nullptr;
  for (const auto& line : table.lines) {
    if (line.commodity.empty() || !commodity.view().starts_with(line.commodity)) continue;
    if (!best || line.commodity.size() > best->commodity.size()) best = &line;
  }
  return best;
}

/// In hundredths of the table's currency; none for a currency without a rate or an amount that is no amount.
std::optional<Wide> converted(const DutyTable& table, const Money& money) {
  if (money.hundredths < 0 || money.currency.empty()) return std::nullopt;
  if (money.currency == table.currency) return money.hundredths;
  const auto rate = std::ranges::find(table.rates, money.currency, &DutyTable::Rate::currency);
  if (rate == table.rates.end() || rate->ten_thousandths <= 0) return std::nullopt;
  return rounded(Wide{money.hundredths} * rate->ten_thousandths, whole);
}

struct Amounts {
  std::int64_t value = 0, duty = 0, vat = 0;
};

std::optional<Wide> duty_of(const DutyTable& table, const DutyLine& line, const lodgement::Item& item, Wide value) {
  if (std::ranges::find(table.free_origins, item.origin.view()) != table.free_origins.end()) return Wide{0};
  Wide duty = rounded(value * line.ad_valorem_hundredths, whole);
  if (line.per_kg.hundredths == 0) return duty;
  if (item.net_g <= 0 || line.per_kg.hundredths < 0) return std::nullopt;
  // By the mass first and then into the table's currency, or a small rate would vanish in the rounding of one kilogram.
  const auto by_mass = narrow(rounded(Wide{line.per_kg.hundredths} * item.net_g, grams_of_kg));
  const auto specific = by_mass ? converted(table, {*by_mass, line.per_kg.currency}) : std::nullopt;
  if (!specific) return std::nullopt;
  return duty + *specific;
}

std::optional<Amounts> amounts_of(const DutyTable& table, const DutyLine& line, const lodgement::Item& item) {
  const auto value = converted(table, item.value);
  if (!value || !narrow(*value)) return std::nullopt;
  const auto duty = duty_of(table, line, item, *value);
  if (!duty || !narrow(*duty)) return std::nullopt;
  const auto vat = narrow(rounded((*value + *duty) * table.vat_hundredths, whole));
  if (!vat) return std::nullopt;
  return Amounts{*narrow(*value), *narrow(*duty), *vat};
}

}  // namespace

Estimate estimate(const DutyTable& table, const Declared& declared) {
  const auto money = [&](std::int64_t hundredths) { return Money{hundredths, table.currency}; };
  Estimate out;
  const auto stated_fee = converted(table, table.declaration_fee);
  const auto fee = stated_fee ? narrow(*stated_fee).value_or(0) : 0;
  Wide duty = 0, vat = 0;
  for (const auto& item : declared.items) {
    ItemDuty one{item.number, {}, money(0), money(0), money(0)};
    const auto* line = line_of(table, item.commodity);
    const auto amounts = line ? amounts_of(table, *line, item) : std::nullopt;
    // A sum that no longer fits leaves out the item that broke it, and names it.
    const bool fits = amounts && narrow(duty + amounts->duty + vat + amounts->vat + fee);
    if (line) one.line = line->commodity;
    if (fits) {
      one.value = money(amounts->value);
      one.duty = money(amounts->duty);
      one.vat = money(amounts->vat);
      duty += amounts->duty;
      vat += amounts->vat;
    } else {
      out.unknown.push_back(item.number);
    }
    out.items.push_back(std::move(one));
  }
  out.duty = money(static_cast<std::int64_t>(duty));
  out.vat = money(static_cast<std::int64_t>(vat));
  out.fee = money(fee);
  out.total = money(static_cast<std::int64_t>(duty + vat + fee));
  return out;
}

const DutyTable* table_for(std::span<const DutyTable> tables, Code state, Day day) {
  const DutyTable* best = nullptr;
  for (const auto& table : tables)
    if (table.state == state && table.valid_from <= day && (!best || table.valid_from > best->valid_from)) best = &table;
  return best;
}

}  // namespace onestop::channel
