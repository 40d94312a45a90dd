#pragma once
// What is audited as stored types; the rules are those of wire/events.h.
#include "core/audit/audit.h"
#include "wire/fields.h"

namespace onestop::wire {

// clang-format off
template <> struct EventType<audit::SignedIn> { static constexpr const char* name = "SignedIn"; static constexpr int version = 1; };
template <> struct EventType<audit::SignedOut> { static constexpr const char* name = "SignedOut"; static constexpr int version = 1; };
template <> struct EventType<audit::SignInsRefused> { static constexpr const char* name = "SignInsRefused"; static constexpr int version = 1; };
template <> struct EventType<audit::AccountChanged> { static constexpr const char* name = "AccountChanged"; static constexpr int version = 1; };
template <> struct EventType<audit::Appointed> { static constexpr const char* name = "Appointed"; static constexpr int version = 1; };
template <> struct EventType<audit::PersonalDataViewed> { static constexpr const char* name = "PersonalDataViewed"; static constexpr int version = 1; };
template <> struct EventType<audit::PersonErased> { static constexpr const char* name = "PersonErased"; static constexpr int version = 1; };
template <> struct EventType<audit::RulesChanged> { static constexpr const char* name = "RulesChanged"; static constexpr int version = 1; };
template <> struct EventType<audit::HandedOut> { static constexpr const char* name = "HandedOut"; static constexpr int version = 1; };
// clang-format on

EncodedEvent encode(const audit::Event& event);
Expected<audit::Event> decode_audit(const Code& type, std::uint16_t version, std::vector<Field> fields);
bool is_of_audit(const Code& type);

}  // namespace onestop::wire
