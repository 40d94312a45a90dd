#include "server/webhook/secrets.h"

#include <sodium.h>

#include "server/post/officers.h"

namespace onestop::server::webhook {
namespace {

constexpr const char* kind = "webhook";

std::string authentication(const std::string& secret, const std::string& text) {
  crypto_auth_hmacsha256_state state;
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> code{};
  crypto_auth_hmacsha256_init(&state, as_bytes(secret).data(), secret.size());
  crypto_auth_hmacsha256_update(&state, as_bytes(text).data(), text.size());
  crypto_auth_hmacsha256_final(&state, code.data());
  return to_hex(code);
}

}  // namespace

Secret fresh_secret(Instant now) {
  std::array<unsigned char, 32> random{};
  random_bytes(random);
  return {fresh_id(now), "whsec_" + to_hex(random), now, {}};
}

Expected<void> put_secrets(store::Keys& keys, const Id& webhook, const std::vector<Secret>& secrets) {
  ByteWriter out;
  out.u32(static_cast<std::uint32_t>(secrets.size()));
  for (const auto& one : secrets) {
    out.id(one.id);
    out.text(one.text);
    out.instant(one.created);
    out.instant(one.expires.value_or(Instant{}));
  }
  return keys.put_secret(kind, webhook, out.bytes());
}

Expected<std::vector<Secret>> secrets_of(store::Keys& keys, const Id& webhook) {
  const auto kept = keys.secret(kind, webhook);
  if (!kept) return std::unexpected(kept.error());
  std::vector<Secret> secrets;
  if (!*kept) return secrets;
  ByteReader in(**kept);
  const auto count = in.u32();
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    Secret one{in.id(), in.text(), in.instant(), {}};
    if (const auto expires = in.instant(); expires.ms != 0) one.expires = expires;
    secrets.push_back(std::move(one));
  }
  if (!in.done()) return fault("the secrets of webhook " + to_text(webhook) + " cannot be read; restore the key file that belongs to this log");
  return secrets;
}

std::string signature(const std::vector<Secret>& secrets, const std::string& body, Instant now) {
  const auto t = std::to_string(now.ms / 1000);
  std::string text = "t=" + t;
  for (const auto& one : secrets)
    if (one.live(now)) text += ",v1=" + authentication(one.text, t + "." + body);
  return text;
}

}  // namespace onestop::server::webhook
