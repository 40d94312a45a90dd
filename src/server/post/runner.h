#pragma once
// The one thread that decides and writes. It takes commands from a bounded queue, judges each against the crossing as
// the log holds it, appends what follows, makes a batch durable at once, and only then tells anybody.
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <span>
#include <thread>
#include <unordered_map>
#include <variant>

#include "core/crossing/decide.h"
#include "server/post/clock.h"
#include "server/post/regime.h"
#include "server/post/search_index.h"
#include "server/post/shift_keeper.h"
#include "store/store.h"

namespace onestop::server {

// What became of a command.
struct Recorded {
  Id crossing;                    // or the stream of the shift
  std::uint64_t version = 0;      // of the crossing, after it
  std::vector<Code> events;       // types
};
struct Refused {
  crossing::Refusal refusal;
  const law::Procedure* procedure = nullptr;  // whose provision the refusal cites
  std::optional<shift::Refusal> shift = std::nullopt;  // instead of the crossing's, where the shift stood against it
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
  std::optional<shift::Command> shift = std::nullopt;  // of the shift and not of a crossing; `crossing` is its stream then
};

/// What is kept with an idempotency key.
struct StoredAnswer {
  std::uint64_t version = 0;
  std::vector<Code> events;
};
BOOST_DESCRIBE_STRUCT(StoredAnswer, (), (version, events))

/// An event that became durable.
struct Landed {
  std::uint64_t seq = 0;
  Id crossing;
  std::uint64_t version = 0;      // of the crossing
  Code type;
  Code state;
  Instant at;
  std::shared_ptr<const store::CrossingRow> row;  // as it stands after the commit
  bool of_shift = false;          // `crossing` is the stream of the shift
};

/// Events so far: on a database that several processes write to, numbers of the log do not count.
Expected<std::uint64_t> events_on_record(store::Reader& reader);

struct RunnerFigures {
  std::atomic<std::uint64_t> decided = 0, refused = 0, stale = 0, quarantined = 0, failed = 0, batches = 0, events = 0, queued = 0;
};

class Runner {
 public:
  static constexpr std::size_t longest_queue = 4096;
  static constexpr std::size_t largest_batch = 128;
  static constexpr std::size_t most_writings = 4096;
  static constexpr std::size_t most_remembered = 20'000;  // crossings kept folded in memory
  static constexpr int most_tries = 5;                    // of a batch, or of a command, that other processes stood in the way of

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
  /// What else belongs to an arrival: before it is decided (claims that others made for it), and with its commit.
  struct AtArrival {
    std::function<void(crossing::RegisterArrival&, const law::Procedure&, store::Reader&)> before;
    std::function<void(const crossing::RegisterArrival&, const Id& crossing, Instant now, store::Reader&, store::Commit&)> with;
  };
  void at_arrival(AtArrival what) { at_arrival_ = std::move(what); }  // before start()
  /// Writes what is no command: a line of a journal, a firm, a key. `then` is told, on the writer's thread, once it is
  /// durable, or that it is not to be. What waits at the same time is one transaction; where one of it fails, each is
  /// written for itself, so the work may be called twice.
  using Work = std::function<Expected<void>(store::Writer&)>;
  void write(Work work, std::function<void(bool written)> then);
  /// Puts a search into the journal.
  void note(store::SearchRow search, std::function<void(bool noted)> then);
  /// Null where the key file could not be read at the start.
  const SearchIndex* index() const { return index_ ? &*index_ : nullptr; }
  const RunnerFigures& figures() const { return figures_; }
  const std::vector<Recorder>& recorders() const { return recorders_; }
  std::optional<std::string> trouble() const;
  /// Whether this process does what only one of all on this database may do: keeping deadlines, signing checkpoints, telling
  /// firms, forgetting. Always so where nobody else writes. Work given to `write` may rely on it until its transaction ends.
  bool leads() const { return leads_; }
  /// Events of the shift that another process may have written, in the order of the log. Those known already are passed by.
  void learn(std::vector<store::StoredEvent> of_shift);
  /// The shift as the last batch left it.
  ShiftKeeper::Snapshot shift() const;
  const Id& shift_stream() const { return shift_.stream(); }
  /// What the thread does between batches, every few seconds. Before start().
  void when_resting(std::function<void()> work) { at_rest_ = std::move(work); }

  /// One batch on the calling thread: for benchmarks and for the thread itself.
  void process(std::vector<Job>& jobs);

 private:
  Expected<void> write_batch(std::vector<Job>& jobs, std::vector<Result>& results, std::vector<Landed>& landed);
  void name_commands(std::vector<Job>& jobs);
  void ask_for_lead();
  void take_learned();
  void try_again();
  struct Remembered {
    crossing::Crossing state;
    std::optional<store::CrossingRow> row;
    std::vector<store::WorkRow> work;
    std::list<Id>::iterator age;
  };
  bool in_trouble() const;
  void loop();
  Result process_one(Job& job, std::vector<Landed>& landed);
  std::optional<Result> try_one(Job& job, std::vector<Landed>& landed);
  std::optional<Result> answered_before(const Job& job);
  std::optional<std::string> refresh(const Job& job);
  Result answer_again(const Job& job, const store::AlreadyDone& done);
  void outrun(const Job& job, const store::StaleVersion& by);
  Expected<Remembered*> recall(const Id& crossing);
  void forget(const Id& crossing);
  void forget_all();
  bool load_shift();
  std::optional<std::string> shift_unread(const Job& job);
  void forget_oldest();
  const law::Procedure* procedure_of(const crossing::Crossing& state, const crossing::Command& command, Instant now) const;
  store::Commit commit_of(const Job& job, const Remembered& before, const crossing::Crossing& after,
                          const law::Procedure& procedure, const crossing::Accepted& accepted, Instant now,
                          Remembered& next) const;
  Expected<void> add_study_rows(std::span<const crossing::Recorded> fresh, const crossing::Crossing& after, const law::Procedure& procedure,
                                const Remembered& next, store::Commit& commit);
  Result refuse(const Job& job, const crossing::Refusal& refusal, const law::Procedure& procedure, Instant now);
  std::optional<Result> process_shift(Job& job, std::vector<Landed>& landed);
  Result refuse_shift(const Job& job, const shift::Refusal& refusal, const Code& asked, const law::Procedure& procedure, Instant now);
  /// Whether the lane is closed or the ticket unknown; else the arrival learns since when the vehicle waited.
  std::optional<shift::Refusal> stop_at_the_gate(Job& job, const law::Procedure& procedure, Instant now) const;
  ShiftKeeper::Snapshot leave_queue(const Job& job, const crossing::Accepted& accepted, const Id& recorder, Instant now, store::Commit& commit) const;
  Result quarantine(const Job& job, std::string_view why, Instant now);
  void spend(const Id& deadline);
  void do_writings();
  bool write_together(std::span<const Work> works);
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
  ShiftKeeper shift_;
  std::function<void()> at_rest_;

  std::unordered_map<Id, Remembered> remembered_;
  std::list<Id> by_age_;  // least recently used first
  std::unordered_map<Id, Id> quarantined_;  // crossing and the reference that the operator looks for
  std::uint64_t events_since_checkpoint_ = 0;
  Instant last_checkpoint_, last_rest_, last_asked_;
  std::atomic<bool> leads_ = true;

  mutable std::mutex lock_;
  std::condition_variable wake_;
  std::deque<Job> queue_;
  AtArrival at_arrival_;
  std::vector<Work> works_;
  std::vector<std::function<void(bool)>> thens_;  // one for each of the works
  std::vector<store::StoredEvent> learned_;
  Expected<SearchIndex> index_;
  std::optional<std::string> trouble_;
  std::atomic<std::int64_t> turn_ms_ = 0;  // when the loop began its last turn, of the steady clock; 0: it does not run
  std::optional<std::string> shift_trouble_;  // why the shift could not be read back
  bool stopping_ = false;
  std::thread thread_;
};

Code command_name(const crossing::Command& command);
Code command_name(const shift::Command& command);

/// Bits of store::CrossingRow::flags.
inline constexpr std::uint32_t held_flag = 1, isolated_flag = 2, in_work_flag = 4;

/// What lists and the picture of the post show of a crossing, and what waits to be done on it. What stood before (`since`
/// of work and whereabouts) is kept where it still stands.
struct Rows {
  store::CrossingRow crossing;
  std::vector<store::WorkRow> work;
};
Rows rows_of(const crossing::Crossing& state, const law::Procedure& procedure, const std::optional<store::CrossingRow>& before,
             const std::vector<store::WorkRow>& work_before, Instant now);

/// The store's recorders of the post's two states, enrolled on first use.
Expected<std::vector<Runner::Recorder>> open_recorders(store::Store& store, const post::Post& post);

}  // namespace onestop::server
