#pragma once
// What the world supplies to a post: arrivals, durations, outcomes, breakdowns, rosters. Never routing: which control comes
// next, and where, the procedure says. The live demonstration and the simulator read the same figures.
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"

namespace onestop::sim {

enum class Family { fixed, exponential, gamma, lognormal, weibull, log_logistic };
BOOST_DESCRIBE_ENUM(Family, fixed, exponential, gamma, lognormal, weibull, log_logistic)

/// Whether the family has a shape beside its mean, so that a rule must say how much its times vary.
constexpr bool is_shaped(Family family) { return family != Family::fixed && family != Family::exponential; }

/// How long one control of one subject, or one milestone, takes an officer. The first rule that fits holds; what is left
/// out fits all.
struct TimeRule {
  Code control;  // or notice, acceptance, release, departure, readmission
  std::optional<Code> state = {};
  std::optional<Code> traffic_class = {};
  std::optional<Code> fact = {};   // that holds for the subject
  std::optional<bool> laden = {};  // the vehicle carries consignments
  std::optional<bool> paired = {};  // officers of both states sit at the station; where they do it meanwhile, it is one examination of one length
  Family family = Family::fixed;
  double mean_min = 0;
  std::optional<double> cv = {};  // coefficient of variation, of a family with a shape
  std::optional<bool> keeps_seals = {};  // an inspection that opens nothing
  std::optional<std::string> note = {};
};
BOOST_DESCRIBE_STRUCT(TimeRule, (), (control, state, traffic_class, fact, laden, paired, family, mean_min, cv, keeps_seals, note))

struct Chance {
  Code fact;
  double p = 0;
};
BOOST_DESCRIBE_STRUCT(Chance, (), (fact, p))

/// 1 + min(extra_most, floor(Exp(extra_mean))) persons where extra_mean is given, else 1 and one more with extra_p (0).
struct Occupants {
  std::optional<double> extra_mean = {};
  std::optional<double> extra_p = {};
  std::optional<std::uint32_t> extra_most = {};
};
BOOST_DESCRIBE_STRUCT(Occupants, (), (extra_mean, extra_p, extra_most))

/// A consignment that is aboard with probability p.
struct Load {
  double p = 1;
  std::vector<Chance> claims = {};
};
BOOST_DESCRIBE_STRUCT(Load, (), (p, claims))

struct Flow {
  Code name;
  Code traffic_class;
  double per_day_per_direction = 0;
  Occupants occupants = {};
  std::vector<Chance> claims = {};  // of the vehicle
  std::vector<Load> loads = {};
  std::uint32_t seals = 0;
  std::optional<std::string> note = {};
  std::optional<Code> exit_state = {};  // comes in this direction only
  std::optional<std::vector<double>> by_hour_of_week = {};  // 168 factors from Monday midnight, instead of the profiles of all
};
BOOST_DESCRIBE_STRUCT(Flow, (), (name, traffic_class, per_day_per_direction, occupants, claims, loads, seals, note, exit_state, by_hour_of_week))

/// Closing the control establishes the fact with probability p.
struct FindingRule {
  Code control;
  std::optional<Code> traffic_class = {};
  std::optional<Code> subject_fact = {};
  Code fact;
  double p = 0;
};
BOOST_DESCRIBE_STRUCT(FindingRule, (), (control, traffic_class, subject_fact, fact, p))

struct Ground {
  Code reason;
  std::string evidence;
};
BOOST_DESCRIBE_STRUCT(Ground, (), (reason, evidence))

struct HoldRule {
  Code control;
  double p = 0;
  double least_min = 0, most_min = 0;  // until it is lifted, equally likely between
  std::vector<Ground> grounds = {};
};
BOOST_DESCRIBE_STRUCT(HoldRule, (), (control, p, least_min, most_min, grounds))

struct RefusalRule {
  double p = 0;  // of a vehicle that awaits its acceptance
  std::vector<Code> reasons = {};
};
BOOST_DESCRIBE_STRUCT(RefusalRule, (), (p, reasons))

struct AlarmRule {
  Code control;  // during which the portal sounds
  double p = 0;
  double confirmed_p = 0;
  double least_min = 0, most_min = 0;  // until each of the two persons has decided
  Code closing_role;
  std::vector<std::string> findings = {};
};
BOOST_DESCRIBE_STRUCT(AlarmRule, (), (control, p, confirmed_p, least_min, most_min, closing_role, findings))

/// Vehicles that fit before the post, for one direction; who comes when it is full turns back.
struct Road {
  Code exit_state;
  std::uint32_t capacity = 0;
};
BOOST_DESCRIBE_STRUCT(Road, (), (exit_state, capacity))

/// How many desks of a team are staffed in each hour of the day by its own state's clock.
struct Roster {
  Code state, agency, station;
  std::vector<std::uint32_t> by_hour = {};  // 24 numbers
};
BOOST_DESCRIBE_STRUCT(Roster, (), (state, agency, station, by_hour))

/// Officers of one agency of one state on duty in each hour, trained for all its stations: they open the desks at which vehicles
/// wait, as far as there are desks.
struct Pool {
  Code state, agency;
  std::vector<std::uint32_t> by_hour = {};  // 24 numbers
};
BOOST_DESCRIBE_STRUCT(Pool, (), (state, agency, by_hour))

/// What a post costs those who keep it, for comparisons at equal cost.
struct Costs {
  Code currency;
  double officer_hour = 0;
  double device_hour = 0;  // of each device of the layout
  std::optional<std::string> note = {};
};
BOOST_DESCRIBE_STRUCT(Costs, (), (currency, officer_hour, device_hour, note))

/// How a device of the layout behaves. Without up_min it never fails, without per_hour it is as quick as its officer.
struct DeviceRule {
  Code device;
  std::optional<double> per_hour = {};  // vehicles that it takes at most, one at a time
  std::optional<double> up_min = {}, down_min = {};  // mean times to failure and to repair, both exponential
};
BOOST_DESCRIBE_STRUCT(DeviceRule, (), (device, per_hour, up_min, down_min))

struct Overlay {
  std::string source;
  Code gate_station;         // where the demonstration registers arrivals
  double drive_min = 0;      // from the notice to the acceptance, where no zone seats both states
  std::vector<double> hour_profile = {};  // 24 factors of the mean rate, by the exit state's clock
  std::optional<std::vector<double>> weekday_profile = {};  // 7 more, from Monday
  std::optional<bool> booths_apart = {};  // the desks of each station are divided between the directions, as booths in and booths out
  std::vector<Flow> flows = {};
  std::vector<TimeRule> times = {};
  std::vector<FindingRule> findings = {};
  std::vector<HoldRule> holds = {};
  RefusalRule refusals;
  AlarmRule alarms;
  std::optional<std::vector<Road>> roads = {};
  std::optional<std::vector<Roster>> rosters = {};
  std::optional<std::vector<Pool>> pools = {};
  std::optional<std::vector<DeviceRule>> devices = {};
  std::optional<Costs> costs = {};
};
BOOST_DESCRIBE_STRUCT(Overlay, (), (source, gate_station, drive_min, hour_profile, weekday_profile, booths_apart, flows, times, findings, holds, refusals, alarms, roads, rosters, pools, devices, costs))

}  // namespace onestop::sim
