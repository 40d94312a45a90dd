#include "store/sqlite_keys.h"

#include <sodium/randombytes.h>
#include <sodium/utils.h>

#include <algorithm>
#include <filesystem>

#include "store/sql_schema.h"

namespace onestop::store {
namespace {

constexpr std::size_t most_remembered = 16'384;
constexpr std::size_t largest_secret_bytes = 4096;

wire::PersonKey key_from(ByteView bytes) {
  wire::PersonKey key;
  if (bytes.size() != key.size()) throw DatabaseFailure{"the key file is damaged: a key has not 32 bytes"};
  std::copy(bytes.begin(), bytes.end(), key.begin());
  return key;
}

}  // namespace

std::string keys_path(const std::string& log_path) {
  const std::string ending = ".db";
  if (log_path.ends_with(ending)) return log_path.substr(0, log_path.size() - ending.size()) + ".keys.db";
  return log_path + ".keys";
}

std::string keys_path(const Options& options) { return options.keys_path.empty() ? keys_path(options.path) : options.keys_path; }

SqliteKeys::SqliteKeys(const Options& options, wire::Entropy entropy)
    : db_(keys_path(options), Access::read_write, options.vfs), entropy_(std::move(entropy)) {
  std::error_code elsewhere;  // another file layer may know no permissions
  std::filesystem::permissions(keys_path(options), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, elsewhere);
  db_.run("PRAGMA secure_delete=ON");
  prepare_for_writing(db_, options.synchronous);
  db_.run("PRAGMA cache_size=-1024");
  migrate_keys(db_);
  stocked_until_ = static_cast<std::uint64_t>(db_.number("SELECT coalesce(max(slot), 0) FROM person_key"));
}

Expected<void> SqliteKeys::put_secret(const std::string& kind, const Id& id, ByteView sealed) {
  if (sealed.size() > largest_secret_bytes) return fault("a secret of kind " + kind + " is larger than 4 KiB");
  const std::lock_guard hold(lock_);
  return caught([&] { db_.use("INSERT OR REPLACE INTO secret (kind, id, sealed) VALUES (?, ?, ?)").run(kind, id, sealed); });
}

Expected<std::optional<Bytes>> SqliteKeys::secret(const std::string& kind, const Id& id) {
  const std::lock_guard hold(lock_);
  return caught([&]() -> std::optional<Bytes> {
    auto& row = db_.use("SELECT sealed FROM secret WHERE kind = ? AND id = ?").query(kind, id);
    if (!row.step()) return std::nullopt;
    auto sealed = row.bytes(0);
    row.reset();
    return sealed;
  });
}

Expected<void> SqliteKeys::backup(const std::string& path) {
  const std::lock_guard hold(lock_);
  return caught([&] { copy_database(db_, path); });
}

Bytes SqliteKeys::name() {
  const std::lock_guard hold(lock_);
  const std::string kind = "key_file";
  Bytes proposed(16);
  randombytes_buf(proposed.data(), proposed.size());
  db_.use("INSERT INTO secret (kind, id, sealed) VALUES (?, ?, ?) ON CONFLICT DO NOTHING").run(kind, Id{}, proposed);
  auto& row = db_.use("SELECT sealed FROM secret WHERE kind = ? AND id = ?").query(kind, Id{});
  if (!row.step()) throw DatabaseFailure{"the key file " + db_.path() + " keeps no name"};
  auto name = row.bytes(0);
  row.reset();
  return name;
}

std::optional<wire::PersonKey> SqliteKeys::remembered(const Id& person) {
  const std::lock_guard hold(lock_);
  const auto known = remembered_.find(person);
  if (known == remembered_.end()) return std::nullopt;
  return known->second;
}

std::optional<wire::PersonKey> SqliteKeys::load(const Id& person, std::uint64_t slot) {
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

std::optional<wire::PersonKey> SqliteKeys::read(std::uint64_t slot) {
  auto& row = db_.use("SELECT key FROM person_key WHERE slot = ?").query(slot);
  if (!row.step()) return std::nullopt;
  const auto key = key_from(row.blob(0));
  row.reset();
  return key;
}

std::optional<wire::PersonKey> SqliteKeys::fresh(std::uint64_t slot) {
  const std::lock_guard hold(lock_);
  if (const auto ready = pool_.find(slot); ready != pool_.end()) return ready->second;
  return read(slot);
}

void SqliteKeys::stock(std::uint64_t next_slot, std::size_t ahead) {
  const std::lock_guard hold(lock_);
  // Slots below next_slot that are missing here were erased, or lost with an older copy of this file: never made anew.
  const auto last = next_slot + ahead - 1;
  if (std::max(stocked_until_ + 1, next_slot) > last) return;
  db_.run("BEGIN IMMEDIATE");
  try {
    stocked_until_ = static_cast<std::uint64_t>(db_.number("SELECT coalesce(max(slot), 0) FROM person_key"));  // by another process as well
    const auto first = std::max(stocked_until_ + 1, next_slot);
    if (first > last) return db_.rollback();
    Bytes random((last - first + 1) * 32);
    for (std::size_t done = 0; done < random.size(); done += 4096)
      entropy_(std::span(random).subspan(done, std::min<std::size_t>(4096, random.size() - done)));
    for (auto slot = first; slot <= last; ++slot) {
      const auto key = ByteView(random).subspan((slot - first) * 32, 32);
      db_.use("INSERT INTO person_key (slot, key) VALUES (?, ?)").run(slot, key);
      pool_[slot] = key_from(key);
    }
    db_.run("COMMIT");
    sodium_memzero(random.data(), random.size());
  } catch (...) {
    pool_.clear();
    db_.rollback();
    throw;
  }
  stocked_until_ = last;
}

void SqliteKeys::erase(const std::vector<std::pair<Id, std::uint64_t>>& persons) {
  const std::lock_guard hold(lock_);
  for (const auto& [person, slot] : persons) {
    if (const auto known = remembered_.find(person); known != remembered_.end()) {
      sodium_memzero(known->second.data(), known->second.size());
      remembered_.erase(known);
    }
    pool_.erase(slot);
    // Overwritten in place first: a deleted row's page may lie in the file until secure_delete has reached it.
    db_.use("UPDATE person_key SET key = zeroblob(32) WHERE slot = ?").run(slot);
    db_.use("DELETE FROM person_key WHERE slot = ?").run(slot);
  }
  // The WAL still holds the pages as they were; only now are they gone.
  auto& checkpoint = db_.use("PRAGMA wal_checkpoint(TRUNCATE)").query();
  const bool busy = checkpoint.step() && checkpoint.i64(0) != 0;
  checkpoint.reset();
  if (busy) throw DatabaseFailure{"the key file " + db_.path() + " is being read; its erased keys are still in the WAL"};
}

bool SqliteKeys::has(std::uint64_t slot) {
  const std::lock_guard hold(lock_);
  return read(slot).has_value();
}

}  // namespace onestop::store
