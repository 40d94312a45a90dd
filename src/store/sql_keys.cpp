#include "store/sql_keys.h"

#include <sodium/randombytes.h>
#include <sodium/utils.h>

#include <algorithm>
#include <filesystem>

#include "store/connections.h"
#include "store/postgres_connection.h"
#include "store/sql_schema.h"
#include "store/sqlite_connection.h"

namespace onestop::store {
namespace {

constexpr std::size_t most_remembered = 16'384;
constexpr std::size_t largest_secret_bytes = 4096;

wire::PersonKey key_from(ByteView bytes) {
  wire::PersonKey key;
  if (bytes.size() != key.size()) throw DatabaseFailure{"the keys are damaged: one has not 32 bytes"};
  std::copy(bytes.begin(), bytes.end(), key.begin());
  return key;
}

/// Of all processes that stock, until the transaction ends.
void one_at_a_time(Connection& db) {
  auto& row = db.use("SELECT pg_advisory_xact_lock(20302)").query();
  row.step();
  row.reset();
}

}  // namespace

std::string keys_path(const std::string& log_path) {
  const std::string ending = ".db";
  if (log_path.ends_with(ending)) return log_path.substr(0, log_path.size() - ending.size()) + ".keys.db";
  return log_path + ".keys";
}

std::string keys_path(const Options& options) { return options.keys_path.empty() ? keys_path(options.path) : options.keys_path; }

void keep_to_owner(const std::string& keys_path) {
  std::error_code elsewhere;  // another file layer may know no permissions
  if (!is_postgres(keys_path)) std::filesystem::permissions(keys_path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, elsewhere);
}

SqlKeys::SqlKeys(const Options& options, wire::Entropy entropy)
    : db_(connect(keys_path(options), options.vfs, Use::writing, options.synchronous)), entropy_(std::move(entropy)) {
  keep_to_owner(keys_path(options));
  if (db_->alone()) db_->run("PRAGMA cache_size=-1024");
  db_->leave_no_trace(true);
}

void lie_apart(Connection& keys, Connection& log) {
  const auto place = keys.place();
  if (!place.empty() && place == log.place())
    throw DatabaseFailure{"the keys lie in " + keys.path() + ", where the log lies: every backup of the log would hold them; give them a database of their own"};
  if (keys.has_table("event"))
    throw DatabaseFailure{"the keys are to lie in " + keys.path() + ", which holds a log; give them a database of their own"};
  if (log.has_table("person_key"))
    throw DatabaseFailure{"the log is to lie in " + log.path() + ", which holds keys; give it a database of its own"};
}

void SqlKeys::open_beside(Connection& log) {
  lie_apart(*db_, log);
  migrate_keys(*db_);
  stocked_until_ = static_cast<std::uint64_t>(db_->number("SELECT coalesce(max(slot), 0) FROM person_key"));
}

Expected<void> SqlKeys::put_secret(const std::string& kind, const Id& id, ByteView sealed) {
  if (sealed.size() > largest_secret_bytes) return fault("a secret of kind " + kind + " is larger than 4 KiB");
  const std::lock_guard hold(lock_);
  return caught([&] {
    db_->use("INSERT INTO secret (kind, id, sealed) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET sealed = excluded.sealed").changed(kind, id, sealed);
  });
}

Expected<std::optional<Bytes>> SqlKeys::secret(const std::string& kind, const Id& id) {
  const std::lock_guard hold(lock_);
  return caught([&]() -> std::optional<Bytes> {
    auto& row = db_->use("SELECT sealed FROM secret WHERE kind = ? AND id = ?").query(kind, id);
    if (!row.step()) return std::nullopt;
    auto sealed = row.bytes(0);
    row.reset();
    return sealed;
  });
}

Expected<void> SqlKeys::backup(const std::string& path) {
  const std::lock_guard hold(lock_);
  return caught([&] {
    auto* file = dynamic_cast<SqliteConnection*>(db_.get());
    if (!file) throw DatabaseFailure{db_->path() + " is backed up with PostgreSQL's own means; see: onestop backup"};
    copy_database(*file, path);
  });
}

Bytes SqlKeys::name() {
  const std::lock_guard hold(lock_);
  const std::string kind = "key_file";
  Bytes proposed(16);
  randombytes_buf(proposed.data(), proposed.size());
  db_->use("INSERT INTO secret (kind, id, sealed) VALUES (?, ?, ?) ON CONFLICT DO NOTHING").changed(kind, Id{}, proposed);
  auto& row = db_->use("SELECT sealed FROM secret WHERE kind = ? AND id = ?").query(kind, Id{});
  if (!row.step()) throw DatabaseFailure{db_->path() + " keeps no name of its keys"};
  auto name = row.bytes(0);
  row.reset();
  return name;
}

std::optional<wire::PersonKey> SqlKeys::remembered(const Id& person) {
  const std::lock_guard hold(lock_);
  const auto known = remembered_.find(person);
  if (known == remembered_.end()) return std::nullopt;
  return known->second;
}

std::optional<wire::PersonKey> SqlKeys::load(const Id& person, std::uint64_t slot) {
  const std::lock_guard hold(lock_);
  std::optional<wire::PersonKey> key;
  if (const auto ready = pool_.find(slot); ready != pool_.end()) {
    key = ready->second;
    pool_.erase(ready);
  } else {
    key = read(slot);
  }
  if (!key) return std::nullopt;
  if (remembered_.size() >= most_remembered) remembered_.clear();
  remembered_[person] = *key;
  return key;
}

std::optional<wire::PersonKey> SqlKeys::read(std::uint64_t slot) {
  auto& row = db_->use("SELECT key FROM person_key WHERE slot = ?").query(slot);
  if (!row.step()) return std::nullopt;
  const auto key = key_from(row.blob(0));
  row.reset();
  return key;
}

std::optional<wire::PersonKey> SqlKeys::fresh(std::uint64_t slot) {
  const std::lock_guard hold(lock_);
  if (const auto ready = pool_.find(slot); ready != pool_.end()) return ready->second;
  return read(slot);
}

void SqlKeys::stock(std::uint64_t next_slot, std::size_t ahead) {
  const std::lock_guard hold(lock_);
  // Slots below next_slot that are missing here were erased, or lost with older keys: never made anew.
  const auto last = next_slot + ahead - 1;
  if (std::max(stocked_until_ + 1, next_slot) > last) return;
  pool_.erase(pool_.begin(), pool_.lower_bound(next_slot));  // another process took them, or read them from there
  db_->begin_writing();
  try {
    if (!db_->alone()) one_at_a_time(*db_);
    stocked_until_ = static_cast<std::uint64_t>(db_->number("SELECT coalesce(max(slot), 0) FROM person_key"));  // by another process as well
    const auto first = std::max(stocked_until_ + 1, next_slot);
    if (first > last) return db_->rollback();
    make(first, last);
    db_->commit();
  } catch (...) {
    pool_.clear();
    db_->rollback();
    throw;
  }
  stocked_until_ = last;
}

void SqlKeys::make(std::uint64_t first, std::uint64_t last) {
  Bytes random((last - first + 1) * 32);
  for (std::size_t done = 0; done < random.size(); done += 4096)
    entropy_(std::span(random).subspan(done, std::min<std::size_t>(4096, random.size() - done)));
  for (auto slot = first; slot <= last; ++slot) {
    const auto key = ByteView(random).subspan((slot - first) * 32, 32);
    db_->use("INSERT INTO person_key (slot, key) VALUES (?, ?)").run(slot, key);
    pool_[slot] = key_from(key);
  }
  db_->settle();
  sodium_memzero(random.data(), random.size());
}

void SqlKeys::erase(const std::vector<std::pair<Id, std::uint64_t>>& persons) {
  const std::lock_guard hold(lock_);
  const Bytes nothing(32);
  for (const auto& [person, slot] : persons) {
    if (const auto known = remembered_.find(person); known != remembered_.end()) {
      sodium_memzero(known->second.data(), known->second.size());
      remembered_.erase(known);
    }
    pool_.erase(slot);
    // Overwritten first: where a row is deleted, what it held may lie about for a while.
    db_->use("UPDATE person_key SET key = ? WHERE slot = ?").changed(nothing, slot);
    db_->use("DELETE FROM person_key WHERE slot = ?").changed(slot);
  }
  db_->clear_traces("person_key");
}

bool SqlKeys::has(std::uint64_t slot) {
  const std::lock_guard hold(lock_);
  return read(slot).has_value();
}

}  // namespace onestop::store
