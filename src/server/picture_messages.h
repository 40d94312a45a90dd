#pragma once
// The post as one looks at it: its plan, and every vehicle inside where it stands. Made of read tables only.
#include "server/messages.h"
#include "store/rows.h"

namespace onestop::server {

struct HolderView {
  Code agency, state;
  Instant since;  // of the hold that is open longest
};
BOOST_DESCRIBE_STRUCT(HolderView, (), (agency, state, since))

/// One crossing's vehicle, or party on foot, as the last event about it left it.
struct VehicleView {
  Id id;
  std::string plate;
  Code traffic_class, exit_state, entry_state, layout, phase;
  Code station;  // empty once it has ended
  Code doing;    // control or milestone: in work, or next
  Code turn;     // whose turn it is
  bool in_work = false;
  Instant since;  // it stands there in this way
  Instant arrived;
  std::optional<Instant> released, ended;
  std::optional<HolderView> held;
  bool isolated = false;
  std::uint64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(VehicleView, (), (id, plate, traffic_class, exit_state, entry_state, layout, phase, station, doing, turn, in_work, since, arrived, released, ended, held, isolated, version))

struct ZoneView {
  Code code, kind;
  Code soil;       // empty where the line between the states runs through it
  Code exclusive;  // the state for which it is kept; empty: for both
  int capacity = 0;  // vehicles, 0 where nobody counts
};
BOOST_DESCRIBE_STRUCT(ZoneView, (), (code, kind, soil, exclusive, capacity))

struct SeatView {
  Code desk, station, zone, state, agency, role;
};
BOOST_DESCRIBE_STRUCT(SeatView, (), (desk, station, zone, state, agency, role))

struct PlanLaneView {
  Code lane, zone;
  std::vector<Code> classes;
  std::vector<Code> exit_states;  // empty: both directions
};
BOOST_DESCRIBE_STRUCT(PlanLaneView, (), (lane, zone, classes, exit_states))

struct PlanDeviceView {
  Code device, kind, zone, owner;
  std::vector<Code> serves;  // controls
};
BOOST_DESCRIBE_STRUCT(PlanDeviceView, (), (device, kind, zone, owner, serves))

/// The layout as its file describes it; stations in the order in which they are passed.
struct Plan {
  Code layout;
  std::string title;
  std::vector<ZoneView> zones;
  std::vector<NamedView> stations;
  std::vector<SeatView> seats;
  std::vector<PlanLaneView> lanes;
  std::vector<PlanDeviceView> devices;
};
BOOST_DESCRIBE_STRUCT(Plan, (), (layout, title, zones, stations, seats, lanes, devices))

struct Picture {
  Instant now;
  std::uint64_t as_of = 0;  // number of the last event in it
  Plan plan;
  std::vector<VehicleView> vehicles;  // inside, latest arrival first
  bool more = false;                  // there are more than one picture holds
  std::vector<MaskedPlace> masked = {};
};
BOOST_DESCRIBE_STRUCT(Picture, (), (now, as_of, plan, vehicles, more, masked))

VehicleView vehicle_view(const store::CrossingRow& row);

}  // namespace onestop::server
