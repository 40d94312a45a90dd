// The read tables of lodgements.
#include <algorithm>

#include "store/sql_reader.h"
#include "store/sql_rows.h"
#include "store/sql_writer.h"

namespace onestop::store {
namespace {

#define LODGEMENT_COLUMNS \
  "SELECT lodgement, reference, firm, firm_name, kind, format, number, standing, exit_state, entry_state, plate, expected, lodged, updated, " \
  "late, warnings, crossing, closest, channels, declared, version FROM lodgement "

constexpr std::int64_t most_of_one_firm = 20;  // under one key, so that nobody hides what others lodged

LodgementRow row_of(const Statement& r) {
  const auto number = [&](int column) { return static_cast<std::uint32_t>(r.i64(column)); };
  return {r.id(0), r.text(1), r.id(2), r.text(3), r.code(4), r.code(5), number(6), r.code(7), r.code(8), r.code(9), r.text(10),
          r.is_null(11) ? std::nullopt : std::optional(r.instant(11)), r.instant(12), r.instant(13), r.i64(14) != 0, number(15),
          r.is_null(16) ? std::nullopt : std::optional(r.id(16)), number(17), r.text(18), r.text(19), r.u64(20), {}};
}

std::optional<LodgementRow> one_of(Statement& rows) {
  if (!rows.step()) return std::nullopt;
  auto row = row_of(rows);
  rows.reset();
  return row;
}

std::vector<LodgementRow> all_of(Statement& rows) {
  std::vector<LodgementRow> list;
  while (rows.step()) list.push_back(row_of(rows));
  return list;
}

bool fits(const LodgementRow& row, const LodgementQuery& query) {
  const auto is = [](const auto& wanted, const auto& value) { return !wanted || *wanted == value; };
  const bool words = is(query.firm, row.firm) && is(query.standing, row.standing) && is(query.kind, row.kind) && is(query.exit_state, row.exit_state) && is(query.closest, row.closest);
  const bool expected = (!query.expected_from || (row.expected && *row.expected >= *query.expected_from)) && (!query.expected_to || (row.expected && *row.expected < *query.expected_to));
  return words && expected && (!query.lodged_from || row.lodged >= *query.lodged_from) && (!query.lodged_to || row.lodged < *query.lodged_to);
}

}  // namespace

void SqlWriter::write_lodgement(const LodgementRow& r) {
  db_.use("INSERT INTO lodgement (lodgement, reference, firm, firm_name, kind, format, number, standing, exit_state, entry_state, plate, expected, "
          "lodged, updated, late, warnings, crossing, closest, channels, declared, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
          "?, ?, ?, ?, ?) ON CONFLICT (lodgement) DO UPDATE SET kind = excluded.kind, format = excluded.format, number = excluded.number, "
          "standing = excluded.standing, plate = excluded.plate, expected = excluded.expected, updated = excluded.updated, late = excluded.late, "
          "warnings = excluded.warnings, crossing = excluded.crossing, closest = excluded.closest, channels = excluded.channels, "
          "declared = excluded.declared, version = excluded.version")
      .run(r.lodgement, r.reference, r.firm, r.firm_name, r.kind, r.format, r.number, r.standing, r.exit_state, r.entry_state, r.plate, r.expected,
           r.lodged, r.updated, r.late ? 1 : 0, r.warnings, r.crossing, r.closest, r.channels, r.declared, r.version);
  if (r.number > 1 || r.keys.empty()) db_.use("DELETE FROM lodgement_key WHERE lodgement = ?").run(r.lodgement);
  for (const auto& key : r.keys) db_.use("INSERT INTO lodgement_key (key, lodgement) VALUES (?, ?) ON CONFLICT DO NOTHING").run(key, r.lodgement);
}

Expected<std::optional<LodgementRow>> SqlReader::lodgement(const Id& id) {
  return caught([&] { return one_of(db_.use(LODGEMENT_COLUMNS "WHERE lodgement = ?").query(id)); });
}

Expected<std::optional<LodgementRow>> SqlReader::lodgement_named(const std::string& reference) {
  return caught([&] { return one_of(db_.use(LODGEMENT_COLUMNS "WHERE reference = ?").query(reference)); });
}

Expected<std::vector<LodgementRow>> SqlReader::lodgements_of(const Id& crossing) {
  return caught([&] { return all_of(db_.use(LODGEMENT_COLUMNS "WHERE crossing = ? ORDER BY lodged, lodgement").query(crossing)); });
}

namespace {

/// Each once, in the order of the keys.
template <class Ask>
std::vector<LodgementRow> under_keys(const std::vector<std::string>& keys, std::size_t limit, Ask ask) {
  std::vector<LodgementRow> found;
  for (const auto& key : keys)
    for (auto& row : all_of(ask(key)))
      if (std::ranges::find(found, row.lodgement, &LodgementRow::lodgement) == found.end() && found.size() < limit) found.push_back(std::move(row));
  return found;
}

}  // namespace

Expected<std::vector<LodgementRow>> SqlReader::waiting_under(const std::vector<std::string>& keys, std::size_t limit) {
  return caught([&] {
    return under_keys(keys, limit, [&](const std::string& key) -> Statement& {
      return db_.use(LODGEMENT_COLUMNS "WHERE lodgement IN (SELECT lodgement FROM (SELECT k.lodgement, row_number() OVER (PARTITION BY l.firm ORDER BY l.lodged DESC, l.lodgement DESC) AS place "
                           "FROM lodgement_key k JOIN lodgement l ON l.lodgement = k.lodgement WHERE k.key = ? AND l.standing = 'waiting') AS ranked WHERE place <= ?) ORDER BY lodged DESC, lodgement DESC LIMIT ?")
                       .query(key, most_of_one_firm, static_cast<std::int64_t>(std::min(limit, largest_page)));
    });
  });
}

Expected<std::vector<LodgementRow>> SqlReader::lodged_under(const std::vector<std::string>& keys, std::size_t limit) {
  return caught([&] {
    return under_keys(keys, limit, [&](const std::string& key) -> Statement& {
      return db_.use(LODGEMENT_COLUMNS "WHERE lodgement IN (SELECT lodgement FROM lodgement_key WHERE key = ?) ORDER BY lodged DESC, lodgement DESC LIMIT ?")
          .query(key, static_cast<std::int64_t>(std::min(limit, largest_page)));
    });
  });
}

Expected<std::vector<LodgementRow>> SqlReader::lodgements(const LodgementQuery& query) {
  return caught([&] {
    const auto limit = std::min(query.limit, largest_page);
    const Instant from = query.after ? query.after->at : Instant{query.by_expected ? INT64_MIN : INT64_MAX};
    const Id last = query.after ? query.after->lodgement : query.by_expected ? Id{} : Id{~0ull, ~0ull};
    const auto since = query.lodged_from.value_or(Instant{INT64_MIN});
    Statement* rows = nullptr;
    if (query.by_expected)
      rows = &db_.use(LODGEMENT_COLUMNS "WHERE standing = 'waiting' AND expected IS NOT NULL AND (expected, lodgement) > (?, ?) AND expected >= ? ORDER BY expected, lodgement")
                  .scan(from, last, query.expected_from.value_or(Instant{INT64_MIN}));
    else if (!query.plate_folded.empty())
      rows = &db_.use(LODGEMENT_COLUMNS "WHERE (lodged, lodgement) < (?, ?) AND lodged >= ? AND lodgement IN (SELECT lodgement FROM lodgement_key WHERE key >= ? AND key < ?) ORDER BY lodged DESC, lodgement DESC")
                  .scan(from, last, since, "plate " + query.plate_folded, "plate " + query.plate_folded + "~");
    else if (query.firm)
      rows = &db_.use(LODGEMENT_COLUMNS "WHERE firm = ? AND (lodged, lodgement) < (?, ?) AND lodged >= ? ORDER BY lodged DESC, lodgement DESC").scan(*query.firm, from, last, since);
    else
      rows = &db_.use(LODGEMENT_COLUMNS "WHERE (lodged, lodgement) < (?, ?) AND lodged >= ? ORDER BY lodged DESC, lodgement DESC").scan(from, last, since);
    const Ended ended{*rows};
    std::vector<LodgementRow> list;
    while (list.size() < limit && rows->step())
      if (auto row = row_of(*rows); fits(row, query)) list.push_back(std::move(row));
    return list;
  });
}

}  // namespace onestop::store
