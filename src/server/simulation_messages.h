#pragma once
// What the API says of layouts that are compared under a virtual clock. Whole milliseconds and thousandths; every figure stands
// with its interval, and officer-hours stand beside times.
#include "server/messages.h"
#include "server/segment_messages.h"

namespace onestop::server {

/// With whom the further layouts are run: more officers alone are no merit of a layout.
enum class Staffing {
  own,          // as many as the layout has desks
  equal_staff,  // of each agency of each state as many as in the base layout, trained for all its stations
  equal_cost,   // so many that the layout costs no more a day than the base layout
};
BOOST_DESCRIBE_ENUM(Staffing, own, equal_staff, equal_cost)

/// Officers of one agency of one state who are on duty at the same time.
struct StaffWish {
  Code state, agency;
  std::uint32_t officers = 0;
};
BOOST_DESCRIBE_STRUCT(StaffWish, (), (state, agency, officers))

/// A device under other conditions than the overlay's.
struct DeviceWish {
  Code device;
  std::optional<std::uint32_t> per_hour;           // vehicles
  std::optional<std::uint32_t> up_min, down_min;   // mean times to failure and to repair
};
BOOST_DESCRIBE_STRUCT(DeviceWish, (), (device, per_hour, up_min, down_min))

struct SimulationRequest {
  std::vector<Code> layouts;                        // the first is the base
  std::optional<std::uint32_t> days;                // that are counted; 7
  std::optional<std::uint32_t> warm_up_days;        // nothing: found by MSER-5
  std::optional<std::uint32_t> replications;        // 20
  std::optional<std::uint32_t> seed;                // 1
  std::optional<std::uint32_t> precision_percent;   // go on until each mean's interval is within this share of it
  std::optional<std::uint32_t> traffic_percent;     // of the overlay's arrivals; 100
  std::optional<Staffing> staffing;            // nothing: equal_staff where layouts are compared, else own
  std::optional<std::vector<StaffWish>> officers;  // instead, in every layout
  std::optional<std::vector<DeviceWish>> devices;
};
BOOST_DESCRIBE_STRUCT(SimulationRequest, (), (layouts, days, warm_up_days, replications, seed, precision_percent, traffic_percent, staffing, officers, devices))

/// A mean over replications.
struct MeanView {
  std::int64_t ms = 0;
  std::optional<SpanMs> interval;  // 95 %; nothing: too few replications
};
BOOST_DESCRIBE_STRUCT(MeanView, (), (ms, interval))

/// Where the minutes of a release are; their sum is the release.
struct PartsView {
  MeanView working, driving, held, waiting;
};
BOOST_DESCRIBE_STRUCT(PartsView, (), (working, driving, held, waiting))

/// One flow in one direction in one layout.
struct FlowView {
  std::int64_t vehicles = 0;             // released after the warm-up, over all replications
  std::int64_t lost = 0, refused = 0;    // turned back on a full road; refused entry
  std::optional<MeanView> release, road; // road: before the first officer
  std::optional<std::int64_t> median_ms, p90_ms;  // of all vehicles
  std::optional<PartsView> parts;
  std::int64_t deposits = 0;             // consignments opened
};
BOOST_DESCRIBE_STRUCT(FlowView, (), (vehicles, lost, refused, release, road, median_ms, p90_ms, parts, deposits))

/// The same vehicles in a layout less in the base.
struct PairedView {
  bool known = false;                    // vehicles were released in every replication of both
  std::int64_t ms = 0;
  std::optional<SpanMs> interval;
  bool distinguishable = false;          // the interval does not cover zero
  std::optional<std::int64_t> variance_ratio_hundredths;  // what the shared vehicles save; nothing: nothing differs
  PartsView parts;
};
BOOST_DESCRIBE_STRUCT(PairedView, (), (known, ms, interval, distinguishable, variance_ratio_hundredths, parts))

/// A vehicle that may be followed: the same one in every layout.
struct Candidate {
  Code which;                            // quick median slow slowest
  std::uint32_t ordinal = 0;
  std::vector<std::int64_t> release_ms;  // by layout
};
BOOST_DESCRIBE_STRUCT(Candidate, (), (which, ordinal, release_ms))

struct SimulatedFlow {
  Code flow, traffic_class, exit_state, entry_state;
  std::vector<FlowView> layouts;                 // as in Simulated::layouts
  std::vector<PairedView> differences;  // of the second layout and those after it
  std::vector<Candidate> candidates;
};
BOOST_DESCRIBE_STRUCT(SimulatedFlow, (), (flow, traffic_class, exit_state, entry_state, layouts, differences, candidates))

/// The middle of replications and nine tenths of them.
struct BandView {
  std::int64_t p5 = 0, mean = 0, p95 = 0;  // thousandths
};
BOOST_DESCRIBE_STRUCT(BandView, (), (p5, mean, p95))

struct HourView {
  BandView queue, utilisation;             // vehicles waiting; share of the officers at work
};
BOOST_DESCRIBE_STRUCT(HourView, (), (queue, utilisation))

struct TeamView {
  Code state, agency, station;
  Code soil;                               // on whose territory it works; empty where the line runs through its zone
  Code serves;                             // the state that its vehicles leave; empty: both directions
  std::int64_t desks = 0;
  std::int64_t queue_thousandths = 0, utilisation_thousandths = 0;
  std::int64_t officer_minutes_a_day = 0;
  std::vector<HourView> hours;             // 24, by the clock of the state
};
BOOST_DESCRIBE_STRUCT(TeamView, (), (state, agency, station, soil, serves, desks, queue_thousandths, utilisation_thousandths, officer_minutes_a_day, hours))

/// What inspections that open the load cost the owners of goods in a day.
struct OpenedCost {
  Code code;
  Code row;
  std::string title;
  std::int64_t deposits_a_day_thousandths = 0;
  Money each, a_day;
  std::optional<Money> per_vehicle;        // of the row's
};
BOOST_DESCRIBE_STRUCT(OpenedCost, (), (code, row, title, deposits_a_day_thousandths, each, a_day, per_vehicle))

/// Officers on duty of one agency of one state, in its fullest hour and over the day.
struct StaffView {
  Code state, agency;
  std::int64_t officers = 0;
  std::int64_t officer_minutes_a_day = 0, utilisation_thousandths = 0;
};
BOOST_DESCRIBE_STRUCT(StaffView, (), (state, agency, officers, officer_minutes_a_day, utilisation_thousandths))

struct SimulatedLayout {
  Code layout;
  std::string title;
  std::string hash;                        // of all that happened
  std::string procedure;                   // hash of law, post, layout and day
  std::int64_t officers = 0, devices = 0;
  std::vector<StaffView> staff;
  std::int64_t officer_minutes_a_day = 0, busy_minutes_a_day = 0;
  std::int64_t utilisation_thousandths = 0;
  std::int64_t inside_thousandths = 0;     // at the end, mean
  bool settles = true;                     // MSER-5 found where it settles
  bool precise = true;
  std::optional<Money> keep_a_day;         // officers and devices, by the overlay's costs
  std::vector<OpenedCost> costs;
  std::vector<TeamView> teams;
};
BOOST_DESCRIBE_STRUCT(SimulatedLayout, (), (layout, title, hash, procedure, officers, devices, staff, officer_minutes_a_day, busy_minutes_a_day, utilisation_thousandths, inside_thousandths, settles, precise, keep_a_day, costs, teams))

struct Simulated {
  Code post;
  Day law_date;
  std::uint32_t days = 0, warm_up_days = 0, replications = 0, seed = 0, traffic_percent = 100;
  Staffing staffing = Staffing::own;
  std::string overlay_source, overlay_file, overlay_hash;
  std::string version;
  std::string command;                     // that gives the same figures again; empty where there is none
  std::vector<SimulatedLayout> layouts;
  std::vector<SimulatedFlow> flows;
  bool parts_known = false;                // the release is divided
};
BOOST_DESCRIBE_STRUCT(Simulated, (), (post, law_date, days, warm_up_days, replications, seed, traffic_percent, staffing, overlay_source, overlay_file, overlay_hash, version, command, layouts, flows, parts_known))

enum class JobState { queued, running, done, cancelled, failed };
BOOST_DESCRIBE_ENUM(JobState, queued, running, done, cancelled, failed)

struct SimulationView {
  std::string id;
  JobState state = JobState::queued;
  std::int64_t progress_thousandths = 0;
  std::int64_t running_ms = 0;
  SimulationRequest asked;                 // with what was left out
  std::optional<std::string> problem;
  std::optional<Simulated> result;
};
BOOST_DESCRIBE_STRUCT(SimulationView, (), (id, state, progress_thousandths, running_ms, asked, problem, result))

/// What may be asked for, for the form.
struct SimulationChoice {
  std::vector<NamedView> layouts;
  Code present;                            // the layout in force
  std::string overlay_source;
  bool has_costs = false;                  // without them no comparison at equal cost
  std::uint32_t most_days = 0, most_replications = 0;
  std::uint64_t most_work = 0;             // layouts x replications x days x traffic in percent
};
BOOST_DESCRIBE_STRUCT(SimulationChoice, (), (layouts, present, overlay_source, has_costs, most_days, most_replications, most_work))

/// A stretch of one vehicle's way. Stretches of one kind may overlap others: work of two agencies at once.
struct PieceView {
  Code kind;                               // road working waiting held driving
  std::int64_t from_ms = 0, until_ms = 0;  // of the simulation
  Code doing;                              // control or milestone
  Code agency, state, station;
  Code partner;                            // the other state, where it is done together
};
BOOST_DESCRIBE_STRUCT(PieceView, (), (kind, from_ms, until_ms, doing, agency, state, station, partner))

struct WayView {
  Code layout;
  std::int64_t came_ms = 0, begun_ms = 0, released_ms = 0;
  bool released = false;
  std::vector<PieceView> pieces;           // by their beginning
};
BOOST_DESCRIBE_STRUCT(WayView, (), (layout, came_ms, begun_ms, released_ms, released, pieces))

struct FollowedView {
  Code flow, exit_state;
  std::uint32_t ordinal = 0;
  std::vector<WayView> ways;               // by layout
};
BOOST_DESCRIBE_STRUCT(FollowedView, (), (flow, exit_state, ordinal, ways))

}  // namespace onestop::server
