#include "wire/shift_events.h"

namespace onestop::wire {

EncodedEvent encode(const shift::Event& event) { return encode_event(event); }

Expected<shift::Event> decode_shift(const Code& type, std::uint16_t version, std::vector<Field> fields) {
  return decode_event<shift::Event>(type, version, std::move(fields));
}

}  // namespace onestop::wire
