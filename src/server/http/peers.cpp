#include "server/http/peers.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "server/http/server.h"

namespace onestop::server::http {
namespace {

constexpr std::size_t v4_bytes = 4, v6_bytes = 16, household_bytes = 8;

/// An IPv4 address in IPv6 clothes is the IPv4 address. Empty for what is no address.
std::string address_bytes(std::string_view text) {
  const std::string word(text);
  char bytes[v6_bytes];
  if (inet_pton(AF_INET, word.c_str(), bytes) == 1) return {bytes, v4_bytes};
  if (inet_pton(AF_INET6, word.c_str(), bytes) != 1) return {};
  static constexpr std::string_view clothes("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
  const std::string all(bytes, v6_bytes);
  return all.starts_with(clothes) ? all.substr(clothes.size()) : all;
}

std::string household(const std::string& address) {
  const auto bytes = address_bytes(address);
  return bytes.size() == v6_bytes ? bytes.substr(0, household_bytes) : bytes;
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

bool Network::holds(std::string_view address) const {
  const auto other = address_bytes(address);
  if (other.size() != bytes.size()) return false;
  for (int bit = 0; bit < bits; ++bit) {
    const auto at = static_cast<std::size_t>(bit / 8);
    if (((bytes[at] ^ other[at]) >> (7 - bit % 8)) & 1) return false;
  }
  return true;
}

Expected<Network> read_network(const std::string& text) {
  const auto slash = std::min(text.find('/'), text.size());
  Network network{address_bytes(text.substr(0, slash)), 0};
  network.bits = static_cast<int>(network.bytes.size() * 8);
  bool good = !network.bytes.empty();
  if (good && slash < text.size()) {
    int bits = -1;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + slash + 1, end, bits);
    good = read.ec == std::errc() && read.ptr == end && bits >= 0 && bits <= network.bits;
    network.bits = bits;
  }
  if (!good) return fault("\"" + text + "\" is neither an address nor a network; right would be: 10.1.0.7 or 10.1.0.0/24");
  return network;
}

bool is_loopback(const std::string& address) {
  const auto bytes = address_bytes(address);
  if (bytes.size() == v4_bytes) return bytes.front() == 127;
  return bytes.size() == v6_bytes && bytes.back() == 1 && std::all_of(bytes.begin(), bytes.end() - 1, [](char c) { return c == 0; });
}

bool is_trusted(std::string_view address, const std::vector<Network>& trusted) {
  return std::ranges::any_of(trusted, [&](const Network& one) { return one.holds(address); });
}

std::string client_behind(const std::string& peer, const std::vector<std::string>& forwarded, const std::vector<Network>& trusted) {
  auto client = peer;
  for (auto field = forwarded.rbegin(); field != forwarded.rend(); ++field) {
    std::string_view rest = *field;
    while (true) {
      if (!is_trusted(client, trusted)) return client;
      const auto comma = rest.rfind(',');
      const auto word = without_blanks(comma == std::string_view::npos ? rest : rest.substr(comma + 1));
      if (address_bytes(word).empty()) return client;  // no address: whoever wrote it is the last that is known
      client = word;
      if (comma == std::string_view::npos) break;
      rest = rest.substr(0, comma);
    }
  }
  return client;
}

bool AddressPlaces::take(const std::string& address, const Options& options) {
  if (is_trusted(address, options.trusted_proxies)) return true;
  const std::lock_guard hold(lock_);
  auto& one = of_[household(address)];
  if (one.open >= options.most_of_address || one.unproven >= options.most_unproven_of_address) return false;
  ++one.open;
  ++one.unproven;
  return true;
}

void AddressPlaces::proven(const std::string& address, const Options& options) {
  if (is_trusted(address, options.trusted_proxies)) return;
  const std::lock_guard hold(lock_);
  if (const auto one = of_.find(household(address)); one != of_.end() && one->second.unproven > 0) --one->second.unproven;
}

void AddressPlaces::leave(const std::string& address, bool was_proven, const Options& options) {
  if (is_trusted(address, options.trusted_proxies)) return;
  const std::lock_guard hold(lock_);
  const auto one = of_.find(household(address));
  if (one == of_.end()) return;
  if (!was_proven && one->second.unproven > 0) --one->second.unproven;
  if (--one->second.open == 0) of_.erase(one);
}

}  // namespace onestop::server::http
