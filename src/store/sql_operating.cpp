// Which processes serve, what operators did, what waits, and how the database itself does.
#include <algorithm>
#include <set>

#include "store/sql_reader.h"
#include "store/sql_rows.h"
#include "store/sql_writer.h"

namespace onestop::store {
namespace {

std::int64_t bounded(std::size_t limit) { return static_cast<std::int64_t>(std::min(limit, largest_page)); }

std::optional<Id> id_or_none(const Statement& r, int column) { return r.is_null(column) ? std::nullopt : std::optional(r.id(column)); }

ProcessRow process_row(const Statement& r) { return {r.id(0), r.text(1), r.u64(2), r.text(3), r.text(4), r.instant(5), r.instant(6)}; }

OperatorAct act_row(const Statement& r) {
  return {r.id(0), r.instant(1), id_or_none(r, 2), r.text(3), r.code(4), value_of<ActKind>(r.text(5)), r.text(6), r.text(7), r.u64(8)};
}

DeadLetter dead_row(const Statement& r) {
  return {r.id(0), r.u64(1), r.id(2), r.text(3), r.code(4), static_cast<std::uint32_t>(r.i64(5)), instant_or_none(r, 6), instant_or_none(r, 7), static_cast<int>(r.i64(8)), r.text(9)};
}

#define ACT_COLUMNS "a.id, a.at, a.officer, a.by_name, a.state, a.kind, a.system, a.reason, a.items"

DatabaseState state_of_file(Connection& db) {
  DatabaseState state{"SQLite", {}, {}, 0, 0, false, {}};
  state.version = first<std::string>(db.use("SELECT sqlite_version()").query(), [](const Statement& r) { return r.text(0); }).value_or("");
  state.clock = first<Instant>(db.use("SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)").query(), [](const Statement& r) { return r.instant(0); }).value_or(Instant{});
  return state;
}

DatabaseState state_of_server(Connection& db) {
  DatabaseState state{"PostgreSQL", {}, {}, 0, 0, false, {}};
  auto& about = db.use("SELECT split_part(current_setting('server_version'), ' ', 1), CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT), "
                       "(SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()), CAST(current_setting('max_connections') AS BIGINT), "
                       "CASE WHEN pg_has_role(current_user, 'pg_monitor', 'USAGE') OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN 1 ELSE 0 END").query();
  const Ended ended{about};
  if (about.step()) {
    state.version = about.text(0);
    state.clock = about.instant(1);
    state.connections = about.u64(2);
    state.most_connections = about.u64(3);
    state.sees_replicas = about.i64(4) != 0;
  }
  about.reset();
  if (!state.sees_replicas) return state;
  state.replicas = all<DatabaseState::Replica>(
      db.use("SELECT coalesce(application_name, ''), coalesce(state, ''), coalesce(sync_state, ''), CAST(extract(epoch FROM replay_lag) * 1000 AS BIGINT), "
             "CAST(CASE WHEN pg_is_in_recovery() THEN NULL ELSE pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) END AS BIGINT) FROM pg_stat_replication ORDER BY 1 LIMIT 20").query(),
      [](const Statement& r) {
        const auto number = [&](int column) { return r.is_null(column) ? std::nullopt : std::optional(r.i64(column)); };
        return DatabaseState::Replica{r.text(0), r.text(1), r.text(2), number(3), number(4)};
      });
  return state;
}

}  // namespace

// ---- writing ---------------------------------------------------------------------------------------------------

Expected<void> SqlWriter::put_process(const ProcessRow& p) {
  return step([&] {
    db_.use("INSERT INTO process (id, host, pid, version, address, since, seen) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET seen = excluded.seen")
        .run(p.id, p.host, p.pid, p.version, p.address, p.since, p.seen);
  });
}

Expected<void> SqlWriter::remove_processes(const std::optional<Id>& process, Instant unseen_since) {
  return step([&] { db_.use("DELETE FROM process WHERE id = ? OR seen < ?").run(process, unseen_since); });
}

Expected<void> SqlWriter::put_operator_act(const OperatorAct& a) {
  return step([&] {
    db_.use("INSERT INTO operator_act (id, at, officer, by_name, state, kind, system, reason, items) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .run(a.id, a.at, a.officer, a.by, a.state, word_of(a.kind), a.system, a.reason, a.items);
  });
}

Expected<std::size_t> SqlWriter::redrive_dead(const RedriveWish& wish, Instant now) {
  struct Dead {
    Id webhook, movement;
    std::uint64_t number;
  };
  return step([&] {
    const auto dead = all<Dead>(db_.use("SELECT webhook, movement, number FROM delivery WHERE state = 'dead' AND (?1 = 0 OR firm = ?2) AND (?3 = 0 OR webhook = ?4) ORDER BY webhook, number LIMIT ?5")
                                    .query(wish.firm ? 1 : 0, wish.firm, wish.webhook ? 1 : 0, wish.webhook, static_cast<std::int64_t>(wish.limit)),
                                [](const Statement& r) { return Dead{r.id(0), r.id(1), r.u64(2)}; });
    std::set<std::pair<Id, Id>> turns;
    std::size_t count = 0;
    for (const auto& one : dead) {
      if (!wish.numbers.empty() && std::ranges::find(wish.numbers, one.number) == wish.numbers.end()) continue;
      db_.use("UPDATE delivery SET state = 'waiting', attempts = 0, first_tried = NULL, next_at = ?3 WHERE webhook = ?1 AND number = ?2").run(one.webhook, one.number, now);
      turns.insert({one.webhook, one.movement});
      ++count;
    }
    for (const auto& [webhook, movement] : turns) take_turn(webhook, movement);
    return count;
  });
}

Expected<std::size_t> SqlWriter::replay(const ReplayWish& wish, Instant now) {
  using Of = std::pair<std::uint64_t, Id>;
  return step([&] {
    const auto webhooks = all<Id>(db_.use("SELECT id FROM webhook WHERE firm = ?1 AND (?2 = 0 OR id = ?3) AND state IN ('active', 'paused')").query(wish.firm, wish.webhook ? 1 : 0, wish.webhook),
                                  [](const Statement& r) { return r.id(0); });
    std::size_t count = 0;
    for (const auto& webhook : webhooks) {
      const auto told = all<Of>(db_.use("SELECT n.number, n.movement FROM notification n JOIN webhook w ON w.id = ?2 WHERE n.firm = ?1 AND n.number >= ?3 "
                                        "AND (w.kinds = '' OR replace(' ' || w.kinds || ' ', ' ' || n.kind || ' ', '') <> ' ' || w.kinds || ' ') ORDER BY n.number LIMIT ?4")
                                    .query(wish.firm, webhook, wish.from, static_cast<std::int64_t>(wish.limit - count)),
                                [](const Statement& r) { return Of{r.u64(0), r.id(1)}; });
      std::set<Id> movements;
      for (const auto& [number, movement] : told) {
        db_.use("INSERT INTO delivery (webhook, number, firm, movement, state, turn, attempts, next_at, last_status, last_error) VALUES (?1, ?2, ?3, ?4, 'waiting', 0, 0, ?5, 0, '') "
                "ON CONFLICT (webhook, number) DO UPDATE SET state = 'waiting', attempts = 0, first_tried = NULL, next_at = excluded.next_at")
            .run(webhook, number, wish.firm, movement, now);
        movements.insert(movement);
      }
      for (const auto& movement : movements) take_turn(webhook, movement);
      count += told.size();
      if (count >= wish.limit) break;
    }
    return count;
  });
}

// ---- reading ---------------------------------------------------------------------------------------------------

Expected<std::vector<ProcessRow>> SqlReader::processes() {
  return caught([&] { return all<ProcessRow>(db_.use("SELECT id, host, pid, version, address, since, seen FROM process ORDER BY since, id LIMIT 100").query(), process_row); });
}

Expected<std::vector<OperatorAct>> SqlReader::operator_acts(std::size_t limit) {
  return caught([&] { return all<OperatorAct>(db_.use("SELECT " ACT_COLUMNS " FROM operator_act a ORDER BY a.id DESC LIMIT ?").query(bounded(limit)), act_row); });
}

Expected<std::vector<OperatorAct>> SqlReader::switches() {
  return caught([&] {
    return all<OperatorAct>(db_.use("SELECT " ACT_COLUMNS " FROM operator_act a WHERE a.kind IN ('opened', 'closed') AND NOT EXISTS (SELECT 1 FROM operator_act l WHERE l.system = a.system AND l.kind IN ('opened', 'closed') AND l.id > a.id) ORDER BY a.system").query(),
                            act_row);
  });
}

Expected<std::vector<DeadLetter>> SqlReader::dead_letters(const DeadLetterQuery& q) {
  return caught([&] {
    return all<DeadLetter>(db_.use("SELECT d.webhook, d.number, d.firm, coalesce(w.url, ''), coalesce(n.kind, ''), d.attempts, d.first_tried, d.last_tried, d.last_status, d.last_error FROM delivery d "
                                   "LEFT JOIN webhook w ON w.id = d.webhook LEFT JOIN notification n ON n.firm = d.firm AND n.number = d.number "
                                   "WHERE d.state = 'dead' AND (?1 = 0 OR d.firm = ?2) AND (d.webhook > ?3 OR (d.webhook = ?3 AND d.number > ?4)) ORDER BY d.webhook, d.number LIMIT ?5")
                               .query(q.firm ? 1 : 0, q.firm, q.after ? q.after->first : Id{}, q.after ? q.after->second : 0, bounded(q.limit)),
                           dead_row);
  });
}

Expected<Backlog> SqlReader::backlog(Instant now, Instant domain_now, std::size_t limit) {
  struct Row {
    Id webhook, firm;
    bool dead;
    std::uint64_t count;
    Instant oldest;
  };
  const auto row = [](const Statement& r) { return Row{r.id(0), r.id(1), r.i64(2) != 0, r.u64(3), r.instant(4)}; };
  return caught([&] {
    Backlog all_of_it;
    auto rows = all<Row>(db_.use("SELECT webhook, firm, 0, count(*), min(next_at) FROM delivery WHERE state = 'waiting' GROUP BY webhook, firm").query(), row);
    for (const auto& one : all<Row>(db_.use("SELECT webhook, firm, 1, count(*), min(next_at) FROM delivery WHERE state = 'dead' GROUP BY webhook, firm").query(), row)) rows.push_back(one);
    std::ranges::sort(rows, {}, &Row::webhook);
    for (const auto& one : rows) {
      if (all_of_it.webhooks.empty() || all_of_it.webhooks.back().webhook != one.webhook) all_of_it.webhooks.push_back({one.webhook, one.firm, 0, 0, {}});
      auto& of = all_of_it.webhooks.back();
      (one.dead ? of.dead : of.waiting) += one.count;
      (one.dead ? all_of_it.dead : all_of_it.waiting) += one.count;
      if (!one.dead) of.oldest = std::min(one.oldest, now);
    }
    std::ranges::stable_sort(all_of_it.webhooks, std::greater{}, [](const auto& one) { return one.waiting + one.dead; });
    if (all_of_it.webhooks.size() > limit) all_of_it.webhooks.resize(limit);
    auto& late = db_.use("SELECT count(*), min(at) FROM due WHERE at < ?").query(domain_now);
    const Ended ended{late};
    if (late.step()) {
      all_of_it.overdue = late.u64(0);
      all_of_it.overdue_since = instant_or_none(late, 1);
    }
    return all_of_it;
  });
}

Expected<DatabaseState> SqlReader::database_state() {
  return caught([&] { return db_.alone() ? state_of_file(db_) : state_of_server(db_); });
}

}  // namespace onestop::store
