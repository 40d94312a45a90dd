#pragma once
// What the world supplies: arrivals, durations, outcomes. Never routing: which control comes next, and at which station,
// the server says. Read from a JSON file, whose unknown fields are errors.
#include <boost/describe.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/result.h"

namespace onestop::traffic {

enum class Family { fixed, gamma, lognormal };
BOOST_DESCRIBE_ENUM(Family, fixed, gamma, lognormal)

/// How long one control of one subject, or one milestone, takes an officer. The first rule that fits holds; what is left
/// out fits all.
struct TimeRule {
  Code control;  // or notice, acceptance, release, departure, readmission
  std::optional<Code> state;
  std::optional<Code> traffic_class;
  std::optional<Code> fact;   // that holds for the subject
  std::optional<bool> laden;  // the vehicle carries consignments
  Family family = Family::fixed;
  double mean_min = 0;
  std::optional<double> cv;  // coefficient of variation
  std::optional<bool> keeps_seals;  // an inspection that opens nothing
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(TimeRule, (), (control, state, traffic_class, fact, laden, family, mean_min, cv, keeps_seals, note))

struct Chance {
  Code fact;
  double p = 0;
};
BOOST_DESCRIBE_STRUCT(Chance, (), (fact, p))

/// 1 + min(extra_most, floor(Exp(extra_mean))) persons where extra_mean is given, else 1 and one more with extra_p (0).
struct Occupants {
  std::optional<double> extra_mean;
  std::optional<double> extra_p;
  std::optional<std::uint32_t> extra_most;
};
BOOST_DESCRIBE_STRUCT(Occupants, (), (extra_mean, extra_p, extra_most))

/// A consignment that is aboard with probability p.
struct Load {
  double p = 1;
  std::vector<Chance> claims;
};
BOOST_DESCRIBE_STRUCT(Load, (), (p, claims))

struct Flow {
  Code name;
  Code traffic_class;
  double per_day_per_direction = 0;
  Occupants occupants;
  std::vector<Chance> claims;  // of the vehicle
  std::vector<Load> loads;
  std::uint32_t seals = 0;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(Flow, (), (name, traffic_class, per_day_per_direction, occupants, claims, loads, seals, note))

/// Closing the control establishes the fact with probability p.
struct FindingRule {
  Code control;
  std::optional<Code> traffic_class;
  std::optional<Code> subject_fact;
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
  std::vector<Ground> grounds;
};
BOOST_DESCRIBE_STRUCT(HoldRule, (), (control, p, least_min, most_min, grounds))

struct RefusalRule {
  double p = 0;  // of a vehicle that awaits its acceptance
  std::vector<Code> reasons;
};
BOOST_DESCRIBE_STRUCT(RefusalRule, (), (p, reasons))

struct AlarmRule {
  Code control;  // during which the portal sounds
  double p = 0;
  double confirmed_p = 0;
  double least_min = 0, most_min = 0;  // until each of the two persons has decided
  Code closing_role;
  std::vector<std::string> findings;
};
BOOST_DESCRIBE_STRUCT(AlarmRule, (), (control, p, confirmed_p, least_min, most_min, closing_role, findings))

struct Remarks {
  double p = 0;
  std::vector<std::string> texts;
};
BOOST_DESCRIBE_STRUCT(Remarks, (), (p, texts))

/// In patterns # is a digit, @ a letter, everything else itself.
struct People {
  Code nationality;
  double share = 0;
  std::string plate, document;
  std::vector<std::string> given, family;
};
BOOST_DESCRIBE_STRUCT(People, (), (nationality, share, plate, document, given, family))

struct Goods {
  std::string text;
  Code commodity;  // six digits of the Harmonized System
  std::vector<Code> facts;
};
BOOST_DESCRIBE_STRUCT(Goods, (), (text, commodity, facts))

struct Parameters {
  std::string source;
  Code gate_station;  // where arrivals are registered
  double drive_min = 0;  // from the notice to the acceptance, where these are at different stations
  std::vector<double> hour_profile;  // 24 factors of the mean rate, by the exit state's clock
  std::vector<Flow> flows;
  std::vector<TimeRule> times;
  std::vector<FindingRule> findings;
  std::vector<HoldRule> holds;
  RefusalRule refusals;
  AlarmRule alarms;
  Remarks remarks;
  std::vector<People> people;
  std::vector<Goods> goods;
};
BOOST_DESCRIBE_STRUCT(Parameters, (),
                      (source, gate_station, drive_min, hour_profile, flows, times, findings, holds, refusals, alarms, remarks, people, goods))

Expected<Parameters> read_parameters(const std::filesystem::path& file);

}  // namespace onestop::traffic
