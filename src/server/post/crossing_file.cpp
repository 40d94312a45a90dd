#include "server/post/crossing_file.h"

#include "core/law/activation.h"
#include "core/shift/shift.h"
#include "wire/audit_events.h"
#include "wire/duty_events.h"
#include "wire/events.h"
#include "wire/lodgement_events.h"

namespace onestop::server {

Expected<std::optional<CrossingFile>> read_crossing_file(store::Reader& reader, const Id& crossing, const Code& post) {
  if (crossing == law::post_stream(post) || crossing == shift::shift_stream(post)) return std::optional<CrossingFile>{};
  auto stored = reader.read_crossing(crossing);
  if (!stored) return std::unexpected(stored.error());
  if (stored->empty()) return std::optional<CrossingFile>{};
  const auto& first = stored->front().envelope.type;
  if (wire::is_of_lodgement(first) || wire::is_of_rules(first) || wire::is_of_audit(first) || wire::is_duty(first)) return std::optional<CrossingFile>{};  // a record of another kind
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
    if (const auto* asked = std::get_if<crossing::CorrectionRequested>(&recorded.event)) file.labels.add(*asked, file.state);
    if (const auto* answer = std::get_if<crossing::CorrectionAnswered>(&recorded.event)) file.labels.add(*answer);
    if (const auto* taken = std::get_if<crossing::PhotographAttached>(&recorded.event))
      if (const auto& caption = taken->caption.reveal()) file.labels.captions[taken->photograph] = *caption;
    if (const auto* paper = std::get_if<crossing::DocumentAttached>(&recorded.event)) {
      if (const auto& title = paper->title.reveal()) file.labels.titles[paper->attachment] = *title;
      if (const auto& title = paper->personal_title.reveal()) file.labels.titles[paper->attachment] = *title;
    }
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

namespace {

using crossing::CorrectedField;

/// The entry as labels hold it; nothing for what the state of the crossing itself holds.
std::optional<std::string>* text_of(Labels::Person& person, CorrectedField field) {
  if (field == CorrectedField::name) return &person.name;
  return field == CorrectedField::document ? &person.document : nullptr;
}
std::string* text_of(Labels::Goods& goods, CorrectedField field) {
  if (field == CorrectedField::reference) return &goods.reference;
  return field == CorrectedField::goods ? &goods.goods : nullptr;
}

std::optional<std::string> plate_or_weight(const crossing::Crossing& state, const Labels& labels, CorrectedField field) {
  const std::string* last = nullptr;
  for (const auto& half : state.halves)
    for (const auto& answer : half.corrected)
      if (const auto one = labels.corrections.find(answer.correction); answer.granted && one != labels.corrections.end() && one->second.field == field && one->second.after) last = &*one->second.after;
  if (last) return *last;
  if (field == CorrectedField::plate) return state.opened() ? std::optional(state.opened()->opening->plate) : std::nullopt;
  std::optional<std::string> weight;
  for (const auto& half : state.halves)
    for (const auto& one : half.weighings) weight = std::to_string(one.gross_kg);
  return weight;
}

}  // namespace

void Labels::add(const crossing::CorrectionRequested& asked, const crossing::Crossing& state) {
  Corrected one{asked.subject, asked.field, {}, {}, {}};
  if (asked.value.empty()) one.after = asked.personal_value.reveal();
  else one.after = asked.value;
  one.reason = asked.reason.reveal();
  if (const auto person = persons.find(asked.subject); person != persons.end()) {
    if (const auto* text = text_of(person->second, asked.field)) one.before = *text;
    else one.before = person->second.nationality.text();
  } else if (const auto load = goods.find(asked.subject); load != goods.end()) {
    if (const auto* text = text_of(load->second, asked.field)) one.before = *text;
    else one.before = load->second.commodity.text();
  } else {
    one.before = plate_or_weight(state, *this, asked.field);
  }
  corrections[asked.correction] = std::move(one);
}

void Labels::add(const crossing::CorrectionAnswered& answer) {
  const auto at = corrections.find(answer.correction);
  if (!answer.granted || at == corrections.end()) return;
  const auto& [subject, field, before, after, reason] = at->second;
  if (const auto person = persons.find(subject); person != persons.end()) {
    if (auto* text = text_of(person->second, field)) *text = after;
    else if (after && Code::fits(*after)) person->second.nationality = Code(*after);
  } else if (const auto load = goods.find(subject); load != goods.end() && after) {
    if (auto* text = text_of(load->second, field)) *text = *after;
    else if (Code::fits(*after)) load->second.commodity = Code(*after);
  }
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
