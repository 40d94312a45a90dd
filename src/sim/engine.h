#pragma once
// One replication: a post under a virtual clock.
#include <string>
#include <vector>

#include "sim/course.h"
#include "sim/event_list.h"

namespace onestop::sim {

struct Settings {
  std::uint64_t seed = 1;
  std::uint32_t replication = 0;
  std::int64_t span_us = 8 * day_us;     // from a midnight, by UTC
  std::int64_t warm_up_us = day_us;      // who comes earlier is not counted in means
  bool keep_stays = false, keep_steps = false;
};

/// What happened to one flow in one direction. Counts are of all; means are of those who came after the warm-up and were released.
struct FlowResult {
  Code flow;
  int direction = 0;
  std::uint64_t came = 0, lost = 0, left = 0, refused = 0;
  std::uint64_t measured = 0;
  std::int64_t release_us = 0;  // sum, from the first officer's beginning to the release
  std::int64_t wait_us = 0;     // sum, on the road before that
  double mean_release_min() const { return measured ? static_cast<double>(release_us) / static_cast<double>(measured) / static_cast<double>(minute_us) : 0; }
  double mean_wait_min() const { return measured ? static_cast<double>(wait_us) / static_cast<double>(measured) / static_cast<double>(minute_us) : 0; }
};

struct TeamResult {
  std::uint64_t services = 0;
  std::int64_t busy_us = 0;   // officers at work, integrated over the run
  std::int64_t queue_us = 0;  // vehicles waiting, integrated
  std::int64_t staffed_us = 0;
};

/// One vehicle's way: stream, number in it, and when.
struct Stay {
  std::uint32_t stream = 0, ordinal = 0;
  std::int64_t came_us = 0, begun_us = 0, released_us = 0;
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
};

struct Result {
  std::vector<FlowResult> flows;  // as in Plan::streams
  std::vector<TeamResult> teams;  // as in Plan::teams
  std::uint64_t events = 0;       // arrivals and ends of service; what takes no time is none
  std::uint64_t inside = 0;       // at the end
  std::uint64_t hash = 0;
  std::vector<Stay> stays;        // in the order of release, if they were asked for
  std::vector<Step> steps;
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
