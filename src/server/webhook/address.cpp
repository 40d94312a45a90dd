#include "server/webhook/address.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

namespace onestop::server::webhook {
namespace {

constexpr std::size_t longest_url = 2000;

struct Block4 {
  std::uint32_t first;
  int bits;
};
constexpr std::uint32_t ip4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) { return a << 24 | b << 16 | c << 8 | d; }
constexpr Block4 special4[] = {
    {ip4(0, 0, 0, 0), 8},       // this network
    {ip4(10, 0, 0, 0), 8},      // private
    {ip4(100, 64, 0, 0), 10},   // shared by carriers
    {ip4(127, 0, 0, 0), 8},     // loopback
    {ip4(169, 254, 0, 0), 16},  // link-local, and the metadata of clouds
    {ip4(172, 16, 0, 0), 12},   // private
    {ip4(192, 0, 0, 0), 24},    // protocol assignments
    {ip4(192, 0, 2, 0), 24},    // documentation
    {ip4(192, 31, 196, 0), 24}, // AS112
    {ip4(192, 52, 193, 0), 24}, // AMT
    {ip4(192, 88, 99, 0), 24},  // 6to4 relays
    {ip4(192, 168, 0, 0), 16},  // private
    {ip4(192, 175, 48, 0), 24}, // AS112
    {ip4(198, 18, 0, 0), 15},   // benchmarks
    {ip4(198, 51, 100, 0), 24}, // documentation
    {ip4(203, 0, 113, 0), 24},  // documentation
    {ip4(224, 0, 0, 0), 4},     // multicast
    {ip4(240, 0, 0, 0), 4},     // reserved, broadcast
};

bool is_public4(std::uint32_t address) {
  return std::ranges::none_of(special4, [&](const Block4& one) { return (address ^ one.first) >> (32 - one.bits) == 0; });
}

/// Of IPv6 only global unicast is public, 2000::/3, without what lies in it for other ends.
bool is_public6(const unsigned char* b) {
  if ((b[0] & 0xe0) != 0x20) return false;
  const unsigned first = b[0] << 8 | b[1], second = b[2] << 8 | b[3];
  const bool protocols = first == 0x2001 && second < 0x0200;  // Teredo, ORCHID, benchmarks
  const bool documentation = (first == 0x2001 && second == 0x0db8) || (first == 0x3fff && second < 0x1000);
  const bool six_to_four = first == 0x2002;
  const bool as112 = first == 0x2620 && second == 0x004f && b[4] == 0x80 && b[5] == 0x00;
  return !protocols && !documentation && !six_to_four && !as112;
}

struct Parsed {
  CURLU* url = curl_url();
  Parsed() = default;
  Parsed(const Parsed&) = delete;
  Parsed& operator=(const Parsed&) = delete;
  ~Parsed() { curl_url_cleanup(url); }
  std::string part(CURLUPart which, unsigned flags = 0) const {
    char* text = nullptr;
    if (curl_url_get(url, which, &text, flags) != CURLUE_OK || !text) return {};
    std::string out = text;
    curl_free(text);
    return out;
  }
};

bool is_private_literal(std::string host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  sockaddr_in four{};
  four.sin_family = AF_INET;
  if (inet_pton(AF_INET, host.c_str(), &four.sin_addr) == 1) return !is_public(reinterpret_cast<const sockaddr*>(&four));
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  if (host.find(':') == std::string::npos) return false;
  return inet_pton(AF_INET6, host.substr(0, host.find('%')).c_str(), &six.sin6_addr) != 1 || !is_public(reinterpret_cast<const sockaddr*>(&six));
}

bool is_local_name(const std::string& host) {
  return host == "localhost" || host.ends_with(".localhost") || host.ends_with(".local") || host.ends_with(".internal");
}

}  // namespace

bool is_public(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    sockaddr_in four{};
    std::memcpy(&four, address, sizeof four);
    return is_public4(ntohl(four.sin_addr.s_addr));
  }
  if (address->sa_family != AF_INET6) return false;
  sockaddr_in6 six{};
  std::memcpy(&six, address, sizeof six);
  return is_public6(six.sin6_addr.s6_addr);
}

Expected<std::string> receiver_of(const std::string& url, const UrlRules& rules) {
  if (url.size() > longest_url) return fault("A url has at most 2000 characters.");
  if (std::ranges::any_of(url, [](unsigned char c) { return c <= 0x20 || c >= 0x7f || c == '\\'; })) return fault("A url has no blanks, control characters, backslashes or letters beyond ASCII; escape them.");
  const Parsed parsed;
  if (curl_url_set(parsed.url, CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return fault("This is no url; right would be: https://receiver.example/onestop");
  const auto scheme = parsed.part(CURLUPART_SCHEME);
  if (scheme != "https" && (rules.https_only || scheme != "http")) return fault(rules.https_only ? "A url begins with https://." : "A url begins with https:// or http://.");
  const auto rest = std::string_view(url).substr(scheme.size());
  if (!rest.starts_with("://") || rest.starts_with(":///")) return fault("This is no url; right would be: https://receiver.example/onestop");  // curl would guess
  if (!parsed.part(CURLUPART_USER).empty() || !parsed.part(CURLUPART_PASSWORD).empty() || rest.substr(0, rest.find_first_of("/?", 3)).find('@') != std::string_view::npos)
    return fault("A url names no user and no password.");
  if (!parsed.part(CURLUPART_FRAGMENT).empty()) return fault("A url has no fragment.");
  auto host = parsed.part(CURLUPART_HOST);
  std::ranges::transform(host, host.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  while (host.ends_with('.')) host.pop_back();
  if (host.empty()) return fault("This is no url; right would be: https://receiver.example/onestop");
  const auto port_text = parsed.part(CURLUPART_PORT, CURLU_DEFAULT_PORT);
  const int port = std::atoi(port_text.c_str());
  if (port != 80 && port != 443 && port < 1024) return fault("A port is 80, 443 or above 1023.");
  if (!rules.allow_private && (is_private_literal(host) || is_local_name(host))) return fault("A receiver is a host of the public internet.");
  return host + ":" + port_text;
}

}  // namespace onestop::server::webhook
