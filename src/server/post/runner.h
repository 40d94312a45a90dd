#pragma once
// The one thread that decides and writes. It takes commands from a bounded queue, judges each against the crossing as
// the log holds it, appends what follows, makes a batch durable at once, and only then tells anybody.
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <thread>
#include <unordered_map>
#include <variant>

#include "core/crossing/decide.h"
#include "server/post/clock.h"
#include "server/post/regime.h"
#include "store/store.h"

namespace onestop::server {

// What became of a command.
struct Recorded {
  Id crossing;
  std::uint64_t version = 0;      // of the crossing, after it
  std::vector<Code> events;       // types
};
struct Refused {
  crossing::Refusal refusal;
  const law::Procedure* procedure = nullptr;  // whose provision the refusal cites
};
struct Stale {
  std::uint64_t actual = 0;
};
struct KeyReused {};              // the idempotency key belongs to another command
struct Quarantined {
  Id reference;                   // what the operator looks for
};
struct Busy {};                   // the queue is full
struct Failed {
  std::string what;
};
using Result = std::variant<Recorded, Refused, Stale, KeyReused, Quarantined, Busy, Failed>;

struct Job {
  crossing::Actor actor;
  Id crossing;
  crossing::Command command;
  std::optional<std::uint64_t> expected_version;
  std::optional<store::Idempotency> idempotency;
  std::optional<Id> fires;        // the deadline that this command answers
  std::function<void(Result)> reply;
};

/// An event that became durable.
struct Landed {
  std::uint64_t seq = 0;
  Id crossing;
  std::uint64_t version = 0;      // of the crossing
  Code type;
  Code state;
  Instant at;
};

struct RunnerFigures {
  std::atomic<std::uint64_t> decided = 0, refused = 0, stale = 0, quarantined = 0, failed = 0, batches = 0, events = 0, queued = 0;
};

class Runner {
 public:
  static constexpr std::size_t longest_queue = 4096;
  static constexpr std::size_t largest_batch = 128;
  static constexpr std::size_t most_remembered = 20'000;  // crossings kept folded in memory

  struct Recorder {
    Id id;
    Code state;
    SecretKey key{};
  };

  Runner(store::Store& store, const Regime& regime, const DomainClock& clock, std::vector<Recorder> recorders,
         std::function<void(const std::vector<Landed>&)> landed);
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  /// Fails when it cannot be known which crossings are set aside.
  Expected<void> start();
  /// Finishes what is queued, signs a last checkpoint and ends the thread.
  void stop();
  /// Answers Busy at once when the queue is full.
  void submit(Job job);
  const RunnerFigures& figures() const { return figures_; }
  const std::vector<Recorder>& recorders() const { return recorders_; }
  std::optional<std::string> trouble() const;

  /// One batch on the calling thread: for benchmarks and for the thread itself.
  void process(std::vector<Job>& jobs);

 private:
  Expected<void> write_batch(std::vector<Job>& jobs, std::vector<Result>& results, std::vector<Landed>& landed);
  void try_again();
  struct Remembered {
    crossing::Crossing state;
    std::optional<store::CrossingRow> row;
    std::vector<store::WorkRow> work;
    std::list<Id>::iterator age;
  };
  void loop();
  Result process_one(Job& job, std::vector<Landed>& landed);
  Expected<Remembered*> recall(const Id& crossing);
  void forget_all();
  void forget_oldest();
  const law::Procedure* procedure_of(const crossing::Crossing& state, const crossing::Command& command, Instant now) const;
  store::Commit commit_of(const Job& job, const Remembered& before, const crossing::Crossing& after,
                          const law::Procedure& procedure, const crossing::Accepted& accepted, Instant now,
                          Remembered& next) const;
  Result refuse(const Job& job, const crossing::Refusal& refusal, const law::Procedure& procedure, Instant now);
  Result quarantine(const Job& job, std::string_view why, Instant now);
  void spend(const Id& deadline);
  void forget_old_requests();
  void keep_deadlines();
  void checkpoint(bool last);
  const Recorder* recorder_of(const Code& state) const;

  store::Store& store_;
  const Regime& regime_;
  const DomainClock& clock_;
  std::vector<Recorder> recorders_;
  std::function<void(const std::vector<Landed>&)> landed_;
  RunnerFigures figures_;

  std::unordered_map<Id, Remembered> remembered_;
  std::list<Id> by_age_;  // least recently used first
  std::unordered_map<Id, Id> quarantined_;  // crossing and the reference that the operator looks for
  std::uint64_t events_since_checkpoint_ = 0;
  Instant last_checkpoint_, last_rest_;

  mutable std::mutex lock_;
  std::condition_variable wake_;
  std::deque<Job> queue_;
  std::optional<std::string> trouble_;
  bool stopping_ = false;
  std::thread thread_;
};

/// What a list shows of a crossing.
store::CrossingRow row_of(const crossing::Crossing& state, const law::Procedure& procedure, Instant now);
/// Work rows of a crossing; `since` is kept for rows that stood before.
std::vector<store::WorkRow> work_of(const crossing::Crossing& state, const law::Procedure& procedure,
                                    const std::vector<store::WorkRow>& before, Instant now);

/// The store's recorders of the post's two states, enrolled on first use.
Expected<std::vector<Runner::Recorder>> open_recorders(store::Store& store, const post::Post& post);

}  // namespace onestop::server
