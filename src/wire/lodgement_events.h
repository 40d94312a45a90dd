#pragma once
// The events of lodgements and of channel rules as stored types; the rules are those of wire/events.h.
#include "core/channel/rule_book.h"
#include "core/lodgement/lodgement.h"
#include "wire/fields.h"

namespace onestop::wire {

// clang-format off
template <> struct EventType<lodgement::MessageLodged> { static constexpr const char* name = "MessageLodged"; static constexpr int version = 1; };
template <> struct EventType<lodgement::OriginalKept> { static constexpr const char* name = "OriginalKept"; static constexpr int version = 1; };
template <> struct EventType<lodgement::LodgementCancelled> { static constexpr const char* name = "LodgementCancelled"; static constexpr int version = 1; };
template <> struct EventType<lodgement::ChannelsAssigned> { static constexpr const char* name = "ChannelsAssigned"; static constexpr int version = 1; };
template <> struct EventType<lodgement::VehiclePresented> { static constexpr const char* name = "VehiclePresented"; static constexpr int version = 1; };
template <> struct EventType<channel::RulesWritten> { static constexpr const char* name = "RulesWritten"; static constexpr int version = 1; };
template <> struct EventType<channel::RulesStanding> { static constexpr const char* name = "RulesStanding"; static constexpr int version = 1; };
// clang-format on

EncodedEvent encode(const lodgement::Event& event);
EncodedEvent encode(const channel::RuleEvent& event);
Expected<lodgement::Event> decode_lodgement(const Code& type, std::uint16_t version, std::vector<Field> fields);
Expected<channel::RuleEvent> decode_rules(const Code& type, std::uint16_t version, std::vector<Field> fields);
/// What a stored type tells of.
bool is_of_lodgement(const Code& type);
bool is_of_rules(const Code& type);

}  // namespace onestop::wire
