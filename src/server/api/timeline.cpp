#include <boost/json.hpp>

#include "server/api/card.h"
#include "server/right/mask.h"
#include "wire/events.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

/// Values a page shows as they are: texts without quotes, everything else as JSON.
std::string shown(const boost::json::value& value) {
  if (const auto* text = value.if_string()) return {text->data(), text->size()};
  return boost::json::serialize(value);
}

Code visibility_word(wire::Visibility visibility) {
  switch (visibility) {
    case wire::Visibility::shared: return "shared";
    case wire::Visibility::private_: return "private";
    case wire::Visibility::personal: return "personal";
  }
  return "private";
}

/// Why a member of this event may not be seen; nothing where it may.
std::optional<right::Verdict> kept_back(const Code& type, std::string_view member, const Code& author, Mask& mask) {
  const auto* row = recorded_row(type.view());
  const auto shown = row ? row->of(without_numbers(member)) : Shown{};
  if (shown.how == Shown::How::open) return std::nullopt;
  if (shown.how == Shown::How::unnamed) return right::Verdict{};
  const auto& verdict = mask.see(shown.field, author);
  return verdict.yes() ? std::nullopt : std::optional(verdict);
}

/// Guarded fields are taken out before the event is read, so that they stand in no value that holds them either.
std::vector<wire::Field> what_the_viewer_may_see(const store::StoredEvent& stored, const Code& author, Mask& mask) {
  auto fields = stored.fields;
  for (auto& field : fields) {
    if (field.visibility == wire::Visibility::shared) continue;
    const bool of_other_state = field.visibility == wire::Visibility::private_ && author != mask.asker().state;  // whatever the table says
    if (!of_other_state && !kept_back(stored.envelope.type, field.name, author, mask)) {
      if (field.present && field.visibility == wire::Visibility::personal) mask.show_in(recorded_row(stored.envelope.type.view())->of(without_numbers(field.name)).field, author);
      continue;
    }
    field.present = false;
    field.value.clear();
  }
  return fields;
}

/// Empties what may not be seen and says so.
void mask_fields(EntryView& entry, const std::string& place, Mask& mask) {
  for (std::size_t i = 0; i < entry.fields.size(); ++i) {
    auto& field = entry.fields[i];
    const auto why = kept_back(entry.type, field.name, entry.state, mask);
    if (!why) continue;
    field.value.clear();
    field.present = false;
    const auto* row = recorded_row(entry.type.view());
    mask.note(place + "/fields/" + std::to_string(i) + "/value", row ? row->of(without_numbers(field.name)).field : right::Field{}, *why);
  }
}

void add_fields(EntryView& entry, const crossing::Event& event, const std::vector<wire::Field>& fields) {
  const auto text = std::visit([](const auto& one) { return wire::to_json(one); }, event);
  const auto parsed = boost::json::parse(text);
  for (const auto& member : parsed.as_object()) {
    if (member.key() == "by" || member.key() == "persons") continue;
    bool guarded = false;
    for (const auto& field : fields) guarded = guarded || (field.name == member.key() && field.visibility != wire::Visibility::shared);
    if (!guarded) entry.fields.push_back({std::string(member.key()), shown(member.value()), "shared", true});
  }
  for (const auto& field : fields) {
    if (field.visibility == wire::Visibility::shared) continue;
    ByteReader in(field.value);
    entry.fields.push_back({field.name, field.present ? in.text() : std::string(), visibility_word(field.visibility), field.present});
  }
}

std::optional<Id> subject_of(const crossing::Event& event) {
  return std::visit([](const auto& one) -> std::optional<Id> {
    if constexpr (requires { one.subject; }) return one.subject;
    else if constexpr (requires { one.consignment; }) return one.consignment;
    else if constexpr (requires { one.covers; }) return one.covers.subject;
    else return std::nullopt;
  }, event);
}

void add_signature(EntryView& entry, const crossing::Event& event, const CrossingFile& file) {
  const auto* made = std::get_if<crossing::InspectionActSigned>(&event);
  if (!made) return;
  entry.signature = made->signature;
  entry.signature_valid = false;
  for (const auto& half : file.state.halves)
    for (const auto& act : half.acts)
      if (act.inspection == made->inspection) entry.signature_valid = verify(crossing::act_bytes(act), made->signature, made->key);
}

}  // namespace

Timeline make_timeline(const CrossingFile& file, const law::Procedure& procedure, const Viewer& viewer, Mask& mask) {
  Timeline timeline;
  timeline.crossing = file.state.id;
  if (const auto* half = file.state.opened()) timeline.plate = half->opening->plate;
  std::map<Id, Hash> heads;  // of each recorder's stream
  for (const auto& stored : file.stored) {
    EntryView entry;
    entry.seq = stored.seq;
    entry.type = stored.envelope.type;
    entry.recorder = stored.envelope.recorder;
    entry.version = stored.envelope.version;
    entry.at = stored.envelope.at;
    entry.hash = stored.hash;
    entry.previous = heads[entry.recorder];
    heads[entry.recorder] = stored.hash;
    Code author;
    for (const auto& half : file.state.halves)
      if (half.recorder == entry.recorder) author = half.state;
    const auto fields = what_the_viewer_may_see(stored, author, mask);
    const auto event = wire::decode(stored.envelope.type, stored.envelope.type_version, fields);
    if (!event) continue;  // the file itself could be folded, so its events can be read
    const auto& by = crossing::by_of(*event);
    entry.state = by.state;
    entry.agency = by.agency;
    entry.role = by.role;
    entry.desk = by.desk;
    entry.officer = viewer.officers.title_of(by.officer);
    entry.provision = provision_view(procedure, by.basis);
    entry.subject = subject_of(*event);
    add_fields(entry, *event, fields);
    mask_fields(entry, "/entries/" + std::to_string(timeline.entries.size()), mask);
    add_signature(entry, *event, file);
    timeline.entries.push_back(std::move(entry));
  }
  return timeline;
}

}  // namespace onestop::server
