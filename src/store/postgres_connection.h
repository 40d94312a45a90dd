#pragma once
// PostgreSQL through libpq, always in pipeline mode: what asks for no answer travels with the next question, so a commit of
// many rows costs a handful of round trips.
#include <libpq-fe.h>

#include <atomic>
#include <unordered_map>

#include "store/connection.h"

namespace onestop::store {

class PostgresConnection;

/// Whether `path` names a database of a PostgreSQL server ("postgresql://..." or "host=... dbname=...") and no file.
bool is_postgres(const std::string& path);

/// Connected or not; `PQstatus` tells. Of several hosts the first that answers as the address wants. A machine that falls
/// silent is given up after seconds, unless the address says otherwise.
PGconn* connected(const std::string& address);

struct ResultCleared {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ResultCleared>;

class PostgresStatement final : public Statement {
 public:
  PostgresStatement(PostgresConnection& db, const char* sql, std::string name);

  bool step() override;
  void reset() override;
  bool is_null(int column) const override { return PQgetisnull(result_.get(), row_, column) != 0; }
  std::int64_t i64(int column) const override;
  ByteView blob(int column) const override;
  std::string text(int column) const override;

 private:
  void start_binding() override;
  void bind_number(int index, std::int64_t value) override;
  void bind_text(int index, std::string_view value) override;
  void bind_bytes(int index, ByteView value) override;
  void bind_nothing(int index, Kind kind) override;
  void execute() override;
  std::uint64_t execute_now() override;
  void ask(Size size) override;
  [[noreturn]] void damaged(const std::string& what) const override;

  enum class Source { nothing, kept, callers };
  struct Parameter {
    Oid type = 0;
    Source source = Source::nothing;
    const char* data = nullptr;
    int size = 0;
    std::string kept;
  };
  Parameter& parameter(int index, Oid type);
  enum class Form { plain, cursor };
  void send(Form form);

  PostgresConnection& db_;
  const char* sql_;
  std::string name_;
  bool prepared_[2] = {false, false};  // by Form
  std::uint64_t session_ = 0;          // in which they were prepared
  std::vector<Parameter> parameters_;
  Result result_;
  int row_ = -1;
  bool scanning_ = false, own_transaction_ = false;
};

class PostgresConnection final : public Connection {
 public:
  enum class For { writing, reading };
  PostgresConnection(const std::string& address, For use, const std::string& synchronous);
  ~PostgresConnection() override;

  Statement& use(const char* sql) override;
  void run(const std::string& sql) override;
  const std::string& path() const override { return path_; }
  void settle() override;
  void begin_writing() override;
  void begin_reading() override;
  void commit() override;
  void rollback() noexcept override;
  bool in_transaction() const override { return open_ && !aborted_; }
  bool alone() const override { return false; }
  std::int64_t data_version() override { return ++asked_; }
  std::uint64_t settled_until() override;
  void announce_events() override;
  std::vector<std::uint64_t> draw(Counter counter, std::size_t count) override;
  std::uint64_t drawn(Counter counter) override;
  bool lead(const std::string& name) override;
  std::string place() override;
  bool has_table(const std::string& name) override;
  void begin_alone() override;
  void settle_counters() override;
  void clear_traces(const std::string& table) override { run("VACUUM " + table); }
  std::vector<std::string> check_pages() override { return {}; }  // a page with a wrong checksum fails where it is read

  /// What is told names the process that wrote, so that it need not wake itself.
  int backend() const { return backend_; }  // asked by the listener, on its thread

 private:
  friend class PostgresStatement;
  void connect();
  void start_session();
  void ready();
  void sent(int good, const char* what);
  enum class Patience { short_one, long_one, endless };
  Result ask_plain(const std::string& sql, Patience patience = Patience::endless);
  void post(const char* sql);
  Result drain(Patience patience = Patience::short_one);
  void wait_for_answer(Patience patience);
  [[noreturn]] void lost(const char* what);

  std::string address_, path_, synchronous_;
  For for_;
  PGconn* connection_ = nullptr;
  std::atomic<int> backend_ = 0;
  std::uint64_t session_ = 0;       // counts connections made anew
  std::vector<const char*> queued_;  // texts sent since the last answer
  std::unordered_map<const char*, std::unique_ptr<PostgresStatement>> statements_;
  bool open_ = false, aborted_ = false;
  bool announced_ = false;
  std::uint64_t held_until_ = 0;  // of the state that `begin_reading` holds
  bool holding_ = false;
  bool has_log_ = false;
  std::int64_t asked_ = 0;
};

}  // namespace onestop::store
