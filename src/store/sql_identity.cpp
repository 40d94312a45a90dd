// Accounts, appointments, sessions, and what waits for a second person.
#include "store/sql_reader.h"
#include "store/sql_rows.h"
#include "store/sql_writer.h"

namespace onestop::store {
namespace {

template <std::size_t N>
std::array<unsigned char, N> fixed(ByteView bytes) {
  std::array<unsigned char, N> out{};
  if (bytes.size() != N) throw DatabaseFailure{"a table holds a key of the wrong length"};
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

AccountRow account_row(const Statement& r) {
  return {r.id(0), r.text(1), r.text(2), value_of<identity::AccountKind>(r.text(3)), r.code(4), fixed<sizeof(PublicKey)>(r.blob(5)), instant_or_none(r, 6), r.i64(7) != 0, r.i64(8) != 0,
          r.text(9), r.text(10), r.text(11), r.instant(12), r.u64(13)};
}

Day day(const Statement& r, int column) { return {static_cast<std::int32_t>(r.i64(column))}; }

identity::Appointment appointment_row(const Statement& r) {
  return {r.id(0), r.id(1), r.code(2), r.code(3), r.code(4), r.code(5), day(r, 6), r.is_null(7) ? std::nullopt : std::optional(day(r, 7)), r.id(8), r.id(9)};
}

SessionRow session_row(const Statement& r) {
  return {r.hash(0), r.id(1), r.id(2), r.id(3), r.code(4), r.code(5), r.i64(6) != 0, r.instant(7), r.instant(8), r.instant(9)};
}

AccountRequestRow request_row(const Statement& r) {
  return {r.id(0), r.code(1), value_of<identity::Change>(r.text(2)), r.id(3), r.text(4), r.u64(5), r.id(6), r.instant(7),
          r.is_null(8) ? std::nullopt : std::optional(r.id(8)), instant_or_none(r, 9), value_of<RequestOutcome>(r.text(10))};
}

#define ONESTOP_SESSION "token_hash, id, officer, appointment, desk, method, second_factor, opened, expires, last_used"
#define ONESTOP_REQUEST "id, state, change, officer, wish, account_version, asked_by, asked, decided_by, decided, outcome"

void note_change(Connection& db) { db.use("INSERT INTO identity_change (one, number) VALUES (1, 1) ON CONFLICT (one) DO UPDATE SET number = identity_change.number + 1").run(); }

}  // namespace

Expected<bool> SqlWriter::put_account(const AccountRow& a) {
  return step([&] {
    const auto first = a.version == 1;
    const auto changed =
        first ? db_.use("INSERT INTO account (id, name, title, kind, state, key, closed, second_factor, new_password, issuer, subject, certificate, sessions_from, version) "
                        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
                    .changed(a.id, a.name, a.title, word_of(a.kind), a.state, a.key, a.closed, a.second_factor ? 1 : 0, a.new_password ? 1 : 0, a.issuer, a.subject, a.certificate, a.sessions_from, a.version)
              : db_.use("UPDATE account SET title = ?, key = ?, closed = ?, second_factor = ?, new_password = ?, issuer = ?, subject = ?, certificate = ?, sessions_from = ?, version = ? "
                        "WHERE id = ? AND version = ?")
                    .changed(a.title, a.key, a.closed, a.second_factor ? 1 : 0, a.new_password ? 1 : 0, a.issuer, a.subject, a.certificate, a.sessions_from, a.version, a.id, a.version - 1);
    if (changed == 1) note_change(db_);
    return changed == 1;
  });
}

Expected<void> SqlWriter::put_appointment(const identity::Appointment& a) {
  return step([&] {
    const auto until = a.until ? std::optional(Instant{a.until->number}) : std::nullopt;  // bound as a number or nothing
    db_.use("INSERT INTO appointment (id, officer, post, state, agency, role, from_day, until_day, asked_by, approved_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET until_day = excluded.until_day, asked_by = excluded.asked_by, approved_by = excluded.approved_by")
        .run(a.id, a.officer, a.post, a.state, a.agency, a.role, a.from.number, until, a.asked_by, a.approved_by);
    note_change(db_);
  });
}

Expected<void> SqlWriter::put_session(const SessionRow& s) {
  return step([&] {
    db_.use("INSERT INTO session (" ONESTOP_SESSION ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .run(s.token_hash, s.id, s.officer, s.appointment, s.desk, s.method, s.second_factor ? 1 : 0, s.opened, s.expires, s.last_used);
  });
}

Expected<void> SqlWriter::touch_session(const Hash& token, Instant used) {
  return step([&] { db_.use("UPDATE session SET last_used = ? WHERE token_hash = ? AND last_used < ?").run(used, token, used); });
}

Expected<void> SqlWriter::prove_session(const Hash& token) {
  return step([&] { db_.use("UPDATE session SET second_factor = 1 WHERE token_hash = ?").run(token); });
}

Expected<bool> SqlWriter::end_session(const Hash& token) {
  return step([&] { return db_.use("DELETE FROM session WHERE token_hash = ?").changed(token) == 1; });
}

Expected<bool> SqlWriter::use_code(const Id& officer, const std::string& code, Instant now) {
  return step([&] {
    // A code of the app counts for a minute and a half; one on paper stays used for ever.
    db_.use("DELETE FROM used_code WHERE officer = ? AND used < ? AND code LIKE 'app %'").run(officer, now + -hour_ms);
    return db_.use("INSERT INTO used_code (officer, code, used) VALUES (?, ?, ?) ON CONFLICT DO NOTHING").changed(officer, code, now) == 1;
  });
}

Expected<void> SqlWriter::put_account_request(const AccountRequestRow& r) {
  return step([&] {
    db_.use("INSERT INTO account_request (" ONESTOP_REQUEST ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .run(r.id, r.state, word_of(r.change), r.officer, r.wish, r.account_version, r.asked_by, r.asked, r.decided_by, r.decided, word_of(r.outcome));
  });
}

Expected<bool> SqlWriter::decide_account_request(const Id& id, const Id& by, Instant at, RequestOutcome outcome) {
  return step([&] {
    return db_.use("UPDATE account_request SET decided_by = ?, decided = ?, outcome = ? WHERE id = ? AND outcome = 'waiting'").changed(by, at, word_of(outcome), id) == 1;
  });
}

Expected<std::vector<AccountRow>> SqlReader::accounts() {
  return caught([&] {
    return all<AccountRow>(db_.use("SELECT id, name, title, kind, state, key, closed, second_factor, new_password, issuer, subject, certificate, sessions_from, version FROM account ORDER BY id").query(), account_row);
  });
}

Expected<std::vector<identity::Appointment>> SqlReader::appointments() {
  return caught([&] {
    return all<identity::Appointment>(db_.use("SELECT id, officer, post, state, agency, role, from_day, until_day, asked_by, approved_by FROM appointment ORDER BY officer, from_day, id").query(), appointment_row);
  });
}

Expected<std::uint64_t> SqlReader::identity_change() {
  return caught([&]() -> std::uint64_t {
    const auto number = first<std::uint64_t>(db_.use("SELECT number FROM identity_change WHERE one = 1").query(), [](const Statement& r) { return r.u64(0); });
    return number.value_or(0);
  });
}

Expected<std::optional<SessionRow>> SqlReader::session(const Hash& token) {
  return caught([&] { return first<SessionRow>(db_.use("SELECT " ONESTOP_SESSION " FROM session WHERE token_hash = ?").query(token), session_row); });
}

Expected<std::vector<SessionRow>> SqlReader::sessions_of(const Id& officer) {
  return caught([&] { return all<SessionRow>(db_.use("SELECT " ONESTOP_SESSION " FROM session WHERE officer = ? ORDER BY opened, token_hash").query(officer), session_row); });
}

Expected<std::vector<SessionRow>> SqlReader::sessions_at(const Code& desk) {
  return caught([&] { return all<SessionRow>(db_.use("SELECT " ONESTOP_SESSION " FROM session WHERE desk = ?").query(desk), session_row); });
}

Expected<std::vector<SessionRow>> SqlReader::sessions() {
  return caught([&] { return all<SessionRow>(db_.use("SELECT " ONESTOP_SESSION " FROM session").query(), session_row); });
}

Expected<std::vector<std::string>> SqlReader::used_codes(const Id& officer) {
  return caught([&] { return all<std::string>(db_.use("SELECT code FROM used_code WHERE officer = ?").query(officer), [](const Statement& r) { return r.text(0); }); });
}

Expected<std::optional<AccountRequestRow>> SqlReader::account_request(const Id& id) {
  return caught([&] { return first<AccountRequestRow>(db_.use("SELECT " ONESTOP_REQUEST " FROM account_request WHERE id = ?").query(id), request_row); });
}

Expected<std::vector<AccountRequestRow>> SqlReader::account_requests(const Code& state, bool waiting_only, std::size_t limit) {
  return caught([&] {
    auto& rows = waiting_only ? db_.use("SELECT " ONESTOP_REQUEST " FROM account_request WHERE state = ? AND outcome = 'waiting' ORDER BY asked DESC, id DESC LIMIT ?")
                              : db_.use("SELECT " ONESTOP_REQUEST " FROM account_request WHERE state = ? ORDER BY asked DESC, id DESC LIMIT ?");
    return all<AccountRequestRow>(rows.query(state, static_cast<std::uint64_t>(limit)), request_row);
  });
}

}  // namespace onestop::store
