#include <algorithm>

#include "core/lodgement/judging.h"

namespace onestop::lodgement {
namespace {

bool of_this_post(std::span<const Code> states, const Code& exit, const Code& entry) {
  const auto borders = [&](const Code& state) { return std::ranges::find(states, state) != states.end(); };
  return borders(exit) && borders(entry) && exit != entry;
}

std::optional<Refusal> untimely(const Case& c, const Lodge& command) {
  if (!command.expected) return std::nullopt;
  if (*command.expected - c.now > c.terms.early_days * day_ms) return c.untimely(RefusalCode::too_early);
  if (c.now - *command.expected > c.terms.kept_h * hour_ms) return c.untimely(RefusalCode::long_past);
  if (c.terms.late_is_refused && is_late(c.terms, command.expected, c.now)) return c.untimely(RefusalCode::late);
  return std::nullopt;
}

}  // namespace

/// Notice counts from the version that says what comes: an amendment that comes late is late.
Decided judge(const Case& c, const Lodge& command) {
  if (command.errors > 0) return c.no(RefusalCode::has_errors);
  if (!of_this_post(c.states, command.exit_state, command.entry_state)) return c.no(RefusalCode::unknown_direction);
  if (command.stated && command.expected && (*command.stated - *command.expected > agreeing_ms || *command.expected - *command.stated > agreeing_ms)) return c.no(RefusalCode::arrival_contradicted);
  if (auto no = untimely(c, command)) return *no;
  auto reference = command.reference;
  std::uint32_t number = 1;
  if (const auto* kept = c.lodgement.keeper()) {
    if (auto no = c.closed_to(command.firm)) return *no;
    if (kept->cancelled) return c.no(RefusalCode::cancelled);
    if (kept->exit_state != command.exit_state) return c.no(RefusalCode::other_direction);
    const auto& latest = kept->versions.back();
    if (latest.kind != command.kind) return c.no(RefusalCode::other_kind);
    if (latest.hash == command.hash && latest.expected == command.expected) return c.no(RefusalCode::unchanged);
    if (latest.number >= most_versions) return c.no(RefusalCode::too_many_versions);
    number = latest.number + 1;
    reference = kept->reference;
  }
  std::vector<Event> events{MessageLodged{command.entry_state, command.firm, command.firm_name, command.tax_number, command.key, reference, command.exit_state,
                       command.entry_state, number, command.kind, command.format, command.hash, command.size_bytes, command.expected,
                       is_late(c.terms, command.expected, c.now), command.warnings}};
  for (std::size_t from = 0; from < command.original.size(); from += original_part_bytes)
    events.push_back(OriginalKept{command.entry_state, number, {c.lodgement.id, command.original.substr(from, original_part_bytes)}});
  return events;
}

}  // namespace onestop::lodgement
