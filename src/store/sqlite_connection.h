#pragma once
// SQLite: one file, one writer.
#include <sqlite3.h>

#include <unordered_map>

#include "store/connection.h"

namespace onestop::store {

class SqliteStatement final : public Statement {
 public:
  SqliteStatement(sqlite3* db, const char* sql);
  ~SqliteStatement() override;

  bool step() override;
  void reset() override;
  bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::int64_t i64(int column) const override { return sqlite3_column_int64(statement_, column); }
  ByteView blob(int column) const override;
  std::string text(int column) const override;

 private:
  void start_binding() override;
  void bind_number(int index, std::int64_t value) override { good(sqlite3_bind_int64(statement_, index, value)); }
  void bind_text(int index, std::string_view value) override;
  void bind_bytes(int index, ByteView value) override;
  void bind_nothing(int index, Kind) override { good(sqlite3_bind_null(statement_, index)); }
  void execute() override;
  std::uint64_t execute_now() override;
  void ask(Size) override {}  // the first step asks
  [[noreturn]] void damaged(const std::string& what) const override;

  void good(int code) const {
    if (code != SQLITE_OK) [[unlikely]] failed();
  }
  [[noreturn]] void failed() const;

  sqlite3* db_;
  sqlite3_stmt* statement_ = nullptr;
  bool dirty_ = false;
};

enum class Access { read_write, read_only };

class SqliteConnection final : public Connection {
 public:
  /// Opens or (read_write) creates the file. Throws DatabaseFailure.
  SqliteConnection(const std::string& path, Access access, const std::string& vfs = "");
  ~SqliteConnection() override;

  Statement& use(const char* sql) override;
  void run(const std::string& sql) override;
  const std::string& path() const override { return path_; }
  void begin_writing() override { use("BEGIN IMMEDIATE").run(); }
  void begin_reading() override;
  void commit() override { use("COMMIT").run(); }
  void rollback() noexcept override;
  bool in_transaction() const override { return sqlite3_get_autocommit(db_) == 0; }
  bool alone() const override { return true; }
  std::int64_t data_version() override { return number("PRAGMA data_version"); }
  std::uint64_t settled_until() override { return INT64_MAX; }  // there is one writer, so seq order is commit order
  void announce_events() override {}
  std::vector<std::uint64_t> draw(Counter counter, std::size_t count) override;
  std::uint64_t drawn(Counter counter) override;
  bool lead(const std::string&) override { return true; }
  bool has_table(const std::string& name) override;
  void begin_alone() override;
  std::vector<std::string> check_pages() override;
  void rest() override;
  void leave_no_trace(bool on) override { run(on ? "PRAGMA secure_delete=ON" : "PRAGMA secure_delete=OFF"); }
  void clear_traces(const std::string& table) override;
  sqlite3* handle() { return db_; }

 private:
  std::string path_;
  sqlite3* db_ = nullptr;
  std::unordered_map<const char*, std::unique_ptr<SqliteStatement>> statements_;
};

/// Copies the whole database as one committed state.
void copy_database(SqliteConnection& from, const std::string& to_path);

/// Settings of every connection that writes.
void prepare_for_writing(SqliteConnection& db, const std::string& synchronous);

}  // namespace onestop::store
