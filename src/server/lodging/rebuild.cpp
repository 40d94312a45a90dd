#include "server/lodging/rebuild.h"

#include <algorithm>
#include <unordered_set>

#include "lodging/digest.h"
#include "wire/json.h"
#include "wire/lodgement_events.h"

namespace onestop::server {
namespace {

/// Every stream that a message opened, in the order of the log.
Expected<std::vector<Id>> lodgements_in(store::Reader& reader) {
  std::vector<Id> streams;
  std::unordered_set<Id> seen;
  for (std::uint64_t seq = 0;;) {
    const auto events = reader.read_raw_after(seq, store::largest_page);
    if (!events) return std::unexpected(events.error());
    if (events->empty()) return streams;
    for (const auto& raw : *events) {
      const auto event = wire::parse_event(raw.envelope, raw.body, raw.hash);
      if (!event) return fault("event " + std::to_string(raw.seq) + ": " + event.error().what);
      if (event->envelope.type == Code(wire::short_name<lodgement::MessageLodged>()) && seen.insert(event->envelope.stream).second) streams.push_back(event->envelope.stream);
    }
    seq = events->back().seq;
  }
}

int offset_of(const post::Post& post, const Code& state) {
  const auto at = std::ranges::find(post.states, state, &post::State::code);
  return at == post.states.end() ? 0 : at->utc_offset_min;
}

}  // namespace

Expected<RebuiltLodgements> rebuild_lodgement_rows(store::Store& store, const post::Post& post) {
  auto& writer = store.writer();
  if (auto begun = writer.begin(); !begun) return std::unexpected(begun.error());
  RebuiltLodgements done;
  const auto fill = [&]() -> Expected<void> {
    if (auto cleared = writer.clear_lodgement_tables(); !cleared) return cleared;
    const auto streams = lodgements_in(writer.reader());
    if (!streams) return std::unexpected(streams.error());
    for (const auto& id : *streams) {
      const auto file = Lodgements::file(writer.reader(), id);
      if (!file) return std::unexpected(file.error());
      if (!*file || !(*file)->state.keeper()) continue;
      const auto& state = (*file)->state;
      const auto& latest = state.keeper()->versions.back();
      lodgement::Declared declared;
      const auto bytes = Lodgements::original(writer.reader(), id, latest.number);
      if (!bytes) return std::unexpected(bytes.error());
      const auto received = *bytes ? lodging::receive(**bytes, lodging::format_named(latest.format.view())) : lodging::Received{};
      if (received.lodgement) declared = lodging::declared_of(*received.lodgement, offset_of(post, state.keeper()->entry_state));
      else ++done.unread;
      declared.expected = latest.expected;
      store::Commit rows;
      rows.lodgements.push_back(Lodgements::row_of(state, declared, (*file)->firm_name, (*file)->updated));
      if (auto put = writer.put_rows(rows); !put) return put;
      ++done.lodgements;
    }
    return {};
  };
  if (auto filled = fill(); !filled) {
    writer.abandon();
    return std::unexpected(filled.error());
  }
  if (auto finished = writer.finish(); !finished) return std::unexpected(finished.error());
  return done;
}

}  // namespace onestop::server
