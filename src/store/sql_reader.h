#pragma once
#include "store/connection.h"
#include "store/sql_keys.h"
#include "store/store.h"
#include "wire/field_opening.h"

namespace onestop::store {

/// Reads through a connection of its own, or through the writer's and then sees what is not yet committed.
class SqlReader final : public Reader {
 public:
  /// `uncommitted`: keys of persons whose slot the writer's open transaction took.
  using PersonKeys = std::unordered_map<Id, wire::PersonKey>;
  SqlReader(Connection& db, SqlKeys& keys, const PersonKeys& uncommitted)
      : db_(db), keys_(keys), uncommitted_(&uncommitted) {}
  SqlReader(std::unique_ptr<Connection> own, SqlKeys& keys) : own_(std::move(own)), db_(*own_), keys_(keys) {}

  Expected<void> hold_snapshot() override;
  void release_snapshot() override;
  Expected<std::vector<StoredEvent>> read_crossing(const Id& stream) override;
  Expected<std::vector<StoredEvent>> read_stream(const Id& recorder, const Id& stream) override;
  Expected<std::vector<StoredEvent>> read_after(std::uint64_t seq, std::size_t limit) override;
  Expected<std::vector<RawEvent>> read_raw(const Id& stream, const Code& without = {}) override;
  Expected<std::vector<RawEvent>> read_raw_after(std::uint64_t seq, std::size_t limit) override;
  Expected<std::uint64_t> last_seq() override;
  Expected<std::vector<wire::Seen>> versions(const Id& stream) override;
  Expected<std::optional<CrossingRow>> crossing(const Id& id) override;
  Expected<std::vector<CrossingRow>> crossings(const CrossingQuery& query) override;
  Expected<std::vector<WorkRow>> work(const WorkQuery& query) override;
  Expected<std::vector<DueRow>> due(Instant now, std::size_t limit) override;
  Expected<std::optional<Instant>> next_due() override;
  Expected<std::vector<DueRow>> due_of(const Id& crossing) override;
  Expected<std::vector<Code>> layouts_inside(const Code& post) override;
  Expected<Counts> counts() override;
  Expected<std::vector<RecorderRow>> recorders() override;
  Expected<std::vector<wire::Checkpoint>> checkpoints(const Id& recorder) override;
  Expected<std::vector<RefusalRow>> refusals(const Id& recorder, Instant from, Instant to, std::size_t limit) override;
  Expected<std::vector<RefusalRow>> refusals_about(const Id& crossing, std::size_t limit) override;
  Expected<std::vector<RefusalCount>> refusal_counts(const Id& recorder) override;
  Expected<std::optional<study::Stay>> stay(const Id& crossing) override;
  Expected<UnreleasedCount> unreleased(Instant from, Instant to) override;
  Expected<void> each_stay(const StayQuery& query, const std::function<bool(const study::Stay&)>& take) override;
  Expected<std::optional<Code>> first_layout() override;
  Expected<std::vector<InsideCount>> inside(const Code& post) override;
  Expected<std::vector<CrossingRow>> by_plate(const std::string& beginning, std::size_t limit) override;
  Expected<std::vector<TokenRow>> by_tokens(const std::vector<std::vector<Token>>& words, std::size_t limit) override;
  Expected<std::vector<SearchRow>> searches(Instant from, Instant to, std::size_t limit) override;
  Expected<std::optional<LodgementRow>> lodgement(const Id& id) override;
  Expected<std::optional<LodgementRow>> lodgement_named(const std::string& reference) override;
  Expected<std::vector<LodgementRow>> lodgements(const LodgementQuery& query) override;
  Expected<std::vector<LodgementRow>> lodgements_of(const Id& crossing) override;
  Expected<std::vector<LodgementRow>> waiting_under(const std::vector<std::string>& keys, std::size_t limit) override;
  Expected<std::vector<LodgementRow>> lodged_under(const std::vector<std::string>& keys, std::size_t limit) override;
  Expected<std::optional<RegimeRow>> regime(const Hash& hash) override;
  Expected<std::vector<RegimeRow>> regimes() override;
  Expected<std::vector<QuarantineRow>> quarantined() override;
  Expected<bool> is_quarantined(const Id& crossing) override;
  Expected<std::uint64_t> cursor(const std::string& follower) override;
  Expected<std::optional<Bytes>> setting(const std::string& name) override;
  Expected<std::vector<WorkLine>> work_lines(const WorkLineQuery& query) override;
  Expected<std::vector<WorkCount>> work_counts(const WorkFilter& filter) override;
  Expected<std::vector<HandRow>> hands(const HandQuery& query) override;
  Expected<std::optional<HandRow>> hand(const Id& crossing, const Code& state, const Code& station) override;
  Expected<std::vector<DeskCardRow>> desk_cards(const Code& state, const Code& station) override;
  Expected<std::optional<StoredEvent>> event_at(const Id& recorder, const Id& stream, std::uint64_t version) override;
  Expected<std::vector<ArchiveRow>> archives() override;
  Expected<std::optional<ArchiveRow>> archived(const Id& stream) override;
  Expected<std::vector<FirmRow>> firms() override;
  Expected<std::vector<ApiKeyRow>> api_keys() override;
  Expected<std::vector<FirmSessionRow>> firm_sessions() override;
  Expected<BoxState> box(const Id& firm) override;
  Expected<std::vector<NotificationRow>> notifications(const BoxQuery& query) override;
  Expected<std::vector<WebhookRow>> webhooks(const std::optional<Id>& firm) override;
  Expected<std::vector<DeliveryRow>> deliveries(const DeliveryQuery& query) override;
  Expected<std::vector<Outgoing>> outgoing(const Id& webhook, Instant now, std::size_t limit) override;
  Expected<std::optional<Instant>> next_delivery(const Id& webhook, Instant after) override;
  Expected<std::vector<AccountRow>> accounts() override;
  Expected<std::vector<identity::Appointment>> appointments() override;
  Expected<std::uint64_t> identity_change() override;
  Expected<std::optional<SessionRow>> session(const Hash& token) override;
  Expected<std::vector<SessionRow>> sessions_of(const Id& officer) override;
  Expected<std::vector<SessionRow>> sessions_at(const Code& desk) override;
  Expected<std::vector<SessionRow>> sessions() override;
  Expected<std::optional<AccountRequestRow>> account_request(const Id& id) override;
  Expected<std::vector<std::string>> used_codes(const Id& officer) override;
  Expected<std::vector<AccountRequestRow>> account_requests(const Code& state, bool waiting_only, std::size_t limit) override;
  Expected<std::vector<ProcessRow>> processes() override;
  Expected<std::vector<OperatorAct>> operator_acts(std::size_t limit) override;
  Expected<std::vector<OperatorAct>> switches() override;
  Expected<std::vector<DeadLetter>> dead_letters(const DeadLetterQuery& query) override;
  Expected<Backlog> backlog(Instant now, Instant domain_now, std::size_t limit) override;
  Expected<DatabaseState> database_state() override;
  Expected<std::vector<Hash>> event_hashes(const Id& recorder, std::uint64_t size);
  Expected<std::vector<wire::FieldOpening>> openings(const RawEvent& raw);

  /// Throws DatabaseFailure.
  std::optional<wire::PersonKey> key_for(const Id& person);

 private:
  enum class Chain { whole_streams, pieces };
  study::Stay stay_row(const Statement& row, bool spent_and_costs);
  std::vector<StoredEvent> events(Statement& rows, Chain chain);
  std::optional<ArchiveRow> archive_of(const Id& stream);
  /// Nothing was found: is it that it lies in an archive?
  void not_archived(const Id& stream, bool found);

  std::unique_ptr<Connection> own_;
  Connection& db_;
  SqlKeys& keys_;
  const PersonKeys* uncommitted_ = nullptr;
};

}  // namespace onestop::store
