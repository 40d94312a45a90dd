#include "base/hash.h"

#include <openssl/evp.h>
#include <sodium/crypto_sign_ed25519.h>

#include "base/check.h"

namespace onestop {
namespace {

/// One fetched algorithm and one context per thread: OpenSSL 3 spends more on looking them up than on hashing 100 bytes.
class Sha256 {
 public:
  Sha256() : algorithm_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {
    check(algorithm_ != nullptr && context_ != nullptr, "OpenSSL offers no SHA-256");
  }
  ~Sha256() {
    EVP_MD_CTX_free(context_);
    EVP_MD_free(algorithm_);
  }
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void begin() { check(EVP_DigestInit_ex(context_, algorithm_, nullptr) == 1, "SHA-256 does not start"); }
  void add(ByteView part) { check(EVP_DigestUpdate(context_, part.data(), part.size()) == 1, "SHA-256 takes no bytes"); }
  Hash end() {
    Hash hash;
    check(EVP_DigestFinal_ex(context_, hash.data(), nullptr) == 1, "SHA-256 does not end");
    return hash;
  }

 private:
  EVP_MD* algorithm_;
  EVP_MD_CTX* context_;
};

Sha256& hasher() {
  thread_local Sha256 one;
  return one;
}

}  // namespace

Hash sha256(ByteView bytes) { return sha256({bytes}); }

Hash sha256(std::initializer_list<ByteView> parts) {
  auto& h = hasher();
  h.begin();
  for (const auto part : parts) h.add(part);
  return h.end();
}

KeyPair key_pair_from_seed(const std::array<unsigned char, 32>& seed) {
  KeyPair pair;
  crypto_sign_ed25519_seed_keypair(pair.public_key.data(), pair.secret_key.data(), seed.data());
  return pair;
}

Signature sign(ByteView message, const SecretKey& key) {
  Signature signature{};
  crypto_sign_ed25519_detached(signature.data(), nullptr, message.data(), message.size(), key.data());
  return signature;
}

bool verify(ByteView message, const Signature& signature, const PublicKey& key) {
  return crypto_sign_ed25519_verify_detached(signature.data(), message.data(), message.size(), key.data()) == 0;
}

}  // namespace onestop
