#pragma once
// Wrong tries to sign in, and how long to wait after them. By the wall's clock.
#include <map>
#include <mutex>
#include <string>

#include "base/instant.h"

namespace onestop::server {

class Tries {
 public:
  static constexpr int patience = 5;         // wrong tries of one name before a pause
  static constexpr int peer_patience = 50;   // of one address: many people may sit behind it
  static constexpr std::size_t most = 10'000;

  /// Seconds to wait before this name or this peer may try again; 0 for now.
  std::int64_t pause_s(const std::string& name, const std::string& peer);
  void tried(const std::string& name, const std::string& peer, bool succeeded);

 private:
  struct Count {
    int wrong = 0;
    Instant until, last;
  };
  std::mutex lock_;
  std::map<std::string, Count> counts_;  // of names ("n:") and peers ("p:"), at most `most`
};

}  // namespace onestop::server
