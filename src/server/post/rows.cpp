#include <algorithm>

#include "core/crossing/plate.h"
#include "core/crossing/whereabouts.h"
#include "server/post/runner.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

using crossing::View;

/// The open hold that has stood longest, and the state of the half that placed it.
struct OldestHold {
  const crossing::HoldMark* hold = nullptr;
  Code state;
};
OldestHold oldest_hold(const crossing::Crossing& state) {
  OldestHold found;
  for (const auto& half : state.halves)
    for (const auto& one : half.holds)
      if (state.status_of(one) == crossing::HoldStatus::open && (!found.hold || one.placed < found.hold->placed)) found = {&one, half.state};
  return found;
}

std::vector<store::WorkRow> work_rows(const crossing::Crossing& state, const std::vector<crossing::Work>& work,
                                      const std::vector<store::WorkRow>& before, Instant now) {
  std::vector<store::WorkRow> rows;
  for (const auto& one : work) {
    store::WorkRow row{state.id, one.state, one.control, one.subject, one.station, one.agency, now, static_cast<std::int32_t>(one.rank)};
    for (const auto& old : before)
      if (old.state == row.state && old.control == row.control && old.subject == row.subject && old.station == row.station) row.since = old.since;
    rows.push_back(std::move(row));
  }
  return rows;
}

void stand(store::CrossingRow& row, const View& view, const std::vector<crossing::Work>& work,
           const std::optional<store::CrossingRow>& before, Instant now) {
  crossing::Whereabouts was;
  if (before) was = {before->standing.station, before->standing.doing, before->standing.turn, (before->flags & in_work_flag) != 0};
  const auto here = crossing::whereabouts(view, work, was);
  row.standing = {here.station, here.control, here.state, before && here == was ? before->standing.since : now, {}, {}, {}};
  if (here.in_work) row.flags |= in_work_flag;
  const auto oldest = oldest_hold(view.crossing());
  if (!oldest.hold) return;
  row.flags |= held_flag;
  row.standing.held_since = oldest.hold->placed;
  row.standing.holder_agency = oldest.hold->agency;
  row.standing.holder_state = oldest.state;
}

}  // namespace

Rows rows_of(const crossing::Crossing& state, const law::Procedure& procedure, const std::optional<store::CrossingRow>& before,
             const std::vector<store::WorkRow>& work_before, Instant now) {
  const View view(state, procedure);
  const auto& opening = *view.opening();
  store::CrossingRow row;
  row.crossing = state.id;
  row.plate = view.plate();
  row.plate_folded = crossing::fold_plate(view.plate());
  row.vehicle_class = opening.traffic_class;
  row.direction = Code(procedure.states[0].text() + "-" + procedure.states[1].text());
  row.layout = procedure.layout;
  row.phase = wire::EnumNames<law::Phase>::names[static_cast<std::size_t>(view.phase())];
  row.procedure = opening.procedure;
  row.arrived = opening.at;
  row.updated = now;
  for (const auto& half : state.halves)
    for (const auto& release : half.released)
      if (release.subject == opening.vehicle && view.release_stands(half.recorder, release.at)) row.released = release.at;
  if (view.end() != crossing::End::none) row.ended = before && before->ended ? *before->ended : now;
  if (view.alarm_open()) row.flags |= isolated_flag;
  row.version = state.version();
  const auto work = crossing::work(state, procedure);
  stand(row, view, work, before, now);
  return {std::move(row), work_rows(state, work, work_before, now)};
}

}  // namespace onestop::server
