#pragma once
// Whose connections are open, and who stands behind a proxy. Used by connections only.
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace onestop::server::http {

struct Options;

/// One network of IPv4 or IPv6: "10.1.0.7", "10.1.0.0/24", "2001:db8::/48".
struct Network {
  std::string bytes;  // 4 or 16
  int bits = 0;
  bool holds(std::string_view address) const;
};
Expected<Network> read_network(const std::string& text);

/// The address of whoever asks. `forwarded` are the values of X-Forwarded-For in the order sent: read from the end, since each
/// proxy writes there whom it heard, and believed only as long as a trusted proxy wrote it.
std::string client_behind(const std::string& peer, const std::vector<std::string>& forwarded, const std::vector<Network>& trusted);
bool is_loopback(const std::string& address);
bool is_trusted(std::string_view address, const std::vector<Network>& trusted);

/// How many connections one address has, and how many of them have not sent a whole request yet. Of IPv6 the first 64 bits
/// count, which is what one household or office is given.
class AddressPlaces {
 public:
  /// False where the address has its share.
  bool take(const std::string& address, const Options& options);
  /// It has sent a whole request.
  void proven(const std::string& address, const Options& options);
  void leave(const std::string& address, bool was_proven, const Options& options);

 private:
  struct Count {
    std::size_t open = 0, unproven = 0;
  };
  std::mutex lock_;
  std::map<std::string, Count> of_;
};

}  // namespace onestop::server::http
