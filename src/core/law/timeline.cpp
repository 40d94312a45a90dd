#include "core/law/timeline.h"

#include <algorithm>

#include "core/law/check.h"

namespace onestop::law {
namespace {

Instant midnight(Day day, const post::State& state) { return {day.number * day_ms - state.utc_offset_min * minute_ms}; }

/// "2027-01-01 by the clocks of KZ": the day that begins at the instant.
std::string day_text(const post::Post& post, Instant at) {
  for (const auto& state : post.states) {
    const auto day = day_of(at, state.utc_offset_min);
    if (midnight(day, state) == at) return to_text(day) + " by the clocks of " + state.code.text();
  }
  return to_text(at);
}

std::vector<Finding> dated(std::vector<Finding> findings, const post::Post& post, Instant at) {
  for (auto& finding : findings) finding.wrong = "from " + day_text(post, at) + " on: " + finding.wrong;
  return findings;
}

bool same(const Compiled& a, const Compiled& b) {
  return a.procedures[0].hash == b.procedures[0].hash && a.procedures[1].hash == b.procedures[1].hash;
}

}  // namespace

Term term_of(const Provision& provision, const Instrument& instrument) {
  return {provision.from.value_or(instrument.from), provision.until ? provision.until : instrument.until};
}

const post::State* keeper_of_time(const Instrument& instrument, const post::Post& post) {
  const auto listed = [](const std::vector<Code>& list, const Code& code) { return std::ranges::find(list, code) != list.end(); };
  if (!instrument.posts.empty() && !listed(instrument.posts, post.code)) return nullptr;
  auto whose = instrument.kind == InstrumentKind::national ? instrument.state : post.host;
  if (instrument.kind == InstrumentKind::community && !listed(instrument.members, whose)) {
    whose = {};
    for (const auto& state : post.states)
      if (listed(instrument.members, state.code)) whose = state.code;
  }
  const auto at = std::ranges::find(post.states, whose, &post::State::code);
  return at == post.states.end() ? nullptr : &*at;
}

std::vector<const Provision*> in_force(const Law& law, const post::Post& post, Instant at) {
  std::vector<const Provision*> out;
  for (const auto& provision : law.provisions) {
    const auto* instrument = find_instrument(law, provision.instrument);
    const auto* keeper = instrument ? keeper_of_time(*instrument, post) : nullptr;
    if (keeper && term_of(provision, *instrument).holds_on(day_of(at, keeper->utc_offset_min))) out.push_back(&provision);
  }
  return out;
}

std::vector<Instant> change_instants(const Law& law, const post::Post& post, Instant from, Instant until) {
  std::vector<Instant> out;
  for (const auto& provision : law.provisions) {
    const auto* instrument = find_instrument(law, provision.instrument);
    const auto* keeper = instrument ? keeper_of_time(*instrument, post) : nullptr;
    if (!keeper) continue;
    const auto term = term_of(provision, *instrument);
    for (const auto& day : {std::optional(term.from), term.until}) {
      if (!day) continue;
      const auto at = midnight(*day, *keeper);
      if (at > from && at < until) out.push_back(at);
    }
  }
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
  return out;
}

std::expected<std::vector<Era>, Lapse> timeline(const Law& law, const post::Post& post, const Code& layout, Instant from) {
  std::vector<Era> eras;
  auto first = compile(law, post, layout, from);
  if (!first) return std::unexpected(Lapse{from, std::move(first.error()), {}});
  eras.push_back({from, std::move(*first)});
  const auto changes = change_instants(law, post, from, never);
  if (changes.size() > most_changes) {
    std::vector<Finding> findings{{post.place, "the law changes " + std::to_string(changes.size()) + " times from " + to_text(from) + " on", "at most " + std::to_string(most_changes) + " changes ahead"}};
    return std::unexpected(Lapse{changes.front(), std::move(findings), std::move(eras)});
  }
  for (const auto at : changes) {
    auto next = compile(law, post, layout, at);
    if (!next) return std::unexpected(Lapse{at, dated(std::move(next.error()), post, at), std::move(eras)});
    if (!same(eras.back().compiled, *next)) eras.push_back({at, std::move(*next)});
  }
  return eras;
}

}  // namespace onestop::law
