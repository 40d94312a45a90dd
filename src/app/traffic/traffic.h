#pragma once
// A post's traffic for the demonstration: drivers who arrive and officers who work, all of them ordinary clients of the
// API. What happens next to a vehicle the server decides; the generator brings arrivals, durations and outcomes.
//
//   Traffic traffic(options);                       // reads the parameters
//   auto outcome = traffic.run(stop);               // until `stop` or options.seconds; a Fault where nothing can be done
#include <array>
#include <atomic>
#include <optional>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "server/messages.h"

namespace onestop::traffic {

struct Mean {
  std::uint64_t count = 0;
  double sum = 0;
  void add(double value) { ++count, sum += value; }
  double value() const { return count ? sum / static_cast<double>(count) : 0; }
};

/// A vehicle that came once in each layout, and how long until its release: the pairs of a week that is played twice.
struct PairedStay {
  Code flow;
  bool late = false;       // came too near the end of its half to be compared
  bool strayed = false;    // waited on the road until the other layout had begun
  std::array<std::optional<double>, 2> release_min{};
};

/// Where a week that is played twice has come to.
struct Play {
  server::DemoPlan plan;
  std::size_t half = 0;    // 2 when both are over
  int day = 1;             // of all
  std::array<std::map<Code, Mean>, 2> release_min;  // by flow
  std::map<std::pair<std::size_t, std::uint64_t>, PairedStay> pairs;  // by stream and number
};
/// Number, mean, median and ninetieth percentile of both layouts by flow, and what was left out.
std::string comparison(const Play& play);

struct TrafficStats {
  Instant domain;               // the post's clock
  int host_offset_min = 0;
  double domain_hours = 0;      // since the generator began
  std::uint64_t queued = 0;     // before the gates now
  std::uint64_t registered = 0, inside = 0, departed = 0, readmitted = 0, ended_otherwise = 0;
  std::uint64_t holds = 0, holds_open = 0, inspections = 0, joint_inspections = 0, alarms = 0, entries_refused = 0;
  std::uint64_t lodged = 0;     // messages
  std::uint64_t commands = 0, commands_refused = 0, calls = 0, calls_repeated = 0;
  std::map<Code, Mean> release_min;  // by flow: from registration to the release of the vehicle
  std::map<Code, Mean> gate_wait_min;
  std::optional<Play> play;
};
/// One line for a terminal.
std::string to_text(const TrafficStats& stats);

struct TrafficOptions {
  std::string url = "http://127.0.0.1:8080";
  std::string parameters = "posts/traffic/korday-reference.json";
  double speed = 0;    // of the domain's clock; 0: what the server says
  double seconds = 0;  // wall time to run; 0: until stopped
  std::uint64_t seed = 1;
  double arrivals_scale = 1;  // of all rates
  std::vector<std::string> leave = {};  // desks that are left to people at a browser
  bool end_with_plan = false;                                // where the server has a plan
  std::function<void(const TrafficStats&)> played = {};      // once, when the plan is over
  std::function<void(const TrafficStats&)> progress = {};  // each wall second, on the thread that runs
};

class Traffic {
 public:
  explicit Traffic(TrafficOptions options) : options_(std::move(options)) {}
  /// Runs on the calling thread. Survives restarts of the server.
  Expected<TrafficStats> run(const std::atomic<bool>& stop);

 private:
  TrafficOptions options_;
};

}  // namespace onestop::traffic
