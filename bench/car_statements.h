#pragma once
// What the commands of one car (cars.h) come to on PostgreSQL, as a script of pgbench: the same kinds and numbers of
// statements, those without an answer in pipelines as ours, with made-up bytes of the same lengths.
#include <algorithm>
#include <cmath>
#include <map>
#include <string>

namespace onestop::bench {

/// Calls of each kind of statement.
using Calls = std::map<std::string, double>;

/// The beginning of a statement without its values, so that ours and pgbench's are counted together.
inline std::string kind_of(const std::string& sql) {
  std::string text;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    const char c = sql[i];
    if (c == '$') continue;
    if (c == '\'') {
      i = std::min(sql.find('\'', i + 1), sql.size() - 1);
      text += '#';
      continue;
    }
    if (c >= '0' && c <= '9') {
      if (text.empty() || text.back() != '#') text += '#';
    } else if (c != ' ' && c != '\n') {
      text += c;
    } else if (!text.empty() && text.back() != ' ') {
      text += ' ';
    }
  }
  if (const auto at = text.find('('); text.starts_with("INSERT") && at != std::string::npos) text.resize(at - 1);
  if (const auto at = text.find("FROM event WHERE "); at != std::string::npos) return "events " + text.substr(at + 11, text.find_first_of("=><", at) - at - 11);
  if (const auto at = text.find(" SET "); text.starts_with("UPDATE") && at != std::string::npos) text.resize(at);
  if (const auto at = text.find(" WHERE "); at != std::string::npos) text.resize(at);
  return text.substr(0, 48);
}

/// What followers, deadlines and the lead ask behind the commands: as often as it was asked by ours.
struct Behind {
  const char* kind;  // the beginning of the kind
  const char* script;
};
inline constexpr Behind behind_the_commands[] = {
    {"SELECT id, recorder, crossing, kind, subject, at", "SELECT id, recorder, crossing, kind, subject, at FROM due WHERE at <= 1000 ORDER BY at, id LIMIT 128;\n"},
    {"SELECT CASE WHEN is_called THEN last_value ELSE", "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM log_seq;\n"},
    {"SELECT min(", "SELECT min(((classid::bigint & 65535) << 32) | objid::bigint) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >> 16 = 20299 "
                    "AND pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database());\n"},
    {"SELECT least(", "SELECT least(n.newest, (SELECT min(((classid::bigint & 65535) << 32) | objid::bigint) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND "
                      "classid::bigint >> 16 = 20299 AND pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND n.newest >= 0)) "
                      "FROM (SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS newest FROM log_seq OFFSET 0) AS n;\n"},
    {"events WHERE seq", "SELECT seq, position, hash, envelope, body FROM event WHERE seq > (SELECT currval('log_seq') - 1) AND seq <= (SELECT currval('log_seq')) ORDER BY seq LIMIT 500;\n"},
    {"SELECT seq FROM cursor", "SELECT seq FROM cursor WHERE follower = 'lodgement_notices';\n"},
    {"SELECT CASE WHEN pg_try_advisory_lock", "SELECT CASE WHEN pg_try_advisory_lock(20300, hashtext('bench' || :client_id)) THEN 1 ELSE 0 END;\n"},
    {"SELECT id, state, name, public_key, position", "SELECT id, state, name, public_key, position FROM recorder ORDER BY id;\n"},
    {"SELECT value FROM setting", "SELECT value FROM setting WHERE name = 'api_keys_changed';\n"},
    {"SELECT crossing, post, plate", "SELECT crossing, post, plate, plate_folded, vehicle_class, direction, layout, phase, procedure, arrived, updated, released, ended, flags, version, station, "
                                     "doing, turn, standing_since, held_since, holder_agency, holder_state FROM crossing WHERE crossing = int8send(:c);\n"},
    {"INSERT INTO cursor", "\\startpipeline\nBEGIN ISOLATION LEVEL READ COMMITTED;\nSAVEPOINT one_commit;\nRELEASE SAVEPOINT one_commit;\nSAVEPOINT one_step;\nINSERT INTO cursor (follower, seq) VALUES "
                           "('bench' || :client_id, 1) ON CONFLICT (follower) DO UPDATE SET seq = excluded.seq;\nRELEASE SAVEPOINT one_step;\nCOMMIT;\n\\endpipeline\n"},
};

/// What a commit asks before its rows are known to be good.
struct CarScript {
  std::string recorders[2];      // bytes in hexadecimal
  int envelope_bytes = 106, body_bytes = 420;
  Calls calls_per_car{};         // of ours, all kinds

  std::string text() const {
    std::string script = "\\set c random(1, 4000000000000000)\n";
    for (int step = 0; step < 4; ++step) script += command(step);
    for (const auto& one : behind_the_commands)
      for (int i = 0; i < times(one.kind); ++i) script += one.script;
    return script;
  }

 private:
  int times(const std::string& beginning) const {
    double sum = 0;
    for (const auto& [kind, calls] : calls_per_car)
      if (kind.starts_with(beginning)) sum += calls;
    return static_cast<int>(std::lround(sum));
  }
  /// 0: the arrival; 1 and 2: controls of the exit state; 3: one of the entry state.
  std::string command(int step) const {
    const bool arrives = step == 0, both = arrives || step == 3;
    const std::string own = "'\\x" + recorders[step == 3 ? 1 : 0] + "'", other = "'\\x" + recorders[step == 3 ? 0 : 1] + "'", number = std::to_string(step);
    const std::string request = "SELECT request_hash, response FROM request WHERE client = 'desk-3' AND key = 'car-' || :c || '-" + number + "';\n";
    std::string text = "\\startpipeline\nBEGIN ISOLATION LEVEL READ COMMITTED;\n" + request + "\\endpipeline\nSELECT recorder, version FROM stream WHERE stream = int8send(:c) ORDER BY recorder;\n";
    if (arrives) {
      text += "SELECT seq, position, hash, envelope, body FROM event WHERE stream = int8send(:c) ORDER BY seq;\n";
      for (int i = 0; i < 2; ++i) text += lodgements;
    }
    text += "SELECT position FROM recorder WHERE id = " + own + " FOR UPDATE;\n";
    if (both) text += "SELECT position FROM recorder WHERE id = " + other + " FOR UPDATE;\n";
    if (times("SELECT request_hash") > 4) text += request;
    for (int i = 0; i < (arrives ? 3 : both ? 2 : 1); ++i) text += "SELECT version, head_hash, archive FROM stream WHERE stream = int8send(:c) AND recorder = " + own + ";\n";
    text += "\\startpipeline\nSELECT pg_advisory_xact_lock_shared((20299::bigint << 48) | CASE WHEN is_called THEN last_value ELSE 0 END) FROM log_seq;\n"
            "SELECT nextval('log_seq') FROM generate_series(1, 1);\n\\endpipeline\n";
    text += "\\startpipeline\nSAVEPOINT one_commit;\n";
    if (arrives) text += std::string(person) + "\\startpipeline\n";
    text += rows(step, own);
    return text + "UPDATE recorder SET position = currval('log_seq') WHERE id = " + own + ";\nCOMMIT;\nNOTIFY onestop_wrote;\n\\endpipeline\n";
  }
  std::string rows(int step, const std::string& own) const {
    const std::string version = std::to_string(step + 1);
    std::string text = "INSERT INTO event (seq, recorder, position, stream, version, type, type_version, at, hash, envelope, body) VALUES (currval('log_seq'), " + own +
                       ", currval('log_seq'), int8send(:c), " + version + ", 'ControlClosed', 1, 0, decode(repeat('03', 32), 'hex'), decode(repeat('01', " + std::to_string(envelope_bytes) +
                       "), 'hex'), decode(repeat('02', " + std::to_string(body_bytes) + "), 'hex'));\n";
    text += "INSERT INTO stream (stream, recorder, version, head_hash) VALUES (int8send(:c), " + own + ", " + version + ", decode(repeat('03', 32), 'hex')) ON CONFLICT (stream, "
            "recorder) DO UPDATE SET version = excluded.version, head_hash = excluded.head_hash;\n";
    text += "INSERT INTO crossing (crossing, post, plate, plate_folded, vehicle_class, direction, layout, phase, procedure, arrived, updated, released, ended, flags, version, station, "
            "doing, turn, standing_since, held_since, holder_agency, holder_state) VALUES (int8send(:c), 'korday', 'B 12345', 'B12345', 'car', 'KZ-KG', 'combined', 'exit', "
            "decode(repeat('03', 32), 'hex'), 0, 0, NULL, NULL, 0, " + version + ", 'passport', 'passport', 'KZ', 0, NULL, '', '') ON CONFLICT (crossing) DO UPDATE SET post = excluded.post, "
            "plate = excluded.plate, plate_folded = excluded.plate_folded, vehicle_class = excluded.vehicle_class, direction = excluded.direction, layout = excluded.layout, phase = "
            "excluded.phase, procedure = excluded.procedure, arrived = excluded.arrived, updated = excluded.updated, released = excluded.released, ended = excluded.ended, flags = "
            "excluded.flags, version = excluded.version, station = excluded.station, doing = excluded.doing, turn = excluded.turn, standing_since = excluded.standing_since, held_since = "
            "excluded.held_since, holder_agency = excluded.holder_agency, holder_state = excluded.holder_state;\n";
    if (step > 0) text += "DELETE FROM work WHERE crossing = int8send(:c) AND state = 'KZ' AND control = 'control-" + std::to_string(step - 1) + "' AND subject = int8send(:c);\n";
    const int fresh = step == 1 ? 2 : step == 2 ? 0 : 1;
    for (int i = 0; i < fresh; ++i)
      text += "INSERT INTO work (crossing, state, control, subject, station, agency, since, priority) VALUES (int8send(:c), 'KZ', 'control-" + std::to_string(step + i) +
              "', int8send(:c), 'desk-3', 'customs', 0, 0) ON CONFLICT (crossing, state, control, subject) DO UPDATE SET station = excluded.station, agency = excluded.agency, since = "
              "excluded.since, priority = excluded.priority;\n";
    for (int i = 0; i < (step == 0 ? 3 : 0); ++i)  // two words of a name and a number
      text += "INSERT INTO search_token (token, crossing, subject) SELECT int8send(:c::bigint + " + std::to_string(i) + "), int8send(:c), int8send(:c) WHERE NOT EXISTS (SELECT 1 FROM person_erased WHERE person = int8send(:c)) "
              "ON CONFLICT DO NOTHING;\n";
    return text + "INSERT INTO request (client, key, request_hash, response, at) VALUES ('desk-3', 'car-' || :c || '-" + std::to_string(step) +
           "', decode(repeat('03', 32), 'hex'), decode(repeat('04', 120), 'hex'), 0);\nRELEASE SAVEPOINT one_commit;\n\\endpipeline\n\\startpipeline\n";
  }

  static constexpr const char* lodgements =
      "SELECT lodgement, reference, firm, firm_name, kind, format, number, standing, exit_state, entry_state, plate, expected, lodged, updated, late, warnings, crossing, closest, channels, "
      "declared, version FROM lodgement WHERE lodgement IN (SELECT lodgement FROM (SELECT k.lodgement, row_number() OVER (PARTITION BY l.firm ORDER BY l.lodged DESC, l.lodgement DESC) AS "
      "place FROM lodgement_key k JOIN lodgement l ON l.lodgement = k.lodgement WHERE k.key = 'plate B' || :c AND l.standing = 'waiting') AS ranked WHERE place <= 20) ORDER BY lodged DESC, "
      "lodgement DESC LIMIT 200;\n";
  /// Of the one person on board, whose key is new.
  static constexpr const char* person =
      "SELECT 1 FROM person_erased WHERE person = int8send(:c);\n\\endpipeline\n"
      "SELECT slot FROM person_slot WHERE person = int8send(:c);\n"
      "SELECT 1 FROM person_slot WHERE person = int8send(:c) UNION ALL SELECT 1 FROM person_erased WHERE person = int8send(:c);\n"
      "SELECT nextval('person_slot_seq') FROM generate_series(1, 1);\n"
      "INSERT INTO person_slot (slot, person) VALUES (currval('person_slot_seq'), int8send(:c)) ON CONFLICT (person) DO NOTHING;\n";
};

}  // namespace onestop::bench
