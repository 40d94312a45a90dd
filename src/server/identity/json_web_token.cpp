#include "server/identity/json_web_token.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <sodium/utils.h>

#include <boost/json.hpp>
#include <memory>

namespace onestop::server {
namespace {

constexpr std::size_t most_bytes = 64u << 10;
constexpr std::size_t half_signature_bytes = 32;  // of P-256
constexpr int least_rsa_bits = 2048;

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* what) const { Free(what); }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;

std::string text_of(const boost::json::object& object, const char* name) {
  const auto* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::optional<boost::json::object> object_of(std::string_view text) {
  boost::system::error_code ec;
  auto value = boost::json::parse(text, ec);
  if (ec || !value.is_object()) return std::nullopt;
  return std::move(value.as_object());
}

Key made(const char* kind, OSSL_PARAM_BLD* build) {
  EVP_PKEY* key = nullptr;
  OSSL_PARAM* params = OSSL_PARAM_BLD_to_param(build);
  EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr);
  const bool good = params && context && EVP_PKEY_fromdata_init(context) == 1 && EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) == 1;
  EVP_PKEY_CTX_free(context);
  OSSL_PARAM_free(params);
  return Key(good ? key : nullptr);
}

Number number(const boost::json::object& jwk, const char* name) {
  const auto bytes = from_base64url(text_of(jwk, name));
  if (!bytes || bytes->empty()) return nullptr;
  return Number(BN_bin2bn(bytes->data(), static_cast<int>(bytes->size()), nullptr));
}

Key rsa_key(const boost::json::object& jwk) {
  const auto n = number(jwk, "n"), e = number(jwk, "e");
  if (!n || !e || BN_num_bits(n.get()) < least_rsa_bits) return nullptr;
  std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>> build(OSSL_PARAM_BLD_new());
  if (!OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) || !OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_E, e.get())) return nullptr;
  return made("RSA", build.get());
}

Key curve_key(const boost::json::object& jwk) {
  if (text_of(jwk, "crv") != "P-256") return nullptr;
  const auto x = from_base64url(text_of(jwk, "x")), y = from_base64url(text_of(jwk, "y"));
  if (!x || !y || x->size() != half_signature_bytes || y->size() != half_signature_bytes) return nullptr;
  Bytes point{4};  // uncompressed
  point.insert(point.end(), x->begin(), x->end());
  point.insert(point.end(), y->begin(), y->end());
  std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>> build(OSSL_PARAM_BLD_new());
  if (!OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) ||
      !OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()))
    return nullptr;
  return made("EC", build.get());
}

/// OpenSSL wants the two halves in DER.
Bytes in_der(const Bytes& signature) {
  if (signature.size() != 2 * half_signature_bytes) return {};
  std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>> pair(ECDSA_SIG_new());
  BIGNUM* r = BN_bin2bn(signature.data(), half_signature_bytes, nullptr);
  BIGNUM* s = BN_bin2bn(signature.data() + half_signature_bytes, half_signature_bytes, nullptr);
  if (!ECDSA_SIG_set0(pair.get(), r, s)) return {};
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  Bytes out(der, der + std::max(size, 0));
  OPENSSL_free(der);
  return out;
}

}  // namespace

std::string base64url(ByteView bytes) {
  std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  out.pop_back();  // the end that C wants
  return out;
}

std::optional<Bytes> from_base64url(std::string_view text) {
  Bytes out(text.size() + 1);  // an empty text has a place, too
  std::size_t size = 0;
  if (sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr, &size, nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0) return std::nullopt;
  out.resize(size);
  return out;
}

Expected<SignedToken> read_token(std::string_view compact) {
  if (compact.size() > most_bytes) return fault("the token is too long");
  const auto first = compact.find('.');
  const auto second = first == std::string_view::npos ? first : compact.find('.', first + 1);
  if (second == std::string_view::npos || compact.find('.', second + 1) != std::string_view::npos) return fault("the token has not three parts");
  const auto header = from_base64url(compact.substr(0, first)), claims = from_base64url(compact.substr(first + 1, second - first - 1));
  auto signature = from_base64url(compact.substr(second + 1));
  if (!header || !claims || !signature) return fault("the token is not in base64url");
  const auto head = object_of({reinterpret_cast<const char*>(header->data()), header->size()});
  if (!head) return fault("the header of the token is no JSON object");
  if (head->contains("crit")) return fault("the token asks for an extension that nobody here knows");
  return SignedToken{text_of(*head, "alg"), text_of(*head, "kid"), std::string(claims->begin(), claims->end()), std::string(compact.substr(0, second)), std::move(*signature)};
}

bool signature_holds(const SignedToken& token, const std::string& text) {
  const auto jwk = object_of(text);
  if (!jwk) return false;
  const auto use = text_of(*jwk, "use"), algorithm = text_of(*jwk, "alg"), kind = text_of(*jwk, "kty");
  if ((!use.empty() && use != "sig") || (!algorithm.empty() && algorithm != token.algorithm)) return false;
  const bool rsa = token.algorithm == "RS256" && kind == "RSA", curve = token.algorithm == "ES256" && kind == "EC";
  if (!rsa && !curve) return false;
  const auto key = rsa ? rsa_key(*jwk) : curve_key(*jwk);
  const auto signature = rsa ? token.signature : in_der(token.signature);
  if (!key || signature.empty()) return false;
  std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), reinterpret_cast<const unsigned char*>(token.covered.data()), token.covered.size()) == 1;
}

}  // namespace onestop::server
