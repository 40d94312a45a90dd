#pragma once
#include "store/connection.h"
#include "store/sqlite_keys.h"
#include "store/store.h"

namespace onestop::store {

/// Reads through a connection of its own, or through the writer's and then sees what is not yet committed.
class SqlReader final : public Reader {
 public:
  /// `uncommitted`: keys of persons whose slot the writer's open transaction took.
  using PersonKeys = std::unordered_map<Id, wire::PersonKey>;
  SqlReader(Connection& db, SqliteKeys& keys, const PersonKeys& uncommitted)
      : db_(db), keys_(keys), uncommitted_(&uncommitted) {}
  SqlReader(std::unique_ptr<Connection> own, SqliteKeys& keys) : own_(std::move(own)), db_(*own_), keys_(keys) {}

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
  Expected<std::optional<RegimeRow>> regime(const Hash& hash) override;
  Expected<std::vector<RegimeRow>> regimes() override;
  Expected<std::vector<QuarantineRow>> quarantined() override;
  Expected<bool> is_quarantined(const Id& crossing) override;
  Expected<std::uint64_t> cursor(const std::string& follower) override;
  Expected<std::optional<Bytes>> setting(const std::string& name) override;
  Expected<std::vector<FirmRow>> firms() override;
  Expected<std::vector<ApiKeyRow>> api_keys() override;
  Expected<std::vector<FirmSessionRow>> firm_sessions() override;
  Expected<BoxState> box(const Id& firm) override;
  Expected<std::vector<NotificationRow>> notifications(const BoxQuery& query) override;
  Expected<std::vector<WebhookRow>> webhooks(const std::optional<Id>& firm) override;
  Expected<std::vector<DeliveryRow>> deliveries(const DeliveryQuery& query) override;
  Expected<std::vector<Outgoing>> outgoing(const Id& webhook, Instant now, std::size_t limit) override;
  Expected<std::optional<Instant>> next_delivery(const Id& webhook, Instant after) override;

  /// Throws DatabaseFailure.
  std::optional<wire::PersonKey> key_for(const Id& person);

 private:
  enum class Chain { whole_streams, pieces };
  study::Stay stay_row(const Statement& row, bool spent_and_costs);
  std::vector<StoredEvent> events(Statement& rows, Chain chain);

  std::unique_ptr<Connection> own_;
  Connection& db_;
  SqliteKeys& keys_;
  const PersonKeys* uncommitted_ = nullptr;
};

}  // namespace onestop::store
