#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "store/postgres_connection.h"

namespace onestop::store {
namespace {

constexpr Oid whole_number_type = 20, bytes_type = 17, text_type = 25;  // int8, bytea, text of pg_type
constexpr const char* rows_at_once = "500";

/// `?7` becomes $7 and `?` the number after the largest so far, as SQLite counts; what stands in a comment for PostgreSQL
/// alone is let out of it.
std::string in_postgres(std::string_view sql) {
  std::string text;
  int largest = 0;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    if (sql.substr(i).starts_with("/*+ ")) {
      i += 3;
    } else if (sql.substr(i).starts_with("*/")) {
      ++i;
    } else if (sql[i] == '?') {
      int number = 0;
      for (; i + 1 < sql.size() && std::isdigit(static_cast<unsigned char>(sql[i + 1])); ++i) number = 10 * number + (sql[i + 1] - '0');
      if (number == 0) number = largest + 1;
      largest = std::max(largest, number);
      text += "$" + std::to_string(number);
    } else {
      text += sql[i];
    }
  }
  return text;
}

}  // namespace

PostgresStatement::PostgresStatement(PostgresConnection& db, const char* sql, std::string name) : db_(db), sql_(sql), name_(std::move(name)) {}

// ---- parameters ------------------------------------------------------------------------------------------------

void PostgresStatement::start_binding() {
  if (result_ || scanning_) reset();
}

PostgresStatement::Parameter& PostgresStatement::parameter(int index, Oid type) {
  const auto place = static_cast<std::size_t>(index - 1);
  if (parameters_.size() <= place) parameters_.resize(place + 1);  // moves the others, so whoever is kept is pointed at only when sent
  parameters_[place].type = type;
  return parameters_[place];
}

void PostgresStatement::bind_number(int index, std::int64_t value) {
  auto& p = parameter(index, whole_number_type);
  p.kept.resize(8);
  for (int i = 0; i < 8; ++i) p.kept[static_cast<std::size_t>(i)] = static_cast<char>(static_cast<std::uint64_t>(value) >> (56 - 8 * i));
  p.source = Source::kept;
  p.size = 8;
}

void PostgresStatement::bind_text(int index, std::string_view value) {
  bind_bytes(index, {reinterpret_cast<const unsigned char*>(value.data()), value.size()});
  parameter(index, text_type);
}

void PostgresStatement::bind_bytes(int index, ByteView value) {
  auto& p = parameter(index, bytes_type);
  p.size = static_cast<int>(value.size());
  p.data = value.empty() ? "" : reinterpret_cast<const char*>(value.data());
  p.source = keeps_ ? Source::kept : Source::callers;
  if (keeps_) p.kept.assign(p.data, value.size());
}

void PostgresStatement::bind_nothing(int index, Kind kind) {
  auto& p = parameter(index, kind == Kind::whole_number ? whole_number_type : kind == Kind::text ? text_type : bytes_type);
  p.source = Source::nothing;
  p.size = 0;
}

// ---- asking ----------------------------------------------------------------------------------------------------

void PostgresStatement::send(Form form) {
  db_.ready();
  const auto count = static_cast<int>(parameters_.size());
  const std::string name = name_ + (form == Form::cursor ? "c" : "");
  if (std::exchange(session_, db_.session_) != db_.session_) prepared_[0] = prepared_[1] = false;
  auto& prepared = prepared_[form == Form::cursor ? 1 : 0];
  if (PQpipelineStatus(db_.connection_) == PQ_PIPELINE_OFF) PQenterPipelineMode(db_.connection_);
  if (!prepared) {
    db_.settle();
    std::vector<Oid> types;
    for (const auto& one : parameters_) types.push_back(one.type);
    const auto text = (form == Form::cursor ? "DECLARE " + name_ + " NO SCROLL CURSOR FOR " : "") + in_postgres(sql_);
    db_.sent(PQsendPrepare(db_.connection_, name.c_str(), text.c_str(), count, types.data()), sql_);
    static_cast<void>(db_.drain());
    prepared = true;
  }
  std::vector<const char*> data;
  std::vector<int> sizes, binary(parameters_.size(), 1);
  for (const auto& one : parameters_) {
    data.push_back(one.source == Source::nothing ? nullptr : one.source == Source::kept ? one.kept.data() : one.data);
    sizes.push_back(one.size);
  }
  db_.sent(PQsendQueryPrepared(db_.connection_, name.c_str(), count, data.data(), sizes.data(), binary.data(), 1), sql_);
}

void PostgresStatement::execute() {
  send(Form::plain);
  if (db_.queued_.size() >= 64) db_.settle();
}

std::uint64_t PostgresStatement::execute_now() {
  send(Form::plain);
  const auto result = db_.drain();
  return std::strtoull(PQcmdTuples(result.get()), nullptr, 10);
}

void PostgresStatement::ask(Size size) {
  row_ = -1;
  if (size == Size::small) {
    send(Form::plain);
    result_ = db_.drain();
    return;
  }
  if (!db_.open_) {
    db_.begin_reading();
    own_transaction_ = true;
  }
  send(Form::cursor);
  static_cast<void>(db_.drain());
  scanning_ = true;
}

bool PostgresStatement::step() {
  if (result_ && ++row_ < PQntuples(result_.get())) return true;
  const bool over = !scanning_ || (result_ && PQntuples(result_.get()) == 0);
  if (!over) {
    const auto fetch = std::string("FETCH ") + rows_at_once + " FROM " + name_;
    db_.sent(PQsendQueryParams(db_.connection_, fetch.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 1), sql_);
    result_ = db_.drain(PostgresConnection::Patience::long_one);
    row_ = 0;
    if (PQntuples(result_.get()) > 0) return true;
  }
  reset();
  return false;
}

void PostgresStatement::reset() {
  result_.reset();
  row_ = -1;
  if (!std::exchange(scanning_, false)) return;
  if (std::exchange(own_transaction_, false)) return db_.rollback();
  if (!db_.in_transaction()) return;
  const auto close = "CLOSE " + name_;
  db_.sent(PQsendQueryParams(db_.connection_, close.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 1), sql_);
}

// ---- rows ------------------------------------------------------------------------------------------------------

std::int64_t PostgresStatement::i64(int column) const {
  const auto bytes = blob(column);
  if (bytes.size() != 8 && bytes.size() != 4) {
    if (bytes.empty()) return 0;  // null, as SQLite answers
    damaged("a number has " + std::to_string(bytes.size()) + " bytes");
  }
  std::uint64_t value = (bytes[0] & 0x80) != 0 && bytes.size() == 4 ? ~std::uint64_t{0} : 0;
  for (const auto byte : bytes) value = value << 8 | byte;
  return static_cast<std::int64_t>(value);
}

ByteView PostgresStatement::blob(int column) const {
  return {reinterpret_cast<const unsigned char*>(PQgetvalue(result_.get(), row_, column)), static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
}

std::string PostgresStatement::text(int column) const {
  const auto bytes = blob(column);
  return {bytes.begin(), bytes.end()};
}

void PostgresStatement::damaged(const std::string& what) const { throw DatabaseFailure{db_.path() + " is damaged: " + what + " in: " + sql_}; }

}  // namespace onestop::store
