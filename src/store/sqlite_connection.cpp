#include "store/sqlite_connection.h"

#include <optional>

namespace onestop::store {
namespace {

std::string reason(sqlite3* db, int code) {
  std::string text = sqlite3_errstr(code & 0xff);
  if (db && sqlite3_errcode(db) != SQLITE_OK) text = sqlite3_errmsg(db);
  return text + " (SQLite " + std::to_string(code) + ")";
}

std::string file_of(sqlite3* db) {
  const auto* name = sqlite3_db_filename(db, "main");
  return name && *name ? name : "a database in memory";
}

}  // namespace

Statement::Statement(sqlite3* db, const char* sql) : db_(db) {
  const int code = sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
  if (code != SQLITE_OK) throw SqliteFailure{file_of(db) + " cannot be asked: " + reason(db, code) + " in: " + sql, code};
}

Statement::~Statement() { sqlite3_finalize(statement_); }

bool Statement::step() {
  dirty_ = true;
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) failed(code);
  reset();
  return false;
}

void Statement::reset() {
  sqlite3_reset(statement_);
  dirty_ = false;
}

void Statement::failed(int) const {
  const int code = sqlite3_extended_errcode(db_);
  SqliteFailure failure{file_of(db_) + " fails: " + reason(db_, code) + " in: " + sqlite3_sql(statement_), code};
  sqlite3_reset(statement_);
  throw failure;
}

ByteView Statement::blob(int column) const {
  const auto* data = static_cast<const unsigned char*>(sqlite3_column_blob(statement_, column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Bytes Statement::bytes(int column) const {
  const auto view = blob(column);
  return {view.begin(), view.end()};
}

std::string Statement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return data ? std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))) : std::string();
}

Code Statement::code(int column) const {
  const auto value = text(column);
  if (!Code::fits(value)) throw SqliteFailure{file_of(db_) + " is damaged: a code is too long in: " + sqlite3_sql(statement_), 0};
  return Code(value);
}

Id Statement::id(int column) const {
  const auto view = blob(column);
  if (view.size() != 16) throw SqliteFailure{file_of(db_) + " is damaged: an id has not 16 bytes in: " + sqlite3_sql(statement_), 0};
  return id_from_bytes(view.data());
}

Hash Statement::hash(int column) const {
  const auto view = blob(column);
  Hash hash;
  if (view.size() != hash.size()) throw SqliteFailure{file_of(db_) + " is damaged: a hash has not 32 bytes in: " + sqlite3_sql(statement_), 0};
  std::copy(view.begin(), view.end(), hash.begin());
  return hash;
}

Connection::Connection(const std::string& path, Access access, const std::string& vfs) : path_(path) {
  const int flags = SQLITE_OPEN_NOMUTEX |
                    (access == Access::read_write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
  const int code = sqlite3_open_v2(path.c_str(), &db_, flags, vfs.empty() ? nullptr : vfs.c_str());
  if (code != SQLITE_OK) {
    const SqliteFailure failure{path + " cannot be opened: " + reason(db_, code), code};
    sqlite3_close(db_);
    throw failure;
  }
  sqlite3_extended_result_codes(db_, 1);
  sqlite3_busy_timeout(db_, 5000);
}

Connection::~Connection() {
  statements_.clear();
  sqlite3_close(db_);
}

Statement& Connection::use(const char* sql) {
  auto& statement = statements_[sql];
  if (!statement) statement = std::make_unique<Statement>(db_, sql);
  return *statement;
}

void Connection::run(const std::string& sql) {
  const int code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK)
    throw SqliteFailure{path_ + " fails: " + reason(db_, sqlite3_extended_errcode(db_)) + " in: " + sql.substr(0, 200), sqlite3_extended_errcode(db_)};
}

std::int64_t Connection::number(const char* sql) {
  Statement statement(db_, sql);
  return statement.step() ? statement.i64(0) : 0;
}

void copy_database(Connection& from, const std::string& to_path) {
  Connection to(to_path, Access::read_write);
  auto* backup = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
  if (!backup) throw SqliteFailure{to_path + " cannot take a backup: " + reason(to.handle(), sqlite3_errcode(to.handle())), 0};
  int code = SQLITE_OK;
  do {
    code = sqlite3_backup_step(backup, -1);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) sqlite3_sleep(10);
  } while (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED);
  sqlite3_backup_finish(backup);
  if (code != SQLITE_DONE) throw SqliteFailure{to_path + " cannot take a backup: " + reason(to.handle(), code), code};
}

}  // namespace onestop::store
