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

Observation observed(const Stay& stay, int exit_utc_offset_min) {
  Observation one{stay.traffic_class.text(), stay.exit_state.text() + "-" + stay.entry_state.text(), stay.layout.text(), stay.laden, stay.facts, exit_utc_offset_min, {}, stay.spent};
  const auto& s = stay.stamps;
  const std::array<std::optional<Instant>, stamps_count> in_order{stay.joined_queue, s.gate_in, s.exit_notice, s.entry_accepted, s.released, s.gate_out};
  for (std::size_t i = 0; i < stamps_count; ++i) one.stamps[i] = in_order[i] ? in_order[i]->ms : unrecorded;
  return one;
}

void Columns::add(const Observation& one) {
  const auto at = static_cast<std::uint32_t>(size());
  traffic_class.push_back(classes.place_of(one.traffic_class));
  direction.push_back(directions.place_of(one.direction));
  layout.push_back(layouts.place_of(one.layout));
  laden.push_back(one.laden ? 1 : 0);
  std::uint64_t bits = 0;
  for (const auto& word : one.facts) bits |= 1ull << std::min<std::size_t>(facts.place_of(word), most_facts - 1);
  fact.push_back(bits);
  for (std::size_t i = 0; i < stamps_count; ++i) stamps[i].push_back(one.stamps[i]);
  const auto gate_in = one.stamps[static_cast<std::size_t>(Stamp::gate_in)];
  const auto local = gate_in == unrecorded ? 0 : gate_in + one.utc_offset_min * minute_ms;
  hour.push_back(gate_in == unrecorded ? unknown_hour : static_cast<std::uint8_t>(floored(local, hour_ms) - 24 * floored(local, day_ms)));
  const auto day = floored(local, day_ms) + 3;  // 1970-01-01 was a Thursday; Monday is 0
  weekday.push_back(gate_in == unrecorded ? unknown_weekday : static_cast<std::uint8_t>(day - 7 * floored(day, 7) + 1));
  for (const auto& spent : one.spent) {
    const Spender spender{spent.owner, spent.kind};
    const auto known = std::ranges::find(spenders, spender);
    spent_by.push_back(static_cast<std::uint16_t>(known - spenders.begin()));
    if (known == spenders.end()) spenders.push_back(spender);
    spent_stay.push_back(at);
    spent_ms.push_back(spent.ms);
  }
}

}  // namespace onestop::study
