#pragma once
// The events of a shift as stored types; the rules are those of wire/events.h.
#include "core/shift/shift.h"
#include "wire/fields.h"

namespace onestop::wire {

// clang-format off
template <> struct EventType<shift::LaneOpened> { static constexpr const char* name = "LaneOpened"; static constexpr int version = 1; };
template <> struct EventType<shift::LaneClosed> { static constexpr const char* name = "LaneClosed"; static constexpr int version = 1; };
template <> struct EventType<shift::DeskAssigned> { static constexpr const char* name = "DeskAssigned"; static constexpr int version = 1; };
template <> struct EventType<shift::DeviceReported> { static constexpr const char* name = "DeviceReported"; static constexpr int version = 1; };
template <> struct EventType<shift::DeskTaken> { static constexpr const char* name = "DeskTaken"; static constexpr int version = 1; };
template <> struct EventType<shift::DeskLeft> { static constexpr const char* name = "DeskLeft"; static constexpr int version = 1; };
template <> struct EventType<shift::QueueJoined> { static constexpr const char* name = "QueueJoined"; static constexpr int version = 1; };
template <> struct EventType<shift::QueueLeft> { static constexpr const char* name = "QueueLeft"; static constexpr int version = 1; };
// clang-format on

EncodedEvent encode(const shift::Event& event);
Expected<shift::Event> decode_shift(const Code& type, std::uint16_t version, std::vector<Field> fields);

}  // namespace onestop::wire
