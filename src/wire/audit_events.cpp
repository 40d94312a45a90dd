#include "wire/audit_events.h"

#include "wire/event_names.h"

namespace onestop::wire {

EncodedEvent encode(const audit::Event& event) { return encode_event(event); }

Expected<audit::Event> decode_audit(const Code& type, std::uint16_t version, std::vector<Field> fields) {
  return decode_event<audit::Event>(type, version, std::move(fields));
}

bool is_of_audit(const Code& type) { return names_event_of<audit::Event>(type); }

}  // namespace onestop::wire
