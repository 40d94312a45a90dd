#include "server/identity/one_time_codes.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium/utils.h>

namespace onestop::server {
namespace {

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

std::string escaped(std::string_view text) {
  static constexpr char hex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) out += c;
    else out += {'%', hex[static_cast<unsigned char>(c) >> 4], hex[static_cast<unsigned char>(c) & 15]};
  }
  return out;
}

}  // namespace

std::string one_time_code(ByteView key, std::int64_t step) {
  unsigned char message[8];
  for (int i = 0; i < 8; ++i) message[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(step) >> (56 - 8 * i));
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), message, sizeof message, mac, &size);
  const auto at = mac[size - 1] & 15;  // RFC 4226, 5.3
  const auto number = (static_cast<std::uint32_t>(mac[at] & 0x7f) << 24 | static_cast<std::uint32_t>(mac[at + 1]) << 16 |
                       static_cast<std::uint32_t>(mac[at + 2]) << 8 | mac[at + 3]) % 1'000'000;
  auto text = std::to_string(number);
  return std::string(6 - text.size(), '0') + text;
}

std::optional<std::int64_t> step_of(ByteView key, std::string_view code, Instant now) {
  if (code.size() != 6) return std::nullopt;
  const auto step = now.ms / 1000 / code_step_s;
  std::optional<std::int64_t> found;
  for (const auto one : {step - 1, step, step + 1})
    if (sodium_memcmp(one_time_code(key, one).data(), code.data(), code.size()) == 0) found = one;
  return found;
}

std::string base32(ByteView bytes) {
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const auto byte : bytes) {
    held = held << 8 | byte;
    for (bits += 8; bits >= 5; bits -= 5) out += letters[held >> (bits - 5) & 31];
  }
  if (bits > 0) out += letters[held << (5 - bits) & 31];
  return out;
}

std::optional<Bytes> from_base32(std::string_view text) {
  Bytes out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : text) {
    const auto value = letters.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    held = held << 5 | static_cast<std::uint32_t>(value);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    out.push_back(static_cast<unsigned char>(held >> bits & 255));
  }
  return out;
}

std::string key_uri(std::string_view issuer, std::string_view name, ByteView key) {
  return "otpauth://totp/" + escaped(issuer) + ":" + escaped(name) + "?secret=" + base32(key) + "&issuer=" + escaped(issuer) + "&algorithm=SHA1&digits=6&period=30";
}

}  // namespace onestop::server
