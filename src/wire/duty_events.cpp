#include "wire/duty_events.h"

#include <boost/mp11.hpp>

namespace onestop::wire {

EncodedEvent encode(const duty::Event& event) { return encode_event(event); }

Expected<duty::Event> decode_duty(const Code& type, std::uint16_t version, std::vector<Field> fields) {
  return decode_event<duty::Event>(type, version, std::move(fields));
}

bool is_duty(const Code& type) {
  bool found = false;
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, duty::Event>>([&](auto of) { found = found || type == Code(EventType<typename decltype(of)::type>::name); });
  return found;
}

}  // namespace onestop::wire
