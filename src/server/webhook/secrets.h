#pragma once
// The secrets with which a webhook's messages are signed. They lie in the key file; the log and its backups have none.
#include <string>
#include <vector>

#include "store/store.h"

namespace onestop::server::webhook {

struct Secret {
  Id id;
  std::string text;  // "whsec_" and 64 hexadecimal digits; its bytes, as they stand, are the key
  Instant created;
  std::optional<Instant> expires;
  bool live(Instant now) const { return !expires || *expires > now; }
};

constexpr std::size_t most_secrets = 2;  // live at once

Secret fresh_secret(Instant now);
Expected<void> put_secrets(store::Keys& keys, const Id& webhook, const std::vector<Secret>& secrets);
Expected<std::vector<Secret>> secrets_of(store::Keys& keys, const Id& webhook);

/// "t=1751342400,v1=<hex>[,v1=<hex>]": HMAC-SHA-256 over "<t>.<body>" with each live secret.
std::string signature(const std::vector<Secret>& secrets, const std::string& body, Instant now);

}  // namespace onestop::server::webhook
