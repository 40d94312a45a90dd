#include "store/sql_reader.h"

#include <algorithm>

#include "store/sql_rows.h"

namespace onestop::store {
namespace {

std::int64_t bounded(std::size_t limit) { return static_cast<std::int64_t>(std::min(limit, largest_page)); }

RawEvent raw_event(const Statement& row) {
  return {row.u64(0), row.u64(1), row.hash(2), row.bytes(3), row.bytes(4)};
}

CrossingRow crossing_row(const Statement& r) {
  const auto optional = [&](int column) {
    return r.is_null(column) ? std::nullopt : std::optional<Instant>(r.instant(column));
  };
  return {r.id(0), r.code(1), r.text(2), r.text(3), r.code(4), r.code(5), r.code(6), r.code(7), r.hash(8),
          r.instant(9), r.instant(10), optional(11), optional(12), static_cast<std::uint32_t>(r.i64(13)), r.u64(14),
          {r.code(15), r.code(16), r.code(17), r.instant(18), optional(19), r.code(20), r.code(21)}};
}

WorkRow work_row(const Statement& r) {
  return {r.id(0), r.code(1), r.code(2), r.id(3), r.code(4), r.code(5), r.instant(6), static_cast<std::int32_t>(r.i64(7))};
}

DueRow due_row(const Statement& r) { return {r.id(0), r.id(1), r.id(2), r.code(3), r.id(4), r.instant(5)}; }

RefusalRow refusal_row(const Statement& r) {
  return {r.id(0), r.instant(1), r.id(2), r.code(3), r.code(4), r.text(5), r.text(6), r.id(7)};
}

RegimeRow regime_row(const Statement& r) { return {r.hash(0), r.code(1), r.text(2), r.bytes(3), r.instant(4)}; }

#define EVENT_COLUMNS "SELECT seq, position, hash, envelope, body FROM event "
#define CROSSING_COLUMNS \
  "SELECT crossing, post, plate, plate_folded, vehicle_class, direction, layout, phase, procedure, arrived, updated, " \
  "released, ended, flags, version, station, doing, turn, standing_since, held_since, holder_agency, holder_state FROM crossing "
#define WORK_COLUMNS "SELECT crossing, state, control, subject, station, agency, since, priority FROM work "
#define WORK_ORDER " ORDER BY priority DESC, since, crossing, control, subject LIMIT ?"
#define DUE_COLUMNS "SELECT id, recorder, crossing, kind, subject, at FROM due "

}  // namespace

std::optional<wire::PersonKey> SqlReader::key_for(const Id& person) {
  if (uncommitted_)
    if (const auto key = uncommitted_->find(person); key != uncommitted_->end()) return key->second;
  // Another process may have erased the person since the key was remembered.
  if (auto& erased = db_.use("SELECT 1 FROM person_erased WHERE person = ?").query(person); erased.step()) {
    erased.reset();
    return std::nullopt;
  }
  if (auto key = keys_.remembered(person)) return key;
  const auto slot = first<std::uint64_t>(db_.use("SELECT slot FROM person_slot WHERE person = ?").query(person),
                                         [](const Statement& r) { return r.u64(0); });
  if (!slot) return std::nullopt;
  return keys_.load(person, *slot);
}

std::vector<StoredEvent> SqlReader::events(Statement& rows, Chain chain) {
  struct Head {
    Id recorder;
    std::uint64_t version = 0;
    Hash hash = wire::no_previous;
  };
  std::vector<Head> heads;  // a crossing has a handful of recorders
  std::vector<StoredEvent> list;
  for (auto& raw : all<RawEvent>(rows, raw_event)) {
    const auto damaged = [&](const std::string& what) {
      return DatabaseFailure{db_.path() + " is damaged at event " + std::to_string(raw.seq) + ": " + what};
    };
    const auto sealed = wire::parse_event(raw.envelope, raw.body, raw.hash);
    if (!sealed) throw damaged(sealed.error().what);
    if (chain == Chain::whole_streams) {
      auto head = std::find_if(heads.begin(), heads.end(), [&](const Head& h) { return h.recorder == sealed->envelope.recorder; });
      if (head == heads.end()) head = heads.insert(heads.end(), Head{sealed->envelope.recorder, 0, wire::no_previous});
      if (sealed->envelope.version != head->version + 1) throw damaged("the event before it in its stream is missing");
      if (wire::event_hash(head->hash, raw.envelope) != raw.hash) throw damaged("its hash does not follow from the event before");
      head->version = sealed->envelope.version;
      head->hash = raw.hash;
    }
    if (const auto good = wire::verify_fields(*sealed); !good) throw damaged(good.error().what);
    auto fields = wire::open(*sealed, [&](const Id& person) { return key_for(person); });
    if (!fields) throw damaged(fields.error().what);
    list.push_back({raw.seq, raw.position, sealed->envelope, raw.hash, std::move(*fields)});
  }
  return list;
}

Expected<void> SqlReader::hold_snapshot() {
  return caught([&] { db_.begin_reading(); });
}

void SqlReader::release_snapshot() { db_.rollback(); }

Expected<std::vector<StoredEvent>> SqlReader::read_crossing(const Id& stream) {
  return caught([&] {
    auto found = events(db_.use(EVENT_COLUMNS "WHERE stream = ? ORDER BY seq").query(stream), Chain::whole_streams);
    not_archived(stream, !found.empty());
    return found;
  });
}

Expected<std::vector<StoredEvent>> SqlReader::read_stream(const Id& recorder, const Id& stream) {
  return caught([&] {
    auto found = events(db_.use(EVENT_COLUMNS "WHERE stream = ? AND recorder = ? ORDER BY version").query(stream, recorder), Chain::whole_streams);
    not_archived(stream, !found.empty());
    return found;
  });
}

Expected<std::vector<StoredEvent>> SqlReader::read_after(std::uint64_t seq, std::size_t limit) {
  return caught([&]() -> std::vector<StoredEvent> {
    const auto until = db_.settled_until();
    if (until <= seq) return {};
    return events(db_.use(EVENT_COLUMNS "WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?").query(seq, until, bounded(limit)), Chain::pieces);
  });
}

Expected<std::vector<RawEvent>> SqlReader::read_raw(const Id& stream, const Code& without) {
  return caught([&] {
    auto found = all<RawEvent>(db_.use(EVENT_COLUMNS "WHERE stream = ? AND type <> ? ORDER BY seq").query(stream, without), raw_event);
    not_archived(stream, !found.empty());
    return found;
  });
}

Expected<std::vector<RawEvent>> SqlReader::read_raw_after(std::uint64_t seq, std::size_t limit) {
  return caught([&]() -> std::vector<RawEvent> {
    const auto until = db_.settled_until();
    if (until <= seq) return {};
    return all<RawEvent>(db_.use(EVENT_COLUMNS "WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?").query(seq, until, bounded(limit)), raw_event);
  });
}

Expected<std::uint64_t> SqlReader::last_seq() {
  return caught([&] {
    return first<std::uint64_t>(db_.use("SELECT coalesce(max(seq), 0) FROM event WHERE seq <= ?").query(db_.settled_until()), [](const Statement& r) { return r.u64(0); }).value_or(0);
  });
}

Expected<std::vector<wire::Seen>> SqlReader::versions(const Id& stream) {
  return caught([&] {
    return all<wire::Seen>(db_.use("SELECT recorder, version FROM stream WHERE stream = ? ORDER BY recorder").query(stream),
                           [](const Statement& r) { return wire::Seen{r.id(0), r.u64(1)}; });
  });
}

Expected<std::optional<CrossingRow>> SqlReader::crossing(const Id& id) {
  return caught([&] { return first<CrossingRow>(db_.use(CROSSING_COLUMNS "WHERE crossing = ?").query(id), crossing_row); });
}

namespace {

constexpr std::size_t shortest_beginning = 3;
std::string beyond(const std::string& beginning) { return beginning + '\x7f'; }  // folded plates are Latin capitals and digits

}  // namespace

Expected<std::vector<CrossingRow>> SqlReader::crossings(const CrossingQuery& q) {
  constexpr std::int64_t end_of_time = INT64_MAX;
  const auto before = q.before.value_or(CrossingQuery::Key{{end_of_time}, {}});
  const auto limit = bounded(q.limit);
  return caught([&] {
    auto& rows = [&]() -> Statement& {
      if (!q.plate_folded.empty())
        return db_.use(CROSSING_COLUMNS "WHERE plate_folded >= ?1 AND plate_folded <= ?7 AND (arrived, crossing) < (?2, ?3) AND (?4 = '' OR post = ?4) "
                       "AND (?5 = 0 OR ended IS NULL) ORDER BY arrived DESC, crossing DESC LIMIT ?6")
            .query(q.plate_folded, before.arrived, before.crossing, q.post.value_or(Code()), q.inside_only ? 1 : 0, limit, q.plate_folded.size() < shortest_beginning ? q.plate_folded : beyond(q.plate_folded));
      if (q.post && q.inside_only)
        return db_.use(CROSSING_COLUMNS "WHERE post = ? AND ended IS NULL AND (arrived, crossing) < (?, ?) "
                       "ORDER BY arrived DESC, crossing DESC LIMIT ?")
            .query(*q.post, before.arrived, before.crossing, limit);
      return db_.use(CROSSING_COLUMNS "WHERE (arrived, crossing) < (?1, ?2) AND (?3 = '' OR post = ?3) "
                     "AND (?4 = 0 OR ended IS NULL) ORDER BY arrived DESC, crossing DESC LIMIT ?5")
          .query(before.arrived, before.crossing, q.post.value_or(Code()), q.inside_only ? 1 : 0, limit);
    }();
    return all<CrossingRow>(rows, crossing_row);
  });
}

Expected<std::vector<CrossingRow>> SqlReader::by_plate(const std::string& beginning, std::size_t limit) {
  return caught([&] {
    return all<CrossingRow>(db_.use(CROSSING_COLUMNS "WHERE plate_folded >= ? AND plate_folded < ? ORDER BY arrived DESC, crossing DESC LIMIT ?")
                                .query(beginning, beyond(beginning), bounded(limit)), crossing_row);
  });
}

Expected<std::vector<WorkRow>> SqlReader::work(const WorkQuery& q) {
  const auto limit = bounded(q.limit);
  const auto station = q.station.value_or(Code()), agency = q.agency.value_or(Code());
  return caught([&] {
    auto& rows = [&]() -> Statement& {
      if (q.crossing)
        return db_.use(WORK_COLUMNS "WHERE crossing = ?1 AND (?2 = '' OR state = ?2) AND (?3 = '' OR station = ?3) "
                       "AND (?4 = '' OR agency = ?4)" WORK_ORDER).query(*q.crossing, q.state, station, agency, limit);
      if (q.station)
        return db_.use(WORK_COLUMNS "WHERE state = ?1 AND station = ?2 AND (?3 = '' OR agency = ?3)" WORK_ORDER)
            .query(q.state, station, agency, limit);
      return db_.use(WORK_COLUMNS "WHERE state = ?1 AND (?2 = '' OR agency = ?2)" WORK_ORDER).query(q.state, agency, limit);
    }();
    return all<WorkRow>(rows, work_row);
  });
}

Expected<std::vector<DueRow>> SqlReader::due(Instant now, std::size_t limit) {
  return caught([&] {
    return all<DueRow>(db_.use(DUE_COLUMNS "WHERE at <= ? ORDER BY at, id LIMIT ?").query(now, bounded(limit)), due_row);
  });
}

Expected<std::optional<Instant>> SqlReader::next_due() {
  return caught([&] {
    return first<Instant>(db_.use("SELECT at FROM due ORDER BY at LIMIT 1").query(), [](const Statement& r) { return r.instant(0); });
  });
}

Expected<std::vector<DueRow>> SqlReader::due_of(const Id& crossing) {
  return caught([&] { return all<DueRow>(db_.use(DUE_COLUMNS "WHERE crossing = ? ORDER BY at, id").query(crossing), due_row); });
}

Expected<std::vector<Code>> SqlReader::layouts_inside(const Code& post) {
  return caught([&] {
    return all<Code>(db_.use("SELECT DISTINCT layout FROM crossing WHERE post = ? AND ended IS NULL").query(post),
                     [](const Statement& r) { return r.code(0); });
  });
}

Expected<Counts> SqlReader::counts() {
  return caught([&] {
    auto& row = db_.use(
        "SELECT (SELECT CAST(coalesce(sum(position), 0) AS BIGINT) FROM recorder), (SELECT count(*) FROM stream), (SELECT count(*) FROM crossing), "
        "(SELECT count(*) FROM crossing WHERE ended IS NULL), (SELECT count(*) FROM work), (SELECT count(*) FROM due), "
        "(SELECT CAST(coalesce(sum(stored + counted), 0) AS BIGINT) FROM refusal_count), (SELECT count(*) FROM quarantine)").query();
    return first<Counts>(row, [](const Statement& r) {
      return Counts{r.u64(0), r.u64(1), r.u64(2), r.u64(3), r.u64(4), r.u64(5), r.u64(6), r.u64(7)};
    }).value_or(Counts{});
  });
}

Expected<std::vector<RecorderRow>> SqlReader::recorders() {
  return caught([&] {
    return all<RecorderRow>(db_.use("SELECT id, state, name, public_key, position FROM recorder ORDER BY id").query(),
                            [](const Statement& r) { return RecorderRow{r.id(0), r.code(1), r.text(2), r.hash(3), r.u64(4)}; });
  });
}

Expected<std::vector<wire::Checkpoint>> SqlReader::checkpoints(const Id& recorder) {
  return caught([&] {
    return all<wire::Checkpoint>(db_.use("SELECT bytes FROM checkpoint WHERE recorder = ? ORDER BY size").query(recorder),
                                 [&](const Statement& r) {
                                   auto checkpoint = wire::parse_checkpoint(r.blob(0));
                                   if (!checkpoint) throw DatabaseFailure{db_.path() + " is damaged: " + checkpoint.error().what};
                                   return *checkpoint;
                                 });
  });
}

Expected<std::vector<RefusalRow>> SqlReader::refusals(const Id& recorder, Instant from, Instant to, std::size_t limit) {
  return caught([&] {
    auto& rows = db_.use("SELECT recorder, at, officer, command, code, sentence, provision, crossing FROM refusal "
                         "WHERE recorder = ? AND at >= ? AND at < ? ORDER BY at, id LIMIT ?");
    return all<RefusalRow>(rows.query(recorder, from, to, bounded(limit)), refusal_row);
  });
}

Expected<std::vector<RefusalRow>> SqlReader::refusals_about(const Id& crossing, std::size_t limit) {
  return caught([&] {
    auto& rows = db_.use("SELECT recorder, at, officer, command, code, sentence, provision, crossing FROM refusal "
                         "WHERE crossing = ? ORDER BY at, id LIMIT ?");
    return all<RefusalRow>(rows.query(crossing, bounded(limit)), refusal_row);
  });
}

Expected<std::vector<RefusalCount>> SqlReader::refusal_counts(const Id& recorder) {
  return caught([&] {
    auto& rows = db_.use("SELECT recorder, hour, stored, counted FROM refusal_count WHERE recorder = ? ORDER BY hour");
    return all<RefusalCount>(rows.query(recorder),
                             [](const Statement& r) { return RefusalCount{r.id(0), r.i64(1), r.u64(2), r.u64(3)}; });
  });
}

Expected<std::optional<RegimeRow>> SqlReader::regime(const Hash& hash) {
  return caught([&] {
    return first<RegimeRow>(db_.use("SELECT hash, kind, name, source, activated FROM regime WHERE hash = ?").query(hash), regime_row);
  });
}

Expected<std::vector<RegimeRow>> SqlReader::regimes() {
  return caught([&] {
    return all<RegimeRow>(db_.use("SELECT hash, kind, name, source, activated FROM regime ORDER BY activated, hash").query(), regime_row);
  });
}

Expected<std::vector<QuarantineRow>> SqlReader::quarantined() {
  return caught([&] {
    return all<QuarantineRow>(
        db_.use("SELECT reference, crossing, at, command, reason FROM quarantine ORDER BY at, reference").query(),
        [](const Statement& r) { return QuarantineRow{r.id(0), r.id(1), r.instant(2), r.text(3), r.text(4)}; });
  });
}

Expected<bool> SqlReader::is_quarantined(const Id& crossing) {
  return caught([&] {
    return first<bool>(db_.use("SELECT 1 FROM quarantine WHERE crossing = ? LIMIT 1").query(crossing), [](const Statement&) { return true; })
        .value_or(false);
  });
}

Expected<std::uint64_t> SqlReader::cursor(const std::string& follower) {
  return caught([&] {
    return first<std::uint64_t>(db_.use("SELECT seq FROM cursor WHERE follower = ?").query(follower),
                                [](const Statement& r) { return r.u64(0); }).value_or(0);
  });
}

Expected<std::optional<Bytes>> SqlReader::setting(const std::string& name) {
  return caught([&] {
    return first<Bytes>(db_.use("SELECT value FROM setting WHERE name = ?").query(name), [](const Statement& r) { return r.bytes(0); });
  });
}

}  // namespace onestop::store
