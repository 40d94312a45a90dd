#include "core/crossing/whereabouts.h"

namespace onestop::crossing {
namespace {

std::optional<Whereabouts> at_slot(const View& view, const Code& control, Side side) {
  const auto& procedure = view.procedure();
  const int slot = procedure.slot_of(control, side);
  if (slot < 0) return std::nullopt;
  return Whereabouts{procedure.station_of(slot, view.opening()->traffic_class), control, procedure.state_of(side), true};
}

/// Persons and goods that go on apart no longer show where the vehicle is.
bool tells_of_vehicle(const View& view, const Id& subject) {
  const auto* one = view.subject(subject);
  return one && !one->apart && !one->gone();
}

/// Of everything in work, what was begun last: there the vehicle has come to.
std::optional<Whereabouts> in_work(const View& view) {
  std::optional<Whereabouts> found;
  Instant latest;
  const auto take = [&](const Code& control, Side side, Instant at) {
    if (found && at < latest) return;
    if (auto here = at_slot(view, control, side)) found = std::move(here), latest = at;
  };
  for (const auto& half : view.crossing().halves) {
    for (const auto& one : half.controls)
      if (one.status == ControlStatus::in_progress && tells_of_vehicle(view, one.subject)) take(one.control, view.side_of(half), one.begun);
    for (const auto& one : half.inspections)
      if (view.attended(one.id, one.side) && !view.concluded(one) && !view.superseded(one.id) && tells_of_vehicle(view, one.consignment))
        take(one.control, one.side, one.at);
  }
  return found;
}

}  // namespace

Whereabouts whereabouts(const View& view, const std::vector<Work>& waiting, const Whereabouts& before) {
  if (view.end() != End::none) return {};
  if (view.alarm_open()) return {before.station, before.control, before.state, false};
  if (auto here = in_work(view)) return *here;
  for (const auto& one : waiting)
    if (tells_of_vehicle(view, one.subject) && !is_affair(one.control))
      return {one.station, one.control, one.state, false};
  return {before.station, before.control, before.state, false};
}

}  // namespace onestop::crossing
