// What firms are told: their boxes, their webhooks, and what still has to be delivered to these.
#include <algorithm>
#include <set>

#include "store/sql_reader.h"
#include "store/sql_rows.h"
#include "store/sql_writer.h"

namespace onestop::store {
namespace {

constexpr std::size_t largest_notification_bytes = 64 * 1024;

std::int64_t bounded(std::size_t limit) { return static_cast<std::int64_t>(std::min(limit, largest_page)); }

std::string kinds_text(const std::vector<Code>& kinds) {
  std::vector<std::string> words;
  for (const auto& one : kinds) words.push_back(one.text());
  return joined(words);
}

NotificationRow notification_row(const Statement& r, int from = 0) {
  return {r.id(from), r.id(from + 1), r.id(from + 2), r.code(from + 3), r.instant(from + 4), r.text(from + 5), r.u64(from + 6)};
}

WebhookRow webhook_row(const Statement& r) {
  WebhookRow row{r.id(0), r.id(1), r.text(2), {}, value_of<WebhookState>(r.text(4)), r.text(5), r.instant(6)};
  for (const auto& word : parted(r.text(3))) row.kinds.emplace_back(word);
  return row;
}

DeliveryRow delivery_row(const Statement& r) {
  return {r.id(0), r.u64(1), r.id(2), r.id(3), value_of<DeliveryState>(r.text(4)), static_cast<std::uint32_t>(r.i64(5)),
          instant_or_none(r, 6), instant_or_none(r, 7), r.instant(8), static_cast<int>(r.i64(9)), r.text(10)};
}

BoxState box_row(const Statement& r) { return {r.u64(0), r.u64(1), r.u64(2)}; }

#define NOTIFICATION_COLUMNS "n.id, n.firm, n.movement, n.kind, n.at, n.body, n.number"
#define DELIVERY_COLUMNS \
  "d.webhook, d.number, d.firm, d.movement, d.state, d.attempts, d.first_tried, d.last_tried, d.next_at, d.last_status, d.last_error"
#define WEBHOOK_COLUMNS "SELECT id, firm, url, kinds, state, error, created FROM webhook "

}  // namespace

// ---- writing ---------------------------------------------------------------------------------------------------

void SqlWriter::write_notification(const NotificationRow& n) {
  if (n.body.size() > largest_notification_bytes) throw DatabaseFailure{"a notification is larger than 64 KiB"};
  const auto number = first<std::uint64_t>(db_.use("INSERT INTO box (firm, first, last, acknowledged) VALUES (?, 1, 1, 0) "
                                                   "ON CONFLICT (firm) DO UPDATE SET last = box.last + 1 RETURNING last").query(n.firm),
                                           [](const Statement& r) { return r.u64(0); });
  db_.use("INSERT INTO notification (firm, number, id, movement, kind, at, body) VALUES (?, ?, ?, ?, ?, ?, ?)")
      .run(n.firm, *number, n.id, n.movement, n.kind, n.at, n.body);
  db_.use("INSERT INTO delivery (webhook, number, firm, movement, state, turn, attempts, next_at, last_status, last_error) "
          "SELECT w.id, ?2, ?1, ?3, 'waiting', CASE WHEN EXISTS (SELECT 1 FROM delivery d WHERE d.webhook = w.id AND d.movement = ?3 AND d.state = 'waiting') THEN 0 ELSE 1 END, "
          "0, 0, 0, '' FROM webhook w WHERE w.firm = ?1 AND w.state IN ('active', 'paused') "
          "AND (w.kinds = '' OR replace(' ' || w.kinds || ' ', ' ' || ?4 || ' ', '') <> ' ' || w.kinds || ' ')")
      .run(n.firm, *number, n.movement, n.kind);
  if (std::ranges::find(notified_, n.firm) == notified_.end()) notified_.push_back(n.firm);
}

/// Gives the turn to the first of a movement that waits.
void SqlWriter::take_turn(const Id& webhook, const Id& movement) {
  const auto next = first<std::uint64_t>(db_.use("SELECT number FROM delivery WHERE webhook = ? AND movement = ? AND state = 'waiting' ORDER BY number LIMIT 1").query(webhook, movement),
                                         [](const Statement& r) { return r.u64(0); });
  if (!next) return;
  db_.use("UPDATE delivery SET turn = CASE WHEN number = ?3 THEN 1 ELSE 0 END WHERE webhook = ?1 AND movement = ?2 AND state = 'waiting' AND turn <> CASE WHEN number = ?3 THEN 1 ELSE 0 END").run(webhook, movement, *next);
}

Expected<BoxState> SqlWriter::acknowledge(const Id& firm, std::uint64_t up_to) {
  return step([&] {
    return first<BoxState>(db_.use("UPDATE box SET acknowledged = CASE WHEN ?2 <= acknowledged THEN acknowledged WHEN ?2 < last THEN ?2 ELSE last END WHERE firm = ?1 RETURNING first, last, acknowledged").query(firm, up_to), box_row)
        .value_or(BoxState{});
  });
}

Expected<std::size_t> SqlWriter::forget_notifications(Instant before, std::size_t limit) {
  using Of = std::pair<Id, std::uint64_t>;
  using Waiting = std::pair<Id, Id>;
  return step([&] {
    const auto old = all<Of>(db_.use("SELECT firm, number FROM notification WHERE at < ? ORDER BY at LIMIT ?").query(before, bounded(limit)),
                             [](const Statement& r) { return Of{r.id(0), r.u64(1)}; });
    std::set<Id> firms;
    std::set<Waiting> turns;
    for (const auto& [firm, number] : old) {
      for (const auto& one : all<Waiting>(db_.use("SELECT webhook, movement FROM delivery WHERE firm = ? AND number = ? AND state = 'waiting'").query(firm, number),
                                          [](const Statement& r) { return Waiting{r.id(0), r.id(1)}; }))
        turns.insert(one);
      db_.use("DELETE FROM delivery WHERE firm = ? AND number = ?").run(firm, number);
      db_.use("DELETE FROM notification WHERE firm = ? AND number = ?").run(firm, number);
      firms.insert(firm);
    }
    for (const auto& [webhook, movement] : turns) take_turn(webhook, movement);
    for (const auto& firm : firms)
      db_.use("UPDATE box SET first = coalesce((SELECT min(number) FROM notification WHERE firm = ?1), last + 1) WHERE firm = ?1").run(firm);
    return old.size();
  });
}

Expected<void> SqlWriter::put_webhook(const WebhookRow& w) {
  return step([&] {
    db_.use("INSERT INTO webhook (id, firm, url, kinds, state, error, created) VALUES (?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET url = excluded.url, kinds = excluded.kinds, state = excluded.state, error = excluded.error")
        .run(w.id, w.firm, w.url, kinds_text(w.kinds), word_of(w.state), w.error, w.created);
  });
}

Expected<void> SqlWriter::remove_webhook(const Id& webhook) {
  return step([&] {
    db_.use("DELETE FROM delivery WHERE webhook = ?").run(webhook);
    db_.use("DELETE FROM webhook WHERE id = ?").run(webhook);
  });
}

Expected<void> SqlWriter::put_delivery(const DeliveryRow& d) {
  return step([&] {
    db_.use("UPDATE delivery SET state = ?3, turn = ?4, attempts = ?5, first_tried = ?6, last_tried = ?7, next_at = ?8, last_status = ?9, last_error = ?10 "
            "WHERE webhook = ?1 AND number = ?2")
        .run(d.webhook, d.number, word_of(d.state), d.state == DeliveryState::waiting ? 1 : 0, d.attempts, d.first_tried, d.last_tried, d.next_at, d.last_status, d.last_error);
    take_turn(d.webhook, d.movement);
  });
}

Expected<std::size_t> SqlWriter::redrive(const Id& webhook, Instant now, std::size_t limit) {
  using Of = std::pair<std::uint64_t, Id>;
  return step([&] {
    const auto dead = all<Of>(db_.use("SELECT number, movement FROM delivery WHERE webhook = ? AND state = 'dead' ORDER BY number LIMIT ?").query(webhook, static_cast<std::int64_t>(limit)),
                              [](const Statement& r) { return Of{r.u64(0), r.id(1)}; });
    std::set<Id> movements;
    for (const auto& [number, movement] : dead) {
      db_.use("UPDATE delivery SET state = 'waiting', attempts = 0, first_tried = NULL, next_at = ?3 WHERE webhook = ?1 AND number = ?2").run(webhook, number, now);
      movements.insert(movement);
    }
    for (const auto& movement : movements) take_turn(webhook, movement);
    return dead.size();
  });
}

// ---- reading ---------------------------------------------------------------------------------------------------

Expected<BoxState> SqlReader::box(const Id& firm) {
  return caught([&] { return first<BoxState>(db_.use("SELECT first, last, acknowledged FROM box WHERE firm = ?").query(firm), box_row).value_or(BoxState{}); });
}

Expected<std::vector<NotificationRow>> SqlReader::notifications(const BoxQuery& q) {
  return caught([&] {
    return all<NotificationRow>(db_.use("SELECT " NOTIFICATION_COLUMNS " FROM notification n WHERE n.firm = ?1 AND n.number > ?2 AND (?3 = '' OR n.kind = ?3) ORDER BY n.number LIMIT ?4")
                                    .query(q.firm, q.after, q.kind.value_or(Code()), bounded(q.limit)),
                                [](const Statement& r) { return notification_row(r); });
  });
}

Expected<std::vector<WebhookRow>> SqlReader::webhooks(const std::optional<Id>& firm) {
  return caught([&] {
    return firm ? all<WebhookRow>(db_.use(WEBHOOK_COLUMNS "WHERE firm = ? ORDER BY id").query(*firm), webhook_row)
                : all<WebhookRow>(db_.use(WEBHOOK_COLUMNS "ORDER BY id").query(), webhook_row);
  });
}

Expected<std::vector<DeliveryRow>> SqlReader::deliveries(const DeliveryQuery& q) {
  return caught([&] {
    return all<DeliveryRow>(db_.use("SELECT " DELIVERY_COLUMNS " FROM delivery d WHERE d.webhook = ?1 AND d.number < ?2 AND (?3 = '' OR d.state = ?3) ORDER BY d.number DESC LIMIT ?4")
                                .query(q.webhook, q.before ? std::min(*q.before, std::uint64_t{INT64_MAX}) : std::uint64_t{INT64_MAX}, q.state ? word_of(*q.state) : Code(), bounded(q.limit)),
                            delivery_row);
  });
}

Expected<std::vector<Outgoing>> SqlReader::outgoing(const Id& webhook, Instant now, std::size_t limit) {
  constexpr int delivery_columns = 11;
  return caught([&] {
    return all<Outgoing>(db_.use("SELECT " DELIVERY_COLUMNS ", " NOTIFICATION_COLUMNS " FROM delivery d JOIN notification n ON n.firm = d.firm AND n.number = d.number "
                                 "WHERE d.webhook = ?1 AND d.turn = 1 AND d.next_at <= ?2 AND (SELECT state FROM webhook WHERE id = ?1) = 'active' "
                                 "ORDER BY d.next_at, d.number LIMIT ?3").query(webhook, now, bounded(limit)),
                         [](const Statement& r) { return Outgoing{delivery_row(r), notification_row(r, delivery_columns)}; });
  });
}

Expected<std::optional<Instant>> SqlReader::next_delivery(const Id& webhook, Instant after) {
  return caught([&] {
    return first<Instant>(db_.use("SELECT next_at FROM delivery WHERE webhook = ? AND turn = 1 AND next_at > ? ORDER BY next_at LIMIT 1").query(webhook, after),
                          [](const Statement& r) { return r.instant(0); });
  });
}

}  // namespace onestop::store
