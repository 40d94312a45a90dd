#include "wire/lodgement_events.h"

#include "wire/event_names.h"

namespace onestop::wire {

EncodedEvent encode(const lodgement::Event& event) { return encode_event(event); }
EncodedEvent encode(const channel::RuleEvent& event) { return encode_event(event); }

Expected<lodgement::Event> decode_lodgement(const Code& type, std::uint16_t version, std::vector<Field> fields) {
  return decode_event<lodgement::Event>(type, version, std::move(fields));
}

Expected<channel::RuleEvent> decode_rules(const Code& type, std::uint16_t version, std::vector<Field> fields) {
  return decode_event<channel::RuleEvent>(type, version, std::move(fields));
}

bool is_of_lodgement(const Code& type) { return names_event_of<lodgement::Event>(type); }
bool is_of_rules(const Code& type) { return names_event_of<channel::RuleEvent>(type); }

}  // namespace onestop::wire
