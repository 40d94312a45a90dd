#pragma once
// Scenarios: text that a customs officer can read, one question per file. tests/scenarios/README.md says how they read.
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "kit/world.h"

namespace onestop::testkit {

using Arguments = std::vector<std::pair<std::string, std::string>>;

struct Where {
  std::string file;
  int line = 0;
};

/// "with person P1 driver KZ" or "with consignment C1 items=2".
struct Aboard {
  std::string kind, name;
  std::vector<std::string> words;
  Arguments arguments;
};

struct Expectation {
  Where where;
  std::string event;
  Arguments fields;
};

struct Step {
  Where where;
  std::string time;    // "08:00:00", "+10m", "next day 08:00:00"
  std::string state, desk, person;
  std::string command;
  Arguments arguments;
  std::vector<Aboard> aboard;
  std::vector<Expectation> events;
  std::string refusal;   // "crossing.alarm_open", empty where the command must be accepted
  std::string citation;  // "model agreement on joint control, art. 9"
  bool loses_contact = false;  // the line was "contact lost": who writes at DESK+apart learns nothing from here on
  bool asserts_state = false;  // the line was "state ...", its words are the arguments
};

struct Scenario {
  std::string name;      // path below tests/scenarios, without the ending
  std::string question;
  std::string post = "korday-akjol";  // its file below posts/
  Instant day = first_day;
  std::vector<std::string> layouts;
  std::vector<std::pair<std::string, std::string>> directions;
  std::vector<Code> without;  // provisions that the law is played without
  std::string hours;  // "03:00-15:00" of universal time, in which both sides are open; empty: always
  std::vector<Step> steps;
};

std::filesystem::path scenario_folder();
/// All scenarios, sorted by name. Reading errors are collected as text.
std::vector<Scenario> read_scenarios(std::vector<std::string>& errors);
/// The refusals that the scenarios expect.
std::set<std::string> refusals_shown(const std::vector<Scenario>& scenarios);

/// Plays the scenario in each of its layouts and directions. Empty where everything came as written, else
/// "FILE:LINE: expected ..., got ...".
std::string play(const Scenario& scenario, const World& world);

}  // namespace onestop::testkit
