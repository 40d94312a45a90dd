#pragma once
// Where webhooks may lead: to public hosts only, so that nobody reaches into the post's own network through us.
#include <sys/socket.h>

#include <string>

#include "base/result.h"

namespace onestop::server::webhook {

/// Whether the address is a host of the public internet: not loopback, private, link-local, shared (RFC 6598), multicast,
/// reserved, for documentation, nor an IPv6 form that carries an IPv4 address (mapped, 6to4, NAT64, Teredo). Source: the IANA
/// registries of special-purpose addresses, 2024.
bool is_public(const sockaddr* address);

struct UrlRules {
  bool https_only = true;
  bool allow_private = false;  // for tests and the demonstration
};
/// "receiver.example:443", by which transfers are counted; or one sentence why the url is not taken.
Expected<std::string> receiver_of(const std::string& url, const UrlRules& rules);

}  // namespace onestop::server::webhook
