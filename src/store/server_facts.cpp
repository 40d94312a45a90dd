#include "store/server_facts.h"

#include "store/connections.h"
#include "store/postgres_connection.h"
#include "store/sql_rows.h"

namespace onestop::store {
namespace {

std::string in_quotes(const std::string& value) {
  std::string text = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  return text + "'";
}

/// The address as words; `but` takes the place of one of them, an empty one leaves it out.
std::string as_words(const std::string& address, const std::string& word, const std::string& but, std::string* was = nullptr) {
  char* wrong = nullptr;
  auto* options = PQconninfoParse(address.c_str(), &wrong);
  if (!options) {
    const std::string why = wrong ? wrong : "";
    PQfreemem(wrong);
    throw DatabaseFailure{"this is no address of a PostgreSQL database: " + why};
  }
  std::string words;
  for (auto* one = options; one->keyword; ++one) {
    if (one->keyword == word && was && one->val) *was = one->val;
    if (one->keyword == word || !one->val || !*one->val) continue;
    words += std::string(one->keyword) + "=" + in_quotes(one->val) + " ";
  }
  PQconninfoFree(options);
  return but.empty() ? words : words + word + "=" + in_quotes(but);
}

std::string word(Connection& db, const char* sql) {
  return first<std::string>(db.use(sql).query(), [](const Statement& r) { return r.text(0); }).value_or("");
}

void look_into(const std::string& address, const std::string& database, ServerFacts& facts) {
  const auto looked = caught([&] {
    PostgresConnection db(as_words(address, "dbname", database), PostgresConnection::For::reading, "FULL");
    if (db.has_table("event")) facts.with_log.push_back(database);
    if (db.has_table("person_key")) facts.with_keys.push_back(database);
  });
  if (!looked) facts.unknown.push_back(database);
}

ServerFacts asked(const std::string& address) {
  PostgresConnection db(address, PostgresConnection::For::reading, "FULL");
  ServerFacts facts;
  facts.database = word(db, "SELECT current_database()::text");
  facts.role = word(db, "SELECT current_user::text");
  facts.system = word(db, "SELECT system_identifier::text FROM pg_control_system()");
  facts.version = static_cast<int>(db.number("SELECT current_setting('server_version_num')::bigint / 10000"));
  facts.wal_level = word(db, "SELECT current_setting('wal_level')");
  facts.archives = db.number("SELECT CASE WHEN current_setting('archive_mode') <> 'off' AND "
                             "(coalesce(current_setting('archive_command', true), '') NOT IN ('', '(disabled)') OR coalesce(current_setting('archive_library', true), '') <> '') THEN 1::bigint ELSE 0 END") == 1;
  facts.archive_trouble = word(db, "SELECT 'it did not take ' || last_failed_wal || ' at ' || to_char(last_failed_time AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC' "
                                   "FROM pg_stat_archiver WHERE last_failed_time > coalesce(last_archived_time, '-infinity')");
  facts.wal_senders = db.number("SELECT current_setting('max_wal_senders')::bigint");
  facts.may_replicate = db.number("SELECT CASE WHEN rolreplication OR rolsuper THEN 1::bigint ELSE 0 END FROM pg_roles WHERE rolname = current_user") == 1;
  for (const auto& name : all<std::string>(db.use("SELECT datname::text FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY 1").query(),
                                           [](const Statement& r) { return r.text(0); }))
    look_into(address, name, facts);
  return facts;
}

}  // namespace

Expected<ServerFacts> server_facts(const std::string& address) {
  return caught([&] { return asked(address); });
}

Expected<Spoken> without_password(const std::string& address) {
  return caught([&] {
    Spoken spoken;
    spoken.address = as_words(address, "password", "", &spoken.password);
    return spoken;
  });
}

bool answers(const std::string& address) { return PQping(address.c_str()) == PQPING_OK; }

Expected<std::uint64_t> keys_in(const std::string& path) {
  return caught([&] {
    const auto db = connect(path, "", Use::verifying);
    return static_cast<std::uint64_t>(db->number("SELECT count(*) FROM person_key"));
  });
}

}  // namespace onestop::store
