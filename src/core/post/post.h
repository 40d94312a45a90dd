#pragma once
// A post as data: two states, zones, stations, desks, devices, and the layouts in which the post can be run.
#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "core/law/law.h"

namespace onestop::post {

/// Points of the flow that are not a control: who reaches them is a matter of power, when, of the layout.
enum class Milestone { none, notice, acceptance, release, departure };
BOOST_DESCRIBE_ENUM(Milestone, none, notice, acceptance, release, departure)

struct State {
  Code code;
  std::string name;
  int utc_offset_min = 0;  // of the state's clocks; law changes at this state's midnight
  law::Place place;
  int opens_min = 0;       // minutes of the day by its own clock; 0 to 1440 is always
  int closes_min = 1440;
};

struct Zone {
  Code code;
  Code kind;            // one of the law's zone kinds
  Code soil;            // on whose territory; empty where the line runs through it
  int capacity = 0;     // vehicles that fit, 0 where nobody counts
  law::Place place;
  Code exclusive;       // state for whose exclusive use it is kept; empty: for both
};

/// One station of a layout, where controls are done.
struct Station {
  Code code;
  std::string title;
  law::Place place;
};

/// A desk is one seat of one agency of one state at a station.
struct Desk {
  Code code;
  Code station;
  Code zone;
  Code state;
  Code agency;
  Code role;
  law::Place place;
};

struct Lane {
  Code code;
  Code zone;
  std::vector<Code> classes;
  law::Place place;
  std::vector<Code> exit_states;  // the directions that it serves, named by the state that is left; empty: both
};

struct Device {
  Code code;
  Code kind;
  Code zone;
  Code owner;  // the state whose recorder writes for it
  law::Place place;
  std::vector<Code> serves;  // controls that rest on it
  Code missing;              // fact, established by a shift head's order, by which law says what is done without it
};

struct SlotRef {
  Code control;  // empty for a milestone
  law::Side side = law::Side::exit;
  post::Milestone milestone = Milestone::none;
};

/// One step: what happens side by side, and at which station for which class (empty class: all classes).
struct Step {
  struct Where {
    Code traffic_class;
    Code station;
  };
  std::vector<SlotRef> does;
  std::vector<Where> at;
  law::Place place;
  bool beside = false;  // begins with the step above it and does not wait for it
};

struct Layout {
  Code code;
  std::string title;
  std::vector<law::Clause> needs;  // clauses without which the layout is unlawful
  std::vector<Zone> zones;
  std::vector<Station> stations;
  std::vector<Desk> desks;
  std::vector<Lane> lanes;
  std::vector<Device> devices;
  std::vector<Step> steps;  // in order; a step may begin when all earlier ones are closed
  law::Place place;
};

struct Post {
  Code code;
  std::string title;
  std::vector<State> states;  // exactly two
  Code host;                  // whose recorder holds shared lanes, bays and devices
  Code layout;                // the one in force
  std::vector<Layout> layouts;
  Hash hash{};  // of the file's bytes
  law::Place place;
};

}  // namespace onestop::post
