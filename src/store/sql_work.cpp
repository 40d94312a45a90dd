// Work lists, and who has which work in hand.
#include <algorithm>

#include "store/sql_reader.h"
#include "store/sql_rows.h"
#include "store/sql_writer.h"

namespace onestop::store {
namespace {

constexpr std::int64_t end_of_time = INT64_MAX;

std::optional<Id> id_or_none(const Statement& r, int column) { return r.is_null(column) ? std::nullopt : std::optional(r.id(column)); }

HandRow hand_row(const Statement& r, int c = 0) {
  return {r.id(c), r.code(c + 1), r.code(c + 2), r.instant(c + 3), r.code(c + 4), id_or_none(r, c + 5), r.i64(c + 6) != 0,
          id_or_none(r, c + 7), r.id(c + 8), r.u64(c + 9), instant_or_none(r, c + 10)};
}

WorkLine work_line(const Statement& r) {
  WorkLine line;
  line.work = {r.id(0), r.code(1), r.code(2), r.id(3), r.code(4), r.code(5), r.instant(6), static_cast<std::int32_t>(r.i64(7))};
  line.plate = r.text(8);
  line.vehicle_class = r.code(9);
  line.direction = r.code(10);
  line.flags = static_cast<std::uint32_t>(r.i64(11));
  line.held_since = instant_or_none(r, 12);
  line.deadline = instant_or_none(r, 13);
  if (!r.is_null(14)) line.hand = hand_row(r, 14);
  return line;
}

/// " passport customs ": whether a word is in it is asked by taking the word out.
std::string in_blanks(const std::vector<Code>& words) {
  std::string text = " ";
  for (const auto& one : words) text += one.text() + "  ";
  return text;
}

// A deadline counts that an officer can still keep; a day in the warehouse comes by itself.
#define DEADLINE "(SELECT min(d.at) FROM due d WHERE d.crossing = w.crossing AND d.kind <> 'storage_day')"
#define HAND_COLUMNS "h.crossing, h.state, h.station, h.since, h.desk, h.officer, h.confirmed, h.given_by, h.stream, h.version, h.until"
#define WORK_OF_CROSSINGS \
  "FROM work w JOIN crossing c ON c.crossing = w.crossing " \
  "LEFT JOIN hand h ON h.crossing = w.crossing AND h.state = w.state AND h.station = w.station AND h.until IS NULL "
#define WORK_FILTER \
  "WHERE w.state = ?1 AND (?2 = '' OR w.station = ?2) AND (?3 = '' OR w.control = ?3) " \
  "AND (?4 = '' OR w.agency = ?4 OR (w.agency = '' AND replace(?5, ' ' || w.station || ' ', '') <> ?5)) " \
  "AND (?6 = '' OR c.vehicle_class = ?6) AND w.since <= ?7 " \
  "AND (?8 = 0 OR (c.held_since IS NOT NULL) = (?8 = 1)) " \
  "AND (?9 = 0 OR (?9 = 1 AND h.desk IS NULL) OR (?9 = 2 AND h.desk = ?10) OR (?9 = 3 AND h.desk IS NOT NULL AND h.desk <> ?10)) "

int held_word(const std::optional<bool>& held) { return !held ? 0 : *held ? 1 : 2; }
Instant latest(const WorkFilter& f) { return f.since_before.value_or(Instant{end_of_time}); }

}  // namespace

Expected<std::vector<WorkLine>> SqlReader::work_lines(const WorkLineQuery& q) {
  const auto& f = q.filter;
  const auto after = q.after.value_or(WorkPlaceInList{INT64_MIN, INT64_MIN, {INT64_MIN}, {}, {}, {}});
  return caught([&] {
    return all<WorkLine>(
        db_.use("SELECT crossing, state, control, subject, station, agency, since, priority, plate, vehicle_class, direction, flags, held_since, deadline, "
                "h_crossing, h_state, h_station, h_since, h_desk, h_officer, h_confirmed, h_given_by, h_stream, h_version, h_until FROM ("
                "SELECT w.crossing, w.state, w.control, w.subject, w.station, w.agency, w.since, w.priority, c.plate, c.vehicle_class, c.direction, c.flags, "
                "c.held_since, " DEADLINE " AS deadline, 0 - w.priority AS rank, h.crossing AS h_crossing, h.state AS h_state, h.station AS h_station, "
                "h.since AS h_since, h.desk AS h_desk, h.officer AS h_officer, h.confirmed AS h_confirmed, h.given_by AS h_given_by, h.stream AS h_stream, "
                "h.version AS h_version, h.until AS h_until " WORK_OF_CROSSINGS WORK_FILTER ") AS lines "
                "WHERE (CASE WHEN deadline <= ?11 THEN deadline ELSE 9223372036854775807 END, rank, since, crossing, control, subject) > (?12, ?13, ?14, ?15, ?16, ?17) "
                "ORDER BY CASE WHEN deadline <= ?11 THEN deadline ELSE 9223372036854775807 END, rank, since, crossing, control, subject LIMIT ?18")
            .query(f.state, f.station, f.control, f.agency, in_blanks(f.common_stations), f.vehicle_class, latest(f), held_word(f.held),
                   static_cast<int>(f.hand), f.desk, f.soon, after.urgent, after.rank, after.since, after.crossing, after.control, after.subject,
                   static_cast<std::int64_t>(std::min(q.limit, largest_page))),
        work_line);
  });
}

Expected<std::vector<WorkCount>> SqlReader::work_counts(const WorkFilter& f) {
  return caught([&] {
    return all<WorkCount>(
        db_.use("SELECT station, control, agency, count(*), sum(held), sum(handed), min(since), min(deadline) FROM (SELECT w.station, w.control, w.agency, w.since, "
                "CASE WHEN c.held_since IS NULL THEN 0 ELSE 1 END AS held, CASE WHEN h.desk IS NULL THEN 0 ELSE 1 END AS handed, " DEADLINE " AS deadline "
                WORK_OF_CROSSINGS WORK_FILTER ") AS lines GROUP BY station, control, agency ORDER BY station, control, agency LIMIT 1000")
            .query(f.state, f.station, f.control, f.agency, in_blanks(f.common_stations), f.vehicle_class, latest(f), held_word(f.held),
                   static_cast<int>(f.hand), f.desk),
        [](const Statement& r) {
          return WorkCount{r.code(0), r.code(1), r.code(2), r.u64(3), r.u64(4), r.u64(5), r.instant(6), instant_or_none(r, 7)};
        });
  });
}

Expected<std::vector<HandRow>> SqlReader::hands(const HandQuery& q) {
  const auto limit = static_cast<std::int64_t>(std::min(q.limit, largest_page));
  return caught([&] {
    if (q.crossing)
      return all<HandRow>(db_.use("SELECT " HAND_COLUMNS " FROM hand h WHERE h.crossing = ?1 AND (?2 = '' OR h.state = ?2) AND (?3 = 1 OR h.until IS NULL) "
                                  "ORDER BY h.since, h.state, h.station, h.desk LIMIT ?4").query(*q.crossing, q.state, q.past ? 1 : 0, limit),
                          [](const Statement& r) { return hand_row(r); });
    return all<HandRow>(db_.use("SELECT " HAND_COLUMNS " FROM hand h WHERE h.until IS NULL AND (?1 = '' OR h.state = ?1) AND (?2 = '' OR h.desk = ?2) "
                                "ORDER BY h.since, h.crossing, h.station LIMIT ?3").query(q.state, q.desk, limit),
                        [](const Statement& r) { return hand_row(r); });
  });
}

Expected<std::optional<HandRow>> SqlReader::hand(const Id& crossing, const Code& state, const Code& station) {
  return caught([&] {
    return first<HandRow>(db_.use("SELECT " HAND_COLUMNS " FROM hand h WHERE h.crossing = ? AND h.state = ? AND h.station = ? AND h.until IS NULL").query(crossing, state, station),
                          [](const Statement& r) { return hand_row(r); });
  });
}

Expected<std::vector<DeskCardRow>> SqlReader::desk_cards(const Code& state, const Code& station) {
  return caught([&] {
    return all<DeskCardRow>(db_.use("SELECT crossing, state, station, desk, seen FROM desk_card WHERE state = ? AND station = ? LIMIT 1000").query(state, station),
                            [](const Statement& r) { return DeskCardRow{r.id(0), r.code(1), r.code(2), r.code(3), r.instant(4)}; });
  });
}

Expected<std::optional<StoredEvent>> SqlReader::event_at(const Id& recorder, const Id& stream, std::uint64_t version) {
  return caught([&]() -> std::optional<StoredEvent> {
    auto found = events(db_.use("SELECT seq, position, hash, envelope, body FROM event WHERE stream = ? AND recorder = ? AND version = ?").query(stream, recorder, version), Chain::pieces);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
  });
}

Expected<bool> SqlWriter::lay_card(const DeskCardRow& card, Instant unseen_before) {
  return step([&] {
    const bool laid = db_.use("INSERT INTO desk_card (crossing, state, station, desk, seen) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (crossing, state, station) "
                              "DO UPDATE SET desk = excluded.desk, seen = excluded.seen WHERE desk_card.desk = excluded.desk OR desk_card.seen < ?6")
                          .changed(card.crossing, card.state, card.station, card.desk, card.seen, unseen_before) > 0;
    if (laid) db_.use("DELETE FROM desk_card WHERE desk = ? AND crossing <> ?").run(card.desk, card.crossing);
    return laid;
  });
}

Expected<void> SqlWriter::clear_card(const Code& desk) {
  return step([&] { db_.use("DELETE FROM desk_card WHERE desk = ?").run(desk); });
}

Expected<void> SqlWriter::clear_hands() {
  return step([&] { db_.run("DELETE FROM hand"); });
}

void SqlWriter::write_hand(const HandChange& change) {
  db_.use("UPDATE hand SET until = ? WHERE crossing = ? AND state = ? AND station = ? AND until IS NULL").run(change.at, change.crossing, change.state, change.station);
  if (!change.begins) return;
  const auto& h = *change.begins;
  db_.use("INSERT INTO hand (crossing, state, station, since, desk, officer, confirmed, given_by, stream, version, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL) "
          "ON CONFLICT (crossing, state, station, since, desk) DO UPDATE SET officer = excluded.officer, confirmed = excluded.confirmed, given_by = excluded.given_by, "
          "stream = excluded.stream, version = excluded.version, until = NULL")
      .run(h.crossing, h.state, h.station, h.since, h.desk, h.officer, h.confirmed ? 1 : 0, h.given_by, h.stream, h.version);
}

}  // namespace onestop::store
