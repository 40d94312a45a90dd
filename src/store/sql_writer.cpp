#include "store/sql_writer.h"

#include <algorithm>

#include "base/check.h"
#include "store/partitions.h"

namespace onestop::store {
namespace {

constexpr std::size_t longest_key_bytes = 200;
constexpr std::size_t largest_response_bytes = 64 * 1024;

}  // namespace

SqlWriter::SqlWriter(Connection& db, SqlKeys& keys, const Options& options, wire::Entropy entropy)
    : db_(db),
      keys_(keys),
      entropy_(std::move(entropy)),
      refusals_per_hour_(options.refusals_per_hour),
      key_pool_(options.key_pool),
      reader_(db, keys, fresh_keys_) {
  refresh_memory();
}

// ---- transactions ----------------------------------------------------------------------------------------------

Expected<void> SqlWriter::begin(Takes takes) {
  check(!open_, "a transaction was begun inside another");
  if (broken_) return fault(db_.path() + " could not be made durable earlier; the program must be started anew before it writes again");
  auto begun = caught([&] {
    db_.begin_writing();
    const auto version = db_.data_version();
    if (version != data_version_) refresh_memory();
    data_version_ = version;
  });
  if (!begun) {
    abandon();
    return begun;
  }
  open_ = true;
  to_lock_ = db_.alone() ? Locks::none : takes == Takes::one ? Locks::as_named : Locks::all;
  return {};
}

Expected<void> SqlWriter::finish() {
  auto done = inside([&] {
    for (auto& [id, state] : recorders_) {
      if (!state.moved) continue;
      db_.use("UPDATE recorder SET position = ? WHERE id = ?").run(state.position, id);
      state.moved = false;
    }
    for (const auto& person : erased_) {
      auto& row = db_.use("SELECT slot FROM person_slot WHERE person = ?").query(person);
      if (row.step()) to_erase_.emplace_back(person, row.u64(0));
      row.reset();
    }
    try {
      db_.commit();
    } catch (const DatabaseFailure& failure) {
      // After a failed sync the kernel may call the same pages clean; asking again would prove nothing.
      broken_ = failure.trouble == Trouble::disk;
      throw;
    }
  });
  if (!done) {
    abandon();
    return done;
  }
  open_ = false;
  for (const auto& [person, slot] : fresh_slots_) static_cast<void>(caught([&, p = person, s = slot] { keys_.load(p, s); }));
  fresh_keys_.clear();
  fresh_slots_.clear();
  erased_.clear();
  // The commit stands whether or not the key file obeys at once; `rest` and the next start try again.
  if (!to_erase_.empty()) static_cast<void>(caught([&] { erase_now(); }));
  const auto notified = std::exchange(notified_, {});
  if (!notified.empty() && when_notified_) when_notified_(notified);
  return {};
}

void SqlWriter::abandon() {
  db_.rollback();
  if (!erased_.empty())
    std::erase_if(to_erase_, [&](const auto& one) { return std::find(erased_.begin(), erased_.end(), one.first) != erased_.end(); });
  open_ = false;
  fresh_keys_.clear();
  fresh_slots_.clear();
  erased_.clear();
  notified_.clear();
  data_version_ = -1;  // positions in memory may be ahead of the file
}

void SqlWriter::refresh_memory() {
  recorders_.clear();
  if (!db_.alone()) return;  // counters of the database are asked one by one
  last_seq_ = db_.drawn(Connection::Counter::log);
  next_slot_ = db_.drawn(Connection::Counter::person_slot) + 1;
}

void SqlWriter::erase_now() {
  keys_.erase(to_erase_);
  to_erase_.clear();
}

void SqlWriter::repeat_erasures() {
  auto& rows = db_.use("SELECT s.person, s.slot FROM person_erased e JOIN person_slot s ON s.person = e.person").query();
  while (rows.step())
    if (keys_.has(rows.u64(1))) to_erase_.emplace_back(rows.id(0), rows.u64(1));
  if (!to_erase_.empty()) erase_now();
}

Expected<void> SqlWriter::rest() {
  check(!open_, "the store was told to rest inside a transaction");
  return caught([&] {
    if (!to_erase_.empty()) erase_now();
    keys_.stock(db_.alone() ? next_slot_ : db_.drawn(Connection::Counter::person_slot) + 1, key_pool_);
    db_.rest();
    if (!db_.alone()) make_partitions_ahead(db_);
  });
}

Expected<bool> SqlWriter::lead(const std::string& name) {
  return caught([&] { return db_.lead(name); });
}

// ---- commits ---------------------------------------------------------------------------------------------------

Expected<std::optional<Outcome>> SqlWriter::recall(const Idempotency& idempotency) {
  return inside([&] { return find_request(idempotency); });
}

std::optional<Outcome> SqlWriter::find_request(const Idempotency& idempotency) {
  if (idempotency.client.size() > longest_key_bytes || idempotency.key.size() > longest_key_bytes)
    throw DatabaseFailure{"an idempotency key is longer than 200 bytes"};
  auto& row = db_.use("SELECT request_hash, response FROM request WHERE client = ? AND key = ?")
                  .query(idempotency.client, idempotency.key);
  if (!row.step()) return std::nullopt;
  std::optional<Outcome> outcome;
  if (row.hash(0) == idempotency.request_hash) outcome = AlreadyDone{row.bytes(1)};
  else outcome = IdempotencyMismatch{};
  row.reset();
  return outcome;
}

/// Everything that may say no, before anything is written.
std::optional<Outcome> SqlWriter::refuse(const Commit& commit) {
  lock_recorders(commit);
  if (commit.idempotency)
    if (auto earlier = find_request(*commit.idempotency)) return earlier;
  for (const auto& expected : commit.expects) {
    const auto actual = head_of(expected.recorder, expected.stream).version;
    if (actual != expected.version) return StaleVersion{expected.recorder, expected.stream, actual};
  }
  if (commit.fires) {
    auto& row = db_.use("SELECT 1 FROM due WHERE id = ? /*+ FOR UPDATE */").query(*commit.fires);
    if (!row.step()) return AlreadyFired{};
    row.reset();
  }
  return std::nullopt;
}

/// Of whatever the commit rests on or appends to, nothing may change until the transaction ends. All take their locks in the
/// same order.
void SqlWriter::lock_recorders(const Commit& commit) {
  if (to_lock_ != Locks::as_named) return lock_all();
  std::vector<Id> recorders;
  for (const auto& one : commit.expects) recorders.push_back(one.recorder);
  for (const auto& one : commit.events) recorders.push_back(one.recorder);
  std::ranges::sort(recorders);
  recorders.erase(std::unique(recorders.begin(), recorders.end()), recorders.end());
  for (const auto& id : recorders) {
    auto& row = db_.use("SELECT position FROM recorder WHERE id = ? /*+ FOR UPDATE */").query(id);
    if (row.step() && !recorders_.contains(id)) recorders_[id] = {row.u64(0), false};
    row.reset();
  }
}

/// Once a transaction of several commits, which would take theirs in the order of the commits.
void SqlWriter::lock_all() {
  if (std::exchange(to_lock_, Locks::none) != Locks::all) return;
  auto& rows = db_.use("SELECT id, position FROM recorder ORDER BY id /*+ FOR UPDATE */").query();
  while (rows.step()) recorders_.try_emplace(rows.id(0), RecorderState{rows.u64(1), false});
}

Expected<Outcome> SqlWriter::apply(const Commit& commit) {
  if (commit.response.size() > largest_response_bytes) return fault("a response kept for repeated requests is larger than 64 KiB");
  return inside([&]() -> Outcome {
    heads_.clear();
    if (auto no = refuse(commit)) return std::move(*no);
    if (!db_.alone() && !(commit.events.empty() && commit.notifications.empty())) {
      db_.announce_events();
      drawn_ = db_.draw(Connection::Counter::log, commit.events.size());
      std::ranges::reverse(drawn_);
    }
    try {
      return write(commit);
    } catch (const DatabaseFailure& failure) {
      // Another process did the same command at the same time and was first.
      if (failure.trouble == Trouble::duplicate && commit.idempotency)
        if (auto earlier = find_request(*commit.idempotency)) return std::move(*earlier);
      throw;
    }
  });
}

Outcome SqlWriter::write(const Commit& commit) {
  const auto seq_before = last_seq_;
  const auto fresh_before = fresh_slots_.size(), erased_before = erased_.size();
  std::vector<std::pair<Id, RecorderState>> states_before;
  for (const auto& event : commit.events) states_before.emplace_back(event.recorder, recorder_state(event.recorder));
  db_.use("SAVEPOINT one_commit").run();
  try {
    Applied applied;
    applied.places.reserve(commit.events.size());
    for (const auto& event : commit.events) applied.places.push_back(append(event));
    write_rows(commit);
    if (commit.idempotency) {
      const auto& i = *commit.idempotency;
      db_.use("INSERT INTO request (client, key, request_hash, response, at) VALUES (?, ?, ?, ?, ?)")
          .run(i.client, i.key, i.request_hash, commit.response, i.at);
    }
    for (const auto& person : commit.erases) {
      db_.use("INSERT INTO person_erased (person) VALUES (?) ON CONFLICT DO NOTHING").run(person);
      erase_tokens(person);
      erased_.push_back(person);
    }
    db_.use("RELEASE SAVEPOINT one_commit").run();
    db_.settle();
    return applied;
  } catch (...) {
    undo_to("ROLLBACK TO SAVEPOINT one_commit", "RELEASE SAVEPOINT one_commit");
    last_seq_ = seq_before;
    for (const auto& [id, state] : states_before) recorders_[id] = state;
    while (fresh_slots_.size() > fresh_before) {
      fresh_keys_.erase(fresh_slots_.back().first);
      fresh_slots_.pop_back();
    }
    erased_.resize(erased_before);
    throw;
  }
}

void SqlWriter::undo_to(const char* rollback, const char* release) {
  // Some failures have already rolled back everything; `inside` and `finish` notice.
  static_cast<void>(caught([&] {
    db_.use(rollback).run();
    db_.use(release).run();
    db_.settle();
  }));
}

SqlWriter::Head& SqlWriter::head_of(const Id& recorder, const Id& stream) {
  for (auto& head : heads_)
    if (head.stream == stream && head.recorder == recorder) return head;
  auto& row = db_.use("SELECT version, head_hash, archive FROM stream WHERE stream = ? AND recorder = ?").query(stream, recorder);
  auto& head = heads_.emplace_back(Head{recorder, stream});
  if (!row.step()) return head;
  head.version = row.u64(0);
  head.hash = row.hash(1);
  head.archived = !row.is_null(2);
  row.reset();
  return head;
}

SqlWriter::RecorderState& SqlWriter::recorder_state(const Id& recorder) {
  if (const auto known = recorders_.find(recorder); known != recorders_.end()) return known->second;
  auto& row = db_.use("SELECT position FROM recorder WHERE id = ?").query(recorder);
  if (!row.step()) throw DatabaseFailure{"recorder " + to_text(recorder) + " is not known to this store"};
  const RecorderState state{row.u64(0), false};
  row.reset();
  return recorders_[recorder] = state;
}

Place SqlWriter::append(const NewEvent& event) {
  auto& state = recorder_state(event.recorder);
  auto& head = head_of(event.recorder, event.stream);
  if (head.archived) throw DatabaseFailure{"the events of stream " + to_text(event.stream) + " lie in an archive; nothing is added to it any more"};
  wire::Envelope envelope{event.type, event.type_version, event.recorder, event.stream, head.version + 1, event.at, event.seen, {}};
  const auto sealed = wire::seal(std::move(envelope), head.hash, event.fields, [this](const Id& p) { return key_for(p); }, entropy_);
  if (!sealed) throw DatabaseFailure{sealed.error().what};
  const auto seq = drawn_.empty() ? last_seq_ + 1 : drawn_.back();
  const Place place{seq, state.position + 1, event.recorder, event.stream, head.version + 1, sealed->hash};
  db_.use("INSERT INTO event (seq, recorder, position, stream, version, type, type_version, at, hash, envelope, body) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .run(place.seq, place.recorder, place.position, place.stream, place.version, event.type, event.type_version, event.at,
           sealed->hash, sealed->envelope, sealed->body);
  db_.use("INSERT INTO stream (stream, recorder, version, head_hash) VALUES (?, ?, ?, ?) "
          "ON CONFLICT (stream, recorder) DO UPDATE SET version = excluded.version, head_hash = excluded.head_hash")
      .run(place.stream, place.recorder, place.version, sealed->hash);
  head.version = place.version;
  head.hash = sealed->hash;
  last_seq_ = place.seq;
  if (!drawn_.empty()) drawn_.pop_back();
  state.position = place.position;
  state.moved = true;
  return place;
}

void SqlWriter::write_rows(const Commit& commit) {
  for (const auto& c : commit.crossings)
    db_.use("INSERT INTO crossing (crossing, post, plate, plate_folded, vehicle_class, direction, layout, phase, "
            "procedure, arrived, updated, released, ended, flags, version, station, doing, turn, standing_since, "
            "held_since, holder_agency, holder_state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
            "?, ?, ?) ON CONFLICT (crossing) DO UPDATE SET post = excluded.post, plate = excluded.plate, plate_folded = "
            "excluded.plate_folded, vehicle_class = excluded.vehicle_class, direction = excluded.direction, layout = "
            "excluded.layout, phase = excluded.phase, procedure = excluded.procedure, arrived = excluded.arrived, "
            "updated = excluded.updated, released = excluded.released, ended = excluded.ended, flags = excluded.flags, "
            "version = excluded.version, station = excluded.station, doing = excluded.doing, turn = excluded.turn, "
            "standing_since = excluded.standing_since, held_since = excluded.held_since, holder_agency = "
            "excluded.holder_agency, holder_state = excluded.holder_state")
        .run(c.crossing, c.post, c.plate, c.plate_folded, c.vehicle_class, c.direction, c.layout, c.phase, c.procedure, c.arrived,
             c.updated, c.released, c.ended, c.flags, c.version, c.standing.station, c.standing.doing, c.standing.turn,
             c.standing.since, c.standing.held_since, c.standing.holder_agency, c.standing.holder_state);
  for (const auto& k : commit.work_gone)
    db_.use("DELETE FROM work WHERE crossing = ? AND state = ? AND control = ? AND subject = ?").run(k.crossing, k.state, k.control, k.subject);
  for (const auto& w : commit.work)
    db_.use("INSERT INTO work (crossing, state, control, subject, station, agency, since, priority) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (crossing, state, control, subject) DO UPDATE SET station = excluded.station, agency = excluded.agency, "
            "since = excluded.since, priority = excluded.priority")
        .run(w.crossing, w.state, w.control, w.subject, w.station, w.agency, w.since, w.priority);
  if (commit.fires) db_.use("DELETE FROM due WHERE id = ?").run(*commit.fires);
  for (const auto& id : commit.due_gone) db_.use("DELETE FROM due WHERE id = ?").run(id);
  for (const auto& d : commit.due)
    db_.use("INSERT INTO due (id, recorder, crossing, kind, subject, at) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET at = excluded.at, kind = excluded.kind, subject = excluded.subject")
        .run(d.id, d.recorder, d.crossing, d.kind, d.subject, d.at);
  for (const auto& stay : commit.stays) write_stay(stay);
  for (const auto& row : commit.lodgements) write_lodgement(row);
  for (const auto& change : commit.hands) write_hand(change);
  for (const auto& row : commit.tokens) write_token(row);
  for (const auto& row : commit.notifications) write_notification(row);
}

std::optional<wire::PersonKey> SqlWriter::key_for(const Id& person) {
  if (auto key = reader_.key_for(person)) return key;
  return new_key(person);
}

wire::PersonKey SqlWriter::new_key(const Id& person) {
  auto& row = db_.use("SELECT 1 FROM person_slot WHERE person = ?1 UNION ALL SELECT 1 FROM person_erased WHERE person = ?1").query(person);
  const bool destroyed = row.step();
  row.reset();
  if (destroyed) {
    // Work at the border goes on, but of a person who was erased nothing readable is kept again.
    wire::PersonKey thrown_away;
    entropy_(thrown_away);
    return thrown_away;
  }
  std::optional<wire::PersonKey> key;
  std::uint64_t slot = 0;
  while (!key) {
    slot = take_slot();
    keys_.stock(slot, std::max<std::size_t>(1, key_pool_ / 8));  // each stocking costs a sync
    key = keys_.fresh(slot);
  }
  if (db_.use("INSERT INTO person_slot (slot, person) VALUES (?, ?) ON CONFLICT (person) DO NOTHING").changed(slot, person) == 0) {
    // Another process wrote of the same person at the same time and was first.
    if (auto theirs = reader_.key_for(person)) return *theirs;
    throw DatabaseFailure{"the key of person " + to_text(person) + " is not in the key file"};
  }
  fresh_keys_[person] = *key;
  fresh_slots_.emplace_back(person, slot);
  return *key;
}

std::uint64_t SqlWriter::take_slot() {
  return db_.alone() ? next_slot_++ : db_.draw(Connection::Counter::person_slot, 1).at(0);
}

// ---- the rest --------------------------------------------------------------------------------------------------

Expected<void> SqlWriter::put_recorder(const RecorderRow& r) {
  return step([&] {
    db_.use("INSERT INTO recorder (id, state, name, public_key, position, tree_size, tree_peaks) VALUES (?, ?, ?, ?, 0, 0, ?) "
            "ON CONFLICT (id) DO UPDATE SET state = excluded.state, name = excluded.name, public_key = excluded.public_key")
        .run(r.id, r.state, r.name, r.public_key, Bytes{});
  });
}

Expected<void> SqlWriter::put_refusal(const RefusalRow& r) {
  const auto hour = day_of(r.at, 0).number * 24 + (r.at.ms - day_of(r.at, 0).number * day_ms) / hour_ms;
  return step([&] {
    auto& row = db_.use("SELECT stored FROM refusal_count WHERE recorder = ? AND hour = ?").query(r.recorder, hour);
    const auto stored = row.step() ? row.u64(0) : 0;
    row.reset();
    const bool store = stored < refusals_per_hour_;
    db_.use("INSERT INTO refusal_count (recorder, hour, stored, counted) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (recorder, hour) "
            "DO UPDATE SET stored = refusal_count.stored + ?3, counted = refusal_count.counted + ?4")
        .run(r.recorder, hour, store ? 1 : 0, store ? 0 : 1);
    if (!store) return;
    db_.use("INSERT INTO refusal (recorder, at, officer, command, code, sentence, provision, crossing) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .run(r.recorder, r.at, r.officer, r.command, r.code, r.sentence, r.provision, r.crossing);
  });
}

Expected<void> SqlWriter::put_search(const SearchRow& s) {
  return step([&] { db_.use("INSERT INTO search (officer, at, kind, hits) VALUES (?, ?, ?, ?)").run(s.officer, s.at, s.kind, s.hits); });
}

Expected<void> SqlWriter::put_regime(const RegimeRow& r) {
  return step([&] {
    db_.use("INSERT INTO regime (hash, kind, name, source, activated) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
        .run(r.hash, r.kind, r.name, r.source, r.activated);
  });
}

Expected<void> SqlWriter::put_quarantine(const QuarantineRow& q) {
  return step([&] {
    db_.use("INSERT INTO quarantine (reference, crossing, at, command, reason) VALUES (?, ?, ?, ?, ?)")
        .run(q.reference, q.crossing, q.at, q.command, q.reason);
  });
}

Expected<void> SqlWriter::clear_quarantine(const Id& reference) {
  return step([&] { db_.use("DELETE FROM quarantine WHERE reference = ?").run(reference); });
}

Expected<void> SqlWriter::put_cursor(const std::string& follower, std::uint64_t seq) {
  return step([&] {
    db_.use("INSERT INTO cursor (follower, seq) VALUES (?, ?) ON CONFLICT (follower) DO UPDATE SET seq = excluded.seq").run(follower, seq);
  });
}

Expected<void> SqlWriter::put_setting(const std::string& name, ByteView value) {
  return step([&] {
    db_.use("INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value").run(name, value);
  });
}

Expected<std::optional<wire::Checkpoint>> SqlWriter::checkpoint(const Id& recorder, Instant at, const SecretKey& key) {
  if (to_lock_ == Locks::all)  // not in the step, whose failure would let go of them
    if (auto held = inside([&] { lock_all(); }); !held) return std::unexpected(held.error());
  return step([&]() -> std::optional<wire::Checkpoint> {
    auto& row = db_.use("SELECT tree_size, tree_peaks FROM recorder WHERE id = ? /*+ FOR UPDATE */").query(recorder);
    if (!row.step()) throw DatabaseFailure{"recorder " + to_text(recorder) + " is not known to this store"};
    const auto size = row.u64(0);
    const auto bytes = row.bytes(1);
    row.reset();
    std::vector<Hash> peaks(bytes.size() / 32);
    for (std::size_t i = 0; i < peaks.size(); ++i) std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(32 * i), 32, peaks[i].begin());
    auto tree = wire::MerkleRange::restore(size, std::move(peaks));
    if (!tree) throw DatabaseFailure{db_.path() + " is damaged: " + tree.error().what};

    auto& events = db_.use("SELECT position, hash FROM event WHERE recorder = ? AND position > ? ORDER BY position").scan(recorder, size);
    while (events.step()) {
      if (events.u64(0) != tree->size() + 1) {
        events.reset();
        throw DatabaseFailure{db_.path() + " is damaged: an event of recorder " + to_text(recorder) + " is missing at position " +
                            std::to_string(tree->size() + 1)};
      }
      tree->append(events.hash(1));
    }
    if (tree->size() == size) return std::nullopt;

    wire::Checkpoint checkpoint{recorder, tree->size(), tree->root(), at, {}, {}};
    auto& before = db_.use("SELECT bytes FROM checkpoint WHERE recorder = ? ORDER BY size DESC LIMIT 1").query(recorder);
    if (before.step()) checkpoint.previous = sha256(before.blob(0));
    before.reset();
    checkpoint = wire::sign_checkpoint(checkpoint, key);
    db_.use("INSERT INTO checkpoint (recorder, size, bytes) VALUES (?, ?, ?)").run(recorder, checkpoint.size, to_bytes(checkpoint));
    Bytes new_peaks;
    for (const auto& peak : tree->peaks()) new_peaks.insert(new_peaks.end(), peak.begin(), peak.end());
    db_.use("UPDATE recorder SET tree_size = ?, tree_peaks = ? WHERE id = ?").run(tree->size(), new_peaks, recorder);
    return checkpoint;
  });
}

namespace {

/// What was computed from events that lie in an archive cannot be computed again here, and stays.
std::string clearing(const char* table, const char* key) {
  return std::string("DELETE FROM ") + table + " WHERE " + key + " NOT IN (SELECT stream FROM stream WHERE archive IS NOT NULL);";
}

}  // namespace

Expected<void> SqlWriter::clear_read_tables() {
  return step([&] { db_.run(clearing("crossing", "crossing") + "DELETE FROM work; DELETE FROM due"); });
}

Expected<void> SqlWriter::clear_study_tables() {
  return step([&] { db_.run(clearing("stay", "crossing") + clearing("stay_activity", "crossing") + clearing("stay_cost", "crossing") + clearing("search_token", "crossing")); });
}

Expected<void> SqlWriter::clear_lodgement_tables() {
  return step([&] { db_.run(clearing("lodgement", "lodgement") + clearing("lodgement_key", "lodgement")); });
}

Expected<void> SqlWriter::put_rows(const Commit& rows) {
  return step([&] { write_rows(rows); });
}

Expected<std::size_t> SqlWriter::forget_requests(Instant before, std::size_t limit) {
  return step([&] {
    return static_cast<std::size_t>(
        db_.use("DELETE FROM request WHERE at < ?1 AND id IN (SELECT id FROM request ORDER BY id LIMIT ?2)").changed(before, static_cast<std::int64_t>(limit)));
  });
}

}  // namespace onestop::store
