#pragma once
#include "base/check.h"
#include "store/connection.h"
#include "store/sql_keys.h"
#include "store/sql_reader.h"
#include "store/store.h"

namespace onestop::store {

class SqlWriter final : public Writer {
 public:
  SqlWriter(Connection& db, SqlKeys& keys, const Options& options, wire::Entropy entropy);

  Expected<void> begin(Takes takes = Takes::one) override;
  Expected<Outcome> apply(const Commit& commit) override;
  Expected<void> finish() override;
  void abandon() override;
  Expected<std::optional<Outcome>> recall(const Idempotency& idempotency) override;
  Expected<void> put_recorder(const RecorderRow& recorder) override;
  Expected<void> put_refusal(const RefusalRow& refusal) override;
  Expected<void> put_search(const SearchRow& search) override;
  Expected<void> put_regime(const RegimeRow& regime) override;
  Expected<void> put_quarantine(const QuarantineRow& row) override;
  Expected<void> clear_quarantine(const Id& reference) override;
  Expected<void> put_cursor(const std::string& follower, std::uint64_t seq) override;
  Expected<void> put_setting(const std::string& name, ByteView value) override;
  Expected<std::optional<wire::Checkpoint>> checkpoint(const Id& recorder, Instant at, const SecretKey& key) override;
  Expected<void> clear_read_tables() override;
  Expected<void> clear_study_tables() override;
  Expected<void> clear_lodgement_tables() override;
  Expected<void> put_rows(const Commit& rows) override;
  Expected<std::size_t> forget_requests(Instant before, std::size_t limit) override;
  Expected<bool> lay_card(const DeskCardRow& card, Instant unseen_before) override;
  Expected<void> clear_card(const Code& desk) override;
  Expected<void> clear_hands() override;
  Expected<void> put_archive(const ArchiveInFile& segment) override;
  Expected<std::size_t> forget_rows(Instant ended_before, std::size_t limit) override;
  Expected<std::size_t> forget_refusals(Instant before, std::size_t limit) override;
  Expected<std::size_t> forget_searches(Instant before, std::size_t limit) override;
  Expected<void> put_firm(const FirmRow& firm) override;
  Expected<void> put_api_key(const ApiKeyRow& key) override;
  Expected<void> put_firm_session(const FirmSessionRow& session) override;
  Expected<void> end_firm_sessions(const std::vector<Hash>& tokens) override;
  Expected<BoxState> acknowledge(const Id& firm, std::uint64_t up_to) override;
  Expected<std::size_t> forget_notifications(Instant before, std::size_t limit) override;
  Expected<void> put_webhook(const WebhookRow& webhook) override;
  Expected<void> remove_webhook(const Id& webhook) override;
  Expected<void> put_delivery(const DeliveryRow& delivery) override;
  Expected<std::size_t> redrive(const Id& webhook, Instant now, std::size_t limit) override;
  Expected<void> put_process(const ProcessRow& process) override;
  Expected<void> remove_processes(const std::optional<Id>& process, Instant unseen_since) override;
  Expected<void> put_operator_act(const OperatorAct& act) override;
  Expected<std::size_t> redrive_dead(const RedriveWish& wish, Instant now) override;
  Expected<std::size_t> replay(const ReplayWish& wish, Instant now) override;
  void when_notified(std::function<void(const std::vector<Id>& firms)> then) override { when_notified_ = std::move(then); }
  Expected<bool> put_account(const AccountRow& account) override;
  Expected<void> put_appointment(const identity::Appointment& appointment) override;
  Expected<void> put_session(const SessionRow& session) override;
  Expected<void> touch_session(const Hash& token, Instant used) override;
  Expected<void> prove_session(const Hash& token) override;
  Expected<bool> end_session(const Hash& token) override;
  Expected<bool> use_code(const Id& officer, const std::string& code, Instant now) override;
  Expected<void> put_account_request(const AccountRequestRow& request) override;
  Expected<bool> decide_account_request(const Id& id, const Id& by, Instant at, RequestOutcome outcome) override;
  Reader& reader() override { return reader_; }
  Expected<void> rest() override;
  Expected<bool> lead(const std::string& name) override;

  /// Destroys the keys of every person whom the log calls erased: also those a restored key file brought back.
  void repeat_erasures();

 private:
  /// All work inside the transaction goes through here: it must be open, and a failure of the file may have ended it.
  template <class Work>
  auto inside(Work&& work) -> Expected<decltype(work())> {
    check(open_, "the store was written to outside of a transaction");
    if (!db_.in_transaction()) return fault("the transaction was ended by an earlier failure of " + db_.path());
    return caught([&] { return settled(work); });
  }
  /// The same for work that a failure of its own undoes: some databases end the transaction at any failure.
  template <class Work>
  auto step(Work&& work) -> Expected<decltype(work())> {
    return db_.alone() ? inside(std::forward<Work>(work)) : undone(std::forward<Work>(work));
  }
  /// The same for work of several statements: all or nothing on every engine.
  template <class Work>
  auto undone(Work&& work) -> Expected<decltype(work())> {
    return inside([&] {
      db_.use("SAVEPOINT one_step").run();
      try {
        return settled([&] {
          if constexpr (std::is_void_v<decltype(work())>) {
            work();
            db_.use("RELEASE SAVEPOINT one_step").run();
          } else {
            auto result = work();
            db_.use("RELEASE SAVEPOINT one_step").run();
            return result;
          }
        });
      } catch (const DatabaseFailure&) {
        undo_to("ROLLBACK TO SAVEPOINT one_step", "RELEASE SAVEPOINT one_step");
        throw;
      }
    });
  }
  template <class Work>
  auto settled(Work&& work) -> decltype(work()) {
    if constexpr (std::is_void_v<decltype(work())>) {
      work();
      db_.settle();
    } else {
      auto result = work();
      db_.settle();
      return result;
    }
  }

  struct Head {
    Id recorder, stream;
    std::uint64_t version = 0;
    Hash hash = wire::no_previous;
    bool archived = false;
  };
  struct RecorderState {
    std::uint64_t position = 0;
    bool moved = false;
  };

  /// Which recorders the transaction still has to lock against other processes.
  enum class Locks { none, as_named, all };

  void refresh_memory();
  std::uint64_t take_slot();
  std::optional<Outcome> find_request(const Idempotency& idempotency);
  std::optional<Outcome> refuse(const Commit& commit);
  Outcome write(const Commit& commit);
  Head& head_of(const Id& recorder, const Id& stream);
  RecorderState& recorder_state(const Id& recorder);
  Place append(const NewEvent& event);
  void write_rows(const Commit& commit);
  void write_stay(const study::Stay& stay);
  void write_lodgement(const LodgementRow& row);
  void write_token(const TokenRow& row);
  void write_hand(const HandChange& change);
  void erase_tokens(const Id& person);
  void write_notification(const NotificationRow& row);
  void take_turn(const Id& webhook, const Id& movement);
  std::optional<wire::PersonKey> key_for(const Id& person);
  wire::PersonKey new_key(const Id& person);
  void undo_to(const char* rollback, const char* release);
  void lock_recorders(const Commit& commit);
  void lock_all();
  void erase_now();

  Connection& db_;
  SqlKeys& keys_;
  wire::Entropy entropy_;
  std::uint64_t refusals_per_hour_;
  std::size_t key_pool_;

  // Memory of what the file says, valid while nobody else wrote to it (`data_version_`).
  std::int64_t data_version_ = -1;
  std::uint64_t last_seq_ = 0;  // where nobody else writes
  std::vector<std::uint64_t> drawn_;  // numbers of the log for the commit at hand, last first, where others write
  std::uint64_t next_slot_ = 1;
  Locks to_lock_ = Locks::none;
  std::unordered_map<Id, RecorderState> recorders_;

  std::vector<Head> heads_;  // looked up for the commit at hand

  // Of the open transaction.
  bool open_ = false;
  bool broken_ = false;  // the disk failed at a commit: what it holds is unknown until the file is opened anew
  SqlReader::PersonKeys fresh_keys_;
  std::vector<std::pair<Id, std::uint64_t>> fresh_slots_;
  std::vector<Id> erased_;
  std::vector<std::pair<Id, std::uint64_t>> to_erase_;  // durable in the log, not yet in the key file

  std::function<void(const std::vector<Id>&)> when_notified_;
  std::vector<Id> notified_;  // firms, by the open transaction

  SqlReader reader_;
};

}  // namespace onestop::store
