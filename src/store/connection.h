#pragma once
// What the store asks of a database: statements with parameters, transactions, and the few things that engines do
// differently. Inside this module a failure of the database is thrown as DatabaseFailure, since nearly every line can fail;
// every function that leaves the module turns it into a Fault with `caught`.
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/id.h"
#include "base/instant.h"
#include "base/result.h"

namespace onestop::store {

enum class Trouble { any, duplicate, disk, in_the_way };  // in_the_way: somebody else's lock, for too long or crosswise

struct DatabaseFailure {
  std::string what;
  Trouble trouble = Trouble::any;
};

/// Runs the work; a thrown DatabaseFailure becomes a Fault.
template <class Work>
auto caught(Work&& work) -> Expected<decltype(work())> {
  try {
    if constexpr (std::is_void_v<decltype(work())>) {
      work();
      return {};
    } else {
      return work();
    }
  } catch (const DatabaseFailure& failure) {
    return fault(failure.what);
  }
}

/// What a column holds.
enum class Kind { whole_number, text, bytes };

/// One value of any row, for what copies or reads whole tables. Its bytes lie in the statement until that steps on.
struct Cell {
  Kind kind = Kind::bytes;
  bool null = false;
  std::int64_t number = 0;
  ByteView bytes;
};

class Statement {
 public:
  Statement() = default;
  virtual ~Statement() = default;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  /// The same as `run` with as many parameters as the row has columns.
  void run_row(const std::vector<Cell>& row);

  /// Binds all parameters and runs to the end. It may be sent along with the next question: what is wrong with it shows
  /// then, or at `settle`.
  template <class... Args>
  void run(const Args&... args) {
    bind_all(args...);
    execute();
  }
  /// The same at once; the number of rows changed.
  template <class... Args>
  std::uint64_t changed(const Args&... args) {
    bind_all(args...);
    return execute_now();
  }
  /// Binds all parameters; rows then come from `step`. The arguments need not outlive the call.
  template <class... Args>
  Statement& query(const Args&... args) {
    keeps_ = true;
    bind_all(args...);
    ask(Size::small);
    return *this;
  }
  /// The same where there may be more rows than memory should hold, or where other statements read beside it and must see
  /// the same state.
  template <class... Args>
  Statement& scan(const Args&... args) {
    keeps_ = true;
    bind_all(args...);
    ask(Size::large);
    return *this;
  }
  /// True on a row; at the end the statement is ready for its next use.
  virtual bool step() = 0;
  /// Ends a query early.
  virtual void reset() = 0;

  virtual bool is_null(int column) const = 0;
  virtual std::int64_t i64(int column) const = 0;
  virtual ByteView blob(int column) const = 0;
  virtual std::string text(int column) const = 0;

  Cell cell(int column, Kind kind) const;
  std::uint64_t u64(int column) const { return static_cast<std::uint64_t>(i64(column)); }
  Instant instant(int column) const { return {i64(column)}; }
  Bytes bytes(int column) const;
  Code code(int column) const;
  Id id(int column) const;
  Hash hash(int column) const;

 protected:
  enum class Size { small, large };
  virtual void start_binding() = 0;
  virtual void bind_number(int index, std::int64_t value) = 0;
  virtual void bind_text(int index, std::string_view value) = 0;
  virtual void bind_bytes(int index, ByteView value) = 0;
  virtual void bind_nothing(int index, Kind kind) = 0;
  virtual void execute() = 0;
  virtual std::uint64_t execute_now() = 0;
  virtual void ask(Size size) = 0;
  /// "post.db is damaged: what", with the text of the statement.
  [[noreturn]] virtual void damaged(const std::string& what) const = 0;

  bool keeps_ = false;  // what is bound now must outlive the call

 private:
  template <class... Args>
  void bind_all(const Args&... args) {
    start_binding();
    [[maybe_unused]] int index = 0;
    (bind(++index, args), ...);
    keeps_ = false;
  }
  void bind(int index, std::int64_t v) { bind_number(index, v); }
  void bind(int index, std::uint64_t v) { bind_number(index, static_cast<std::int64_t>(v)); }
  void bind(int index, int v) { bind_number(index, v); }
  void bind(int index, unsigned v) { bind_number(index, v); }
  void bind(int index, unsigned short v) { bind_number(index, v); }
  void bind(int index, Instant v) { bind_number(index, v.ms); }
  void bind(int index, const std::optional<Instant>& v) { v ? bind_number(index, v->ms) : bind_nothing(index, Kind::whole_number); }
  void bind(int index, std::string_view v) { bind_text(index, v); }
  void bind(int index, const std::string& v) { bind_text(index, v); }
  void bind(int index, const char* v) { bind_text(index, v); }
  void bind(int index, const Code& v) { bind_text(index, v.view()); }
  void bind(int index, ByteView v) { bind_bytes(index, v); }
  void bind(int index, const Bytes& v) { bind_bytes(index, v); }
  template <std::size_t N>
  void bind(int index, const std::array<unsigned char, N>& v) { bind_bytes(index, v); }
  void bind(int index, const Id& v) {
    const auto keeps = keeps_;
    keeps_ = true;
    bind_bytes(index, to_bytes(v));
    keeps_ = keeps;
  }
  void bind(int index, const std::optional<Id>& v) { v ? bind(index, *v) : bind_nothing(index, Kind::bytes); }
};

/// Parameters in texts are `?`, or `?1`, `?2` where one comes twice.
class Connection {
 public:
  Connection() = default;
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The prepared statement of this text, which must be a string literal: it is found again by its address.
  virtual Statement& use(const char* sql) = 0;
  /// The same for a text that was put together; it is kept.
  Statement& use_made(const std::string& sql) { return use(made_.insert(sql).first->c_str()); }
  /// Any number of statements without parameters.
  virtual void run(const std::string& sql) = 0;
  std::int64_t number(const char* sql);
  /// How it is called in sentences; without its password.
  virtual const std::string& path() const = 0;
  /// Everything sent along has been done, or it throws.
  virtual void settle() {}

  virtual void begin_writing() = 0;
  /// All reads up to `rollback` see one committed state.
  virtual void begin_reading() = 0;
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;
  /// False as well after a failure that ended it.
  virtual bool in_transaction() const = 0;

  /// Nobody else can write while a writing transaction is open here.
  virtual bool alone() const = 0;
  /// Another value whenever somebody else may have written since.
  virtual std::int64_t data_version() = 0;
  /// No event up to this number can appear any more, other than those that can be read now.
  virtual std::uint64_t settled_until() = 0;
  /// For a database that several write to. From here on the open transaction may take numbers of the log; those who follow
  /// the log wait at them until it ends.
  virtual void announce_events() = 0;
  enum class Counter { log, person_slot };
  virtual std::vector<std::uint64_t> draw(Counter counter, std::size_t count) = 0;
  virtual std::uint64_t drawn(Counter counter) = 0;
  /// Whether this connection, and no other one, does the work of that name; it keeps it until it ends.
  virtual bool lead(const std::string& name) = 0;

  /// Which database of which server this is; empty for a file.
  virtual std::string place() { return {}; }
  virtual bool has_table(const std::string& name) = 0;
  /// A transaction in which nobody else can use the database; a sentence where somebody does, after some seconds.
  virtual void begin_alone() = 0;
  /// What counts by itself goes on after the highest number that stands in the tables.
  virtual void settle_counters() {}

  /// What the database itself finds wrong with its pages.
  virtual std::vector<std::string> check_pages() = 0;
  /// Spare time of the writer.
  virtual void rest() {}
  /// Before and after rows are deleted that must not be left behind in free space.
  virtual void leave_no_trace(bool) {}
  /// What was deleted from that table is gone from the database's own files, as far as the engine can do that.
  virtual void clear_traces(const std::string& table) = 0;

 private:
  std::set<std::string> made_;
};

}  // namespace onestop::store
