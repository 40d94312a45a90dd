#pragma once
// SHA-256 (FIPS 180-4) and Ed25519 (RFC 8032). Pure functions of their arguments; keys and randomness are passed in.
#include <array>
#include <initializer_list>

#include "base/bytes.h"

namespace onestop {

using Hash = std::array<unsigned char, 32>;

Hash sha256(ByteView bytes);
/// The hash of the parts one after the other, without a separator.
Hash sha256(std::initializer_list<ByteView> parts);

using PublicKey = std::array<unsigned char, 32>;
using SecretKey = std::array<unsigned char, 64>;  // seed and public key, as in RFC 8032 libraries
using Signature = std::array<unsigned char, 64>;

struct KeyPair {
  PublicKey public_key{};
  SecretKey secret_key{};
};
KeyPair key_pair_from_seed(const std::array<unsigned char, 32>& seed);
Signature sign(ByteView message, const SecretKey& key);
bool verify(ByteView message, const Signature& signature, const PublicKey& key);

}  // namespace onestop
