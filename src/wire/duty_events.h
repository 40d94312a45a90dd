#pragma once
// The events of work in hand as stored types; the rules are those of wire/events.h.
#include "core/duty/duty.h"
#include "wire/fields.h"

namespace onestop::wire {

// clang-format off
template <> struct EventType<duty::WorkTaken> { static constexpr const char* name = "WorkTaken"; static constexpr int version = 1; };
template <> struct EventType<duty::WorkGivenBack> { static constexpr const char* name = "WorkGivenBack"; static constexpr int version = 1; };
template <> struct EventType<duty::WorkHandedOver> { static constexpr const char* name = "WorkHandedOver"; static constexpr int version = 1; };
template <> struct EventType<duty::WorkConfirmed> { static constexpr const char* name = "WorkConfirmed"; static constexpr int version = 1; };
// clang-format on

EncodedEvent encode(const duty::Event& event);
Expected<duty::Event> decode_duty(const Code& type, std::uint16_t version, std::vector<Field> fields);
/// Whether events of this type tell of work in hand.
bool is_duty(const Code& type);

}  // namespace onestop::wire
