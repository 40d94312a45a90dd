// The tables that studies and the search read: stays, and where persons and documents were registered.
#include <algorithm>
#include <set>

#include "store/sql_reader.h"
#include "store/sql_rows.h"
#include "store/sql_writer.h"

namespace onestop::store {
namespace {

constexpr std::size_t most_candidates = 20'000;

TokenRow token_row(const Statement& row) {
  TokenRow out{{}, row.id(1), row.id(2)};
  const auto bytes = row.blob(0);
  if (bytes.size() != out.token.size()) throw DatabaseFailure{"the search index holds a token that has not 16 bytes"};
  std::copy(bytes.begin(), bytes.end(), out.token.begin());
  return out;
}

#define STAY_COLUMNS \
  "SELECT crossing, traffic_class, exit_state, entry_state, layout, facts, laden, joined_queue, gate_in, exit_notice, entry_accepted, " \
  "released, gate_out, \"end\", ended, inspections_exit, inspections_entry, inspections_joint, steps_back, largest_back_ms, " \
  "closed_unbegun, never_closed, first_control, channel, inspection_ordered, inspection_begun, inspection_ended, stored, fetched, deposits FROM stay "

}  // namespace

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& one : words) text += (text.empty() ? "" : " ") + one;
  return text;
}

std::vector<std::string> parted(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t from = 0; from < text.size();) {
    const auto to = std::min(text.find(' ', from), text.size());
    words.push_back(text.substr(from, to - from));
    from = to + 1;
  }
  return words;
}

// ---- writing ---------------------------------------------------------------------------------------------------

void SqlWriter::write_stay(const study::Stay& s) {
  db_.use("DELETE FROM stay WHERE crossing = ?").run(s.crossing);
  db_.use("INSERT INTO stay (crossing, traffic_class, exit_state, entry_state, layout, facts, laden, joined_queue, gate_in, "
          "exit_notice, entry_accepted, released, gate_out, \"end\", ended, inspections_exit, inspections_entry, inspections_joint, "
          "steps_back, largest_back_ms, closed_unbegun, never_closed, first_control, channel, inspection_ordered, inspection_begun, inspection_ended, stored, fetched, deposits) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .run(s.crossing, s.traffic_class, s.exit_state, s.entry_state, s.layout, joined(s.facts), s.laden ? 1 : 0, s.joined_queue,
           s.stamps.gate_in, s.stamps.exit_notice, s.stamps.entry_accepted, s.stamps.released, s.stamps.gate_out, word_of(s.end), s.ended,
           s.inspections.exit, s.inspections.entry, s.inspections.joint, s.mended.steps_back, s.mended.largest_step_back_ms,
           s.mended.closed_unbegun, s.mended.never_closed, s.stamps.first_control, s.stamps.channel, s.stamps.inspection_ordered, s.stamps.inspection_begun, s.stamps.inspection_ended,
           s.stamps.stored, s.stamps.fetched, s.deposits);
  db_.use("DELETE FROM stay_activity WHERE crossing = ?").run(s.crossing);
  for (const auto& one : s.spent)
    db_.use("INSERT INTO stay_activity (crossing, after_release, owner, state, agency, kind, activity, ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .run(s.crossing, one.after_release ? 1 : 0, word_of(one.owner.kind), one.owner.state, one.owner.agency, word_of(one.kind), one.activity, one.ms);
  db_.use("DELETE FROM stay_cost WHERE crossing = ?").run(s.crossing);
  for (const auto& one : s.costs)
    db_.use("INSERT INTO stay_cost (crossing, state, currency, hundredths) VALUES (?, ?, ?, ?)")
        .run(s.crossing, one.state, one.amount.currency, one.amount.hundredths);
}

void SqlWriter::write_token(const TokenRow& row) {
  db_.use("INSERT INTO search_token (token, crossing, subject) SELECT ?1, ?2, ?3 "
          "WHERE NOT EXISTS (SELECT 1 FROM person_erased WHERE person = ?3) ON CONFLICT DO NOTHING").run(row.token, row.crossing, row.subject);
}

void SqlWriter::erase_tokens(const Id& person) {
  db_.leave_no_trace(true);  // the page must not keep them until it is used anew
  db_.use("DELETE FROM search_token WHERE subject = ?").run(person);
  db_.leave_no_trace(false);
}

// ---- reading ---------------------------------------------------------------------------------------------------

study::Stay SqlReader::stay_row(const Statement& r, bool spent_and_costs) {
  const auto optional = [&](int column) { return r.is_null(column) ? std::nullopt : std::optional<Instant>(r.instant(column)); };
  const auto count = [&](int column) { return static_cast<std::uint32_t>(r.i64(column)); };
  study::Stay s{r.id(0), r.code(1), r.code(2), r.code(3), r.code(4), parted(r.text(5)), r.i64(6) != 0, optional(7),
                {optional(8), optional(9), optional(10), optional(11), optional(12), optional(22), optional(23), optional(24), optional(25), optional(26), optional(27), optional(28)}, value_of<crossing::End>(r.text(13)), optional(14),
                {count(15), count(16), count(17)}, {}, {}, {count(18), r.i64(19), count(20), count(21)}, count(29)};
  if (!spent_and_costs) return s;
  auto& spent = db_.use("SELECT after_release, owner, state, agency, kind, ms, activity FROM stay_activity WHERE crossing = ?").query(s.crossing);
  const Ended spent_ended{spent};
  while (spent.step())
    s.spent.push_back({{value_of<study::OwnerKind>(spent.text(1)), spent.code(3), spent.code(2)}, value_of<study::Kind>(spent.text(4)), spent.i64(0) != 0, spent.i64(5), spent.code(6)});
  auto& costs = db_.use("SELECT state, currency, hundredths FROM stay_cost WHERE crossing = ? ORDER BY state, currency").query(s.crossing);
  const Ended costs_ended{costs};
  while (costs.step()) s.costs.push_back({costs.code(0), {costs.i64(2), costs.code(1)}});
  // As they were computed: by part, owner, and so on; the file keeps them by the words.
  std::ranges::sort(s.spent, {}, [](const study::Spent& one) { return std::tuple(one.after_release, one.owner.kind, one.owner.state, one.owner.agency, one.kind, one.activity); });
  return s;
}

Expected<std::optional<study::Stay>> SqlReader::stay(const Id& crossing) {
  return caught([&]() -> std::optional<study::Stay> {
    auto& row = db_.use(STAY_COLUMNS "WHERE crossing = ?").scan(crossing);
    const Ended ended{row};
    if (!row.step()) return std::nullopt;
    return stay_row(row, true);
  });
}

Expected<void> SqlReader::each_stay(const StayQuery& query, const std::function<bool(const study::Stay&)>& take) {
  return caught([&] {
    auto& rows = db_.use(STAY_COLUMNS "WHERE released IS NOT NULL AND released >= ? AND released < ? ORDER BY released, crossing").scan(query.from, query.to);
    const Ended ended{rows};
    while (rows.step())
      if (!take(stay_row(rows, query.spent_and_costs))) return;
  });
}

Expected<UnreleasedCount> SqlReader::unreleased(Instant from, Instant to) {
  return caught([&] {
    UnreleasedCount counted;
    auto& ends = db_.use("SELECT \"end\", count(*) FROM stay WHERE released IS NULL AND ended >= ? AND ended < ? GROUP BY \"end\" ORDER BY \"end\"").scan(from, to);
    const Ended ended{ends};
    while (ends.step()) counted.ended.push_back({value_of<crossing::End>(ends.text(0)), ends.u64(1)});
    auto& inside = db_.use("SELECT count(*) FROM crossing WHERE ended IS NULL AND released IS NULL AND arrived < ?").query(to);
    const Ended inside_ended{inside};
    if (inside.step()) counted.inside = inside.u64(0);
    return counted;
  });
}

Expected<std::optional<Code>> SqlReader::first_layout() {
  return caught([&]() -> std::optional<Code> {
    auto& row = db_.use("SELECT layout FROM stay WHERE released IS NOT NULL ORDER BY released, crossing LIMIT 1").query();
    const Ended ended{row};
    if (!row.step()) return std::nullopt;
    return row.code(0);
  });
}

Expected<std::vector<InsideCount>> SqlReader::inside(const Code& post) {
  return caught([&] {
    auto& rows = db_.use("SELECT vehicle_class, direction, count(*) FROM crossing WHERE ended IS NULL AND post = ? GROUP BY 1, 2").query(post);
    const Ended ended{rows};
    std::vector<InsideCount> counts;
    while (rows.step()) counts.push_back({rows.code(0), rows.code(1), rows.u64(2)});
    return counts;
  });
}

Expected<std::vector<TokenRow>> SqlReader::by_tokens(const std::vector<std::vector<Token>>& words, std::size_t limit) {
  return caught([&] {
    std::set<std::pair<Id, Id>, std::greater<>> found;  // newest crossing first
    if (words.empty()) return std::vector<TokenRow>{};
    const auto under = [&](const TokenRow& row, const std::vector<Token>& word) {
      return std::ranges::any_of(word, [&](const Token& token) {
        auto& one = db_.use("SELECT 1 FROM search_token WHERE token = ? AND crossing = ? AND subject = ?").query(token, row.crossing, row.subject);
        const Ended ended{one};
        return one.step();
      });
    };
    for (const auto& token : words.front()) {
      auto& rows = db_.use("SELECT token, crossing, subject FROM search_token WHERE token = ? ORDER BY crossing DESC LIMIT ?").scan(token, static_cast<std::int64_t>(most_candidates));
      const Ended ended{rows};
      for (std::size_t fit = 0; fit < limit && rows.step();) {
        const auto row = token_row(rows);
        if (!std::all_of(words.begin() + 1, words.end(), [&](const auto& word) { return under(row, word); })) continue;
        found.emplace(row.crossing, row.subject);
        ++fit;
      }
    }
    std::vector<TokenRow> out;
    for (const auto& [crossing, subject] : found)
      if (out.size() < limit) out.push_back({words.front().front(), crossing, subject});
    return out;
  });
}

Expected<std::vector<SearchRow>> SqlReader::searches(Instant from, Instant to, std::size_t limit) {
  return caught([&] {
    auto& rows = db_.use("SELECT officer, at, kind, hits FROM search WHERE at >= ? AND at < ? ORDER BY at, id LIMIT ?")
                     .query(from, to, static_cast<std::int64_t>(std::min(limit, largest_page)));
    const Ended ended{rows};
    std::vector<SearchRow> list;
    while (rows.step()) list.push_back({rows.id(0), rows.instant(1), rows.code(2), rows.u64(3)});
    return list;
  });
}

}  // namespace onestop::store
