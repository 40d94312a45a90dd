#include <algorithm>

#include "core/shift/case.h"

namespace onestop::shift {

Decision judge(Case& c, const AssignDesk& command) {
  if (auto no = c.powerless(law::Act::assign_desk)) return *no;
  const auto* desk = c.desk(command.desk);
  if (!desk) return c.no(RefusalCode::unknown_desk, command.desk);
  if (desk->state != c.actor.state) return c.no_power_over(RefusalCode::other_state, command.desk);
  const auto& layout = c.site.layout;
  if (std::ranges::find(layout.stations, command.station, &post::Station::code) == layout.stations.end())
    return c.no(RefusalCode::unknown_station, command.station);
  const bool fits = std::ranges::any_of(layout.desks, [&](const post::Desk& place) {
    return place.station == command.station && place.state == desk->state && place.agency == desk->agency && place.role == desk->role && place.zone == desk->zone;
  });
  if (!fits) return c.no_power_over(RefusalCode::wrong_station, command.station);
  if (station_of(c.shift, layout, command.desk) == command.station) return c.no(RefusalCode::works_there, command.desk);
  if (auto no = c.reason_too_short(command.reason, command.desk)) return *no;
  return DeskAssigned{c.by(), command.desk, command.station, command.reason};
}

}  // namespace onestop::shift
