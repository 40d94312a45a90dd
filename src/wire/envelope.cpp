#include "wire/envelope.h"

#include <sodium/crypto_aead_xchacha20poly1305.h>

#include <algorithm>
#include <set>

#include "base/check.h"
#include "wire/field_opening.h"

namespace onestop::wire {
namespace {

using Secret = std::array<unsigned char, 32>;

// The first byte of a body says in which of two forms it is written.
constexpr std::uint8_t own_form = 1;     // with the secret from which all salts come: only in the recorder's own log
constexpr std::uint8_t shared_form = 2;  // each present field with its own salt

constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
// How much of a field's commitment lies beside it, so that a report can name the field whose bytes changed.
constexpr std::size_t short_check_size = 4;

Salt salt_of(const Secret& secret, std::string_view name) {
  const auto hash = sha256({ByteView(secret), as_bytes(name)});
  Salt salt;
  std::copy_n(hash.begin(), salt.size(), salt.begin());
  return salt;
}

Hash field_commitment(const Salt& salt, std::string_view name, Visibility visibility, const Id& person, ByteView stored) {
  ByteWriter middle;
  middle.text(name);
  middle.u8(static_cast<std::uint8_t>(visibility));
  middle.id(person);
  middle.u32(static_cast<std::uint32_t>(stored.size()));
  return sha256({ByteView(salt), ByteView(middle.bytes()), stored});
}

/// Names and visibilities stand in clear beside withheld fields, so the outer commitment covers them too.
class Commitments {
 public:
  Commitments() { out_.raw(as_bytes("onestop fields v1")); }
  void add(std::string_view name, Visibility visibility, const Hash& commitment) {
    out_.text(name);
    out_.u8(static_cast<std::uint8_t>(visibility));
    out_.raw(commitment);
  }
  Hash hash() const { return sha256(out_.bytes()); }

 private:
  ByteWriter out_;
};

Bytes encrypt(const Bytes& clear, const PersonKey& key, const Bytes& place, const Entropy& entropy) {
  Bytes stored(nonce_size + clear.size() + tag_size);
  entropy(std::span(stored.data(), nonce_size));
  crypto_aead_xchacha20poly1305_ietf_encrypt(stored.data() + nonce_size, nullptr, clear.data(), clear.size(), place.data(),
                                             place.size(), nullptr, stored.data(), key.data());
  return stored;
}

std::optional<Bytes> decrypt(const Bytes& stored, const PersonKey& key, const Bytes& place) {
  if (stored.size() < nonce_size + tag_size) return std::nullopt;
  Bytes clear(stored.size() - nonce_size - tag_size);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(clear.data(), nullptr, nullptr, stored.data() + nonce_size,
                                                 stored.size() - nonce_size, place.data(), place.size(), stored.data(),
                                                 key.data()) != 0)
    return std::nullopt;
  return clear;
}

std::string event_name(const Envelope& e) {
  return e.type.text() + " (version " + std::to_string(e.version) + " of stream " + to_text(e.stream) + " by recorder " +
         to_text(e.recorder) + ")";
}

/// Field names are few, so comparing each with each costs less than a set until there are many.
bool has_double_name(const std::vector<Field>& fields) {
  if (fields.size() > 32) {
    std::set<std::string_view> names;
    for (const auto& field : fields)
      if (!names.insert(field.name).second) return true;
    return false;
  }
  for (std::size_t i = 0; i < fields.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (fields[i].name == fields[j].name) return true;
  return false;
}

template <std::size_t N>
std::array<unsigned char, N> take(ByteReader& in) {
  std::array<unsigned char, N> array{};
  const auto part = in.raw(N);
  std::copy(part.begin(), part.end(), array.begin());
  return array;
}

struct ParsedField {
  SealedField field;
  std::array<unsigned char, short_check_size> short_check{};
};

/// Both forms of body into fields. In the own form the salt is recomputed, so a changed secret or name shows there.
Expected<std::vector<ParsedField>> parse_body(ByteView body) {
  if (body.size() > largest_body_bytes) return fault("the body is larger than any event may be");
  ByteReader in(body);
  const auto form = in.u8();
  if (form != own_form && form != shared_form) return fault("the body is in no known form");
  Secret secret{};
  if (form == own_form) secret = take<32>(in);
  const auto count = in.u16();
  if (!in.ok() || count > most_fields) return fault("the body has more fields than any event may have");
  std::vector<ParsedField> fields;
  fields.reserve(std::min<std::size_t>(count, in.left() / 8 + 1));  // a field takes more than 8 bytes
  for (int i = 0; i < count && in.ok(); ++i) {
    auto& parsed = fields.emplace_back();
    auto& field = parsed.field;
    field.name = in.text();
    const auto visibility = in.u8();
    if (visibility > static_cast<std::uint8_t>(Visibility::personal)) return fault("a field has no known visibility");
    field.visibility = static_cast<Visibility>(visibility);
    const auto present = form == own_form ? 1 : in.u8();
    if (present > 1) return fault("a field is neither present nor withheld");
    field.present = present == 1;
    if (!field.present) {
      field.commitment = take<32>(in);
      continue;
    }
    if (form == shared_form) field.salt = take<16>(in);
    else parsed.short_check = take<short_check_size>(in);
    if (field.visibility == Visibility::personal) field.person = in.id();
    const auto stored = in.blob();
    field.stored.assign(stored.begin(), stored.end());
    if (form == own_form) field.salt = salt_of(secret, field.name);
    field.commitment = field_commitment(field.salt, field.name, field.visibility, field.person, field.stored);
    if (form == shared_form) std::copy_n(field.commitment.begin(), short_check_size, parsed.short_check.begin());
  }
  if (!in.done()) return fault("the body has bytes too many or too few");
  return fields;
}

}  // namespace

Bytes place_of(const Id& recorder, const Id& stream, std::uint64_t version, std::string_view name) {
  ByteWriter out;
  out.raw(as_bytes("onestop personal v1"));
  out.id(recorder);
  out.id(stream);
  out.u64(version);
  out.text(name);
  return out.take();
}

Bytes to_bytes(const Envelope& e) {
  ByteWriter out;
  out.text(e.type.view());
  out.u16(e.type_version);
  out.id(e.recorder);
  out.id(e.stream);
  out.u64(e.version);
  out.instant(e.at);
  out.u16(static_cast<std::uint16_t>(e.seen.size()));
  for (const auto& seen : e.seen) {
    out.id(seen.recorder);
    out.u64(seen.version);
  }
  out.raw(e.commitment);
  return out.take();
}

Expected<Envelope> parse_envelope(ByteView bytes) {
  ByteReader in(bytes);
  Envelope e;
  const auto type = in.text();
  if (!Code::fits(type) || type.find('\0') != std::string::npos) return fault("the envelope has no event type");
  e.type = Code(type);
  e.type_version = in.u16();
  e.recorder = in.id();
  e.stream = in.id();
  e.version = in.u64();
  e.at = in.instant();
  const auto seen = in.u16();
  if (seen > most_seen) return fault("the envelope has seen more recorders than any may");
  for (int i = 0; i < seen && in.ok(); ++i) {
    const auto recorder = in.id();
    if (!e.seen.empty() && !(e.seen.back().recorder < recorder)) return fault("the envelope lists what it has seen out of order");
    e.seen.push_back({recorder, in.u64()});
  }
  e.commitment = take<32>(in);
  if (!in.done()) return fault("the envelope has bytes too many or too few");
  return e;
}

Hash event_hash(const Hash& previous, ByteView envelope) {
  return sha256({as_bytes("onestop event v1"), ByteView(previous), envelope});
}

Expected<SealedBytes> seal(Envelope envelope, const Hash& previous, const std::vector<Field>& fields,
                           const KeyFor& key_for, const Entropy& entropy) {
  if (fields.size() > most_fields) return fault("an event of type " + envelope.type.text() + " has too many fields");
  if (has_double_name(fields)) return fault("an event of type " + envelope.type.text() + " has two fields of one name");
  std::sort(envelope.seen.begin(), envelope.seen.end());
  const auto same_recorder = [](const Seen& a, const Seen& b) { return a.recorder == b.recorder; };
  if (envelope.seen.size() > most_seen ||
      std::adjacent_find(envelope.seen.begin(), envelope.seen.end(), same_recorder) != envelope.seen.end())
    return fault("an event of type " + envelope.type.text() + " has seen one recorder twice or too many of them");

  Secret secret;
  entropy(secret);
  ByteWriter body;
  body.u8(own_form);
  body.raw(secret);
  body.u16(static_cast<std::uint16_t>(fields.size()));
  Commitments commitments;
  for (const auto& field : fields) {
    if (!field.present) return fault("a field without its value cannot be recorded: " + field.name);
    const bool personal = field.visibility == Visibility::personal;
    const Id person = personal ? field.person : Id{};
    Bytes ciphertext;
    if (personal) {
      const auto key = key_for(field.person);
      if (!key) return fault("there is no key for the person in the field " + field.name);
      ciphertext = encrypt(field.value, *key, place_of(envelope.recorder, envelope.stream, envelope.version, field.name), entropy);
    }
    const ByteView stored = personal ? ByteView(ciphertext) : ByteView(field.value);
    const auto commitment = field_commitment(salt_of(secret, field.name), field.name, field.visibility, person, stored);
    commitments.add(field.name, field.visibility, commitment);
    body.text(field.name);
    body.u8(static_cast<std::uint8_t>(field.visibility));
    body.raw(ByteView(commitment).first(short_check_size));
    if (personal) body.id(person);
    body.blob(stored);
    if (body.bytes().size() > largest_body_bytes)
      return fault("an event of type " + envelope.type.text() + " is larger than 64 KiB; large documents are stored apart and named by their hash");
  }
  envelope.commitment = commitments.hash();
  SealedBytes sealed;
  sealed.envelope = to_bytes(envelope);
  sealed.body = body.take();
  sealed.hash = event_hash(previous, sealed.envelope);
  return sealed;
}

Expected<SealedEvent> parse_event(ByteView envelope, ByteView body, const Hash& claimed_hash) {
  auto parsed_envelope = parse_envelope(envelope);
  if (!parsed_envelope) return std::unexpected(parsed_envelope.error());
  auto parsed_body = parse_body(body);
  if (!parsed_body) return std::unexpected(parsed_body.error());
  SealedEvent event;
  event.envelope = std::move(*parsed_envelope);
  event.envelope_bytes.assign(envelope.begin(), envelope.end());
  event.hash = claimed_hash;
  event.fields.reserve(parsed_body->size());
  for (auto& parsed : *parsed_body) event.fields.push_back(std::move(parsed.field));
  return event;
}

Bytes shared_body(const SealedEvent& event) {
  ByteWriter out;
  out.u8(shared_form);
  out.u16(static_cast<std::uint16_t>(event.fields.size()));
  for (const auto& field : event.fields) {
    out.text(field.name);
    out.u8(static_cast<std::uint8_t>(field.visibility));
    out.u8(field.present ? 1 : 0);
    if (!field.present) {
      out.raw(field.commitment);
      continue;
    }
    out.raw(field.salt);
    if (field.visibility == Visibility::personal) out.id(field.person);
    out.blob(field.stored);
  }
  return out.take();
}

Expected<void> verify_fields(const SealedEvent& event) {
  Commitments commitments;
  for (const auto& field : event.fields) {
    if (field.present &&
        field.commitment != field_commitment(field.salt, field.name, field.visibility, field.person, field.stored))
      return fault(event_name(event.envelope) + ": the field " + field.name + " is not the one that was committed to");
    commitments.add(field.name, field.visibility, field.commitment);
  }
  if (commitments.hash() != event.envelope.commitment)
    return fault(event_name(event.envelope) + ": the fields are not those that the envelope committed to");
  return {};
}

Expected<void> verify_event(const SealedEvent& event, const Hash& previous) {
  const auto parsed = parse_envelope(event.envelope_bytes);
  if (!parsed) return std::unexpected(parsed.error());
  if (*parsed != event.envelope) return fault(event_name(event.envelope) + ": the envelope is not the one in its bytes");
  if (event_hash(previous, event.envelope_bytes) != event.hash)
    return fault(event_name(event.envelope) + ": the hash does not follow from the envelope and the event before");
  return verify_fields(event);
}

SealedEvent withhold(SealedEvent event, Visibility visibility) {
  for (auto& field : event.fields) {
    if (field.visibility != visibility) continue;
    field.present = false;
    field.person = {};
    field.salt = {};
    field.stored.clear();
  }
  return event;
}

Expected<std::vector<Field>> open(const SealedEvent& event, const KeyFor& key_for) {
  std::vector<Field> fields;
  fields.reserve(event.fields.size());
  for (const auto& sealed : event.fields) {
    auto& field = fields.emplace_back();
    field.name = sealed.name;
    field.visibility = sealed.visibility;
    field.person = sealed.person;
    field.present = sealed.present;
    if (!sealed.present) continue;
    if (sealed.visibility != Visibility::personal) {
      field.value = sealed.stored;
      continue;
    }
    const auto key = key_for(sealed.person);
    field.present = key.has_value();
    if (!key) continue;
    const auto& e = event.envelope;
    auto clear = decrypt(sealed.stored, *key, place_of(e.recorder, e.stream, e.version, sealed.name));
    if (!clear) return fault(event_name(e) + ": the field " + sealed.name + " does not open with its person's key");
    field.value = std::move(*clear);
  }
  return fields;
}

std::vector<std::string> damaged_fields(ByteView body) {
  const auto fields = parse_body(body);
  if (!fields) return {};
  std::vector<std::string> names;
  for (const auto& parsed : *fields) {
    const auto& field = parsed.field;
    if (field.present && !std::equal(parsed.short_check.begin(), parsed.short_check.end(), field.commitment.begin()))
      names.push_back(field.name);
  }
  return names;
}

}  // namespace onestop::wire
