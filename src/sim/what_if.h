#pragma once
// Questions a planner asks of a post: overlays changed in one respect.
#include "sim/plan.h"

namespace onestop::sim {

/// So many times the arrivals.
Overlay with_traffic(Overlay overlay, double factor);

/// The times of one state hold for both: what a common standard of work would do.
Expected<Overlay> at_standard_of(Overlay overlay, const Code& state);

/// Officers of each agency of each state, by the hour: those whom the plan's desks, rosters and pools put on duty.
std::vector<Pool> staff_of(const Plan& plan);

/// A layout with another's officers: as many of each agency in each hour, free to open any of its desks. Agencies of the other
/// layout that have no desk here are left out. `plan` is the layout as it stands.
Overlay with_staff(Overlay overlay, const Plan& plan, const std::vector<Pool>& staff);

/// What the post costs a day: officers on duty and devices, at the rates of the overlay.
struct DailyCost {
  double officer_hours = 0, device_hours = 0, total = 0;
};
DailyCost daily_cost(const Plan& plan);

/// A layout with so many officers that it costs no more than `most_a_day`: fewer of each agency in proportion, rounded down,
/// one at least. A layout that costs less keeps its own.
Expected<Overlay> at_cost(Overlay overlay, const Plan& plan, double most_a_day);

}  // namespace onestop::sim
