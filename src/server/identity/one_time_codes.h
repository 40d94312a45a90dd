#pragma once
// RFC 6238 with SHA-1, steps of 30 seconds and six digits: what every authenticator app understands.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/instant.h"

namespace onestop::server {

constexpr std::int64_t code_step_s = 30;

/// The code of this step, "287082".
std::string one_time_code(ByteView key, std::int64_t step);
/// The step in whose name the code is given at `now`: this one, the one before or the next; nothing for a wrong code.
std::optional<std::int64_t> step_of(ByteView key, std::string_view code, Instant now);

/// RFC 4648 without padding.
std::string base32(ByteView bytes);
std::optional<Bytes> from_base32(std::string_view text);

/// For a QR code or by hand: "otpauth://totp/..." with the key in it.
std::string key_uri(std::string_view issuer, std::string_view name, ByteView key);

}  // namespace onestop::server
