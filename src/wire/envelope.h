#pragma once
// An event as it is stored and handed on: an envelope, which the hash chain covers, and a body of fields, each with a
// salted commitment. A field can be withheld or its person erased, and the chain still verifies. The bytes are
// described in docs/log-format.md.
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "wire/fields.h"

namespace onestop::wire {

/// What the author knew of another recorder's stream about the same thing.
struct Seen {
  Id recorder;
  std::uint64_t version = 0;
  auto operator<=>(const Seen&) const = default;
};

struct Envelope {
  Code type;
  std::uint16_t type_version = 0;
  Id recorder;
  Id stream;
  std::uint64_t version = 0;  // place in the recorder's stream, from 1
  Instant at;
  std::vector<Seen> seen;  // ascending by recorder, each recorder once, at most `most_seen`
  Hash commitment{};       // to the fields
  bool operator==(const Envelope&) const = default;
};

constexpr std::size_t most_seen = 64;
/// Larger bodies belong into the content store, the event then holds their hash.
constexpr std::size_t largest_body_bytes = 64 * 1024;
/// Stands for the hash before the first event of a stream.
constexpr Hash no_previous{};

Bytes to_bytes(const Envelope& envelope);
Expected<Envelope> parse_envelope(ByteView bytes);
/// SHA-256("onestop event v1" || previous || envelope), `previous` being the hash of the event before in its stream.
Hash event_hash(const Hash& previous, ByteView envelope);

using PersonKey = std::array<unsigned char, 32>;
/// Fills the span with unpredictable bytes. An argument, so that a test's log is the same every time.
using Entropy = std::function<void(std::span<unsigned char>)>;
/// Nothing for a person who was erased or is not known here.
using KeyFor = std::function<std::optional<PersonKey>(const Id& person)>;

using Salt = std::array<unsigned char, 16>;

/// A field as it lies in a body: personal values are ciphertext (24 bytes nonce, XChaCha20-Poly1305).
struct SealedField {
  std::string name;
  Visibility visibility = Visibility::shared;
  bool present = true;
  Id person;         // zero when withheld
  Salt salt{};       // zero when withheld
  Bytes stored;      // empty when withheld
  Hash commitment{};
  bool operator==(const SealedField&) const = default;
};

struct SealedEvent {
  Envelope envelope;
  Bytes envelope_bytes;
  Hash hash{};
  std::vector<SealedField> fields;
};

/// What is written to the log for one event.
struct SealedBytes {
  Bytes envelope;
  Bytes body;
  Hash hash{};
};

/// Encrypts, commits and hashes. `envelope.commitment` is filled in; `seen` may come in any order. Fails when a person
/// has no key, a name stands twice or a bound is exceeded.
Expected<SealedBytes> seal(Envelope envelope, const Hash& previous, const std::vector<Field>& fields,
                           const KeyFor& key_for, const Entropy& entropy);

/// Parses both parts and recomputes each field's commitment from its bytes. `hash` is taken as claimed; ask
/// `verify_event` before believing any of it.
Expected<SealedEvent> parse_event(ByteView envelope, ByteView body, const Hash& claimed_hash);
/// The body with its salts one by one, never the secret they come from: fit to be handed to others.
Bytes shared_body(const SealedEvent& event);

/// Nothing when the event follows on `previous` and its fields are those that were committed to, else what is wrong.
Expected<void> verify_event(const SealedEvent& event, const Hash& previous);
/// The half of verify_event that needs no neighbour: fields against the commitment in the envelope.
Expected<void> verify_fields(const SealedEvent& event);

/// The same event without the values of that visibility; its hash and its verification stay as they were.
SealedEvent withhold(SealedEvent event, Visibility visibility);

/// The fields in clear; a personal field whose person has no key comes back with `present` false.
Expected<std::vector<Field>> open(const SealedEvent& event, const KeyFor& key_for);

/// Names the fields of a stored body whose bytes do not fit the check beside them; empty when all fit. For reports.
std::vector<std::string> damaged_fields(ByteView body);

}  // namespace onestop::wire
