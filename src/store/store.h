#pragma once
// The store: the log of all recorders on this server, the tables that are read, and what else must be written in the
// same transaction. One Writer, used from one thread; any number of Readers, each used from one thread at a time.
//
//   auto store = store::open({.path = "post.db"});
//   auto& writer = (*store)->writer();
//   writer.begin();
//   auto outcome = writer.apply(commit);   // several of these: group commit
//   writer.finish();                       // durable from here on; only now tell anybody
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "store/firm_rows.h"
#include "store/identity_rows.h"
#include "store/lodgement_rows.h"
#include "store/operating_rows.h"
#include "store/rows.h"
#include "store/work_rows.h"
#include "study/stay.h"
#include "wire/envelope.h"
#include "wire/merkle.h"

namespace onestop::store {

struct ArchiveInFile;

// ---- writing ---------------------------------------------------------------------------------------------------

struct NewEvent {
  Id recorder;
  Id stream;  // the crossing, or the device, post ... that it is about
  Code type;
  std::uint16_t type_version = 1;
  Instant at;
  std::vector<wire::Seen> seen;
  std::vector<wire::Field> fields;
};

/// The version that a stream must have; 0: it does not exist yet. May also name streams to which nothing is appended.
struct StreamExpectation {
  Id recorder;
  Id stream;
  std::uint64_t version = 0;
};

/// A client's own name for one command. The same key with the same request is answered with the first response.
struct Idempotency {
  std::string client;  // both at most 200 bytes
  std::string key;
  Hash request_hash{};
  Instant at;
};

struct Commit {
  std::vector<StreamExpectation> expects;
  std::vector<NewEvent> events;  // appended in this order, each at the next version of its stream
  std::optional<Idempotency> idempotency;
  Bytes response;  // kept with the idempotency key, at most 64 KiB
  std::vector<CrossingRow> crossings;
  std::vector<WorkKey> work_gone;  // before `work`
  std::vector<WorkRow> work;
  std::optional<Id> fires;  // the deadline that this commit answers; must still stand
  std::vector<Id> due_gone;  // deadlines called off; may be gone already
  std::vector<DueRow> due;
  std::vector<study::Stay> stays;  // each instead of the row that stands for its crossing
  std::vector<TokenRow> tokens;    // not of persons who were erased
  std::vector<LodgementRow> lodgements;  // `keys` as they are from now on
  std::vector<NotificationRow> notifications;
  std::vector<HandChange> hands;   // whose work changed hands
  std::vector<Id> erases;  // persons: their keys are destroyed once this commit is durable
};

/// Where an event came to lie.
struct Place {
  std::uint64_t seq = 0;       // in the order of this database: after everything its author could know
  std::uint64_t position = 0;  // among its recorder's events, from 1 without gaps
  Id recorder;
  Id stream;
  std::uint64_t version = 0;
  Hash hash{};
};

struct Applied {
  std::vector<Place> places;  // one for each event
};
struct StaleVersion {
  Id recorder;
  Id stream;
  std::uint64_t actual = 0;
};
struct AlreadyDone {
  Bytes response;
};
struct IdempotencyMismatch {};  // the key was used for another request
struct AlreadyFired {};         // the deadline in `fires` does not stand any more
using Outcome = std::variant<Applied, StaleVersion, AlreadyDone, IdempotencyMismatch, AlreadyFired>;

// ---- reading ---------------------------------------------------------------------------------------------------

struct StoredEvent {
  std::uint64_t seq = 0;
  std::uint64_t position = 0;
  wire::Envelope envelope;
  Hash hash{};
  std::vector<wire::Field> fields;  // in clear where this server has the key
};

/// Bytes as they lie in the log, for verification, links and the page that shows hashes.
struct RawEvent {
  std::uint64_t seq = 0;
  std::uint64_t position = 0;
  Hash hash{};
  Bytes envelope;
  Bytes body;
};

/// Newest arrival first. `before` is the last row of the page before.
struct CrossingQuery {
  std::optional<Code> post;
  bool inside_only = false;       // not ended
  std::string plate_folded{};     // the beginning of a plate, the whole of it where these are fewer than three characters; empty: any
  struct Key { Instant arrived; Id crossing; };
  std::optional<Key> before;
  std::size_t limit = 50;  // at most largest_page
};

/// Highest priority first, then longest waiting.
struct WorkQuery {
  Code state;
  std::optional<Code> station;
  std::optional<Code> agency;
  std::optional<Id> crossing;
  std::size_t limit = 50;  // at most largest_page
};

constexpr std::size_t largest_page = 1000;

/// Stays whose vehicle was released in the time from `from` on, before `to`; oldest release first.
struct StayQuery {
  Instant from{INT64_MIN}, to{INT64_MAX};
  bool spent_and_costs = true;  // false: those two lists stay empty, which is four times as quick
};

/// Crossings that no study of releases counts.
struct UnreleasedCount {
  struct Of {
    crossing::End end = crossing::End::none;
    std::uint64_t crossings = 0;
  };
  std::vector<Of> ended;      // that ended in the time, by how
  std::uint64_t inside = 0;   // that came before its end and stand in the post unreleased
};

struct Counts {
  std::uint64_t events = 0;
  std::uint64_t streams = 0;
  std::uint64_t crossings = 0;
  std::uint64_t inside = 0;
  std::uint64_t work = 0;
  std::uint64_t due = 0;
  std::uint64_t refusals = 0;  // stored and counted
  std::uint64_t quarantined = 0;
};

/// Every read sees one committed state. Reads of events check fields against their commitment; a whole stream is also
/// checked along its chain. A mismatch is a fault that names the event.
class Reader {
 public:
  virtual ~Reader() = default;
  /// Between these two all reads see the same state. Keep it short: it holds back the checkpoint of the WAL.
  virtual Expected<void> hold_snapshot() = 0;
  virtual void release_snapshot() = 0;

  /// All recorders' events about one crossing, in the order of this database.
  virtual Expected<std::vector<StoredEvent>> read_crossing(const Id& stream) = 0;
  virtual Expected<std::vector<StoredEvent>> read_stream(const Id& recorder, const Id& stream) = 0;
  /// Events of the whole log after `seq`, at most `limit` (largest_page at most). Never skips one that commits late: an
  /// event is given once nothing with a smaller number can appear any more. Numbers may be left out.
  virtual Expected<std::vector<StoredEvent>> read_after(std::uint64_t seq, std::size_t limit) = 0;
  /// `without`: a type that is left out.
  virtual Expected<std::vector<RawEvent>> read_raw(const Id& stream, const Code& without = {}) = 0;
  virtual Expected<std::vector<RawEvent>> read_raw_after(std::uint64_t seq, std::size_t limit) = 0;
  /// Of the newest event that `read_after` gives; not a count.
  virtual Expected<std::uint64_t> last_seq() = 0;
  /// Heads of all recorders' streams about one thing.
  virtual Expected<std::vector<wire::Seen>> versions(const Id& stream) = 0;

  virtual Expected<std::optional<CrossingRow>> crossing(const Id& id) = 0;
  virtual Expected<std::vector<CrossingRow>> crossings(const CrossingQuery& query) = 0;
  virtual Expected<std::vector<WorkRow>> work(const WorkQuery& query) = 0;
  /// Deadlines at or before `now`, earliest first.
  virtual Expected<std::vector<DueRow>> due(Instant now, std::size_t limit) = 0;
  virtual Expected<std::optional<Instant>> next_due() = 0;
  virtual Expected<std::vector<DueRow>> due_of(const Id& crossing) = 0;
  /// Under which layouts the vehicles inside the post entered.
  virtual Expected<std::vector<Code>> layouts_inside(const Code& post) = 0;
  virtual Expected<Counts> counts() = 0;

  virtual Expected<std::vector<RecorderRow>> recorders() = 0;
  virtual Expected<std::vector<wire::Checkpoint>> checkpoints(const Id& recorder) = 0;
  virtual Expected<std::vector<RefusalRow>> refusals(const Id& recorder, Instant from, Instant to, std::size_t limit) = 0;
  /// Of all recorders about one crossing, oldest first. Reads the whole journal: for explanations, not for desks.
  virtual Expected<std::vector<RefusalRow>> refusals_about(const Id& crossing, std::size_t limit) = 0;
  virtual Expected<std::vector<RefusalCount>> refusal_counts(const Id& recorder) = 0;
  virtual Expected<std::optional<study::Stay>> stay(const Id& crossing) = 0;
  virtual Expected<UnreleasedCount> unreleased(Instant from, Instant to) = 0;
  /// Hands on one stay after the other until there is none left or `take` says false.
  virtual Expected<void> each_stay(const StayQuery& query, const std::function<bool(const study::Stay&)>& take) = 0;
  /// The layout of the first release on record.
  virtual Expected<std::optional<Code>> first_layout() = 0;
  virtual Expected<std::vector<InsideCount>> inside(const Code& post) = 0;
  /// Crossings by the beginning of the folded plate, newest arrival first.
  virtual Expected<std::vector<CrossingRow>> by_plate(const std::string& beginning, std::size_t limit) = 0;
  /// Subjects under every one of the words, newest crossing first. A word is any of its tokens. At most `limit`; candidates
  /// beyond the first `most_candidates` of the first word are not looked at.
  virtual Expected<std::vector<TokenRow>> by_tokens(const std::vector<std::vector<Token>>& words, std::size_t limit) = 0;
  virtual Expected<std::vector<SearchRow>> searches(Instant from, Instant to, std::size_t limit) = 0;
  virtual Expected<std::optional<LodgementRow>> lodgement(const Id& id) = 0;
  virtual Expected<std::optional<LodgementRow>> lodgement_named(const std::string& reference) = 0;
  virtual Expected<std::vector<LodgementRow>> lodgements(const LodgementQuery& query) = 0;
  virtual Expected<std::vector<LodgementRow>> lodgements_of(const Id& crossing) = 0;
  /// Those that wait for their vehicle and bear one of the keys, newest first for each key.
  virtual Expected<std::vector<LodgementRow>> waiting_under(const std::vector<std::string>& keys, std::size_t limit) = 0;
  /// All that bear one of the keys, whatever became of them, newest first for each key.
  virtual Expected<std::vector<LodgementRow>> lodged_under(const std::vector<std::string>& keys, std::size_t limit) = 0;
  virtual Expected<std::optional<RegimeRow>> regime(const Hash& hash) = 0;
  virtual Expected<std::vector<RegimeRow>> regimes() = 0;
  virtual Expected<std::vector<QuarantineRow>> quarantined() = 0;
  virtual Expected<bool> is_quarantined(const Id& crossing) = 0;
  /// How far a follower of the log (live stream, checkpoints, a link) has come; 0 at first.
  virtual Expected<std::uint64_t> cursor(const std::string& follower) = 0;
  virtual Expected<std::optional<Bytes>> setting(const std::string& name) = 0;

  // Work lists and work in hand.
  virtual Expected<std::vector<WorkLine>> work_lines(const WorkLineQuery& query) = 0;
  /// By station, control and agency; at most largest_page.
  virtual Expected<std::vector<WorkCount>> work_counts(const WorkFilter& filter) = 0;
  virtual Expected<std::vector<HandRow>> hands(const HandQuery& query) = 0;
  virtual Expected<std::optional<HandRow>> hand(const Id& crossing, const Code& state, const Code& station) = 0;
  virtual Expected<std::vector<DeskCardRow>> desk_cards(const Code& state, const Code& station) = 0;
  /// One event by its place in its stream.
  virtual Expected<std::optional<StoredEvent>> event_at(const Id& recorder, const Id& stream, std::uint64_t version) = 0;
  /// Segments of the log that lie in files, oldest first; and the one in which the events of a stream lie. Reads of events
  /// of such a stream are faults that name the file.
  virtual Expected<std::vector<ArchiveRow>> archives() = 0;
  virtual Expected<std::optional<ArchiveRow>> archived(const Id& stream) = 0;

  virtual Expected<std::vector<FirmRow>> firms() = 0;
  virtual Expected<std::vector<ApiKeyRow>> api_keys() = 0;  // revoked ones, too
  virtual Expected<std::vector<FirmSessionRow>> firm_sessions() = 0;
  virtual Expected<BoxState> box(const Id& firm) = 0;
  /// Oldest first.
  virtual Expected<std::vector<NotificationRow>> notifications(const BoxQuery& query) = 0;
  /// Of one firm, or of all.
  virtual Expected<std::vector<WebhookRow>> webhooks(const std::optional<Id>& firm) = 0;
  /// Newest first.
  virtual Expected<std::vector<DeliveryRow>> deliveries(const DeliveryQuery& query) = 0;
  /// What an active webhook may be told at `now`: of each movement at most the first that waits; longest due first.
  virtual Expected<std::vector<Outgoing>> outgoing(const Id& webhook, Instant now, std::size_t limit) = 0;
  /// When a webhook next has something to be told, later than that.
  virtual Expected<std::optional<Instant>> next_delivery(const Id& webhook, Instant after) = 0;

  virtual Expected<std::vector<AccountRow>> accounts() = 0;
  virtual Expected<std::vector<identity::Appointment>> appointments() = 0;  // by officer, oldest first
  /// Another number after every change of accounts and appointments, by whatever process.
  virtual Expected<std::uint64_t> identity_change() = 0;
  virtual Expected<std::optional<SessionRow>> session(const Hash& token) = 0;
  virtual Expected<std::vector<SessionRow>> sessions_of(const Id& officer) = 0;  // oldest first
  virtual Expected<std::vector<SessionRow>> sessions_at(const Code& desk) = 0;
  virtual Expected<std::vector<SessionRow>> sessions() = 0;
  virtual Expected<std::optional<AccountRequestRow>> account_request(const Id& id) = 0;
  virtual Expected<std::vector<std::string>> used_codes(const Id& officer) = 0;
  /// Newest first.
  virtual Expected<std::vector<AccountRequestRow>> account_requests(const Code& state, bool waiting_only, std::size_t limit) = 0;
  virtual Expected<std::vector<ProcessRow>> processes() = 0;
  /// Newest first.
  virtual Expected<std::vector<OperatorAct>> operator_acts(std::size_t limit) = 0;
  /// How each system's switch was set last.
  virtual Expected<std::vector<OperatorAct>> switches() = 0;
  virtual Expected<std::vector<DeadLetter>> dead_letters(const DeadLetterQuery& query) = 0;
  /// What waits at `now` of the wall's clock; deadlines by the domain's.
  virtual Expected<Backlog> backlog(Instant now, Instant domain_now, std::size_t limit) = 0;
  virtual Expected<DatabaseState> database_state() = 0;
};

/// What a transaction takes, as far as its beginner knows: one commit, or several.
enum class Takes { one, several };

class Writer {
 public:
  virtual ~Writer() = default;
  /// Everything until `finish` is one durable transaction. All calls below belong between the two. What is read in
  /// between may change where other processes write: a commit must expect every stream that it rests on. With
  /// several commits all recorders are held from the first of them on, or two processes would wait for each other crosswise.
  virtual Expected<void> begin(Takes takes = Takes::one) = 0;
  /// All or nothing of one commit. A fault leaves the other commits of the transaction untouched unless the disk
  /// itself failed, or other processes stood in the way too long or crosswise; then `finish` fails too, and the whole
  /// transaction may be tried again.
  virtual Expected<Outcome> apply(const Commit& commit) = 0;
  /// Durable when it returns without a fault. After a fault nothing of the transaction stands; only where the connection
  /// to the server broke in the middle nobody knows, and `recall` tells.
  virtual Expected<void> finish() = 0;
  virtual void abandon() = 0;

  /// The response to an earlier command with this key, before anything is decided.
  virtual Expected<std::optional<Outcome>> recall(const Idempotency& idempotency) = 0;

  virtual Expected<void> put_recorder(const RecorderRow& recorder) = 0;  // its position is ignored
  virtual Expected<void> put_refusal(const RefusalRow& refusal) = 0;
  virtual Expected<void> put_search(const SearchRow& search) = 0;
  virtual Expected<void> put_regime(const RegimeRow& regime) = 0;
  virtual Expected<void> put_quarantine(const QuarantineRow& row) = 0;
  virtual Expected<void> clear_quarantine(const Id& reference) = 0;
  virtual Expected<void> put_cursor(const std::string& follower, std::uint64_t seq) = 0;
  virtual Expected<void> put_setting(const std::string& name, ByteView value) = 0;
  /// Signs the recorder's tree as it stands in this transaction; nothing when no event came since the last one.
  virtual Expected<std::optional<wire::Checkpoint>> checkpoint(const Id& recorder, Instant at, const SecretKey& key) = 0;
  /// Empties the tables that can be computed from events (crossings, work, due), for a rebuild by the caller.
  virtual Expected<void> clear_read_tables() = 0;
  /// The same for stays and the search index.
  virtual Expected<void> clear_study_tables() = 0;
  /// The same for lodgements.
  virtual Expected<void> clear_lodgement_tables() = 0;
  /// Rows only, no events: for the rebuild.
  virtual Expected<void> put_rows(const Commit& rows) = 0;
  /// Forgets idempotency keys older than that, at most `limit` at once; the number forgotten.
  virtual Expected<std::size_t> forget_requests(Instant before, std::size_t limit) = 0;

  /// Lays the card before the desk, unless it lies before another desk of the station that has looked at it since then.
  virtual Expected<bool> lay_card(const DeskCardRow& card, Instant unseen_before) = 0;
  virtual Expected<void> clear_card(const Code& desk) = 0;
  /// Empties the table of work in hand, for a rebuild by the caller.
  virtual Expected<void> clear_hands() = 0;
  /// Takes the events of a verified segment out of the database and keeps of each its position and its hash. A fault where
  /// something was written to one of its streams since it was made.
  virtual Expected<void> put_archive(const ArchiveInFile& segment) = 0;
  /// Forgets read rows of crossings and lodgements whose events are archived and that ended before, with their words in the
  /// search index; stays remain. At most `limit` of each at once; the number forgotten. Refusals and searches alike.
  virtual Expected<std::size_t> forget_rows(Instant ended_before, std::size_t limit) = 0;
  virtual Expected<std::size_t> forget_refusals(Instant before, std::size_t limit) = 0;
  virtual Expected<std::size_t> forget_searches(Instant before, std::size_t limit) = 0;

  virtual Expected<void> put_firm(const FirmRow& firm) = 0;
  /// Of a key that stands already only its revocation, which is for good, and its last use.
  virtual Expected<void> put_api_key(const ApiKeyRow& key) = 0;
  virtual Expected<void> put_firm_session(const FirmSessionRow& session) = 0;
  virtual Expected<void> end_firm_sessions(const std::vector<Hash>& tokens) = 0;
  /// Never goes back, nor beyond the last notification.
  virtual Expected<BoxState> acknowledge(const Id& firm, std::uint64_t up_to) = 0;
  /// Forgets notifications older than that with their deliveries, at most `limit` at once; the number forgotten.
  virtual Expected<std::size_t> forget_notifications(Instant before, std::size_t limit) = 0;
  virtual Expected<void> put_webhook(const WebhookRow& webhook) = 0;
  /// With everything that waits for it.
  virtual Expected<void> remove_webhook(const Id& webhook) = 0;
  /// What became of an attempt. A delivery that is gone stays gone.
  virtual Expected<void> put_delivery(const DeliveryRow& delivery) = 0;
  /// Lets dead deliveries wait again, oldest first, at most `limit`; the number of them.
  virtual Expected<std::size_t> redrive(const Id& webhook, Instant now, std::size_t limit) = 0;

  virtual Expected<void> put_process(const ProcessRow& process) = 0;
  /// That one, and those that nobody has seen since.
  virtual Expected<void> remove_processes(const std::optional<Id>& process, Instant unseen_since) = 0;
  virtual Expected<void> put_operator_act(const OperatorAct& act) = 0;
  virtual Expected<std::size_t> redrive_dead(const RedriveWish& wish, Instant now) = 0;
  /// Notifications that the box still holds; the number of deliveries that wait again.
  virtual Expected<std::size_t> replay(const ReplayWish& wish, Instant now) = 0;
  /// Called on the writer's thread once a transaction is durable that put something into the boxes of these firms.
  virtual void when_notified(std::function<void(const std::vector<Id>& firms)> then) = 0;

  /// Version 1 is new; a later one follows the one before it. False where somebody else changed the account since, or where
  /// its name, subject or certificate is another's.
  virtual Expected<bool> put_account(const AccountRow& account) = 0;
  /// Of one that stands already only its end.
  virtual Expected<void> put_appointment(const identity::Appointment& appointment) = 0;
  virtual Expected<void> put_session(const SessionRow& session) = 0;
  virtual Expected<void> touch_session(const Hash& token, Instant used) = 0;
  /// The second factor was shown in it.
  virtual Expected<void> prove_session(const Hash& token) = 0;
  virtual Expected<bool> end_session(const Hash& token) = 0;
  /// False where the officer used this code before.
  virtual Expected<bool> use_code(const Id& officer, const std::string& code, Instant now) = 0;
  virtual Expected<void> put_account_request(const AccountRequestRow& request) = 0;
  /// False where it was decided before.
  virtual Expected<bool> decide_account_request(const Id& id, const Id& by, Instant at, RequestOutcome outcome) = 0;

  /// Reads that see what this transaction has written so far.
  virtual Reader& reader() = 0;
  /// Outside of a transaction: whether this process, of all on this database, does the work of that name (sends webhooks,
  /// takes checkpoints). Once it does, it does until it ends or its connection is lost; so ask before every turn.
  virtual Expected<bool> lead(const std::string& name) = 0;
  /// Outside of a transaction, when idle: moves the WAL into the file and refills the pool of person keys.
  virtual Expected<void> rest() = 0;
};

/// The keys beside the log, in a file of their own ("post.keys.db" beside "post.db"), which no backup of the log contains.
class Keys {
 public:
  virtual ~Keys() = default;
  /// Secrets sealed by the caller: recorders' signing keys, officers' keys wrapped by their PIN. At most 4 KiB each.
  virtual Expected<void> put_secret(const std::string& kind, const Id& id, ByteView sealed) = 0;
  virtual Expected<std::optional<Bytes>> secret(const std::string& kind, const Id& id) = 0;
  virtual Expected<void> backup(const std::string& path) = 0;
};

class Store {
 public:
  virtual ~Store() = default;
  virtual Writer& writer() = 0;
  virtual Keys& keys() = 0;
  /// Whether other processes may write here at the same time.
  virtual bool shared() const = 0;
  virtual Expected<std::unique_ptr<Reader>> reader() = 0;
  /// A consistent copy of the log and its tables, without keys, while everything goes on. A fault where the database has
  /// means of its own.
  virtual Expected<void> backup(const std::string& path) = 0;
  /// Calls `then`, on a thread of its own, after another process committed events or notifications here, so that who
  /// follows the log looks at once. It may be called for nothing; and a process that dies may have told nobody, so followers
  /// look by themselves now and then as well. An empty function ends it. A file has no other process that writes at work.
  virtual Expected<void> when_others_write(std::function<void()> then) = 0;
};

struct Options {
  std::string path{};  // of the file; or a database of PostgreSQL: "postgresql://..." or "host=... dbname=..."
  std::string keys_path{};  // empty: beside the file. Processes on one database of PostgreSQL share one key file
  wire::Entropy entropy{};  // empty: the operating system's
  std::uint64_t refusals_per_hour = 1000;  // stored for one recorder; more are counted only
  std::size_t key_pool = 4096;             // person keys kept ready, durable before they are used
  // For tests and benchmarks:
  std::string vfs{};                 // SQLite's name of a file layer; empty: the ordinary one
  std::string synchronous = "FULL";  // anything less loses acknowledged events when the power fails
};

/// Whether a path names a database of PostgreSQL instead of a file.
bool in_database(const std::string& path);

/// Opens or creates, migrates, and carries out erasures that a restored key file has not seen.
Expected<std::unique_ptr<Store>> open(Options options);

}  // namespace onestop::store
