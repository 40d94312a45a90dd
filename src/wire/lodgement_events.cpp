#include "wire/lodgement_events.h"

namespace onestop::wire {
namespace {

template <class Events>
bool names(const Code& type) {
  bool found = false;
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, Events>>([&](auto one) {
    found = found || type == Code(EventType<typename decltype(one)::type>::name);
  });
  return found;
}

}  // namespace

EncodedEvent encode(const lodgement::Event& event) { return encode_event(event); }
EncodedEvent encode(const channel::RuleEvent& event) { return encode_event(event); }

Expected<lodgement::Event> decode_lodgement(const Code& type, std::uint16_t version, std::vector<Field> fields) {
  return decode_event<lodgement::Event>(type, version, std::move(fields));
}

Expected<channel::RuleEvent> decode_rules(const Code& type, std::uint16_t version, std::vector<Field> fields) {
  return decode_event<channel::RuleEvent>(type, version, std::move(fields));
}

bool is_of_lodgement(const Code& type) { return names<lodgement::Event>(type); }
bool is_of_rules(const Code& type) { return names<channel::RuleEvent>(type); }

}  // namespace onestop::wire
