#pragma once
// The inside of an engine: vehicles, teams, queues and places while the clock runs.
#include <array>
#include <deque>

#include "base/check.h"
#include "sim/engine.h"
#include "sim/opening.h"

namespace onestop::sim {

inline constexpr std::uint32_t none = ~0u;
inline constexpr std::uint32_t first_person = 1, first_load = 128;  // of the subjects by which draws are keyed; the vehicle is 0

/// A number that changes in steps, integrated over time: what is counted, times how long, in microseconds.
struct Level {
  std::int64_t now = 0, area = 0, since_us = 0;
  void change(std::int64_t at_us, std::int64_t by) {
    area += now * (at_us - since_us);
    since_us = at_us;
    now += by;
  }
};

class Engine::Run {
 public:
  Run(Engine& engine, const Settings& settings);
  Result run();

 private:
  enum class Kind : std::uint32_t { arrival, done, resume, lift, alarm_over, hour, breakdown, repaired, device_free };
  static constexpr int index_bits = 24;

  struct alignas(64) Vehicle {  // what each step needs lies in the first two lines of the cache
    const Course::State* at = nullptr;
    std::uint32_t state = 0, ordinal = 0;
    std::uint16_t stream = 0;
    std::uint8_t direction = 0;
    bool alive = false, begun = false, away = false, pending = false, measured = false, followed = false;
    std::uint8_t active = 0, deposits = 0;  // services under way; loads opened
    std::int16_t place = nobody;        // zone whose place it holds
    std::int16_t waits_for = nobody;    // zone that is full
    std::uint64_t queued = 0, serving = 0;  // teams
    std::int64_t came_us = 0, begun_us = 0;
    std::int64_t since_us = 0;          // until when its time is accounted for
    std::int64_t working_us = 0, driving_us = 0, held_us = 0, waiting_us = 0;
    std::array<std::uint64_t, most_subjects> heads{};
  };
  struct Token {
    std::uint32_t vehicle = none, next = none;
    std::int64_t since_us = 0;
    std::uint64_t sequence = 0;
  };
  struct Queue {
    std::uint32_t head = none, tail = none;
  };
  struct Crew {
    std::int32_t servers = 0, busy = 0;
    std::vector<Queue> queues;  // by rank
    std::uint64_t waiting_ranks = 0;
    std::int64_t waits_us = 0, services_us = 0, staffed_since_us = 0;
    Level queue, work;
    std::uint64_t services = 0;
    std::int64_t staffed_us = 0;
    std::array<std::int64_t, 3> told{};  // busy, queue and staffed time that stands in the hours already
  };
  struct Bench {
    std::int32_t officers = 0, busy = 0;  // of a pool
  };
  struct Service {
    std::uint32_t vehicle = none;
    std::int16_t slot = 0;
    std::uint8_t subject = 0;
    std::int8_t team = nobody, partner = nobody;
    std::int64_t started_us = 0;
    bool active = false;
    std::uint64_t tag = 0;  // of the vehicle, since its place may be another's by then
  };
  struct Machine {
    bool up = true, busy = false;
    std::uint32_t failures = 0;
  };
  struct Candidate {
    std::uint32_t token = none, before = none;
    std::uint8_t rank = 0;
    int from = nobody;  // the team in whose queue it stands
  };

  // arrivals (run.cpp)
  void open();
  void handle(const Event& event);
  void candidate(std::uint32_t stream);
  void arrive(std::uint32_t stream, std::uint32_t ordinal, std::int64_t at_us);
  std::uint64_t aboard(const Stream& stream, std::uint32_t ordinal) const;
  std::uint32_t persons(const Stream& stream, std::uint32_t ordinal) const;
  void leave(std::uint32_t vehicle);
  void settle();
  void next_hour();
  void tell_hours();
  void close_books();

  // what stood at the post before (run_opening.cpp)
  void take_up();
  Opening write_down() const;
  std::uint32_t enter(const Present& one);
  void go_on(std::uint32_t vehicle, const Present& one, const Begun& begun);
  std::int64_t remaining_us(const Vehicle& vehicle, const Task& task) const;
  std::int64_t rest_of_wait_us(std::int64_t least_us, std::int64_t most_us, std::int64_t since_us, std::uint64_t uniform) const;
  void lift_later(std::uint32_t vehicle, const Begun& held);
  std::size_t task_at(const Vehicle& vehicle, const Begun& begun) const;
  void count_until(std::int64_t at_us);

  // queues and officers (run_teams.cpp)
  void look(std::uint32_t vehicle);
  std::uint64_t enterable(std::uint32_t vehicle, std::uint64_t wanted);
  void leave_place(Vehicle& vehicle);
  void order_missing(std::uint32_t vehicle);
  bool join(std::uint32_t vehicle, int team);
  void begin(Vehicle& vehicle) {
    if (vehicle.begun) return;
    vehicle.begun = true;
    vehicle.begun_us = vehicle.since_us = now_us_;
    --on_road_[vehicle.direction];
  }
  void drop(std::uint32_t vehicle, int team);
  std::uint32_t unlink(int team, std::uint8_t rank, std::uint32_t token, std::uint32_t before);
  bool can_start(std::uint32_t vehicle, int team) const;
  std::int32_t free(int team) const {
    const auto& crew = crews_[static_cast<std::size_t>(team)];
    const int pool = plan_.teams()[static_cast<std::size_t>(team)].pool;
    const auto desks = crew.servers - crew.busy;
    if (pool == nobody) return desks;
    const auto& bench = benches_[static_cast<std::size_t>(pool)];
    return std::min(desks, bench.officers - bench.busy);
  }
  /// Desks and officers of a team taken, or given back.
  void occupy(int team, std::int32_t by) {
    auto& crew = crews_[static_cast<std::size_t>(team)];
    crew.busy += by;
    crew.work.change(now_us_, by);
    if (const int pool = plan_.teams()[static_cast<std::size_t>(team)].pool; pool != nobody) [[unlikely]] benches_[static_cast<std::size_t>(pool)].busy += by;
  }
  /// Teams whose officers may stand in for one another.
  std::uint64_t one_pool(int team) const {
    const int pool = plan_.teams()[static_cast<std::size_t>(team)].pool;
    return pool == nobody ? std::uint64_t{1} << team : plan_.pools()[static_cast<std::size_t>(pool)].teams;
  }
  bool is_before(const Candidate& a, const Candidate& b) const;
  Candidate first_of(int team, bool joint_with_only, int with) const;
  Candidate best_of(int team) const;
  void dispatch(int team);
  void take_waiting(int team);
  void start(std::uint32_t vehicle, int team);
  void work(std::uint32_t vehicle, int team);
  static std::size_t task_of(const Vehicle& vehicle, int team) {
    const auto& at = state(vehicle);
    return at.teams >> team & 1 ? at.first_task[static_cast<std::size_t>(team)] : at.tasks.size();
  }
  void let_go(std::uint32_t vehicle, int team) {
    occupy(team, -1);
    const auto bit = std::uint64_t{1} << team;
    vehicles_[vehicle].serving &= ~bit;
    busy_teams_ |= bit;
  }

  // what is done (run_steps.cpp)
  std::int64_t duration_us(const Vehicle& vehicle, const Task& task) const {
    if (!task.timing.mean_us) return 0;
    if (task.kind == law::SubjectKind::person) return persons_us(vehicle, task);
    return static_cast<std::int64_t>(once_us(vehicle, task, task.kind == law::SubjectKind::vehicle ? 0 : first_load + task.load));
  }
  std::int64_t persons_us(const Vehicle& vehicle, const Task& task) const;
  std::uint64_t once_us(const Vehicle& vehicle, const Task& task, std::uint32_t subject) const {
    return task.timing.spread ? scaled(task.timing.mean_us, task.timing.spread->at(draw(vehicle, task.minutes_key, Purpose::minutes, subject).first)) : task.timing.mean_us;
  }
  void finished(std::uint32_t service);
  void complete(std::uint32_t vehicle, std::size_t task);
  bool sounds(std::uint32_t vehicle, const Task& task);
  bool is_held(std::uint32_t vehicle, const Task& task);
  bool is_refused(std::uint32_t vehicle, const Task& task);
  void find_and_close(std::uint32_t vehicle, std::size_t task);
  void close_for_persons(std::uint32_t vehicle, const Task& task, const std::vector<Finding>& rules);
  void reached(std::uint32_t vehicle, post::Milestone milestone);
  /// The time since the vehicle was last accounted for goes to what it was spent on.
  void spend(Vehicle& vehicle) {
    const auto passed_us = now_us_ - vehicle.since_us;
    vehicle.since_us = now_us_;
    (vehicle.active ? vehicle.working_us : vehicle.away ? vehicle.driving_us : vehicle.at->stuck ? vehicle.held_us : vehicle.waiting_us) += passed_us;
  }
  void trace(const Vehicle& vehicle, Trace::Kind kind, int team = nobody, int partner = nobody, int slot = nobody, std::uint8_t subject = 0) {
    if (vehicle.followed) [[unlikely]] mark({kind, now_us_, team, partner, slot, subject});
  }
  void mark(const Trace& trace);
  void note(Step::Kind kind, std::uint32_t vehicle, std::int16_t slot, std::uint8_t subject, std::vector<std::pair<std::uint64_t, law::Facts>> found = {});

  std::uint32_t new_service() {
    if (free_services_.empty()) {
      services_.emplace_back();
      check(services_.size() < (1u << index_bits), "fewer than 16 million services are under way at once");
      return static_cast<std::uint32_t>(services_.size() - 1);
    }
    const auto number = free_services_.back();
    free_services_.pop_back();
    return number;
  }
  void put(std::int64_t at_us, Kind kind, std::uint32_t index) { events_.put(at_us, static_cast<std::uint32_t>(kind) << index_bits | index); }
  void pend(std::uint32_t vehicle) {
    if (vehicles_[vehicle].pending) return;
    vehicles_[vehicle].pending = true;
    pending_.push_back(vehicle);
  }
  void move(std::uint32_t vehicle, std::uint32_t state) {
    place(vehicles_[vehicle], state);
    pend(vehicle);
  }
  void place(Vehicle& vehicle, std::uint32_t state) {
    vehicle.state = state;
    vehicle.at = &course(vehicle).state(state);
  }
  Course& course(const Vehicle& vehicle) const { return *engine_.courses_[vehicle.direction]; }
  static const Course::State& state(const Vehicle& vehicle) { return *vehicle.at; }
  const Stream& stream(const Vehicle& vehicle) const { return plan_.streams()[vehicle.stream]; }
  std::uint64_t tag(const Vehicle& vehicle) const { return std::uint64_t{vehicle.stream} << 32 | vehicle.ordinal; }
  Pair draw(const Vehicle& vehicle, std::uint32_t step, Purpose purpose, std::uint32_t subject) const {
    return draws_.pair(stream(vehicle).key, vehicle.ordinal, step, purpose, subject);
  }
  void mix(std::uint64_t word) {
    hash_ = (hash_ ^ word) * 0x9E3779B97F4A7C15ull;
    hash_ ^= hash_ >> 29;
  }
  int hour_of(std::int64_t at_us, int utc_offset_min) const { return static_cast<int>((at_us + settings_.start_us + (utc_offset_min + 1440) * minute_us) / hour_us % 24); }
  int hour_of_week(std::int64_t at_us, int utc_offset_min) const {
    return static_cast<int>(((at_us + settings_.start_us + (utc_offset_min + 7 * 1440) * minute_us) / hour_us + 24 * settings_.first_weekday) % 168);
  }

  Engine& engine_;
  const Plan& plan_;
  const Settings settings_;
  Draws draws_;
  EventList events_;
  std::int64_t now_us_ = 0;
  std::vector<Vehicle> vehicles_;
  std::vector<std::uint32_t> free_vehicles_, free_tokens_, free_services_;
  std::vector<Token> tokens_;
  std::vector<Service> services_;
  std::vector<Crew> crews_;
  std::vector<Bench> benches_;  // by pool
  std::vector<Machine> machines_;
  std::vector<std::int64_t> places_;                       // taken, by zone
  std::vector<std::deque<std::uint32_t>> place_waiters_;   // by zone
  std::vector<std::uint32_t> ordinals_;                    // by stream
  std::array<std::int64_t, 2> on_road_{};
  std::vector<std::uint32_t> pending_;
  std::uint64_t busy_teams_ = 0;  // whose queue has to be looked at
  Level inside_;
  std::int64_t stays_us_ = 0, next_count_us_ = 0;
  const Begun* going_on_ = nullptr;  // what an officer is at while he is seated
  std::int64_t started_us_ = 0;      // of the act that is about to count
  std::uint64_t sequence_ = 0, done_ = 0, hash_ = 0x243F6A8885A308D3ull;  // of all that was done, of all that is told
  Result result_;
};

}  // namespace onestop::sim
