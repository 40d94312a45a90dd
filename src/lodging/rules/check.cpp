#include "lodging/rules/check.h"

#include "lodging/rules/rules.h"

namespace onestop::lodging {

void Check::add(std::string code, Place place, With with, Weight weight) {
  if (full()) return;
  Finding out{std::move(code), place_text(lodgement, place), 0, 0, std::move(with), weight};
  if (place && place < lodgement.places.size()) out.line = lodgement.places[place].line, out.column = lodgement.places[place].column;
  findings_.push_back(std::move(out));
}

const CodeList* Check::list(List list) {
  const auto* found = codes.at(list, today);
  if (!found) ++unchecked_[list];
  return found;
}

std::optional<bool> Check::known(List which, std::string_view code) {
  const auto* found = list(which);
  return found ? std::optional(found->has(code)) : std::nullopt;
}

std::optional<bool> Check::begins(List which, std::string_view code) {
  const auto* found = list(which);
  return found ? std::optional(found->has_beginning(code)) : std::nullopt;
}

void Check::listed(List which, const Value& value, std::string code) {
  if (!value.empty() && known(which, value.text) == false) error(std::move(code), value.place, {{"value", value.text}});
}

Findings Check::take() {
  for (const auto& [list, count] : unchecked_)
    findings_.push_back({"codes.absent", "", 0, 0, {{"list", std::string(name_of(list))}, {"count", std::to_string(count)}}, Weight::unchecked});
  return std::move(findings_);
}

std::optional<std::int64_t> micro(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) negative = text[0] == '-', text.remove_prefix(1);
  std::int64_t out = 0;
  std::size_t whole = 0, fraction = 0;
  bool point = false;
  for (const char c : text) {
    if (c == '.' && !point) {
      point = true;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    if (point && ++fraction > 6) continue;  // finer than a milligram
    if (!point && ++whole > 12) return std::nullopt;
    out = out * 10 + (c - '0');
  }
  if (whole + fraction == 0) return std::nullopt;
  for (; fraction < 6; ++fraction) out *= 10;
  return negative ? -out : out;
}

std::string micro_text(std::int64_t value) {
  std::string out = std::to_string((value < 0 ? -value : value) / 1'000'000), rest = std::to_string((value < 0 ? -value : value) % 1'000'000);
  rest.insert(0, 6 - rest.size(), '0');
  while (!rest.empty() && rest.back() == '0') rest.pop_back();
  return (value < 0 ? "-" : "") + out + (rest.empty() ? "" : "." + rest);
}

std::optional<Day> day_in(const Value& value) { return parse_day(value.view().substr(0, 10)); }

Findings check_rules(const Lodgement& lodgement, const CodeBook& codes, Day today) {
  Check check(lodgement, codes, today);
  for (auto* group : {check_header, check_days, check_parties, check_transport, check_containers, check_goods, check_totals, check_documents, check_transit, check_persons}) group(check);
  return check.take();
}

}  // namespace onestop::lodging
