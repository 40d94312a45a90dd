#include "store/sqlite_schema.h"

#include <span>

namespace onestop::store {
namespace {

constexpr const char* log_migrations[] = {
#include "store/migrations/001.sql"
    ,
#include "store/migrations/002.sql"
    ,
#include "store/migrations/003.sql"
    ,
#include "store/migrations/004.sql"
    ,
#include "store/migrations/005.sql"
    ,
#include "store/migrations/006.sql"
};
constexpr const char* keys_migrations[] = {
#include "store/migrations/keys_001.sql"
};

void migrate(Connection& db, std::span<const char* const> migrations) {
  db.run("BEGIN IMMEDIATE");
  try {
    db.run("CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, sha256 BLOB NOT NULL) STRICT");
    std::vector<Hash> applied;
    Statement rows(db.handle(), "SELECT sha256 FROM migration ORDER BY number");
    while (rows.step()) applied.push_back(rows.hash(0));
    if (applied.size() > migrations.size())
      throw SqliteFailure{db.path() + " was written by a newer onestop: its schema is " + std::to_string(applied.size()) +
                          ", this program knows up to " + std::to_string(migrations.size()), 0};
    for (std::size_t i = 0; i < migrations.size(); ++i) {
      const auto hash = sha256(as_bytes(migrations[i]));
      if (i < applied.size() && applied[i] != hash)
        throw SqliteFailure{db.path() + ": migration " + std::to_string(i + 1) + " was another text when it was applied", 0};
      if (i < applied.size()) continue;
      db.run(migrations[i]);
      Statement(db.handle(), "INSERT INTO migration (number, sha256) VALUES (?, ?)").run(i + 1, hash);
    }
    db.run("COMMIT");
  } catch (...) {
    if (db.in_transaction()) sqlite3_exec(db.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    throw;
  }
}

}  // namespace

void migrate_log(Connection& db) { migrate(db, log_migrations); }
void migrate_keys(Connection& db) { migrate(db, keys_migrations); }
int newest_log_schema() { return static_cast<int>(std::size(log_migrations)); }

void prepare_for_writing(Connection& db, const std::string& synchronous) {
  db.run("PRAGMA journal_mode=WAL");
  db.run("PRAGMA synchronous=" + synchronous);
  db.run("PRAGMA cache_size=-65536");          // 64 MiB
  db.run("PRAGMA wal_autocheckpoint=4000");    // pages, 16 MiB; `rest` does it earlier when there is time
  db.run("PRAGMA journal_size_limit=67108864");
  db.run("PRAGMA temp_store=MEMORY");
  db.run("PRAGMA trusted_schema=OFF");
  db.run("PRAGMA cell_size_check=ON");
}

}  // namespace onestop::store
