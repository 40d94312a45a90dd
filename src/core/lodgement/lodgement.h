#pragma once
// A lodgement: what a trader handed in about a movement before it arrives, in versions that never change, and the channels
// that the agencies of both states gave it. A record of its own; the crossing it belongs to is named when the vehicle comes.
// The state of entry keeps it; each state's recorder writes the channels of that state's agencies.
#include <span>
#include <string_view>
#include <variant>

#include "base/guarded.h"
#include "base/hash.h"
#include "core/channel/channel.h"

namespace onestop::lodgement {

/// What the post asks of whoever lodges. Data of a post: posts/lodging.
struct Terms {
  std::int64_t notice_min = 120;       // before the vehicle comes to the post
  std::string provision;               // that says so
  bool late_is_refused = false;        // else it is marked, and rules may look at it
  std::int64_t early_days = 30;        // how long ahead one may lodge
  std::int64_t kept_h = 72;            // after the expected arrival it no longer waits for its vehicle
  bool channel_told_at_arrival = true; // else at once
};
BOOST_DESCRIBE_STRUCT(Terms, (), (notice_min, provision, late_is_refused, early_days, kept_h, channel_told_at_arrival))

// --- State -----------------------------------------------------------------------------------------------------------------

/// One message as it was handed in.
struct Version {
  std::uint32_t number = 0;  // from 1
  Code kind, format;
  Hash hash{};               // SHA-256 of the bytes
  std::uint32_t size_bytes = 0;
  Instant at;
  std::optional<Instant> expected;
  bool late = false;
  std::uint32_t warnings = 0;
};
BOOST_DESCRIBE_STRUCT(Version, (), (number, kind, format, hash, size_bytes, at, expected, late, warnings))

struct Judged {
  std::uint32_t number = 0;  // the version of the message that was judged
  Instant at;
  std::vector<channel::Decision> decisions;  // of the agencies of one state
};
BOOST_DESCRIBE_STRUCT(Judged, (), (number, at, decisions))

enum class Standing { waiting, cancelled, arrived };
BOOST_DESCRIBE_ENUM(Standing, waiting, cancelled, arrived)

struct Half {
  Id recorder;
  Code state;
  std::uint64_t version = 0;  // events applied so far
  std::vector<Version> versions;
  std::optional<Judged> judged;
  bool cancelled = false;
  std::optional<Id> crossing;
  bool presented_late = false;  // the vehicle came sooner after the latest version than the notice asks for
  Id firm;
  Code exit_state, entry_state;
  std::string reference;
};
BOOST_DESCRIBE_STRUCT(Half, (), (recorder, state, version, versions, judged, cancelled, crossing, presented_late, firm, exit_state, entry_state, reference))

struct Lodgement {
  Id id;
  std::vector<Half> halves;  // by recorder, so that replicas agree whatever order streams arrived in

  std::uint64_t version() const;
  /// The half of the recorder that keeps it; null before anything was lodged.
  const Half* keeper() const;
  Standing standing() const;
  const Version* latest() const;
};
BOOST_DESCRIBE_STRUCT(Lodgement, (), (id, halves))

// --- Events: stored under name and version (src/wire/event_schema.txt) -------------------------------------------------------

struct MessageLodged {
  Code state;                 // that keeps it
  Id firm;
  std::string firm_name, tax_number;
  std::optional<Id> key;      // the firm's key that it came with; nothing: its page
  std::string reference;
  Code exit_state, entry_state;
  std::uint32_t number = 0;
  Code kind, format;
  Hash hash{};
  std::uint32_t size_bytes = 0;
  std::optional<Instant> expected;
  bool late = false;
  std::uint32_t warnings = 0;
};
BOOST_DESCRIBE_STRUCT(MessageLodged, (), (state, firm, firm_name, tax_number, key, reference, exit_state, entry_state, number, kind, format, hash, size_bytes, expected, late, warnings))

/// The message itself, byte for byte, under a key of this lodgement; a long one in several parts, in order. Apart from what tells of
/// it, so that nobody reads megabytes who asks how the lodgement stands.
struct OriginalKept {
  Code state;
  std::uint32_t number = 0;
  Personal<std::string> part;
};
BOOST_DESCRIBE_STRUCT(OriginalKept, (), (state, number, part))

struct LodgementCancelled {
  Code state;
  Id firm;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(LodgementCancelled, (), (state, firm, reason))

struct ChannelsAssigned {
  Code state;
  std::uint32_t number = 0;
  std::vector<channel::Decision> decisions;
};
BOOST_DESCRIBE_STRUCT(ChannelsAssigned, (), (state, number, decisions))

/// Its vehicle is at the post: the crossing on record that it belongs to.
struct VehiclePresented {
  Code state;
  Id crossing;
  bool late = false;  // sooner after the latest version than the notice asks for, whatever arrival that named
};
BOOST_DESCRIBE_STRUCT(VehiclePresented, (), (state, crossing, late))

using Event = std::variant<MessageLodged, OriginalKept, LodgementCancelled, ChannelsAssigned, VehiclePresented>;

struct Recorded {
  Id recorder;
  Instant at;
  Event event;
};

Hash state_hash(const Lodgement& lodgement);
/// Applies one event to its recorder's half. Holds no rules and never fails: any log replays.
void evolve(Lodgement& lodgement, const Recorded& recorded);

// --- Commands --------------------------------------------------------------------------------------------------------------

/// The first message of a lodgement, or a further version of it.
struct Lodge {
  Id firm;
  std::string firm_name, tax_number;
  std::optional<Id> key;
  std::string reference;  // of the first; later versions keep it
  Code exit_state, entry_state;
  Code kind, format;
  Hash hash{};
  std::uint32_t size_bytes = 0;
  std::optional<Instant> expected;
  std::optional<Instant> stated;  // the arrival that the message itself names, where `expected` came beside it
  std::uint32_t errors = 0, warnings = 0;
  std::string original;
};
struct Cancel {
  Id firm;
  std::string reason;
};
/// The channels of one state's agencies for the latest version.
struct AssignChannels {
  Code state;
  std::vector<channel::Decision> decisions;
};
struct Present {
  Id crossing;
};
using Command = std::variant<Lodge, Cancel, AssignChannels, Present>;

// --- Refusals --------------------------------------------------------------------------------------------------------------

enum class RefusalCode : std::uint8_t {
  has_errors, late, too_early, long_past, other_firm, other_direction, unknown_direction, unchanged, cancelled, arrived,
  unknown, reason_missing, already_cancelled, too_many_versions, not_this_state, other_kind, arrival_contradicted
};
struct RefusalEntry {
  RefusalCode code;
  std::string_view name;      // stable, seen by the API as "lodgement." + name
  std::string_view sentence;  // for the trader who asked
};
std::span<const RefusalEntry> refusal_entries();
const RefusalEntry& entry(RefusalCode code);
struct Refusal {
  RefusalCode code = RefusalCode::unknown;
  std::string provision;
};

inline constexpr std::uint32_t most_versions = 100;
inline constexpr std::size_t longest_reason = 500;  // bytes
inline constexpr std::int64_t agreeing_ms = minute_ms;  // between the arrival in the message and the one beside it
inline constexpr std::size_t original_part_bytes = 48 * 1024;  // of one event

using Decided = std::variant<std::vector<Event>, Refusal>;
/// The states of the post, the keeper of both directions being the state that is entered.
Decided decide(const Lodgement& lodgement, const Terms& terms, std::span<const Code> states, const Command& command, Instant now);

/// Whether what was lodged now for that arrival gave less notice than asked; false where no arrival is named.
bool is_late(const Terms& terms, std::optional<Instant> expected, Instant lodged);

}  // namespace onestop::lodgement
