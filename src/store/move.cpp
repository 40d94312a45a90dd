#include "store/move.h"

#include <sodium/core.h>

#include <algorithm>
#include <filesystem>

#include "base/check.h"
#include "store/connections.h"
#include "store/partitions.h"
#include "store/postgres_connection.h"
#include "store/sql_keys.h"
#include "store/sql_schema.h"

namespace onestop::store {
namespace {

/// One of the two databases of a post, on its way.
class Carried {
 public:
  Carried(const std::string& from, const std::string& to, void (*migrate)(Connection&), const Move& move)
      : from_(opened(from)), to_(connect(to, "", Use::writing)), move_(move) {
    if (from_->place() == to_->place() && (!from_->alone() || std::filesystem::equivalent(from, to)))
      throw DatabaseFailure{from + " is to be moved into itself"};
    migrate_ = migrate;
  }

  Connection& from() { return *from_; }
  Connection& to() { return *to_; }

  /// The target has this program's tables and nothing in them, but perhaps what an earlier move brought.
  void prepare() {
    const auto there = tables_of(*to_);
    if (!there.empty() && !to_->has_table("migration")) throw DatabaseFailure{to_->path() + " holds tables of another program; the target of a move is an empty database"};
    migrate_(*to_);
    if (!to_->alone() && to_->has_table("event") && from_->has_table("event")) make_partitions_ahead(*to_, from_->drawn(Connection::Counter::log));
    from_->begin_alone();
    to_->begin_alone();
    tables_ = tables_of(*from_);
    const auto same = std::ranges::equal(tables_, tables_of(*to_), [](const Table& a, const Table& b) { return a.name == b.name && a.columns == b.columns; });
    if (!same) throw DatabaseFailure{from_->path() + " has another schema than this program makes; start this program's server on it once, then move it"};
  }

  std::vector<TableHash> carry() {
    tell("reads " + from_->path());
    auto expected = hashes(*from_);
    if (const auto full = first_full(); !full.empty()) {
      if (hashes(*to_) == expected) return expected;  // an earlier move was interrupted after this
      throw DatabaseFailure{to_->path() + " is not empty: there are rows in " + full + "; the target of a move is an empty database"};
    }
    for (const auto& table : tables_) {
      if (table.name == "migration") continue;
      tell("copies " + table.name);
      copy_rows(*from_, *to_, table);
    }
    tell("compares");
    const auto found = hashes(*to_);
    for (std::size_t i = 0; i < expected.size(); ++i)
      if (found[i] != expected[i])
        throw DatabaseFailure{"the table " + expected[i].table + " came to be another one on the way: " + std::to_string(expected[i].rows) + " rows with hash " +
                              to_hex(expected[i].hash) + " became " + std::to_string(found[i].rows) + " with " + to_hex(found[i].hash)};
    return expected;
  }

  void commit() {
    to_->settle_counters();
    to_->commit();
    from_->rollback();
  }

 private:
  static std::unique_ptr<Connection> opened(const std::string& path) {
    if (!is_postgres(path) && !std::filesystem::exists(path)) throw DatabaseFailure{"there is no file " + path};
    return connect(path, "", Use::writing);
  }
  std::vector<TableHash> hashes(Connection& db) const {
    std::vector<TableHash> list;
    for (const auto& table : tables_) list.push_back(hash_of(db, table));
    return list;
  }
  std::string first_full() {
    for (const auto& table : tables_) {
      auto& rows = to_->use_made("SELECT 1 FROM \"" + table.name + "\" LIMIT 1").query();
      const bool full = rows.step();
      rows.reset();
      if (full && table.name != "migration") return table.name;
    }
    return {};
  }
  void tell(const std::string& what) const {
    if (move_.progress) move_.progress(what);
  }

  std::unique_ptr<Connection> from_, to_;
  const Move& move_;
  void (*migrate_)(Connection&) = nullptr;
  std::vector<Table> tables_;
};

std::string keys_of(const std::string& given, const std::string& log) {
  if (!given.empty()) return given;
  if (is_postgres(log)) throw DatabaseFailure{"the keys of a PostgreSQL database lie in a file, or in another database; say where"};
  return keys_path(log);
}

Moved carried_out(const Move& move) {
  Carried keys(keys_of(move.from_keys, move.from), keys_of(move.to_keys, move.to), migrate_keys, move);
  keep_to_owner(keys_of(move.to_keys, move.to));
  Carried log(move.from, move.to, [](Connection& db) { migrate_log(db); }, move);
  lie_apart(keys.to(), log.to());
  keys.prepare();
  log.prepare();
  Moved moved;
  moved.keys = keys.carry();
  moved.log = log.carry();
  if (move.progress) move.progress("verifies the log in " + log.to().path());
  moved.verified = verify_log(log.to());
  if (!moved.verified.clean())
    throw DatabaseFailure{"the log does not verify: " + moved.verified.findings[0].where + "; nothing was moved, see: onestop log verify"};
  keys.commit();
  log.commit();
  return moved;
}

}  // namespace

Expected<Moved> move_post(const Move& move) {
  check(sodium_init() >= 0, "libsodium does not start");
  return caught([&] {
    auto moved = carried_out(move);
    if (is_postgres(move.to)) connect(move.to, "", Use::writing)->run("ANALYZE");
    return moved;
  });
}

}  // namespace onestop::store
