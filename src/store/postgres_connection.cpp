#include "store/postgres_connection.h"

#include <algorithm>
#include <cstring>

namespace onestop::store {
namespace {

constexpr std::size_t most_queued = 64;  // statements; their answers then fit the socket's buffer, so neither side waits for ever

// The shared lock under which a transaction takes numbers of the log: this mark, and the newest number when it began.
constexpr const char* announce_text =
    "SELECT pg_advisory_xact_lock_shared((20299::bigint << 48) | CASE WHEN is_called THEN last_value ELSE 0 END) FROM log_seq";
constexpr const char* oldest_announced_text =
    "SELECT min(((classid::bigint & 65535) << 32) | objid::bigint) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 "
    "AND classid::bigint >> 16 = 20299 AND pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

bool is_ok(const PGresult* result) {
  const auto status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
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
  connection_ = PQconnectdb(address_.c_str());
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
  if (for_ == For::reading) return run("SET default_transaction_read_only = on");
  // Nobody waits longer for another process than for SQLite's lock; nobody holds the others up for longer than half a minute.
  run("SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '30s'");
  if (synchronous_ != "FULL") run("SET synchronous_commit = off");
  else if (Result row = ask_plain("SHOW synchronous_commit"); PQntuples(row.get()) == 1 && std::string(PQgetvalue(row.get(), 0, 0)) == "off")
    run("SET synchronous_commit = on");
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

/// Takes the answers to everything that was sent; the last one is given. After a COMMIT that stands nothing can fail any more.
Result PostgresConnection::drain() {
  if (!PQpipelineSync(connection_)) lost("a pipeline");
  const auto texts = std::exchange(queued_, {});
  std::optional<DatabaseFailure> failure;
  bool committed = false;
  Result last;
  for (const auto* text : texts) {
    while (Result one{PQgetResult(connection_)}) {
      const bool ok = is_ok(one.get());
      if (ok && std::strcmp(text, "COMMIT") == 0) committed = std::strcmp(PQcmdStatus(one.get()), "COMMIT") == 0;
      if (ok && std::strcmp(text, "COMMIT") == 0 && !committed && !failure) failure = DatabaseFailure{path_ + " rolled the transaction back"};
      if (!ok && !failure && !committed) {
        const char* state = PQresultErrorField(one.get(), PG_DIAG_SQLSTATE);
        const char* message = PQresultErrorField(one.get(), PG_DIAG_MESSAGE_PRIMARY);
        failure = DatabaseFailure{path_ + " fails: " + (message ? message : trimmed(PQerrorMessage(connection_))) + (state ? " (SQLSTATE " + std::string(state) + ")" : "") + " in: " + text,
                                  state && std::strcmp(state, "23505") == 0 ? Trouble::duplicate : Trouble::any};
      }
      last = std::move(one);
    }
    if (PQstatus(connection_) != CONNECTION_OK) break;
  }
  if (PQstatus(connection_) == CONNECTION_OK) {
    const Result sync{PQgetResult(connection_)};
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
Result PostgresConnection::ask_plain(const std::string& sql) {
  ready();
  settle();
  if (PQpipelineStatus(connection_) != PQ_PIPELINE_OFF && !PQexitPipelineMode(connection_)) lost(sql.c_str());
  Result result{PQexec(connection_, sql.c_str())};
  aborted_ = PQtransactionStatus(connection_) == PQTRANS_INERROR;
  if (!is_ok(result.get())) throw DatabaseFailure{path_ + " fails: " + trimmed(PQerrorMessage(connection_)) + " in: " + sql.substr(0, 200)};
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
  post("BEGIN ISOLATION LEVEL READ COMMITTED");
  open_ = true;
}

void PostgresConnection::begin_reading() {
  const auto until = settled_until();  // before the state is chosen: what settled by then is in it
  post("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  open_ = true;
  post("SELECT 1");  // the first read chooses the state, not BEGIN
  settle();
  held_until_ = until;
  holding_ = true;
}

void PostgresConnection::commit() {
  post("COMMIT");
  // Told after the commit and not in it: a transaction that tells keeps all others that tell from committing beside it.
  if (announced_) post("NOTIFY onestop_wrote");
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

// ---- the order of the log --------------------------------------------------------------------------------------

void PostgresConnection::announce_events() {
  if (std::exchange(announced_, true)) return;
  post(announce_text);
}

std::uint64_t PostgresConnection::settled_until() {
  if (holding_) return held_until_;
  const auto newest = drawn(Counter::log);  // first: whoever draws a higher number later is no matter of this question
  auto& row = use(oldest_announced_text).query();
  const auto until = row.step() && !row.is_null(0) ? std::min(newest, row.u64(0)) : newest;
  row.reset();
  return until;
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
