#include "wire/events.h"

namespace onestop::wire {
namespace {

/// Every version that ever landed is lifted step by step. No type has a second version yet.
const Upcasters upcasters;

}  // namespace

EncodedEvent encode(const crossing::Event& event) { return encode_event(event); }

Expected<crossing::Event> decode(const Code& type, std::uint16_t version, std::vector<Field> fields) {
  return decode_event<crossing::Event>(type, version, std::move(fields), upcasters);
}

std::string event_schema() { return describe_events<crossing::Event>(); }

}  // namespace onestop::wire
