#include "store/readers.h"

#include <algorithm>
#include <thread>

#include "store/postgres_connection.h"
#include "wire/json_types.h"

namespace onestop::store {
namespace {

constexpr const char* fixed_part =
#include "store/readers/views.sql"
    ;
constexpr std::size_t longest_name = 63;  // of a role, in bytes
constexpr int most_tries = 20;

bool is_name(const std::string& word) {
  return !word.empty() && std::ranges::all_of(word, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

std::string lower(std::string word) {
  for (auto& c : word)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return word;
}

std::string quoted(std::string_view word) { return "'" + std::string(word) + "'"; }  // of codes that `check_codes` let through

Expected<void> check_codes(const ReaderRights& reader) {
  const auto role = reader_role(reader);
  if (!is_name(lower(reader.state.text())) || !is_name(lower(reader.agency.text())))
    return fault("the codes " + reader.state.text() + " and " + reader.agency.text() + " cannot be part of a role's name: letters, digits and _ only");
  if (role.size() > longest_name) return fault("the role " + role + " would have a name of more than 63 bytes");
  return {};
}

std::string row_of(const ReaderRights& reader) {
  std::string values = quoted(reader_role(reader)) + ", " + quoted(reader.state.view()) + ", " + quoted(reader.agency.view());
  for (const auto reach : {reader.crossings, reader.acts, reader.work, reader.stays, reader.lodgements, reader.events}) values += ", " + quoted(wire::enum_text(reach));
  return "INSERT INTO reading.reader (role, state, agency, crossings, acts, work, stays, lodgements, events) VALUES (" + values + ");\n";
}

std::string role_of(const ReaderRights& reader) {
  const auto role = reader_role(reader);
  const std::string kind = "LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 20";
  return "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = " + quoted(role) + ") THEN CREATE ROLE " + role + " " + kind + "; END IF; END $$;\n" +
         "ALTER ROLE " + role + " SET default_transaction_read_only = on;\nALTER ROLE " + role + " SET statement_timeout = '60s';\nALTER ROLE " + role +
         " SET idle_in_transaction_session_timeout = '60s';\nALTER ROLE " + role + " SET search_path = reading;\n" +
         "GRANT USAGE ON SCHEMA reading TO " + role + ";\nGRANT SELECT ON reading.crossing, reading.act, reading.work, reading.stay, reading.stay_activity, "
         "reading.stay_cost, reading.lodgement, reading.event TO " + role + ";\nGRANT EXECUTE ON FUNCTION reading.act_of(bytea) TO " + role + ";\n";
}

}  // namespace

std::string reader_role(const ReaderRights& reader) { return "onestop_reader_" + lower(reader.state.text()) + "_" + lower(reader.agency.text()); }

Expected<std::string> readers_sql(const std::vector<ReaderRights>& readers) {
  std::string sql = "BEGIN;\nSET LOCAL lock_timeout = '500ms';\nSET LOCAL client_min_messages = warning;\n";
  sql += fixed_part;
  sql += "DO $$ DECLARE one record; BEGIN FOR one IN SELECT role FROM reading.reader LOOP IF EXISTS (SELECT FROM pg_roles WHERE rolname = one.role) THEN\n"
         "  EXECUTE format('REVOKE ALL ON SCHEMA reading FROM %I', one.role); END IF; END LOOP; END $$;\nDELETE FROM reading.reader;\n";
  std::vector<std::string> roles;
  for (const auto& reader : readers) {
    if (const auto good = check_codes(reader); !good) return std::unexpected(good.error());
    const auto role = reader_role(reader);
    if (std::ranges::find(roles, role) != roles.end()) return fault("two readers would share the role " + role);
    roles.push_back(role);
    sql += role_of(reader) + row_of(reader);
  }
  return sql + "COMMIT;\n";
}

Expected<void> make_readers(const std::string& address, const std::string& sql) {
  if (!is_postgres(address)) return fault("a file has no roles; readers are made in a database of PostgreSQL");
  return caught([&] {
    PostgresConnection db(address, PostgresConnection::For::writing, "FULL");
    for (int tries = 1;; ++tries) {
      try {
        return db.run(sql);
      } catch (const DatabaseFailure& failure) {
        if (failure.trouble != Trouble::in_the_way || tries == most_tries) throw;
        db.run("ROLLBACK");
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(100 * tries));
    }
  });
}

}  // namespace onestop::store
