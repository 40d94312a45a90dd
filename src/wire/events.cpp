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

EncodedEvent encode(const law::RegimeActivated& event) { return encode_event(std::variant<law::RegimeActivated>(event)); }

Expected<law::RegimeActivated> decode_activation(std::uint16_t version, std::vector<Field> fields) {
  auto event = decode_event<std::variant<law::RegimeActivated>>("RegimeActivated", version, std::move(fields), upcasters);
  if (!event) return std::unexpected(event.error());
  return std::get<law::RegimeActivated>(std::move(*event));
}

std::string event_schema() {
  using All = boost::mp11::mp_push_back<crossing::Event, law::RegimeActivated>;
  return describe_events<All>();
}

}  // namespace onestop::wire
