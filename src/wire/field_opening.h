#pragma once
// One personal field made readable to somebody without the key of the person: what XChaCha20-Poly1305 derives from that key
// for this field's nonce alone (HChaCha20). Nothing else that is known of the person opens by it.
#include "wire/envelope.h"

namespace onestop::wire {

struct FieldOpening {
  std::string field;
  std::array<unsigned char, 32> key{};  // of ChaCha20-Poly1305, RFC 8439
  bool operator==(const FieldOpening&) const = default;
};

/// What the ciphertext is bound to besides its key: moved to another event or field, it does not open.
Bytes place_of(const Id& recorder, const Id& stream, std::uint64_t version, std::string_view name);

/// For every present personal field whose person has a key.
std::vector<FieldOpening> openings_of(const SealedEvent& event, const KeyFor& key_for);
/// As `open` with the person's key. Fields without an opening come back with `present` false; one that does not fit is a fault.
Expected<std::vector<Field>> open_with(const SealedEvent& event, const std::vector<FieldOpening>& openings);

}  // namespace onestop::wire
