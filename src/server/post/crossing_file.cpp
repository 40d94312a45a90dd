#include "server/post/crossing_file.h"

#include "core/law/activation.h"
#include "core/shift/shift.h"
#include "wire/events.h"
#include "wire/lodgement_events.h"

namespace onestop::server {

Expected<std::optional<CrossingFile>> read_crossing_file(store::Reader& reader, const Id& crossing, const Code& post) {
  if (crossing == law::post_stream(post) || crossing == shift::shift_stream(post)) return std::optional<CrossingFile>{};
  auto stored = reader.read_crossing(crossing);
  if (!stored) return std::unexpected(stored.error());
  if (stored->empty()) return std::optional<CrossingFile>{};
  const auto& first = stored->front().envelope.type;
  if (wire::is_of_lodgement(first) || wire::is_of_rules(first)) return std::optional<CrossingFile>{};  // a record of another kind
  CrossingFile file;
  file.state.id = crossing;
  file.stored = std::move(*stored);
  for (const auto& one : file.stored) {
    auto event = wire::decode(one.envelope.type, one.envelope.type_version, one.fields);
    if (!event) return fault("event " + std::to_string(one.seq) + ": " + event.error().what);
    crossing::Recorded recorded{one.envelope.recorder, one.envelope.at, std::move(*event)};
    crossing::evolve(file.state, recorded);
    if (const auto* arrived = std::get_if<crossing::VehicleArrived>(&recorded.event)) file.labels.add(arrived->persons, arrived->consignments);
    if (const auto* found = std::get_if<crossing::FurtherRegistered>(&recorded.event)) file.labels.add(found->persons, found->consignments);
    if (const auto* taken = std::get_if<crossing::PhotographAttached>(&recorded.event))
      if (const auto& caption = taken->caption.reveal()) file.labels.captions[taken->photograph] = *caption;
    file.events.push_back(std::move(recorded));
  }
  return std::optional(std::move(file));
}

Expected<crossing::Recorded> read_shareable(const store::RawEvent& raw) {
  const auto sealed = wire::parse_event(raw.envelope, raw.body, raw.hash);
  if (!sealed) return std::unexpected(sealed.error());
  const auto fields = wire::open(*sealed, [](const Id&) { return std::nullopt; });
  if (!fields) return std::unexpected(fields.error());
  auto event = wire::decode(sealed->envelope.type, sealed->envelope.type_version, *fields);
  if (!event) return std::unexpected(event.error());
  return crossing::Recorded{sealed->envelope.recorder, sealed->envelope.at, std::move(*event)};
}

Expected<crossing::Crossing> read_until(store::Reader& reader, const Id& crossing, Instant until) {
  const auto stored = reader.read_raw(crossing);
  if (!stored) return std::unexpected(stored.error());
  crossing::Crossing state{crossing, {}};
  for (const auto& raw : *stored) {
    auto event = read_shareable(raw);
    if (!event) return fault("event " + std::to_string(raw.seq) + ": " + event.error().what);
    if (event->at <= until) crossing::evolve(state, *event);
  }
  return state;
}

void Labels::add(const std::vector<crossing::ArrivedPerson>& arrived, const std::vector<crossing::ArrivedConsignment>& loaded) {
  for (const auto& person : arrived)
    persons[person.id] = {person.part, person.nationality, person.name.reveal(), person.document.reveal(), person.group};
  for (const auto& one : loaded) goods[one.id] = {one.reference, one.goods, one.commodity};
}

Readers::Loan Readers::borrow() {
  {
    const std::scoped_lock hold(lock_);
    if (!idle_.empty()) {
      auto reader = std::move(idle_.back());
      idle_.pop_back();
      return {*this, std::move(reader)};
    }
  }
  auto reader = store_.reader();
  return {*this, reader ? std::move(*reader) : nullptr};
}

void Readers::give_back(std::unique_ptr<store::Reader> reader) {
  if (!reader) return;
  const std::scoped_lock hold(lock_);
  idle_.push_back(std::move(reader));
}

}  // namespace onestop::server
