#pragma once
// What a log, or somebody with a watch, has seen: who came, what was done and how long it took. No plate, no name and no identity is
// in it.
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/crossing/crossing.h"
#include "sim/overlay.h"

namespace onestop::fit {

/// One vehicle as it came. Loads are in the order in which they were registered.
struct Came {
  Code traffic_class, exit_state;
  bool laden = false, passes = false;  // passes: every load bears the fact by which flows are parted
  Instant at;                          // in the queue before the gate where somebody kept it, else at the gate
  bool seen_queueing = false;
  std::uint32_t persons = 1, seals = 0;
  std::vector<Code> claims;
  std::vector<std::vector<Code>> loads;
  std::optional<Instant> gate_in, released, ended;  // T3, T11, the end
  std::size_t flow = 0;                // of those who came, by flows_of
};

/// One closing of a control, or of a milestone, with the time from its beginning.
struct Act {
  Code control, state, traffic_class;
  bool bears = false;              // the subject bears the fact by which flows are parted
  bool inferred = false;           // nobody recorded the beginning
  Instant closed;
  double minutes = 0;
  std::vector<Code> established;
};

struct Held {
  Code control;
  std::optional<double> minutes;   // nothing while it is open
  sim::Ground ground;
};

struct Alarm {
  Code control;
  std::optional<bool> confirmed;
  std::vector<double> decided_min; // of each person
  std::vector<std::string> findings;
  Code closing_role;
};

/// What was left out, and why; shown beside the figures.
struct LeftOut {
  std::size_t unfinished = 0;      // begun and never closed
  std::size_t held = 0;            // acts with a hold of their own within
  std::size_t negative = 0;        // that would end before they began
  std::size_t negative_between = 0;  // of those: by the clocks of two recorders
  double largest_negative_min = 0;
  std::size_t after_drive = 0;     // acceptances at another station than the notice: nobody saw when the vehicle was there
  std::size_t unreleased = 0;      // crossings without a release
  std::size_t without_law = 0;     // crossings whose law is not on record
  std::size_t clocks_set_back = 0; // events before their recorder's own last one
};
BOOST_DESCRIBE_STRUCT(LeftOut, (), (unfinished, held, negative, negative_between, largest_negative_min, after_drive, unreleased, without_law, clocks_set_back))

struct Observations {
  std::vector<Came> came;          // by time
  std::vector<Act> acts;
  std::vector<Held> holds;
  std::map<Code, std::size_t> could_be_held;  // by control: subjects on which it was closed or held
  std::vector<Alarm> alarms;
  std::size_t accepted = 0, refused = 0;
  std::vector<Code> refusal_reasons;
  std::vector<double> handed_over_min;  // T5 to T6
  Code gate_station;
  std::vector<Code> layouts;       // under which crossings ran
  LeftOut left_out;
};

}  // namespace onestop::fit
