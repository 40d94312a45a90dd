#include "server/audit/accounts.h"

#include <algorithm>
#include <set>

#include "server/audit/audit.h"
#include "server/identity/account_hash.h"
#include "server/post/law_on_record.h"
#include "wire/envelope.h"

namespace onestop::server {
namespace {

// The setting of each recorder that says of whose accounts it told on which day: 20 bytes each.
std::string noted_by(const Id& recorder) { return "accounts_on_log " + to_text(recorder); }
using Noted = std::set<std::pair<Id, Day>>;

Expected<Noted> read_noted(store::Reader& reader, const Id& recorder) {
  const auto bytes = reader.setting(noted_by(recorder));
  if (!bytes) return std::unexpected(bytes.error());
  Noted noted;
  if (!*bytes) return noted;
  ByteReader in(**bytes);
  while (in.ok() && !in.done()) {
    const auto id = in.id();
    noted.emplace(id, Day{static_cast<std::int32_t>(in.u32())});
  }
  if (!in.ok()) return fault("the list of accounts that are on the log cannot be read");
  return noted;
}

/// Of the state, else of the host as the newest law on record has it, else the first.
Expected<Id> recorder_of(store::Reader& reader, const std::vector<store::RecorderRow>& recorders, const Code& state) {
  if (recorders.empty()) return fault("this log has no recorder yet; start the post once");
  const auto of = [&](const Code& wanted) { return std::ranges::find(recorders, wanted, &store::RecorderRow::state); };
  if (const auto own = of(state); own != recorders.end()) return own->id;
  const auto rows = reader.regimes();
  if (!rows) return std::unexpected(rows.error());
  for (auto row = rows->rbegin(); row != rows->rend(); ++row) {
    if (row->kind != Code("regime")) continue;
    const auto cooked = cook(row->source);
    if (!cooked) break;
    if (const auto host = of(cooked->sources->post.host); host != recorders.end()) return host->id;
  }
  return recorders.front().id;
}

/// One transaction around the work.
Expected<void> in_transaction(store::Writer& writer, const std::function<Expected<void>()>& work) {
  if (auto begun = writer.begin(); !begun) return begun;
  if (auto done = work(); !done) {
    writer.abandon();
    return done;
  }
  return writer.finish();
}

}  // namespace

Expected<Instant> log_now(store::Reader& reader) {
  const auto demonstration = reader.setting("demonstration");
  if (!demonstration) return std::unexpected(demonstration.error());
  const auto last = reader.last_seq();
  if (!last) return std::unexpected(last.error());
  if (*last == 0) return wall_now();
  const auto newest = reader.read_raw_after(*last - 1, 1);
  if (!newest) return std::unexpected(newest.error());
  if (newest->empty()) return wall_now();
  const auto envelope = wire::parse_envelope(newest->front().envelope);
  if (!envelope) return std::unexpected(envelope.error());
  return *demonstration ? envelope->at : std::max(envelope->at, wall_now());
}

Expected<void> note_account(store::Writer& writer, const Id& recorder, const Id& officer, Day day) {
  auto noted = read_noted(writer.reader(), recorder);
  if (!noted) return std::unexpected(noted.error());
  if (!noted->emplace(officer, day).second) return {};
  ByteWriter out;
  for (const auto& [id, on] : *noted) {
    out.id(id);
    out.u32(static_cast<std::uint32_t>(on.number));
  }
  return writer.put_setting(noted_by(recorder), out.bytes());
}

Expected<std::vector<Id>> streams_of_accounts(store::Reader& reader, const std::set<Id>& officers) {
  const auto recorders = reader.recorders();
  if (!recorders) return std::unexpected(recorders.error());
  std::set<Id> streams;
  for (const auto& recorder : *recorders) {
    const auto noted = read_noted(reader, recorder.id);
    if (!noted) return std::unexpected(noted.error());
    for (const auto& [officer, day] : *noted)
      if (officers.contains(officer)) streams.insert(audit_stream(recorder.id, day));
  }
  return std::vector<Id>(streams.begin(), streams.end());
}

Expected<void> note_accounts(store::Store& store, const std::vector<store::AccountRow>& accounts, Instant now) {
  auto& writer = store.writer();
  return in_transaction(writer, [&]() -> Expected<void> {
    auto& reader = writer.reader();
    const auto recorders = reader.recorders();
    if (!recorders) return std::unexpected(recorders.error());
    std::set<Id> known;
    for (const auto& recorder : *recorders) {
      const auto noted = read_noted(reader, recorder.id);
      if (!noted) return std::unexpected(noted.error());
      for (const auto& [officer, day] : *noted) known.insert(officer);
    }
    for (const auto& one : accounts) {
      if (recorders->empty() || known.contains(one.id)) continue;
      const auto recorder = recorder_of(reader, *recorders, one.state);
      if (!recorder) return std::unexpected(recorder.error());
      if (auto put = put_audit(writer, *recorder, now, audit::AccountChanged{{}, one.id, "enrolled", {}, account_hash(one), one.key}); !put) return put;
    }
    return {};
  });
}

Expected<void> record_by_operator(store::Store& store, const Code& state, const audit::Event& event, const store::Commit& with) {
  auto& writer = store.writer();
  return in_transaction(writer, [&]() -> Expected<void> {
    auto& reader = writer.reader();
    const auto recorders = reader.recorders();
    if (!recorders) return std::unexpected(recorders.error());
    const auto recorder = recorder_of(reader, *recorders, state);
    if (!recorder) return std::unexpected(recorder.error());
    const auto now = log_now(reader);
    if (!now) return std::unexpected(now.error());
    return put_audit(writer, *recorder, *now, event, with);
  });
}

}  // namespace onestop::server
