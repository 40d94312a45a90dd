#include "store/archiving.h"

#include <algorithm>
#include <bit>
#include <map>

#include "store/connections.h"
#include "store/leaves.h"
#include "store/partitions.h"
#include "store/sql_rows.h"

namespace onestop::store {
namespace {

constexpr unsigned block_height = std::bit_width(run_block) - 1;
constexpr std::size_t streams_at_once = 1000;

Hash hash_of(const Bytes& bytes) {
  Hash hash{};
  if (bytes.size() != hash.size()) throw DatabaseFailure{"a hash of the log has not 32 bytes"};
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

/// Something that ended, and when.
struct Candidate {
  Instant at{INT64_MIN};
  Id id;
};

}  // namespace

class Archiver::Work {
 public:
  Work(const std::string& path, const ArchiveRules& rules) : db_(connect(path, "", Use::verifying)), rules_(rules) {}

  std::optional<Archive> gather(const Id& id, Instant now) {
    db_->begin_reading();
    const Reading done{*db_};
    Archive archive{id, now, std::max(rules_.crossings_until, rules_.lodgements_until), {}, {}, {}};
    while (archive.events.size() < rules_.most_events) {
      const auto streams = candidates();
      if (streams.empty()) break;
      for (const auto& [at, stream] : streams) {
        take(stream, archive);
        after_ = {at, stream};
        if (archive.events.size() >= rules_.most_events) break;
      }
    }
    if (archive.events.empty()) return std::nullopt;
    order(archive);
    std::erase_if(archive.recorders, [&](const ArchivedRecorder& r) { return std::ranges::find(archive.streams, r.id, &ArchivedStream::recorder) == archive.streams.end(); });
    for (auto& recorder : archive.recorders) prove(recorder, archive);
    return archive;
  }
  std::size_t waiting() const { return waiting_; }

 private:
  struct Reading {
    Connection& db;
    ~Reading() { db.rollback(); }
  };

  /// What ended, oldest first, after the last one looked at: crossings, then lodgements.
  std::vector<Candidate> candidates() {
    const auto place = [](const Statement& row) { return Candidate{row.instant(1), row.id(0)}; };
    if (!crossings_done_) {
      auto found = all<Candidate>(
          db_->use("SELECT c.crossing, c.ended FROM crossing c WHERE c.ended < ?1 AND (c.ended, c.crossing) > (?2, ?3) "
                   "AND EXISTS (SELECT 1 FROM stream s WHERE s.stream = c.crossing AND s.archive IS NULL) ORDER BY c.ended, c.crossing LIMIT ?4")
              .query(rules_.crossings_until, after_.at, after_.id, static_cast<std::int64_t>(streams_at_once)),
          place);
      if (!found.empty()) return found;
      crossings_done_ = true;
      after_ = {};
    }
    return all<Candidate>(
        db_->use("SELECT l.lodgement, l.updated FROM lodgement l WHERE l.standing <> 'waiting' AND l.updated < ?1 AND (l.updated, l.lodgement) > (?2, ?3) "
                 "AND NOT EXISTS (SELECT 1 FROM crossing c WHERE c.crossing = l.crossing AND c.ended IS NULL) "
                 "AND EXISTS (SELECT 1 FROM stream s WHERE s.stream = l.lodgement AND s.archive IS NULL) ORDER BY l.updated, l.lodgement LIMIT ?4")
            .query(rules_.lodgements_until, after_.at, after_.id, static_cast<std::int64_t>(streams_at_once)),
        place);
  }

  bool is_open(const Id& stream) {
    auto& rows = db_->use("SELECT 1 FROM due WHERE crossing = ?1 UNION ALL SELECT 1 FROM quarantine WHERE crossing = ?1 LIMIT 1").query(stream);
    const bool open = rows.step();
    rows.reset();
    return open;
  }

  void take(const Id& stream, Archive& archive) {
    const auto heads = all<ArchivedStream>(db_->use("SELECT recorder, version, head_hash FROM stream WHERE stream = ? ORDER BY recorder").query(stream),
                                           [&](const Statement& row) { return ArchivedStream{stream, row.id(0), row.u64(1), row.hash(2)}; });
    const auto events_before = archive.events.size();
    bool ready = !is_open(stream);
    for (const auto& head : heads) {
      const auto covered = ready ? checkpoint_of(head.recorder, archive) : 0;
      auto& rows = db_->use("SELECT seq, position, hash, envelope, body FROM event WHERE stream = ? AND recorder = ? ORDER BY version").query(stream, head.recorder);
      const auto events = all<ArchivedEvent>(rows, [](const Statement& row) { return ArchivedEvent{row.u64(0), row.u64(1), row.hash(2), row.bytes(3), row.bytes(4)}; });
      ready = ready && events.size() == head.version && std::ranges::all_of(events, [&](const ArchivedEvent& one) { return one.position <= covered; });
      archive.events.insert(archive.events.end(), events.begin(), events.end());
    }
    if (ready) {
      archive.streams.insert(archive.streams.end(), heads.begin(), heads.end());
    } else {
      archive.events.resize(events_before);
      ++waiting_;
    }
  }

  /// Over how many events the recorder's newest checkpoint reaches.
  std::uint64_t checkpoint_of(const Id& recorder, Archive& archive) {
    const auto known = std::ranges::find(archive.recorders, recorder, &ArchivedRecorder::id);
    if (known != archive.recorders.end()) return known->checkpoint.size;
    auto& row = db_->use("SELECT r.state, r.name, r.public_key, c.bytes FROM recorder r JOIN checkpoint c ON c.recorder = r.id WHERE r.id = ? ORDER BY c.size DESC LIMIT 1").query(recorder);
    const Ended ended{row};
    if (!row.step()) return 0;
    const auto checkpoint = wire::parse_checkpoint(row.blob(3));
    if (!checkpoint) throw DatabaseFailure{db_->path() + " is damaged: " + checkpoint.error().what};
    archive.recorders.push_back({recorder, row.code(0), row.text(1), row.hash(2), *checkpoint, {}});
    return checkpoint->size;
  }

  /// Ascending by stream and recorder, and the events as their streams.
  static void order(Archive& archive) {
    std::vector<std::size_t> begins, places(archive.streams.size());
    std::size_t next = 0;
    for (const auto& stream : archive.streams) begins.push_back(std::exchange(next, next + stream.version));
    for (std::size_t i = 0; i < places.size(); ++i) places[i] = i;
    const auto key = [&](std::size_t i) { return std::pair(archive.streams[i].stream, archive.streams[i].recorder); };
    std::ranges::sort(places, [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
    std::vector<ArchivedStream> streams;
    std::vector<ArchivedEvent> events;
    for (const auto i : places) {
      streams.push_back(archive.streams[i]);
      for (std::uint64_t v = 0; v < archive.streams[i].version; ++v) events.push_back(std::move(archive.events[begins[i] + v]));
    }
    archive.streams = std::move(streams);
    archive.events = std::move(events);
  }

  void prove(ArchivedRecorder& recorder, const Archive& archive) {
    std::vector<std::uint64_t> chosen;
    std::size_t next = 0;
    for (const auto& stream : archive.streams)
      for (std::uint64_t v = 0; v < stream.version; ++v, ++next)
        if (stream.recorder == recorder.id) chosen.push_back(archive.events[next].position);
    std::ranges::sort(chosen);
    const auto size = recorder.checkpoint.size;
    const auto& blocks = blocks_of(recorder.id, size);
    wire::MerkleCover cover;
    auto one = chosen.begin();
    while (cover.size() < size) {
      const auto first = cover.size() + 1, last = std::min(size, first + run_block - 1);
      const auto block = (first - 1) / run_block;
      const bool whole = last - first + 1 == run_block;
      if (whole && (one == chosen.end() || *one > last)) {
        cover.append_subtree(block_height, blocks.at(block));
        continue;
      }
      Leaves leaves(*db_, recorder.id, first, last);
      while (leaves.next()) {
        const bool is_chosen = one != chosen.end() && *one == leaves.position;
        if (is_chosen) ++one;
        if (leaves.position != cover.size() + 1) throw missing(recorder.id, cover.size() + 1);
        cover.append(hash_of(leaves.hash), is_chosen);
      }
      if (cover.size() != last) throw missing(recorder.id, cover.size() + 1);
    }
    recorder.others = cover.finish();
  }

  DatabaseFailure missing(const Id& recorder, std::uint64_t position) const {
    return {db_->path() + " is damaged: the event of recorder " + to_text(recorder) + " at position " + std::to_string(position) + " is missing"};
  }

  /// Roots of the tree over each whole block: read once, however many segments are made.
  const std::vector<Hash>& blocks_of(const Id& recorder, std::uint64_t size) {
    auto& blocks = blocks_[recorder];
    const auto wanted = size / run_block;
    if (blocks.size() >= wanted) return blocks;
    wire::MerkleRange block;
    Leaves leaves(*db_, recorder, blocks.size() * run_block + 1, wanted * run_block);
    while (leaves.next()) {
      if (leaves.position != blocks.size() * run_block + block.size() + 1) throw missing(recorder, blocks.size() * run_block + block.size() + 1);
      block.append(hash_of(leaves.hash));
      if (block.size() < run_block) continue;
      blocks.push_back(block.root());
      block = {};
    }
    if (blocks.size() < wanted) throw missing(recorder, blocks.size() * run_block + block.size() + 1);
    return blocks;
  }

  std::unique_ptr<Connection> db_;
  ArchiveRules rules_;
  Candidate after_;
  bool crossings_done_ = false;
  std::size_t waiting_ = 0;
  std::map<Id, std::vector<Hash>> blocks_;
};

Archiver::Archiver(std::string path, std::filesystem::path folder, ArchiveRules rules) : path_(std::move(path)), folder_(std::move(folder)), rules_(rules) {}
Archiver::~Archiver() = default;

std::size_t Archiver::waiting() const { return work_ ? work_->waiting() : 0; }

Expected<std::optional<ArchiveInFile>> Archiver::next(const Id& id, Instant now) {
  std::optional<Archive> archive;
  const auto gathered = caught([&] {
    if (!work_) work_ = std::make_unique<Work>(path_, rules_);
    archive = work_->gather(id, now);
  });
  if (!gathered) return std::unexpected(gathered.error());
  if (!archive) return std::optional<ArchiveInFile>{};
  const auto path = folder_ / (to_text(day_of(archive->until, 0)) + "-" + to_text(id) + ".archive");
  if (auto written = write_archive(path, to_bytes(*archive)); !written) return std::unexpected(written.error());
  auto back = read_archive(path);
  if (!back) return std::unexpected(back.error());
  if (const auto wrong = verify_archive(back->archive); !wrong.empty()) return fault(path.string() + " does not verify, so nothing was taken out of the log: " + wrong.front().where);
  return std::optional(std::move(*back));
}

Expected<std::size_t> give_back_space(const std::string& path) {
  return caught([&]() -> std::size_t {
    const auto db = connect(path, "", Use::writing);
    return db->alone() ? 0 : exchange_archived(*db);
  });
}

}  // namespace onestop::store
