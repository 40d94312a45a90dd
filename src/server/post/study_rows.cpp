#include "server/post/study_rows.h"

#include <algorithm>
#include <unordered_set>

#include "server/post/crossing_file.h"
#include "wire/events.h"
#include "wire/json_types.h"

namespace onestop::server {
namespace {

constexpr std::size_t page = store::largest_page;
constexpr const char* filled_as = "study_rows";  // the setting that says by which shape of the rows they were filled
constexpr std::string_view present_shape = "4";

/// Crossings in the order in which the log first tells of their arrival.
class Arrivals {
 public:
  explicit Arrivals(store::Reader& reader) : reader_(reader) {}
  /// Empty at the end of the log.
  Expected<std::vector<Id>> next() {
    std::vector<Id> fresh;
    while (fresh.empty()) {
      const auto events = reader_.read_raw_after(seq_, page);
      if (!events) return std::unexpected(events.error());
      if (events->empty()) return fresh;
      for (const auto& raw : *events) {
        const auto event = wire::parse_event(raw.envelope, raw.body, raw.hash);
        if (!event) return fault("event " + std::to_string(raw.seq) + ": " + event.error().what);
        const bool arrival = event->envelope.type == Code(wire::short_name<crossing::VehicleArrived>());
        if (arrival && seen_.insert(event->envelope.stream).second) fresh.push_back(event->envelope.stream);
      }
      seq_ = events->back().seq;
    }
    return fresh;
  }

 private:
  store::Reader& reader_;
  std::uint64_t seq_ = 0;
  std::unordered_set<Id> seen_;
};

void add_rows_of(const CrossingFile& file, const LawOnRecord& law, const SearchIndex& index, store::Commit& rows, Rebuilt& done) {
  for (const auto& one : file.events)
    for (const auto& row : index.rows(file.state.id, one.event)) rows.tokens.push_back(row);
  done.tokens += rows.tokens.size();
  ++done.crossings;
  const auto* opened = file.state.opened();
  const auto* procedure = opened ? law.of(opened->opening->procedure) : nullptr;
  if (!procedure) {
    ++done.without_law;
    return;
  }
  if (auto stay = study::stay_of(file.events, file.state, *procedure)) {
    rows.stays.push_back(std::move(*stay));
    ++done.stays;
  }
}

Expected<Rebuilt> fill(store::Writer& writer, const LawOnRecord& law, const SearchIndex& index) {
  Rebuilt done;
  if (auto cleared = writer.clear_study_tables(); !cleared) return std::unexpected(cleared.error());
  Arrivals arrivals(writer.reader());
  for (;;) {
    const auto crossings = arrivals.next();
    if (!crossings) return std::unexpected(crossings.error());
    if (crossings->empty()) return done;
    for (const auto& id : *crossings) {
      const auto file = read_crossing_file(writer.reader(), id, law.post());
      if (!file) return std::unexpected(file.error());
      store::Commit rows;
      if (*file) add_rows_of(**file, law, index, rows, done);
      if (auto put = writer.put_rows(rows); !put) return std::unexpected(put.error());
    }
  }
}

}  // namespace

Expected<std::optional<study::Stay>> stay_with(store::Reader& reader, const crossing::Crossing& after, std::span<const crossing::Recorded> fresh,
                                               const law::Procedure& procedure) {
  // As they lie there: the crossing was verified when it was folded, no minute depends on what a key hides, and hashing
  // every field once more would cost ten times the attribution.
  const auto stored = reader.read_raw(after.id);
  if (!stored) return std::unexpected(stored.error());
  std::vector<crossing::Recorded> events;
  events.reserve(stored->size() + fresh.size());
  for (const auto& raw : *stored) {
    auto event = read_shareable(raw);
    if (!event) return fault("event " + std::to_string(raw.seq) + ": " + event.error().what);
    events.push_back(std::move(*event));
  }
  events.insert(events.end(), fresh.begin(), fresh.end());
  return study::stay_of(events, after, procedure);
}

Expected<Rebuilt> rebuild_study_rows(store::Store& store) {
  auto reader = store.reader();
  if (!reader) return std::unexpected(reader.error());
  const auto law = LawOnRecord::read(**reader, {});
  if (!law) return std::unexpected(law.error());
  const auto index = SearchIndex::open(store);
  if (!index) return std::unexpected(index.error());
  auto& writer = store.writer();
  if (auto begun = writer.begin(); !begun) return std::unexpected(begun.error());
  auto done = fill(writer, *law, *index);
  if (!done) {
    writer.abandon();
    return done;
  }
  if (auto noted = writer.put_setting(filled_as, as_bytes(present_shape)); !noted) {
    writer.abandon();
    return std::unexpected(noted.error());
  }
  if (auto finished = writer.finish(); !finished) return std::unexpected(finished.error());
  return done;
}

Expected<bool> refresh_study_rows(store::Store& store) {
  auto reader = store.reader();
  if (!reader) return std::unexpected(reader.error());
  const auto shape = (*reader)->setting(filled_as);
  if (!shape) return std::unexpected(shape.error());
  if (*shape && std::ranges::equal(**shape, as_bytes(present_shape))) return false;
  const auto last = (*reader)->last_seq();
  if (!last) return std::unexpected(last.error());
  if (*last > 0) {
    const auto done = rebuild_study_rows(store);
    if (!done) return std::unexpected(done.error());
    return true;
  }
  auto& writer = store.writer();
  if (auto begun = writer.begin(); !begun) return std::unexpected(begun.error());
  if (auto noted = writer.put_setting(filled_as, as_bytes(present_shape)); !noted) {
    writer.abandon();
    return std::unexpected(noted.error());
  }
  if (auto finished = writer.finish(); !finished) return std::unexpected(finished.error());
  return false;
}

}  // namespace onestop::server
