#include "store/postgres_connection.h"

#include <sys/poll.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <thread>

namespace onestop::store {
namespace {

constexpr std::size_t most_queued = 64;  // statements; their answers then fit the socket's buffer, so neither side waits for ever

// The shared lock under which a transaction takes numbers of the log: this mark, and the newest number when it began.
constexpr const char* announce_text =
    "SELECT pg_advisory_xact_lock_shared((20299::bigint << 48) | CASE WHEN is_called THEN last_value ELSE 0 END) FROM log_seq";
// The newest number, or the mark of the oldest transaction that may still use one. The locks are looked at after the number,
// since they are asked for beside it: whoever draws a higher one later is no matter of this question.
constexpr const char* settled_text =
    "SELECT least(n.newest, (SELECT min(((classid::bigint & 65535) << 32) | objid::bigint) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 "
    "AND classid::bigint >> 16 = 20299 AND pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND n.newest >= 0)) "
    "FROM (SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS newest FROM log_seq OFFSET 0) AS n";

bool is_ok(const PGresult* result) {
  const auto status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

Trouble trouble_of(const char* state) {
  const std::string_view code = state ? state : "";
  if (code == "23505") return Trouble::duplicate;
  return code == "55P03" || code == "40P01" ? Trouble::in_the_way : Trouble::any;
}

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::string called(PGconn* connection) {
  const auto word = [](const char* text) { return std::string(text ? text : ""); };
  return "PostgreSQL database " + word(PQdb(connection)) + " at " + word(PQhost(connection));
}

}  // namespace

bool is_postgres(const std::string& path) {
  if (path.starts_with("postgresql://") || path.starts_with("postgres://")) return true;
  const auto word = path.substr(0, path.find('='));
  return word.size() < path.size() && (word == "host" || word == "dbname" || word == "service" || word == "user" || word == "port" || word == "hostaddr");
}

PGconn* connected(const std::string& address) {
  const char* words[] = {"connect_timeout", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout", "dbname", nullptr};
  const char* values[] = {"5", "5", "2", "3", "10000", address.c_str(), nullptr};  // what the address says comes last and holds
  return PQconnectdbParams(words, values, 1);
}

PostgresConnection::PostgresConnection(const std::string& address, For use, const std::string& synchronous)
    : address_(address), synchronous_(synchronous), for_(use) {
  connect();
}

PostgresConnection::~PostgresConnection() {
  statements_.clear();
  PQfinish(connection_);
}

void PostgresConnection::connect() {
  PQfinish(connection_);
  connection_ = connected(address_);
  path_ = called(connection_);
  if (PQstatus(connection_) != CONNECTION_OK) throw DatabaseFailure{path_ + " cannot be reached: " + trimmed(PQerrorMessage(connection_))};
  backend_ = PQbackendPID(connection_);
  queued_.clear();
  open_ = aborted_ = announced_ = holding_ = false;
  ++session_;
  start_session();
}

void PostgresConnection::start_session() {
  if (PQsetClientEncoding(connection_, "UTF8") != 0) throw DatabaseFailure{path_ + " cannot speak UTF-8"};
  if (PQserverVersion(connection_) < 150000) throw DatabaseFailure{path_ + " is older than PostgreSQL 15"};
  const std::string encoding = PQparameterStatus(connection_, "server_encoding");
  if (encoding != "UTF8") throw DatabaseFailure{path_ + " keeps its texts in " + encoding + "; create it with encoding UTF8"};
  PQsetNoticeProcessor(connection_, [](void*, const char*) {}, nullptr);
  if (for_ == For::reading) return void(ask_plain("SET default_transaction_read_only = on", Patience::short_one));
  // Nobody waits longer for another process than for SQLite's lock; nobody holds the others up for longer than half a minute.
  ask_plain("SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '30s'", Patience::short_one);
  if (synchronous_ != "FULL") ask_plain("SET synchronous_commit = off", Patience::short_one);
  else if (Result row = ask_plain("SHOW synchronous_commit", Patience::short_one); PQntuples(row.get()) == 1 && std::string(PQgetvalue(row.get(), 0, 0)) == "off")
    ask_plain("SET synchronous_commit = on", Patience::short_one);
}

/// Before a transaction, notices that the server has gone away since: its last words are read first, the end after them.
void PostgresConnection::ready() {
  if (open_ || !queued_.empty()) return;
  if (PQstatus(connection_) != CONNECTION_OK || PQconsumeInput(connection_) == 0 || PQconsumeInput(connection_) == 0) connect();
}

void PostgresConnection::lost(const char* what) {
  if (PQstatus(connection_) != CONNECTION_OK) open_ = false;
  throw DatabaseFailure{path_ + " fails: " + trimmed(PQerrorMessage(connection_)) + " in: " + what};
}

void PostgresConnection::sent(int good, const char* what) {
  if (!good) lost(what);
  queued_.push_back(what);
}

void PostgresConnection::post(const char* sql) {
  ready();
  if (PQpipelineStatus(connection_) == PQ_PIPELINE_OFF) PQenterPipelineMode(connection_);
  sent(PQsendQueryParams(connection_, sql, 0, nullptr, nullptr, nullptr, nullptr, 1), sql);
  if (queued_.size() >= most_queued) settle();
}

/// A server, or a network, that says nothing for longer than anything may take is as good as gone: whoever waited for it for
/// ever could not even say so.
void PostgresConnection::wait_for_answer(Patience patience) {
  if (patience == Patience::endless) return;
  const auto most = patience == Patience::short_one && for_ == For::writing ? std::chrono::seconds(10) : std::chrono::seconds(60);
  const auto until = std::chrono::steady_clock::now() + most;
  while (connection_ && PQisBusy(connection_) != 0) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
    if (left <= 0) {
      PQfinish(std::exchange(connection_, nullptr));
      open_ = false;
      throw DatabaseFailure{path_ + " has said nothing for " + std::to_string(most.count()) + " seconds"};
    }
    pollfd socket{PQsocket(connection_), POLLIN, 0};
    if (::poll(&socket, 1, static_cast<int>(left)) > 0 && PQconsumeInput(connection_) == 0) return;  // the next question finds out why
  }
}

/// Takes the answers to everything that was sent; the last one is given. After a COMMIT that stands nothing can fail any more.
Result PostgresConnection::drain(Patience patience) {
  if (!PQpipelineSync(connection_)) lost("a pipeline");
  const auto texts = std::exchange(queued_, {});
  std::optional<DatabaseFailure> failure;
  bool committed = false;
  Result last;
  const auto next = [&] {
    wait_for_answer(patience);
    return Result(PQgetResult(connection_));
  };
  for (const auto* text : texts) {
    while (Result one = next()) {
      const bool ok = is_ok(one.get());
      const std::string_view did = PQcmdStatus(one.get());  // nothing where it was only prepared
      if (ok && !did.empty() && std::strcmp(text, "COMMIT") == 0) committed = did == "COMMIT";
      if (ok && !did.empty() && std::strcmp(text, "COMMIT") == 0 && !committed && !failure) failure = DatabaseFailure{path_ + " rolled the transaction back"};
      if (!ok && !failure && !committed) {
        const char* state = PQresultErrorField(one.get(), PG_DIAG_SQLSTATE);
        const char* message = PQresultErrorField(one.get(), PG_DIAG_MESSAGE_PRIMARY);
        failure = DatabaseFailure{path_ + " fails: " + (message ? message : trimmed(PQerrorMessage(connection_))) + (state ? " (SQLSTATE " + std::string(state) + ")" : "") + " in: " + text,
                                  trouble_of(state)};
      }
      last = std::move(one);
    }
    if (PQstatus(connection_) != CONNECTION_OK) break;
  }
  if (PQstatus(connection_) == CONNECTION_OK) {
    const Result sync = next();
    if (!sync || PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC) {
      PQfinish(std::exchange(connection_, nullptr));  // whatever it says now, it is no answer any more
    } else {
      aborted_ = PQtransactionStatus(connection_) == PQTRANS_INERROR;
    }
  }
  if (PQstatus(connection_) != CONNECTION_OK) {
    open_ = false;
    if (!failure && !committed) failure = DatabaseFailure{path_ + " was lost: " + trimmed(PQerrorMessage(connection_))};
  }
  if (failure) throw *failure;
  return last;
}

void PostgresConnection::settle() {
  if (!queued_.empty()) static_cast<void>(drain());
}

/// Several statements, or one whose answer is wanted as text.
Result PostgresConnection::ask_plain(const std::string& sql, Patience patience) {
  ready();
  settle();
  if (PQpipelineStatus(connection_) != PQ_PIPELINE_OFF && !PQexitPipelineMode(connection_)) lost(sql.c_str());
  if (!PQsendQuery(connection_, sql.c_str())) lost(sql.c_str());
  Result result;
  for (;;) {
    wait_for_answer(patience);
    Result one{PQgetResult(connection_)};
    if (!one) break;
    const bool first_failure = !result || is_ok(result.get());
    if (first_failure) result = std::move(one);
  }
  if (!result) lost(sql.c_str());
  aborted_ = PQtransactionStatus(connection_) == PQTRANS_INERROR;
  if (!is_ok(result.get()))
    throw DatabaseFailure{path_ + " fails: " + trimmed(PQerrorMessage(connection_)) + " in: " + sql.substr(0, 200), trouble_of(PQresultErrorField(result.get(), PG_DIAG_SQLSTATE))};
  PQenterPipelineMode(connection_);
  return result;
}

void PostgresConnection::run(const std::string& sql) { static_cast<void>(ask_plain(sql)); }

Statement& PostgresConnection::use(const char* sql) {
  auto& statement = statements_[sql];
  if (!statement) statement = std::make_unique<PostgresStatement>(*this, sql, "s" + std::to_string(statements_.size()));
  return *statement;
}

// ---- transactions ----------------------------------------------------------------------------------------------

void PostgresConnection::begin_writing() {
  use("BEGIN ISOLATION LEVEL READ COMMITTED").run();
  open_ = true;
}

void PostgresConnection::begin_reading() {
  has_log_ = has_log_ || has_table("event");
  const auto until = has_log_ ? settled_until() : 0;  // before the state is chosen: what settled by then is in it
  post("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  open_ = true;
  post("SELECT 1");  // the first read chooses the state, not BEGIN
  settle();
  held_until_ = until;
  holding_ = true;
}

void PostgresConnection::commit() {
  post("COMMIT");  // not prepared: what answers to its preparing looks like a commit that failed
  // Told after the commit and not in it: a transaction that tells keeps all others that tell from committing beside it.
  if (announced_) use("NOTIFY onestop_wrote").run();
  settle();
  open_ = announced_ = holding_ = false;
}

void PostgresConnection::rollback() noexcept {
  if (open_) {
    try {
      if (!queued_.empty()) drain();
    } catch (const DatabaseFailure&) {  // whatever it was, it is being undone
    }
    try {
      post("ROLLBACK");
      if (announced_) post("NOTIFY onestop_wrote");  // those who waited at its numbers need not wait any more
      settle();
    } catch (const DatabaseFailure&) {
      PQfinish(std::exchange(connection_, nullptr));  // the server rolls back what nobody owns; the next use connects anew
    }
  }
  open_ = aborted_ = announced_ = holding_ = false;
}

std::string PostgresConnection::place() {
  auto& row = use("SELECT (SELECT system_identifier FROM pg_control_system())::text || ' ' || oid::text FROM pg_database WHERE datname = current_database()").query();
  const auto place = row.step() ? row.text(0) : std::string();
  row.reset();
  return place;
}

bool PostgresConnection::has_table(const std::string& name) {
  auto& row = use("SELECT 1 FROM pg_class WHERE relname = ? AND relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace").query(name);
  const bool has = row.step();
  row.reset();
  return has;
}

void PostgresConnection::begin_alone() {
  constexpr const char* others =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND coalesce(backend_type, '') = 'client backend'";
  constexpr const char* tables =
      "SELECT format('%I', relname) FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = current_schema()::regnamespace ORDER BY relname";
  run("SET idle_in_transaction_session_timeout = 0");  // the other side's work takes its time
  for (int tries = 50; number(others) > 0; --tries) {
    if (tries == 0) throw DatabaseFailure{path_ + " is in use by another program; stop every server on it, then try again"};
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  begin_writing();
  std::string locks;
  auto& rows = use(tables).query();
  while (rows.step()) locks += "LOCK TABLE " + rows.text(0) + " IN ACCESS EXCLUSIVE MODE; ";
  if (!locks.empty()) run(locks);
}

void PostgresConnection::settle_counters() {
  const auto after = [&](const std::string& sequence, const std::string& column, const std::string& table) {
    // Called, where rows are there: readers of the log take a sequence that was never called for an empty log.
    run("SELECT setval('" + sequence + "', coalesce(max(" + column + "), 1), max(" + column + ") IS NOT NULL) FROM " + table);
  };
  if (has_table("event")) after("log_seq", "seq", "event");
  if (has_table("person_slot")) after("person_slot_seq", "slot", "person_slot");
  std::vector<std::array<std::string, 3>> counted;
  auto& rows = use("SELECT pg_get_serial_sequence(format('%I', c.relname), a.attname), format('%I', a.attname), format('%I', c.relname) FROM pg_class c JOIN "
                   "pg_attribute a ON a.attrelid = c.oid WHERE a.attidentity <> '' AND NOT c.relispartition AND c.relnamespace = current_schema()::regnamespace").query();
  while (rows.step()) counted.push_back({rows.text(0), rows.text(1), rows.text(2)});
  for (const auto& [sequence, column, table] : counted) after(sequence, column, table);
}

// ---- the order of the log --------------------------------------------------------------------------------------

void PostgresConnection::announce_events() {
  if (std::exchange(announced_, true)) return;
  use(announce_text).run();
}

std::uint64_t PostgresConnection::settled_until() {
  if (holding_) return held_until_;
  return static_cast<std::uint64_t>(number(settled_text));
}

std::uint64_t PostgresConnection::drawn(Counter counter) {
  constexpr const char* log = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM log_seq";
  constexpr const char* slot = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM person_slot_seq";
  return static_cast<std::uint64_t>(number(counter == Counter::log ? log : slot));
}

std::vector<std::uint64_t> PostgresConnection::draw(Counter counter, std::size_t count) {
  constexpr const char* log = "SELECT nextval('log_seq') FROM generate_series(1, ?)";
  constexpr const char* slot = "SELECT nextval('person_slot_seq') FROM generate_series(1, ?)";
  auto& rows = use(counter == Counter::log ? log : slot).query(static_cast<std::int64_t>(count));
  std::vector<std::uint64_t> numbers;
  while (rows.step()) numbers.push_back(rows.u64(0));
  return numbers;
}

bool PostgresConnection::lead(const std::string& name) {
  auto& row = use("SELECT CASE WHEN pg_try_advisory_lock(20300, hashtext(?)) THEN 1 ELSE 0 END").query(name);
  const bool leads = row.step() && row.i64(0) == 1;
  row.reset();
  return leads;
}

}  // namespace onestop::store
