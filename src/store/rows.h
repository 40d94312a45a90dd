#pragma once
// The rows of the read tables and journals. Plain data; what stands in them is computed by the caller from events.
// Nothing personal stands here: names and document numbers live in the log only, encrypted.
#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/id.h"
#include "base/instant.h"

namespace onestop::store {

/// Where a vehicle stands and who holds it, for whoever looks at the post as a whole.
struct Standing {
  Code station;  // empty before anything was to be done anywhere, and after the end
  Code doing;    // control or milestone in work there, or next; empty while nothing may be done
  Code turn;     // the state whose turn it is
  Instant since; // it stands there in this way
  std::optional<Instant> held_since;  // of the hold that is open longest
  Code holder_agency, holder_state;
  bool operator==(const Standing&) const = default;
};

/// One crossing as lists show it.
struct CrossingRow {
  Id crossing;
  Code post;
  std::string plate;
  std::string plate_folded;  // as searched for: look-alike letters of both scripts made one
  Code vehicle_class;
  Code direction;  // "KZ-KG"
  Code layout;
  Code phase;
  Hash procedure{};  // of the law and post it runs under
  Instant arrived;
  Instant updated;
  std::optional<Instant> released;
  std::optional<Instant> ended;  // out of every list of what is inside
  std::uint32_t flags = 0;       // bits of the caller's: held, isolated, diverged ...
  std::uint64_t version = 0;     // sum of the versions of all recorders' streams about it; log verification checks it
  Standing standing{};
  bool operator==(const CrossingRow&) const = default;
};

/// One thing that may be done now, at one station by one state. Key: crossing, state, control, subject.
struct WorkRow {
  Id crossing;
  Code state;
  Code control;
  Id subject;
  Code station;
  Code agency;
  Instant since;
  std::int32_t priority = 0;  // higher comes first
  bool operator==(const WorkRow&) const = default;
};
struct WorkKey {
  Id crossing;
  Code state;
  Code control;
  Id subject;
};

/// A deadline. It fires once: the commit that appends what follows from it names it in `fires`.
struct DueRow {
  Id id;
  Id recorder;
  Id crossing;
  Code kind;
  Id subject;
  Instant at;
  bool operator==(const DueRow&) const = default;
};

struct RefusalRow {
  Id recorder;
  Instant at;
  Id officer;
  Code command;
  Code code;
  std::string sentence;
  std::string provision;
  Id crossing;
  bool operator==(const RefusalRow&) const = default;
};

/// How many refusals of one recorder in one hour were stored and how many only counted.
struct RefusalCount {
  Id recorder;
  std::int64_t hour = 0;  // since 1970-01-01T00Z
  std::uint64_t stored = 0;
  std::uint64_t counted = 0;
};

/// Law or post as it came into force here.
struct RegimeRow {
  Hash hash{};
  Code kind;  // "law", "post"
  std::string name;
  Bytes source;
  Instant activated;
  bool operator==(const RegimeRow&) const = default;
};

/// A command whose outcome broke an invariant. Until someone clears it, its crossing takes no more commands.
struct QuarantineRow {
  Id reference;
  Id crossing;
  Instant at;
  std::string command;
  std::string reason;
  bool operator==(const QuarantineRow&) const = default;
};

/// A word of a name or a document number, as a keyed hash, and where it was registered.
using Token = std::array<unsigned char, 16>;
struct TokenRow {
  Token token{};
  Id crossing;
  Id subject;  // a person or a consignment
  auto operator<=>(const TokenRow&) const = default;
};

/// One search for persons or documents; the words are nowhere.
struct SearchRow {
  Id officer;
  Instant at;
  Code kind;
  std::uint64_t hits = 0;
  bool operator==(const SearchRow&) const = default;
};

/// What is inside now, of one class and direction.
struct InsideCount {
  Code vehicle_class;
  Code direction;
  std::uint64_t vehicles = 0;
};

/// Something that a firm is told about one of its lodgements. It lies in the firm's box in the order in which it was put there,
/// and goes to the firm's webhooks in that order.
struct NotificationRow {
  Id id;
  Id firm;
  Id movement;  // the lodgement that it is about; what is told of one movement arrives in order
  Code kind;    // "lodgement_received", "channel_assigned", "vehicle_arrived", "vehicle_released" ...
  Instant at;
  std::string body;  // JSON, at most 64 KiB
  std::uint64_t number = 0;  // in the order of the whole box; given by the store
  bool operator==(const NotificationRow&) const = default;
};

/// A file in which a segment of the log lies.
struct ArchiveRow {
  Id id;
  std::string name;  // of the file
  Hash sha256{};     // of its bytes
  std::uint64_t events = 0, streams = 0;
  Instant until;     // what ended before that lies in it
  Instant at;
  bool operator==(const ArchiveRow&) const = default;
};

struct RecorderRow {
  Id id;
  Code state;
  std::string name;
  PublicKey public_key{};
  std::uint64_t position = 0;  // of its last event here
  bool operator==(const RecorderRow&) const = default;
};

}  // namespace onestop::store
