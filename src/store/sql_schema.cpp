#include "store/sql_schema.h"

#include <algorithm>
#include <chrono>
#include <span>
#include <thread>

#include "store/partitions.h"

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
    ,
#include "store/migrations/007.sql"
    ,
#include "store/migrations/008.sql"
    ,
#include "store/migrations/009.sql"
    ,
#include "store/migrations/010.sql"
};
constexpr const char* keys_migrations[] = {
#include "store/migrations/keys_001.sql"
};

constexpr const char* first_table = "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, sha256 BLOB NOT NULL) STRICT";
constexpr std::string_view additive = "-- Programs of the schema before go on with this one.";
constexpr std::string_view new_index = "CREATE INDEX ", new_table = "CREATE TABLE ";

// What has no counterpart in a file: the numbers that several processes draw from, and the lock that lets one at a time
// migrate. Whoever waits for a lock makes all that come later wait, too: so nobody waits for long, and tries again.
constexpr const char* keys_preparation = "SET LOCAL lock_timeout = '200ms'; SELECT pg_advisory_xact_lock(20301)";
constexpr const char* log_preparation =
    "SET LOCAL lock_timeout = '200ms'; SELECT pg_advisory_xact_lock(20301); CREATE SEQUENCE IF NOT EXISTS log_seq; CREATE SEQUENCE IF NOT EXISTS person_slot_seq;";
constexpr int most_tries = 300;

std::vector<std::string> statements_of(std::string_view text) {
  std::vector<std::string> list;
  for (auto end = text.find(';'); end != std::string_view::npos; end = text.find(';')) {
    auto one = text.substr(0, end);
    text.remove_prefix(end + 1);
    one.remove_prefix(std::min(one.find_first_not_of(" \n"), one.size()));
    list.emplace_back(one);
  }
  if (text.find_first_not_of(" \n") != std::string_view::npos) list.emplace_back(text);
  return list;
}

std::string word_after(std::string_view text, std::string_view lead) {
  const auto from = text.find(lead);
  if (from == std::string_view::npos) return "";
  text.remove_prefix(from + lead.size());
  return std::string(text.substr(0, text.find_first_of(" (")));
}

/// An index on a table that stood before is made while everybody goes on writing: outside of the migration, by `make_indexes`.
bool is_made_later(const std::string& statement, const std::string& text) {
  return statement.starts_with(new_index) && text.find(std::string(new_table) + word_after(statement, " ON ") + " (") == std::string::npos;
}

void carry_out(Connection& db, const char* migration, bool fresh) {
  if (db.alone()) return db.run(migration);
  const auto text = in_postgres_words(migration);
  if (fresh) return db.run(text);
  for (const auto& one : statements_of(text))
    if (!is_made_later(one, text)) db.run(one);
}

/// How far back a program may be that goes on with the schema after this migration.
std::int64_t compatible_from(Connection& db, const char* migration, std::int64_t number) {
  if (std::string_view(migration).find(additive) == std::string_view::npos) return number;
  auto& row = db.use("SELECT compatible_from FROM migration WHERE number = ?").query(number - 1);
  const auto before = row.step() && !row.is_null(0) ? row.i64(0) : number - 1;
  row.reset();
  return before;
}

/// A newer program has been here. Whether this one may go on the newest migration says.
void judge_newer(Connection& db, std::span<const char* const> migrations, std::size_t applied) {
  const bool says_it = std::ranges::any_of(migrations, [](const char* text) { return std::string_view(text).find("compatible_from") != std::string_view::npos; });
  if (says_it && db.number("SELECT coalesce(compatible_from, number) FROM migration ORDER BY number DESC LIMIT 1") <= static_cast<std::int64_t>(migrations.size())) return;
  throw DatabaseFailure{db.path() + " was written by a newer onestop: its schema is " + std::to_string(applied) + ", this program knows up to " + std::to_string(migrations.size())};
}

/// Carries out the first migration that is missing; false when none is.
bool next_migration(Connection& db, std::span<const char* const> migrations, const char* preparation, bool& fresh) {
  if (!db.alone()) db.run(preparation);
  db.run(db.alone() ? std::string(first_table) : in_postgres_words(first_table));
  std::vector<Hash> applied;
  auto& rows = db.use("SELECT sha256 FROM migration ORDER BY number").query();
  while (rows.step()) applied.push_back(rows.hash(0));
  for (std::size_t i = 0; i < std::min(applied.size(), migrations.size()); ++i)
    if (applied[i] != sha256(as_bytes(migrations[i]))) throw DatabaseFailure{db.path() + ": migration " + std::to_string(i + 1) + " was another text when it was applied"};
  if (applied.size() > migrations.size()) judge_newer(db, migrations, applied.size());
  if (applied.size() >= migrations.size()) return false;
  const auto next = applied.size();
  fresh = fresh || next == 0;
  const auto number = static_cast<std::int64_t>(next + 1);
  carry_out(db, migrations[next], fresh);
  db.use("INSERT INTO migration (number, sha256) VALUES (?, ?)").changed(number, sha256(as_bytes(migrations[next])));
  const auto so_far = migrations.first(next + 1);
  const bool says_it = std::ranges::any_of(so_far, [](const char* text) { return std::string_view(text).find("compatible_from") != std::string_view::npos; });
  if (says_it) db.use("UPDATE migration SET compatible_from = ? WHERE number = ?").changed(compatible_from(db, migrations[next], number), number);
  return true;
}

/// Each migration in a transaction of its own, so that nobody is in anybody's way for longer than one takes.
void migrate(Connection& db, std::span<const char* const> migrations, const char* preparation) {
  bool fresh = false;
  for (int tries = 1;;) {
    db.begin_writing();
    try {
      const bool more = next_migration(db, migrations, preparation, fresh);
      db.commit();
      if (!more) return;
      tries = 1;
    } catch (const DatabaseFailure& failure) {
      db.rollback();
      if (failure.trouble != Trouble::in_the_way || ++tries > most_tries) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds(20 + 20 * (tries % 10)));
    } catch (...) {
      db.rollback();
      throw;
    }
  }
}

/// Indexes that the migrations speak of and that are not there, or not whole because somebody was interrupted. What cannot be
/// made now, for somebody's long transaction, is made at the next start.
void make_indexes(Connection& db, std::span<const char* const> migrations) {
  std::vector<std::string> there;
  auto& rows = db.use("SELECT c.relname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indisvalid").query();
  while (rows.step()) there.push_back(rows.text(0));
  for (const auto* migration : migrations)
    for (const auto& one : statements_of(in_postgres_words(migration))) {
      const auto name = one.starts_with(new_index) ? word_after(one, new_index) : "";
      if (name.empty() || std::ranges::find(there, name) != there.end() || !db.lead("make indexes")) continue;
      const auto made = caught([&] {
        db.run("SET lock_timeout = '60s'");
        db.run("DROP INDEX CONCURRENTLY IF EXISTS " + name);
        db.run("CREATE INDEX CONCURRENTLY " + one.substr(new_index.size()));
      });
      db.run("SET lock_timeout = '5s'");
      if (!made) return;
    }
}

std::string without_comments(std::string_view text) {
  std::string kept;
  while (!text.empty()) {
    const auto line = text.substr(0, std::min(text.find('\n'), text.size()));
    kept.append(line.substr(0, std::min(line.find("--"), line.size()))).append("\n");
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return kept;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
}

std::string word_in_postgres(const std::string& word, const std::string& before, bool is_key) {
  if (word == "INTEGER" && is_key && before == "id") return "BIGINT GENERATED BY DEFAULT AS IDENTITY";
  if (word == "INTEGER") return "BIGINT";
  if (word == "BLOB") return "BYTEA";
  if (word == "TEXT") return "TEXT COLLATE \"C\"";  // compared by bytes, as SQLite does
  if (word == "end") return "\"end\"";
  return word;
}

}  // namespace

std::string in_postgres_words(std::string_view migration) {
  auto text = without_comments(migration);
  replace_all(text, ", WITHOUT ROWID", "");
  replace_all(text, ") STRICT", ")");
  std::string told, before;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
  for (std::size_t i = 0; i < text.size();) {
    auto end = i;
    while (end < text.size() && is_letter(text[end])) ++end;
    if (end == i) {
      told += text[i++];
      continue;
    }
    const auto word = text.substr(i, end - i);
    told += word_in_postgres(word, before, std::string_view(text).substr(end).starts_with(" PRIMARY KEY"));
    before = word;
    i = end;
  }
  return told;
}

void migrate_log(Connection& db, int newest) {
  const auto known = std::span(log_migrations).first(static_cast<std::size_t>(newest));
  migrate(db, known, log_preparation);
  if (db.alone() || newest != newest_log_schema()) return;
  make_indexes(db, known);
  part_events(db);
  make_partitions_ahead(db);
}
void migrate_keys(Connection& db) { migrate(db, keys_migrations, keys_preparation); }
int newest_log_schema() { return static_cast<int>(std::size(log_migrations)); }

}  // namespace onestop::store
