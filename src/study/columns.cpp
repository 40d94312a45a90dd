#include "study/columns.h"

#include <algorithm>

namespace onestop::study {
namespace {

constexpr std::size_t most_facts = 62;
constexpr std::uint8_t unknown_hour = 24, unknown_weekday = 0;

std::int64_t floored(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace

std::uint8_t Words::place_of(const std::string& word) {
  if (const auto known = places_.find(word); known != places_.end()) return known->second;
  if (list_.size() >= most && word != "other") return place_of("other");
  const auto place = static_cast<std::uint8_t>(list_.size());
  list_.push_back(word);
  places_.emplace(word, place);
  return place;
}

namespace {

/// On either side: a fact of one side only bears the side behind a point.
bool bears(const Stay& stay, const Code& fact) {
  return std::ranges::any_of(stay.facts, [&](std::string_view one) { return one.substr(0, one.find('.')) == fact.view(); });
}

std::string value_of(const programme::StudyMark& mark, const Stay& stay) {
  for (const auto& value : mark.values)
    if (value.any.empty() || std::ranges::any_of(value.any, [&](const Code& fact) { return bears(stay, fact); })) return value.code.text();
  return "-";
}

std::optional<std::int64_t> target_of(const programme::ReleaseStudy& study, const Stay& stay) {
  const auto on_it = [&](const Code& fact) { return std::ranges::binary_search(stay.facts, fact.text()); };
  for (const auto& one : study.targets)
    if (std::ranges::find(one.classes, stay.traffic_class) != one.classes.end() && std::ranges::all_of(one.holds, on_it) && std::ranges::none_of(one.lacks, on_it)) return one.within_min * minute_ms;
  return std::nullopt;
}

}  // namespace

Observation observed(const Stay& stay, int exit_utc_offset_min, const programme::ReleaseStudy* study) {
  Observation one{stay.traffic_class.text(), stay.exit_state.text() + "-" + stay.entry_state.text(), stay.layout.text(), stay.laden, stay.facts, exit_utc_offset_min, no_stamps(), stay.spent};
  const auto& s = stay.stamps;
  const std::array<std::pair<Stamp, std::optional<Instant>>, 13> known{{{Stamp::joined, stay.joined_queue}, {Stamp::gate_in, s.gate_in}, {Stamp::exit_notice, s.exit_notice}, {Stamp::entry_accepted, s.entry_accepted},
      {Stamp::released, s.released}, {Stamp::gate_out, s.gate_out}, {Stamp::first_control, s.first_control}, {Stamp::channel, s.channel}, {Stamp::inspection_ordered, s.inspection_ordered},
      {Stamp::inspection_begun, s.inspection_begun}, {Stamp::inspection_ended, s.inspection_ended}, {Stamp::stored, s.stored}, {Stamp::fetched, s.fetched}}};
  for (const auto& [of, at] : known)
    if (at) one.stamps[static_cast<std::size_t>(of)] = at->ms;
  if (!study) return one;
  for (const auto& mark : study->marks) one.marks[static_cast<std::size_t>(mark.mark)] = value_of(mark, stay);
  one.target_ms = target_of(*study, stay);
  return one;
}

void Columns::add(const Observation& one) {
  constexpr std::size_t most_targets = 250;
  const auto at = static_cast<std::uint32_t>(size());
  traffic_class.push_back(classes.place_of(one.traffic_class));
  direction.push_back(directions.place_of(one.direction));
  layout.push_back(layouts.place_of(one.layout));
  laden.push_back(one.laden ? 1 : 0);
  std::uint64_t bits = 0;
  for (const auto& word : one.facts) bits |= 1ull << std::min<std::size_t>(facts.place_of(word), most_facts - 1);
  fact.push_back(bits);
  for (std::size_t i = 0; i < stamps_count; ++i) {
    if (one.stamps[i] == unrecorded) continue;
    stamps[i].resize(at, unrecorded);
    stamps[i].push_back(one.stamps[i]);
  }
  for (std::size_t i = 0; i < marks_count; ++i) marks[i].push_back(mark_words[i].place_of(one.marks[i]));
  auto wanted = one.target_ms ? std::ranges::find(targets_ms, *one.target_ms) : targets_ms.begin();
  if (wanted == targets_ms.end() && targets_ms.size() < most_targets) wanted = targets_ms.insert(wanted, *one.target_ms);
  target.push_back(wanted == targets_ms.end() ? 0 : static_cast<std::uint8_t>(wanted - targets_ms.begin()));
  const auto gate_in = one.stamps[static_cast<std::size_t>(Stamp::gate_in)];
  const auto local = gate_in == unrecorded ? 0 : gate_in + one.utc_offset_min * minute_ms;
  hour.push_back(gate_in == unrecorded ? unknown_hour : static_cast<std::uint8_t>(floored(local, hour_ms) - 24 * floored(local, day_ms)));
  const auto day = floored(local, day_ms) + 3;  // 1970-01-01 was a Thursday; Monday is 0
  weekday.push_back(gate_in == unrecorded ? unknown_weekday : static_cast<std::uint8_t>(day - 7 * floored(day, 7) + 1));
  for (const auto& spent : one.spent) {
    const auto [known, fresh] = known_spendings_.try_emplace({spent.activity, spent.owner.kind, spent.owner.state, spent.owner.agency, spent.kind}, static_cast<std::uint16_t>(spendings.size()));
    if (fresh) spendings.push_back({{spent.owner, spent.kind}, spent.activity});
    spent_by.push_back(known->second);
    spent_stay.push_back(at);
    spent_ms.push_back(spent.ms);
  }
}

Columns Columns::chosen(const std::vector<std::uint32_t>& stays) const {
  Columns some;
  some.classes = classes;
  some.directions = directions;
  some.layouts = layouts;
  some.facts = facts;
  some.mark_words = mark_words;
  some.targets_ms = targets_ms;
  some.spendings = spendings;
  some.known_spendings_ = known_spendings_;
  const auto take = [&](const auto& from, auto& into) {
    into.reserve(stays.size());
    for (const auto stay : stays) into.push_back(from[stay]);
  };
  take(traffic_class, some.traffic_class);
  take(direction, some.direction);
  take(layout, some.layout);
  take(laden, some.laden);
  take(hour, some.hour);
  take(weekday, some.weekday);
  take(fact, some.fact);
  take(target, some.target);
  for (std::size_t i = 0; i < marks_count; ++i) take(marks[i], some.marks[i]);
  for (std::size_t i = 0; i < stamps_count; ++i) {
    if (stamps[i].empty()) continue;
    for (const auto stay : stays) some.stamps[i].push_back(stamp(static_cast<Stamp>(i), stay));
  }
  constexpr auto nowhere = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> place(size(), nowhere);
  for (std::size_t i = 0; i < stays.size(); ++i) place[stays[i]] = static_cast<std::uint32_t>(i);
  for (std::size_t i = 0; i < spent_stay.size(); ++i) {
    if (place[spent_stay[i]] == nowhere) continue;
    some.spent_stay.push_back(place[spent_stay[i]]);
    some.spent_by.push_back(spent_by[i]);
    some.spent_ms.push_back(spent_ms[i]);
  }
  return some;
}

}  // namespace onestop::study
