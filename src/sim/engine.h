#pragma once
// One replication: a post under a virtual clock.
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/course.h"
#include "sim/event_list.h"

namespace onestop::sim {

struct Opening;

struct Settings {
  std::uint64_t seed = 1;
  std::uint32_t replication = 0;
  std::int64_t span_us = 8 * day_us;     // from a midnight, by UTC
  std::int64_t warm_up_us = day_us;      // who comes earlier is not counted in means
  /// At the end of the span: who comes then is not counted, so that those counted before have time to leave. Without it means miss the longest.
  std::int64_t run_out_us = 0;
  int first_weekday = 0;                 // of the midnight, from Monday
  bool keep_stays = false, keep_steps = false, keep_hours = false, keep_rest = false;
  std::optional<std::pair<std::uint32_t, std::uint32_t>> follow = {};  // key of a stream and ordinal: one vehicle, the same in every layout
  /// Arrivals that were seen, instead of drawn ones: ascending instants from the beginning, by Plan::streams. Must outlive the run.
  const std::vector<std::vector<std::int64_t>>* arrivals_us = nullptr;
  std::int64_t start_us = 0;             // by how much the run begins after that midnight
  const Opening* opening = nullptr;      // what stands at the post then; null: nothing
  std::int64_t sample_us = 0;            // how often vehicles are counted; 0: never
};

/// For comparisons: a day, in which all but one vehicle in a hundred leave a post that is not overloaded.
inline constexpr std::int64_t usual_run_out_us = day_us;

/// What happened to one flow in one direction. Counts are of all; means are of those who came within the counted time and were released.
struct FlowResult {
  Code flow;
  int direction = 0;
  std::uint64_t came = 0, lost = 0, left = 0, refused = 0;
  std::uint64_t due = 0;        // came within the counted time, and neither turned back nor were refused
  std::uint64_t measured = 0;   // of them, who were released before the end
  std::int64_t release_us = 0;  // sum, from the first officer's beginning to the release
  std::int64_t wait_us = 0;     // sum, on the road before that
  // The release, divided: an officer was at it, it drove from site to site, it was held (or isolated), it waited. Exactly the release.
  std::int64_t working_us = 0, driving_us = 0, held_us = 0, waiting_us = 0;
  std::uint64_t deposits = 0;   // consignments opened for an inspection, once for each right that opened them
  void add(const FlowResult& other);
  /// Of one of the sums, over the vehicles measured.
  double mean_min(std::int64_t FlowResult::*sum) const { return measured ? static_cast<double>(this->*sum) / static_cast<double>(measured) / static_cast<double>(minute_us) : 0; }
};

struct TeamResult {
  std::uint64_t services = 0;
  std::int64_t busy_us = 0;   // officers at work, integrated over the run
  std::int64_t queue_us = 0;  // vehicles waiting, integrated
  std::int64_t staffed_us = 0;
};

/// Vehicles of one stream at one moment.
struct Sample {
  std::uint32_t waiting = 0;  // before the post
  std::uint32_t inside = 0;   // since somebody began with them
};

/// The same of one team and one hour of the day, by its own clock, summed over the days after the warm-up.
struct HourResult {
  std::int64_t busy_us = 0, queue_us = 0, staffed_us = 0, span_us = 0;
};

/// One vehicle's way: stream (its key), number in it, and when.
struct Stay {
  std::uint32_t stream = 0, ordinal = 0;
  std::int64_t came_us = 0, begun_us = 0, released_us = 0;
};

/// One mark on the way of the vehicle that is followed.
struct Trace {
  enum class Kind { came, begun, done, held, lifted, isolated, cleared, left_site, reached_site, refused, released, gone } kind = Kind::came;
  std::int64_t at_us = 0;
  int team = nobody, partner = nobody;  // of begun and done: index into Plan::teams
  int slot = nobody;                    // of the direction's procedure
  std::uint8_t subject = 0;
};

/// One thing that was done, for tests that hold the engine against the core.
struct Step {
  enum class Kind { arrived, closed, held, lifted, alarm, innocent, confirmed, refused } kind = Kind::closed;
  std::int64_t at_us = 0;
  std::uint32_t stream = 0, ordinal = 0;
  std::int16_t slot = 0;
  std::uint8_t subject = 0;
  std::uint64_t heads = 0;         // persons of the subject at that time, where it is persons; of an arrival: all
  std::uint64_t pattern = 0;       // of an arrival: its chances
  std::vector<std::pair<std::uint64_t, law::Facts>> found;  // by persons (bits), or one entry
  std::int64_t begun_us = 0;       // of an officer's act: when he began it
};

struct Result {
  std::vector<FlowResult> flows;  // as in Plan::streams
  std::vector<TeamResult> teams;  // as in Plan::teams
  std::uint64_t events = 0;       // arrivals and ends of service; what takes no time is none
  std::uint64_t inside = 0;       // at the end
  std::uint64_t hash = 0;
  std::vector<std::array<HourResult, 24>> hours;  // by team, if they were asked for
  std::vector<Stay> stays;        // in the order of release, if they were asked for
  std::vector<Stay> unreleased;   // with them: who is still there at the end
  std::vector<Trace> trace;       // of the vehicle that was followed
  std::vector<Step> steps;
  std::vector<Sample> samples;    // from the beginning on, all streams at each moment, if they were asked for
  std::shared_ptr<const Opening> rest;  // what stands at the post at the end, if it was asked for
  std::vector<std::int64_t> out_us;  // when each vehicle of the opening left; -1: it did not
};

/// Reads nothing and writes nothing but its result; may be run again and again and keeps what it learnt of the courses. The identities
/// (conservation, Little, busy time) are judged in every run; a failure is a defect.
class Engine {
 public:
  explicit Engine(const Plan& plan);
  ~Engine();
  Result run(const Settings& settings);
  std::size_t states() const;

 private:
  class Run;
  const Plan& plan_;
  std::unique_ptr<Course> courses_[2];
  Quantiles exponential_;
};

}  // namespace onestop::sim
