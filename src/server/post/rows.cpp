#include <algorithm>

#include "core/crossing/options.h"
#include "core/crossing/plate.h"
#include "core/crossing/view.h"
#include "server/post/runner.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

constexpr std::uint32_t held_flag = 1, isolated_flag = 2;

}  // namespace

store::CrossingRow row_of(const crossing::Crossing& state, const law::Procedure& procedure, Instant now) {
  const crossing::View view(state, procedure);
  const auto& opening = *view.opening();
  store::CrossingRow row;
  row.crossing = state.id;
  row.plate = opening.plate;
  row.plate_folded = crossing::fold_plate(opening.plate);
  row.vehicle_class = opening.traffic_class;
  row.direction = Code(procedure.states[0].text() + "-" + procedure.states[1].text());
  row.layout = procedure.layout;
  row.phase = wire::EnumNames<law::Phase>::names[static_cast<std::size_t>(view.phase())];
  row.procedure = opening.procedure;
  row.arrived = opening.at;
  row.updated = now;
  for (const auto& half : state.halves)
    for (const auto& release : half.released)
      if (release.subject == opening.vehicle) row.released = release.at;
  if (view.end() != crossing::End::none) row.ended = now;
  bool held = false;
  for (const auto& half : state.halves)
    held = held || std::any_of(half.holds.begin(), half.holds.end(), [&](const auto& one) { return state.status_of(one) == crossing::HoldStatus::open; });
  row.flags = (held ? held_flag : 0u) | (view.alarm_open() ? isolated_flag : 0u);
  row.version = state.version();
  return row;
}

std::vector<store::WorkRow> work_of(const crossing::Crossing& state, const law::Procedure& procedure,
                                    const std::vector<store::WorkRow>& before, Instant now) {
  std::vector<store::WorkRow> rows;
  for (const auto& one : crossing::work(state, procedure)) {
    store::WorkRow row{state.id, one.state, one.control, one.subject, one.station, one.agency, now, static_cast<std::int32_t>(one.rank)};
    for (const auto& old : before)
      if (old.state == row.state && old.control == row.control && old.subject == row.subject && old.station == row.station) row.since = old.since;
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace onestop::server
