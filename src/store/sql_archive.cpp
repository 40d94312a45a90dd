// Segments of the log that lie in files: what of them stays in the database.
#include <algorithm>
#include <map>

#include "store/archive_file.h"
#include "store/leaves.h"
#include "store/sql_reader.h"
#include "store/sql_rows.h"
#include "store/sql_writer.h"

namespace onestop::store {
namespace {

#define ARCHIVE_COLUMNS "SELECT a.id, a.name, a.sha256, a.events, a.streams, a.until, a.at FROM archive a "

ArchiveRow archive_row(const Statement& r) { return {r.id(0), r.text(1), r.hash(2), r.u64(3), r.u64(4), r.instant(5), r.instant(6)}; }

}  // namespace

Expected<std::vector<ArchiveRow>> SqlReader::archives() {
  return caught([&] { return all<ArchiveRow>(db_.use(ARCHIVE_COLUMNS "ORDER BY a.at, a.id").query(), archive_row); });
}

std::optional<ArchiveRow> SqlReader::archive_of(const Id& stream) {
  return first<ArchiveRow>(db_.use(ARCHIVE_COLUMNS "WHERE a.id IN (SELECT archive FROM stream WHERE stream = ?) LIMIT 1").query(stream), archive_row);
}

Expected<std::optional<ArchiveRow>> SqlReader::archived(const Id& stream) {
  return caught([&] { return archive_of(stream); });
}

void SqlReader::not_archived(const Id& stream, bool found) {
  if (found) return;
  if (const auto archive = archive_of(stream)) throw DatabaseFailure{"the events of " + to_text(stream) + " are archived in " + archive->name};
}

Expected<void> SqlWriter::put_archive(const ArchiveInFile& segment) {
  const auto& archive = segment.archive;
  return undone([&] {
    db_.use("INSERT INTO archive (id, name, sha256, events, streams, until, at) VALUES (?, ?, ?, ?, ?, ?, ?)")
        .run(archive.id, segment.path.filename().string(), segment.sha256, static_cast<std::uint64_t>(archive.events.size()), static_cast<std::uint64_t>(archive.streams.size()),
             archive.until, archive.at);
    const auto changed = [&](const ArchivedStream& one) { return DatabaseFailure{"stream " + to_text(one.stream) + " was written to since its archive was made; it stays"}; };
    for (const auto& one : archive.streams) {
      if (db_.use("UPDATE stream SET archive = ? WHERE stream = ? AND recorder = ? AND version = ? AND head_hash = ? AND archive IS NULL").changed(archive.id, one.stream, one.recorder, one.version, one.head) != 1)
        throw changed(one);
      if (db_.use("DELETE FROM event WHERE stream = ? AND recorder = ?").changed(one.stream, one.recorder) != one.version) throw changed(one);
    }
    std::map<Id, std::vector<wire::Leaf>> leaves;
    std::size_t next = 0;
    for (const auto& stream : archive.streams)
      for (std::uint64_t version = 0; version < stream.version; ++version, ++next) leaves[stream.recorder].push_back({archive.events[next].position, archive.events[next].hash});
    for (const auto& [recorder, own] : leaves)
      for (const auto& run : runs_of(own))
        db_.use("INSERT INTO archived_run (recorder, first_position, hashes, archive) VALUES (?, ?, ?, ?)").run(recorder, run.first, run.hashes, archive.id);
    // From here on nobody else writes; what another recorder has added since shows now.
    if (!db_.alone())
      for (const auto& recorder : reader_.recorders().value_or(std::vector<RecorderRow>{})) {
        auto& row = db_.use("SELECT position FROM recorder WHERE id = ? /*+ FOR UPDATE */").query(recorder.id);
        while (row.step()) {}
      }
    for (const auto& one : archive.streams) {
      auto& row = db_.use("SELECT 1 FROM stream WHERE stream = ? AND archive IS NULL LIMIT 1").query(one.stream);
      const bool written = row.step();
      row.reset();
      if (written) throw changed(one);
    }
  });
}

Expected<std::size_t> SqlWriter::forget_rows(Instant ended_before, std::size_t limit) {
  return step([&] {
    const auto bound = static_cast<std::int64_t>(limit);
    const auto crossings = all<Id>(db_.use("SELECT crossing FROM crossing WHERE ended < ? AND crossing IN (SELECT stream FROM stream WHERE archive IS NOT NULL) ORDER BY ended, crossing LIMIT ?").query(ended_before, bound),
                                   [](const Statement& row) { return row.id(0); });
    for (const auto& id : crossings) {
      db_.use("DELETE FROM search_token WHERE crossing = ?").run(id);
      db_.use("DELETE FROM crossing WHERE crossing = ?").run(id);
    }
    const auto lodgements = all<Id>(db_.use("SELECT lodgement FROM lodgement WHERE updated < ? AND lodgement IN (SELECT stream FROM stream WHERE archive IS NOT NULL) ORDER BY updated, lodgement LIMIT ?").query(ended_before, bound),
                                    [](const Statement& row) { return row.id(0); });
    for (const auto& id : lodgements) {
      db_.use("DELETE FROM lodgement_key WHERE lodgement = ?").run(id);
      db_.use("DELETE FROM lodgement WHERE lodgement = ?").run(id);
    }
    return crossings.size() + lodgements.size();
  });
}

Expected<std::size_t> SqlWriter::forget_refusals(Instant before, std::size_t limit) {
  return step([&] {
    return static_cast<std::size_t>(db_.use("DELETE FROM refusal WHERE at < ?1 AND id IN (SELECT id FROM refusal ORDER BY id LIMIT ?2)").changed(before, static_cast<std::int64_t>(limit)));
  });
}

Expected<std::size_t> SqlWriter::forget_searches(Instant before, std::size_t limit) {
  return step([&] {
    return static_cast<std::size_t>(db_.use("DELETE FROM search WHERE at < ?1 AND id IN (SELECT id FROM search ORDER BY id LIMIT ?2)").changed(before, static_cast<std::int64_t>(limit)));
  });
}

}  // namespace onestop::store
