#include "core/crossing/results.h"

#include <algorithm>
#include <charconv>

namespace onestop::crossing {
namespace {

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (wrong != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

/// The numbers of the text, separated by commas; nothing where one of them is none.
std::optional<std::vector<std::int64_t>> numbers_in(std::string_view text) {
  std::vector<std::int64_t> out;
  for (;;) {
    const auto comma = text.find(',');
    const auto one = number_in(text.substr(0, comma));
    if (!one) return std::nullopt;
    out.push_back(*one);
    if (comma == std::string_view::npos) return out;
    text.remove_prefix(comma + 1);
  }
}

bool fits(const law::FieldDefinition& field, const std::string& value) {
  constexpr std::size_t longest = 500;
  if (value.empty() || value.size() > longest) return false;
  switch (field.kind) {
    case law::FieldKind::text: return true;
    case law::FieldKind::number: return number_in(value).has_value();
    case law::FieldKind::numbers: return numbers_in(value).has_value();
    case law::FieldKind::day: return parse_day(value).has_value();
  }
  return false;
}

const Found* found_in(const CloseControl& command, const Code& field) {
  for (const auto& one : command.found)
    if (one.field == field) return &one;
  return nullptr;
}

bool beyond(const Case& c, const law::Limit& limit, const law::FieldDefinition& field, const std::string& value) {
  if (field.kind == law::FieldKind::day) {
    const auto day = parse_day(value);
    return limit.not_past && day && *day < day_of(c.now, c.procedure.utc_offset_min[static_cast<std::size_t>(c.side())]);
  }
  const auto numbers = numbers_in(value);
  if (!numbers) return false;
  return std::any_of(numbers->begin(), numbers->end(), [&](std::int64_t one) {
    return (limit.at_most && one > *limit.at_most) || (limit.at_least && one < *limit.at_least);
  });
}

}  // namespace

std::optional<Refusal> unfit_results(const Case& c, const law::Slot& slot, const CloseControl& command) {
  for (std::size_t i = 0; i < command.found.size(); ++i) {
    const auto& found = command.found[i];
    const auto field = std::find_if(slot.fields.begin(), slot.fields.end(), [&](const auto& one) { return one.code == found.field; });
    bool fine = field != slot.fields.end() && fits(*field, found.value);
    for (std::size_t j = 0; j < i; ++j) fine = fine && command.found[j].field != found.field;
    if (auto no = c.refused(RefusalCode::field_unfit, !fine, command.subject, command.control)) return no;
  }
  for (const auto& field : slot.fields)
    if (auto no = c.refused(RefusalCode::field_missing, field.required && !found_in(command, field.code), command.subject, command.control)) return no;
  return std::nullopt;
}

std::vector<Code> beyond_limits(const Case& c, const SubjectView& subject, const CloseControl& command) {
  std::vector<Code> out;
  const int slot = c.procedure.slot_of(command.control, c.side());
  for (const auto& limit : c.procedure.limits) {
    if (limit.slot != slot || (limit.classes && !(subject.facts & limit.classes))) continue;
    const auto* found = found_in(command, limit.field);
    if (!found || std::find(out.begin(), out.end(), limit.fact) != out.end()) continue;
    for (const auto& field : c.procedure.slots[static_cast<std::size_t>(slot)].fields)
      if (field.code == limit.field && beyond(c, limit, field, found->value)) out.push_back(limit.fact);
  }
  return out;
}

}  // namespace onestop::crossing
