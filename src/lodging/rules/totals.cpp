#include <numeric>

#include "lodging/rules/check.h"

namespace onestop::lodging {
namespace {

/// A sum of which every part must be there: a missing part is another rule's concern and leaves the sum unjudged.
class Sum {
 public:
  void add(const Value& value) {
    const auto one = micro(value.text);
    if (!one) whole_ = false;
    else if (__builtin_add_overflow(total_, *one, &total_)) whole_ = false;
    ++count_;
  }
  bool judgeable() const { return whole_ && count_ > 0; }
  std::int64_t total() const { return total_; }

 private:
  std::int64_t total_ = 0;
  std::size_t count_ = 0;
  bool whole_ = true;
};

void agree(Check& check, const Value& stated, const Sum& sum, const char* code) {
  const auto value = micro(stated.text);
  if (value && sum.judgeable() && *value != sum.total()) check.error(code, stated.place, {{"value", stated.text}, {"right", micro_text(sum.total())}});
}

void count_agrees(Check& check, const Value& stated, std::size_t found, const char* code) {
  const auto value = micro(stated.text);
  if (value && *value != static_cast<std::int64_t>(found) * 1'000'000) check.error(code, stated.place, {{"value", stated.text}, {"right", std::to_string(found)}});
}

}  // namespace

void check_totals(Check& check) {
  const auto& lodgement = check.lodgement;
  Sum gross, packages, houses, values;
  std::size_t items = 0;
  bool one_currency = true;
  for (const auto& consignment : lodgement.consignments) {
    Sum inside;
    for (const auto& item : consignment.items) {
      ++items;
      gross.add(item.gross_kg), inside.add(item.gross_kg);
      if (!item.package_count.empty()) packages.add(item.package_count);
      else
        for (const auto& one : item.packages) packages.add(one.quantity);
      values.add(item.value);
      one_currency = one_currency && item.currency.text == lodgement.contract.currency.text;
    }
    agree(check, consignment.gross_kg, inside, "totals.house_gross");
    houses.add(consignment.gross_kg);
  }
  count_agrees(check, lodgement.item_count, items, "totals.items");
  agree(check, lodgement.gross_kg, houses.judgeable() ? houses : gross, "totals.gross");
  agree(check, lodgement.package_count, packages, "totals.packages");
  if (one_currency) agree(check, lodgement.contract.value, values, "totals.value");
  for (const auto& one : lodgement.containers) count_agrees(check, one.seal_count, one.seals.size(), "totals.seals");
  std::size_t arriving = 0, bordering = 0;
  for (const auto& one : lodgement.vehicles) arriving += one.crossing.text == "arrival", bordering += one.crossing.text == "border";
  if (arriving) count_agrees(check, lodgement.transport.arrival_vehicle_count, arriving, "totals.vehicles");
  if (bordering) count_agrees(check, lodgement.transport.border_vehicle_count, bordering, "totals.vehicles");
}

}  // namespace onestop::lodging
