#pragma once
// What can become of a vehicle in one direction: states of its subjects, numbered when they are first seen, and the tasks that
// law::enabled finds in each. A step from state to state is computed once.
#include <string>
#include <unordered_map>

#include "sim/plan.h"

namespace onestop::sim {

/// One subject, or persons with equal facts.
struct SubjectState {
  law::SubjectKind kind = law::SubjectKind::vehicle;
  std::uint32_t load = 0;       // of a consignment: its place in the flow's loads
  law::Facts facts = 0;         // of its own
  law::Slots closed = 0, held = 0;
  law::Slots was_held = 0;      // nothing is held twice on one ground
};

/// The marks of a visit as a whole.
enum Mark : std::uint32_t { noticed = 1, accepted = 2, released = 4, departed = 8, isolated = 16, sounded = 32, refused = 64, taken_back = 128 };

struct Condition {
  int traffic_class = 0;
  std::uint32_t marks = 0;
  std::vector<SubjectState> subjects;  // the vehicle first
};

/// Control or milestone that may be worked on now.
struct Task {
  std::int16_t slot = 0;       // the number of slots for a readmission
  std::uint8_t subject = 0;
  std::int8_t team = nobody, partner = nobody, device = nobody;
  law::SubjectKind kind = law::SubjectKind::vehicle;
  post::Milestone milestone = post::Milestone::none;
  bool sounds = false;         // the portal may sound while it is done
  bool may_be_held = false;
  bool finds = false;
  bool plain = true;           // nothing but the closing can come of it
  bool opens = false;          // an inspection that opens the load
  std::uint32_t key = 0, minutes_key = 0, load = 0;  // of findings and of the time; the same for both states where they examine as one
  std::uint32_t next = 0;      // state after it, when nothing is found; 0: not yet known
  Timing timing;
};

/// What happened to a visit.
struct Change {
  enum class Kind : std::uint8_t { close, part, hold, lift, alarm, innocent, confirmed, order, refuse } kind = Kind::close;
  std::uint8_t subject = 0;
  std::int16_t slot = 0;
  law::Facts facts = 0;
};

class Course {
 public:
  struct alignas(64) State {
    std::uint64_t teams = 0;    // that have a task
    std::uint64_t needy = 0;    // teams whose first task needs more than one officer
    std::uint64_t instant = 0;  // teams whose first task takes no time
    std::uint64_t keystroke = 0;  // of them those whose task is a milestone: it needs no officer to himself
    std::vector<Task> tasks;
    std::uint32_t marks = 0;
    std::uint8_t rank = 0;      // index into Plan::ranks
    bool stuck = false;         // held or isolated
    std::array<std::uint8_t, 64> first_task{};  // by team, of those that have one
    std::vector<std::vector<Finding>> findings; // by task
    Condition condition;
    bool ended() const { return marks & (departed | taken_back); }
  };

  Course(const Plan& plan, int direction);
  Course(const Course&) = delete;
  Course& operator=(const Course&) = delete;

  /// The state of a vehicle that arrives with these chances come true; `persons` share one subject.
  std::uint32_t first(std::size_t stream, std::uint64_t pattern);
  /// The number of this state.
  std::uint32_t number(Condition condition);
  const State& state(std::uint32_t number) const { return *states_[number]; }  // stays where it is
  std::uint32_t after_task(std::uint32_t state, std::size_t task) {
    const auto known = states_[state]->tasks[task].next;
    return known ? known : close(state, task);
  }
  std::uint32_t after(std::uint32_t state, const Change& change);
  std::size_t size() const { return states_.size() - 1; }

 private:
  std::uint32_t close(std::uint32_t state, std::size_t task);
  Condition changed(const Condition& from, const Change& change) const;
  void close_slot(Condition& condition, const Change& change) const;
  void find_tasks(State& state) const;
  void add_task(State& state, int slot, std::uint8_t subject, law::Facts facts, const std::vector<law::Standing>& standings, bool laden) const;
  void add_readmission(State& state) const;

  const Plan& plan_;
  int direction_;
  const law::Procedure& procedure_;
  std::vector<std::unique_ptr<State>> states_;  // the first is nobody's
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::unordered_map<std::uint64_t, std::uint32_t> firsts_;
  std::unordered_map<std::string, std::uint32_t> changes_;
};

/// What the subjects of a visit see as closed or not required, as crossing::View computes it; tests hold the two against each
/// other.
std::vector<law::Slots> done(const law::Procedure& procedure, const Condition& condition, const std::vector<law::Standing>& standings);
/// The facts of each subject: its own, its kind and class, and what is so of the vehicle.
std::vector<law::Facts> facts(const law::Procedure& procedure, const Condition& condition);

}  // namespace onestop::sim
