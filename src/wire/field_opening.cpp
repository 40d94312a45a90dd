#include "wire/field_opening.h"

#include <sodium/crypto_aead_chacha20poly1305.h>
#include <sodium/crypto_aead_xchacha20poly1305.h>
#include <sodium/crypto_core_hchacha20.h>

#include <algorithm>

namespace onestop::wire {
namespace {

constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_chacha20poly1305_IETF_ABYTES;
constexpr std::size_t derived_from = crypto_core_hchacha20_INPUTBYTES;  // bytes of the nonce
using ShortNonce = std::array<unsigned char, crypto_aead_chacha20poly1305_IETF_NPUBBYTES>;

/// Four zero bytes and the rest of the nonce.
ShortNonce short_nonce(const Bytes& stored) {
  ShortNonce nonce{};
  std::copy_n(stored.begin() + derived_from, nonce_size - derived_from, nonce.begin() + 4);
  return nonce;
}

bool may_open(const SealedField& field) {
  return field.present && field.visibility == Visibility::personal && field.stored.size() >= nonce_size + tag_size;
}

}  // namespace

std::vector<FieldOpening> openings_of(const SealedEvent& event, const KeyFor& key_for) {
  std::vector<FieldOpening> openings;
  for (const auto& field : event.fields) {
    if (!may_open(field)) continue;
    const auto key = key_for(field.person);
    if (!key) continue;
    auto& one = openings.emplace_back();
    one.field = field.name;
    crypto_core_hchacha20(one.key.data(), field.stored.data(), key->data(), nullptr);
  }
  return openings;
}

Expected<std::vector<Field>> open_with(const SealedEvent& event, const std::vector<FieldOpening>& openings) {
  std::vector<Field> fields;
  for (const auto& sealed : event.fields) {
    auto& field = fields.emplace_back(Field{sealed.name, sealed.visibility, sealed.person, {}, sealed.present});
    if (!sealed.present) continue;
    if (sealed.visibility != Visibility::personal) {
      field.value = sealed.stored;
      continue;
    }
    const auto opening = std::ranges::find(openings, sealed.name, &FieldOpening::field);
    field.present = opening != openings.end();
    if (!field.present) continue;
    if (!may_open(sealed)) return fault("the field " + sealed.name + " is too short to be opened");
    const auto& e = event.envelope;
    const auto place = place_of(e.recorder, e.stream, e.version, sealed.name);
    const auto nonce = short_nonce(sealed.stored);
    field.value.resize(sealed.stored.size() - nonce_size - tag_size);
    const int opened = crypto_aead_chacha20poly1305_ietf_decrypt(field.value.data(), nullptr, nullptr, sealed.stored.data() + nonce_size,
                                                                 sealed.stored.size() - nonce_size, place.data(), place.size(), nonce.data(),
                                                                 opening->key.data());
    if (opened != 0) return fault("the field " + sealed.name + " does not open with the key that is handed out for it");
  }
  return fields;
}

}  // namespace onestop::wire
