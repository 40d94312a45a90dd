#include "store/sqlite_connection.h"

namespace onestop::store {
namespace {

std::string reason(sqlite3* db, int code) {
  std::string text = sqlite3_errstr(code & 0xff);
  if (db && sqlite3_errcode(db) != SQLITE_OK) text = sqlite3_errmsg(db);
  return text + " (SQLite " + std::to_string(code) + ")";
}

Trouble trouble(int code) {
  if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY) return Trouble::duplicate;
  return (code & 0xff) == SQLITE_IOERR ? Trouble::disk : Trouble::any;
}

std::string file_of(sqlite3* db) {
  const auto* name = sqlite3_db_filename(db, "main");
  return name && *name ? name : "a database in memory";
}

}  // namespace

SqliteStatement::SqliteStatement(sqlite3* db, const char* sql) : db_(db) {
  const int code = sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
  if (code != SQLITE_OK) throw DatabaseFailure{file_of(db) + " cannot be asked: " + reason(db, code) + " in: " + sql};
}

SqliteStatement::~SqliteStatement() { sqlite3_finalize(statement_); }

void SqliteStatement::start_binding() {
  if (dirty_) reset();
  dirty_ = true;
}

void SqliteStatement::bind_text(int index, std::string_view value) {
  good(sqlite3_bind_text(statement_, index, value.data() ? value.data() : "", static_cast<int>(value.size()), keeps_ ? SQLITE_TRANSIENT : SQLITE_STATIC));
}

void SqliteStatement::bind_bytes(int index, ByteView value) {
  good(sqlite3_bind_blob(statement_, index, value.data() ? static_cast<const void*>(value.data()) : "", static_cast<int>(value.size()),
                         keeps_ ? SQLITE_TRANSIENT : SQLITE_STATIC));
}

void SqliteStatement::execute() {
  while (step()) {}
}

std::uint64_t SqliteStatement::execute_now() {
  execute();
  return static_cast<std::uint64_t>(sqlite3_changes64(db_));
}

bool SqliteStatement::step() {
  dirty_ = true;
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) failed();
  reset();
  return false;
}

void SqliteStatement::reset() {
  sqlite3_reset(statement_);
  dirty_ = false;
}

void SqliteStatement::failed() const {
  const int code = sqlite3_extended_errcode(db_);
  DatabaseFailure failure{file_of(db_) + " fails: " + reason(db_, code) + " in: " + sqlite3_sql(statement_), trouble(code)};
  sqlite3_reset(statement_);
  throw failure;
}

void SqliteStatement::damaged(const std::string& what) const {
  throw DatabaseFailure{file_of(db_) + " is damaged: " + what + " in: " + sqlite3_sql(statement_)};
}

ByteView SqliteStatement::blob(int column) const {
  const auto* data = static_cast<const unsigned char*>(sqlite3_column_blob(statement_, column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string SqliteStatement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return data ? std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))) : std::string();
}

SqliteConnection::SqliteConnection(const std::string& path, Access access, const std::string& vfs) : path_(path) {
  const int flags = SQLITE_OPEN_NOMUTEX |
                    (access == Access::read_write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
  const int code = sqlite3_open_v2(path.c_str(), &db_, flags, vfs.empty() ? nullptr : vfs.c_str());
  if (code != SQLITE_OK) {
    const DatabaseFailure failure{path + " cannot be opened: " + reason(db_, code)};
    sqlite3_close(db_);
    throw failure;
  }
  sqlite3_extended_result_codes(db_, 1);
  sqlite3_busy_timeout(db_, 5000);
}

SqliteConnection::~SqliteConnection() {
  statements_.clear();
  sqlite3_close(db_);
}

Statement& SqliteConnection::use(const char* sql) {
  auto& statement = statements_[sql];
  if (!statement) statement = std::make_unique<SqliteStatement>(db_, sql);
  return *statement;
}

void SqliteConnection::run(const std::string& sql) {
  const int code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK)
    throw DatabaseFailure{path_ + " fails: " + reason(db_, sqlite3_extended_errcode(db_)) + " in: " + sql.substr(0, 200), trouble(sqlite3_extended_errcode(db_))};
}

void SqliteConnection::begin_reading() {
  run("BEGIN");
  number("SELECT count(*) FROM sqlite_master");  // the snapshot is taken by the first read, not by BEGIN
}

void SqliteConnection::rollback() noexcept {
  if (in_transaction()) sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
}

std::uint64_t SqliteConnection::drawn(Counter counter) {
  const auto newest = counter == Counter::log ? number("SELECT coalesce(max(seq), 0) FROM event") : number("SELECT coalesce(max(slot), 0) FROM person_slot");
  return static_cast<std::uint64_t>(newest);
}

std::vector<std::uint64_t> SqliteConnection::draw(Counter counter, std::size_t count) {
  std::vector<std::uint64_t> numbers;
  for (auto last = drawn(counter); numbers.size() < count;) numbers.push_back(++last);
  return numbers;
}

std::vector<std::string> SqliteConnection::check_pages() {
  std::vector<std::string> wrong;
  auto& rows = use("PRAGMA integrity_check(20)").query();
  while (rows.step())
    if (const auto text = rows.text(0); text != "ok") wrong.push_back(text);
  return wrong;
}

bool SqliteConnection::has_table(const std::string& name) {
  auto& row = use("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").query(name);
  const bool has = row.step();
  row.reset();
  return has;
}

void SqliteConnection::begin_alone() {
  run("PRAGMA locking_mode=EXCLUSIVE");  // until the connection ends; whoever has read the file holds a lock that is in its way
  if (const auto begun = caught([&] { run("BEGIN IMMEDIATE"); }); !begun)
    throw DatabaseFailure{path_ + " is in use by another program; stop the server that has it open, then try again"};
}

/// The WAL still holds the pages as they were; only after this are they gone.
void SqliteConnection::clear_traces(const std::string&) {
  auto& checkpoint = use("PRAGMA wal_checkpoint(TRUNCATE)").query();
  const bool busy = checkpoint.step() && checkpoint.i64(0) != 0;
  checkpoint.reset();
  if (busy) throw DatabaseFailure{path_ + " is being read; what was erased is still in its WAL"};
}

void SqliteConnection::rest() {
  auto& checkpoint = use("PRAGMA wal_checkpoint(PASSIVE)").query();
  checkpoint.step();
  checkpoint.reset();
}

void copy_database(SqliteConnection& from, const std::string& to_path) {
  SqliteConnection to(to_path, Access::read_write);
  auto* backup = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
  if (!backup) throw DatabaseFailure{to_path + " cannot take a backup: " + reason(to.handle(), sqlite3_errcode(to.handle()))};
  int code = SQLITE_OK;
  do {
    code = sqlite3_backup_step(backup, -1);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) sqlite3_sleep(10);
  } while (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED);
  sqlite3_backup_finish(backup);
  if (code != SQLITE_DONE) throw DatabaseFailure{to_path + " cannot take a backup: " + reason(to.handle(), code)};
}

void prepare_for_writing(SqliteConnection& db, const std::string& synchronous) {
  // Of several that open a new file at once one makes the WAL; SQLite lets nobody wait for that.
  constexpr int tries = 500;
  for (int i = 0; i < tries && sqlite3_exec(db.handle(), "PRAGMA journal_mode=WAL", nullptr, nullptr, nullptr) == SQLITE_BUSY; ++i) sqlite3_sleep(10);
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
