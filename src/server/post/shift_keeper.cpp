#include "server/post/shift_keeper.h"

#include <algorithm>

#include "wire/shift_events.h"

namespace onestop::server {

ShiftKeeper::ShiftKeeper(const Regime& regime)
    : regime_(regime), stream_(shift::shift_stream(regime.post().code)), working_(std::make_shared<shift::Shift>()), published_(working_) {}

Expected<void> ShiftKeeper::load(store::Reader& reader) {
  const auto stored = reader.read_crossing(stream_);
  if (!stored) return std::unexpected(stored.error());
  auto fresh = std::make_shared<shift::Shift>();
  for (const auto& one : *stored) {
    auto event = wire::decode_shift(one.envelope.type, one.envelope.type_version, one.fields);
    if (!event) return fault("event " + std::to_string(one.seq) + ": " + event.error().what);
    shift::evolve(*fresh, {one.envelope.recorder, one.envelope.at, std::move(*event)});
  }
  working_ = std::move(fresh);
  publish();
  return {};
}

Expected<bool> ShiftKeeper::learn(const store::StoredEvent& event) {
  std::uint64_t known = 0;
  for (const auto& half : working_->halves)
    if (half.recorder == event.envelope.recorder) known = half.version;
  if (event.envelope.version <= known) return true;
  if (event.envelope.version != known + 1) return false;
  auto told = wire::decode_shift(event.envelope.type, event.envelope.type_version, event.fields);
  if (!told) return fault("event " + std::to_string(event.seq) + ": " + told.error().what);
  auto next = std::make_shared<shift::Shift>(*working_);
  shift::evolve(*next, {event.envelope.recorder, event.envelope.at, std::move(*told)});
  working_ = std::move(next);
  return true;
}

void ShiftKeeper::rest_on(store::Commit& commit) const {
  for (const auto& half : working_->halves) commit.expects.push_back({half.recorder, stream_, half.version});
}

ShiftKeeper::Snapshot ShiftKeeper::published() const {
  const std::scoped_lock hold(lock_);
  return published_;
}

bool ShiftKeeper::publish() {
  const std::scoped_lock hold(lock_);
  if (published_ == working_) return false;
  published_ = working_;
  return true;
}

ShiftKeeper::Seating ShiftKeeper::seating(const shift::Actor& actor, Instant now) const {
  Seating found{regime_.in_force(actor.state, now), &regime_.layout(now)};
  const auto has_desk = [&](const post::Layout& layout) { return std::ranges::any_of(layout.desks, [&](const auto& one) { return one.code == actor.desk; }); };
  if (has_desk(*found.layout)) return found;
  for (const auto& reign : regime_.reigns())
    if (reign.until && *reign.until <= now && has_desk(*reign.layout)) found = {regime_.in_force(actor.state, *reign.until + -1), reign.layout};
  return found;
}

shift::Decision ShiftKeeper::judge(const shift::Actor& actor, const shift::Command& command, const Seating& seating, Instant now) const {
  return shift::decide(*working_, {*seating.procedure, *seating.layout, regime_.post().host}, actor, command, now);
}

std::optional<shift::Refusal> ShiftKeeper::at_the_gate(const crossing::RegisterArrival& arrival, const law::Procedure& procedure, Instant now) const {
  return shift::at_the_gate(*working_, {procedure, regime_.layout(now), regime_.post().host}, arrival);
}

ShiftKeeper::Snapshot ShiftKeeper::after(const shift::Event& event, const Id& recorder, Instant now, store::Commit& commit) const {
  std::vector<wire::Seen> seen;
  std::uint64_t own = 0;
  for (const auto& half : working_->halves) {
    if (half.recorder == recorder) own = half.version;
    else seen.push_back({half.recorder, half.version});
  }
  commit.expects.push_back({recorder, stream_, own});
  for (const auto& one : seen) commit.expects.push_back({one.recorder, stream_, one.version});
  auto encoded = wire::encode(event);
  commit.events.push_back({recorder, stream_, encoded.type, encoded.type_version, now, seen, std::move(encoded.fields)});
  auto next = std::make_shared<shift::Shift>(*working_);
  shift::evolve(*next, {recorder, now, event});
  return next;
}

}  // namespace onestop::server
