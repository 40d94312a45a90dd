#include "wire/events.h"

#include "wire/audit_events.h"
#include "wire/duty_events.h"
#include "wire/lodgement_events.h"
#include "wire/shift_events.h"

namespace onestop::wire {
namespace {

Field empty_list(std::string name) {
  ByteWriter none;
  none.u32(0);
  return {std::move(name), Visibility::shared, {}, none.take(), true};
}

/// Version 1 wrote id, part and nationality of each person; group and claims came with version 2.
Expected<std::vector<Field>> persons_in_groups(std::vector<Field> fields) {
  for (auto& field : fields) {
    if (field.name != "persons" || !field.present) continue;
    ByteReader in(field.value);
    ByteWriter out;
    const auto count = in.u32();
    if (count > longest_list) return fault("an arrival of version 1 names too many persons");
    out.u32(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      out.id(in.id());
      out.text(in.text());
      out.text(in.text());
      out.text("");  // group
      out.u32(0);    // claims
    }
    if (!in.done()) return fault("the persons of an arrival of version 1 cannot be read");
    field.value = out.take();
  }
  return fields;
}

/// Version 3 tells since when the vehicle waited before the gate.
Expected<std::vector<Field>> not_seen_waiting(std::vector<Field> fields) {
  ByteWriter none;
  none.u8(0);
  fields.push_back({"joined", Visibility::shared, {}, none.take(), true});
  return fields;
}

/// Version 2 writes down what the control found.
Expected<std::vector<Field>> nothing_found(std::vector<Field> fields) {
  fields.push_back(empty_list("found"));
  return fields;
}

/// Every version that ever landed is lifted step by step.
const Upcasters upcasters{{"VehicleArrived", 1, persons_in_groups}, {"VehicleArrived", 2, not_seen_waiting}, {"ControlClosed", 1, nothing_found}};

}  // namespace

EncodedEvent encode(const crossing::Event& event) { return encode_event(event); }

Expected<crossing::Event> decode(const Code& type, std::uint16_t version, std::vector<Field> fields) {
  return decode_event<crossing::Event>(type, version, std::move(fields), upcasters);
}

EncodedEvent encode(const law::RegimeActivated& event) { return encode_event(std::variant<law::RegimeActivated>(event)); }

Expected<law::RegimeActivated> decode_activation(std::uint16_t version, std::vector<Field> fields) {
  auto event = decode_event<std::variant<law::RegimeActivated>>("RegimeActivated", version, std::move(fields), upcasters);
  if (!event) return std::unexpected(event.error());
  return std::get<law::RegimeActivated>(std::move(*event));
}

std::string event_schema() {
  using All = boost::mp11::mp_push_back<boost::mp11::mp_append<crossing::Event, shift::Event, duty::Event, lodgement::Event, channel::RuleEvent, audit::Event>, law::RegimeActivated>;
  return describe_events<All>();
}

}  // namespace onestop::wire
