#pragma once
// SQLite behind two small classes. Inside this module a failure of the file is thrown as SqliteFailure, since nearly
// every line can fail; every function that leaves the module turns it into a Fault with `caught`.
#include <sqlite3.h>

#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>

#include "base/hash.h"
#include "base/result.h"

namespace onestop::store {

struct SqliteFailure {
  std::string what;
  int code = 0;
};

/// Runs the work; a thrown SqliteFailure becomes a Fault.
template <class Work>
auto caught(Work&& work) -> Expected<decltype(work())> {
  try {
    if constexpr (std::is_void_v<decltype(work())>) {
      work();
      return {};
    } else {
      return work();
    }
  } catch (const SqliteFailure& failure) {
    return fault(failure.what);
  }
}

class Statement {
 public:
  Statement(sqlite3* db, const char* sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  /// Binds all parameters, runs to the end, gives the number of rows changed.
  template <class... Args>
  int run(const Args&... args) {
    bind_all(SQLITE_STATIC, args...);
    while (step()) {}
    return sqlite3_changes(db_);
  }
  /// Binds all parameters; rows then come from `step`. Values are copied, the arguments need not outlive the call.
  template <class... Args>
  Statement& query(const Args&... args) {
    bind_all(SQLITE_TRANSIENT, args...);
    return *this;
  }
  /// True on a row; at the end the statement is ready for its next use.
  bool step();
  /// Ends a query early.
  void reset();

  bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::int64_t i64(int column) const { return sqlite3_column_int64(statement_, column); }
  std::uint64_t u64(int column) const { return static_cast<std::uint64_t>(i64(column)); }
  Instant instant(int column) const { return {i64(column)}; }
  ByteView blob(int column) const;
  Bytes bytes(int column) const;
  std::string text(int column) const;
  Code code(int column) const;
  Id id(int column) const;
  Hash hash(int column) const;

 private:
  using Lifetime = void (*)(void*);
  template <class... Args>
  void bind_all([[maybe_unused]] Lifetime lifetime, const Args&... args) {
    if (dirty_) reset();
    dirty_ = true;
    [[maybe_unused]] int index = 0;
    (bind(++index, lifetime, args), ...);
  }
  void bind(int index, Lifetime, std::int64_t v) { good(sqlite3_bind_int64(statement_, index, v)); }
  void bind(int index, Lifetime, std::uint64_t v) { good(sqlite3_bind_int64(statement_, index, static_cast<std::int64_t>(v))); }
  void bind(int index, Lifetime, int v) { good(sqlite3_bind_int64(statement_, index, v)); }
  void bind(int index, Lifetime, unsigned v) { good(sqlite3_bind_int64(statement_, index, v)); }
  void bind(int index, Lifetime, unsigned short v) { good(sqlite3_bind_int64(statement_, index, v)); }
  void bind(int index, Lifetime, Instant v) { good(sqlite3_bind_int64(statement_, index, v.ms)); }
  void bind(int index, Lifetime, const std::optional<Instant>& v) {
    good(v ? sqlite3_bind_int64(statement_, index, v->ms) : sqlite3_bind_null(statement_, index));
  }
  void bind(int index, Lifetime lifetime, std::string_view v) {
    good(sqlite3_bind_text(statement_, index, v.data() ? v.data() : "", static_cast<int>(v.size()), lifetime));
  }
  void bind(int index, Lifetime lifetime, const std::string& v) { bind(index, lifetime, std::string_view(v)); }
  void bind(int index, Lifetime lifetime, const char* v) { bind(index, lifetime, std::string_view(v)); }
  void bind(int index, Lifetime lifetime, const Code& v) { bind(index, lifetime, v.view()); }
  void bind(int index, Lifetime lifetime, ByteView v) {
    good(sqlite3_bind_blob(statement_, index, v.data() ? static_cast<const void*>(v.data()) : "", static_cast<int>(v.size()), lifetime));
  }
  void bind(int index, Lifetime lifetime, const Bytes& v) { bind(index, lifetime, ByteView(v)); }
  template <std::size_t N>
  void bind(int index, Lifetime lifetime, const std::array<unsigned char, N>& v) { bind(index, lifetime, ByteView(v)); }
  void bind(int index, Lifetime, const Id& v) {
    const auto bytes = to_bytes(v);
    good(sqlite3_bind_blob(statement_, index, bytes.data(), static_cast<int>(bytes.size()), SQLITE_TRANSIENT));
  }
  void bind(int index, Lifetime lifetime, const std::optional<Id>& v) {
    if (v) bind(index, lifetime, *v);
    else good(sqlite3_bind_null(statement_, index));
  }
  void good(int code) const {
    if (code != SQLITE_OK) [[unlikely]] failed(code);
  }
  [[noreturn]] void failed(int code) const;

  sqlite3* db_;
  sqlite3_stmt* statement_ = nullptr;
  bool dirty_ = false;
};

enum class Access { read_write, read_only };

class Connection {
 public:
  /// Opens or (read_write) creates the file. Throws SqliteFailure.
  Connection(const std::string& path, Access access, const std::string& vfs = "");
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The prepared statement of this text, which must be a string literal: it is found again by its address.
  Statement& use(const char* sql);
  void run(const std::string& sql);
  std::int64_t number(const char* sql);
  bool in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }
  sqlite3* handle() { return db_; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  sqlite3* db_ = nullptr;
  std::unordered_map<const char*, std::unique_ptr<Statement>> statements_;
};

/// Copies the whole database as one committed state.
void copy_database(Connection& from, const std::string& to_path);

}  // namespace onestop::store
