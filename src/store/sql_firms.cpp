// Firms, their keys and sessions.
#include "store/sql_reader.h"
#include "store/sql_rows.h"
#include "store/sql_writer.h"

namespace onestop::store {
namespace {

FirmRow firm_row(const Statement& r) {
  return {r.id(0), r.text(1), r.text(2), r.code(3), r.text(4), r.instant(5), value_of<FirmState>(r.text(6)),
          r.is_null(7) ? std::nullopt : std::optional(r.id(7)), instant_or_none(r, 8)};
}

ApiKeyRow key_row(const Statement& r) {
  return {r.id(0), r.id(1), value_of<Environment>(r.text(2)), r.text(3), r.hash(4), r.instant(5), instant_or_none(r, 6), instant_or_none(r, 7), instant_or_none(r, 8)};
}

FirmSessionRow session_row(const Statement& r) { return {r.hash(0), r.id(1), r.instant(2)}; }

}  // namespace

Expected<void> SqlWriter::put_firm(const FirmRow& f) {
  return step([&] {
    db_.use("INSERT INTO firm (id, name, tax_number, country, mail, registered, state, decided_by, decided) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET name = excluded.name, tax_number = excluded.tax_number, country = excluded.country, "
            "mail = excluded.mail, state = excluded.state, decided_by = excluded.decided_by, decided = excluded.decided")
        .run(f.id, f.name, f.tax_number, f.country, f.mail, f.registered, word_of(f.state), f.decided_by, f.decided);
  });
}

Expected<void> SqlWriter::put_api_key(const ApiKeyRow& k) {
  return step([&] {
    db_.use("INSERT INTO api_key (id, firm, environment, name, secret_hash, created, expires, revoked, last_used) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET revoked = coalesce(api_key.revoked, excluded.revoked), last_used = CASE WHEN coalesce(excluded.last_used, 0) > coalesce(api_key.last_used, 0) THEN excluded.last_used ELSE api_key.last_used END")
        .run(k.id, k.firm, word_of(k.environment), k.name, k.secret_hash, k.created, k.expires, k.revoked, k.last_used);
  });
}

Expected<void> SqlWriter::put_firm_session(const FirmSessionRow& s) {
  return step([&] { db_.use("INSERT INTO firm_session (token_hash, firm, expires) VALUES (?, ?, ?) "
                                      "ON CONFLICT (token_hash) DO UPDATE SET firm = excluded.firm, expires = excluded.expires").run(s.token_hash, s.firm, s.expires); });
}

Expected<void> SqlWriter::end_firm_sessions(const std::vector<Hash>& tokens) {
  return step([&] {
    for (const auto& token : tokens) db_.use("DELETE FROM firm_session WHERE token_hash = ?").run(token);
  });
}

Expected<std::vector<FirmRow>> SqlReader::firms() {
  return caught([&] { return all<FirmRow>(db_.use("SELECT id, name, tax_number, country, mail, registered, state, decided_by, decided FROM firm ORDER BY id").query(), firm_row); });
}

Expected<std::vector<ApiKeyRow>> SqlReader::api_keys() {
  return caught([&] {
    return all<ApiKeyRow>(db_.use("SELECT id, firm, environment, name, secret_hash, created, expires, revoked, last_used FROM api_key ORDER BY id").query(), key_row);
  });
}

Expected<std::vector<FirmSessionRow>> SqlReader::firm_sessions() {
  return caught([&] { return all<FirmSessionRow>(db_.use("SELECT token_hash, firm, expires FROM firm_session").query(), session_row); });
}

}  // namespace onestop::store
