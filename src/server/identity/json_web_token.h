#pragma once
// RFC 7515, 7517, 7518: signed tokens in compact form, checked with OpenSSL. Only RS256 and ES256; "none" and keys shared
// between the two sides are no signatures of anybody.
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/result.h"

namespace onestop::server {

/// RFC 4648, section 5, without padding.
std::string base64url(ByteView bytes);
std::optional<Bytes> from_base64url(std::string_view text);

struct SignedToken {
  std::string algorithm, key;  // of its header
  std::string claims;          // JSON
  std::string covered;         // what the signature covers
  Bytes signature;
};
Expected<SignedToken> read_token(std::string_view compact);
/// `jwk` is one public key in JSON.
bool signature_holds(const SignedToken& token, const std::string& jwk);

}  // namespace onestop::server
