#include "server/right/eraser.h"

#include <algorithm>
#include <climits>

#include "core/crossing/view.h"
#include "server/audit/audit.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

constexpr const char* setting_name = "erasure";
constexpr std::int64_t one_day_ms = 1440 * minute_ms;

bool with_offence(const crossing::Crossing& crossing) {
  return std::ranges::any_of(crossing.halves, [](const crossing::Half& half) { return !half.offences.empty(); });
}

std::vector<Id> persons_of(const CrossingFile& file) {
  std::vector<Id> persons;
  for (const auto& [id, person] : file.labels.persons)
    if (person.name || person.document) persons.push_back(id);  // else erased already
  return persons;
}

}  // namespace

struct LaterErasure {
  Id crossing;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(LaterErasure, (), (crossing, at))

struct ErasurePlace {
  Instant day;                      // crossings that arrived before it have been looked at
  std::vector<LaterErasure> later;  // of these, what is not erased yet
};
BOOST_DESCRIBE_STRUCT(ErasurePlace, (), (day, later))

struct Eraser::Place : ErasurePlace {};

Expected<Eraser::Place> Eraser::place() {
  auto& reader = store_.writer().reader();
  const auto kept = reader.setting(setting_name);
  if (!kept) return std::unexpected(kept.error());
  Place at;
  if (*kept) {
    const auto read = wire::read_json<ErasurePlace>(std::string_view(reinterpret_cast<const char*>((*kept)->data()), (*kept)->size()));
    if (!read) return fault("how far persons were erased cannot be read");
    static_cast<ErasurePlace&>(at) = *read;
    return at;
  }
  const auto first = reader.read_raw_after(0, 1);
  if (!first) return std::unexpected(first.error());
  store::CrossingQuery one;
  one.limit = 1;
  const auto began = reader.crossings(one);
  if (!began) return std::unexpected(began.error());
  if (first->empty() || began->empty()) return at;
  const auto envelope = read_shareable(first->front());
  const auto at_ms = envelope ? envelope->at.ms : began->front().arrived.ms;
  at.day = Instant{at_ms - at_ms % one_day_ms};
  return at;
}

/// The next day whose arrivals nobody has looked at goes into the list, each with the time at which it is looked at again.
Expected<void> Eraser::look_at_day(Instant now, Place& at) {
  const auto next = at.day + one_day_ms;
  store::CrossingQuery query;
  query.post = regime_.post().code;
  query.limit = store::largest_page;
  query.before = store::CrossingQuery::Key{next, {}};
  for (bool more = true; more;) {
    const auto rows = store_.writer().reader().crossings(query);
    if (!rows) return std::unexpected(rows.error());
    more = rows->size() == query.limit;
    for (const auto& row : *rows) {
      if (row.arrived < at.day) {
        more = false;
        break;
      }
      at.later.push_back({row.crossing, now});
      query.before = store::CrossingQuery::Key{row.arrived, row.crossing};
    }
  }
  at.day = next;
  return {};
}

Expected<std::size_t> Eraser::erase(const Id& crossing, Instant now) {
  auto& writer = store_.writer();
  const auto file = read_crossing_file(writer.reader(), crossing, regime_.post().code);
  if (!file) return std::unexpected(file.error());
  if (!*file) return std::size_t{0};
  auto persons = persons_of(**file);
  const auto lodged = writer.reader().lodgements_of(crossing);
  if (!lodged) return std::unexpected(lodged.error());
  for (const auto& row : *lodged) persons.push_back(row.lodgement);  // its message lies under a key of the lodgement
  for (const auto& person : persons) {
    store::Commit with;
    with.erases.push_back(person);
    if (auto done = put_audit(writer, recorder_, now, audit::PersonErased{{}, person, "retention"}, with); !done) return std::unexpected(done.error());
  }
  return persons.size();
}

Expected<std::size_t> Eraser::erase_due(Instant now, Place& at) {
  std::size_t erased = 0, looked = 0;
  std::vector<LaterErasure> rest;
  for (auto& one : at.later) {
    if (now < one.at || looked >= most_at_once) {
      rest.push_back(one);
      continue;
    }
    ++looked;
    const auto file = read_crossing_file(store_.writer().reader(), one.crossing, regime_.post().code);
    if (!file) return std::unexpected(file.error());
    const auto* opened = *file ? (*file)->state.opened() : nullptr;
    const auto* procedure = opened ? regime_.of(opened->opening->procedure) : nullptr;
    if (!procedure) continue;
    const auto days = right::days_kept(rules_, opened->opening->traffic_class, with_offence((*file)->state));
    if (!days) continue;
    const bool ended = crossing::View((*file)->state, *procedure).end() != crossing::End::none;
    const auto due = ended ? (*file)->events.back().at + *days * one_day_ms : now + one_day_ms;
    if (now < due) {
      rest.push_back({one.crossing, due});
      continue;
    }
    const auto done = erase(one.crossing, now);
    if (!done) return std::unexpected(done.error());
    erased += *done;
  }
  at.later = std::move(rest);
  return erased;
}

Expected<std::size_t> Eraser::turn(Instant now) {
  const auto wall = wall_now();
  if (rules_.empty() || wall - last_ < rest_ms) return std::size_t{0};
  auto& writer = store_.writer();
  if (auto begun = writer.begin(store::Takes::several); !begun) return std::unexpected(begun.error());
  const auto all = [&]() -> Expected<std::size_t> {
    auto at = place();
    if (!at) return std::unexpected(at.error());
    int shortest = INT_MAX;
    for (const auto& rule : rules_) shortest = std::min(shortest, rule.days);
    const bool due = std::ranges::any_of(at->later, [&](const LaterErasure& one) { return one.at <= now; });
    const bool next_day = at->day.ms != 0 && at->day + one_day_ms + shortest * one_day_ms <= now;
    if (!due && !next_day) {
      last_ = wall;
      return std::size_t{0};
    }
    if (!due)
      if (auto looked = look_at_day(now, *at); !looked) return std::unexpected(looked.error());
    auto erased = erase_due(now, *at);
    if (!erased) return erased;
    if (auto put = writer.put_setting(setting_name, as_bytes(wire::to_json(static_cast<const ErasurePlace&>(*at)))); !put) return std::unexpected(put.error());
    return erased;
  }();
  if (!all) {
    writer.abandon();
    return all;
  }
  if (auto done = writer.finish(); !done) return std::unexpected(done.error());
  return all;
}

}  // namespace onestop::server
