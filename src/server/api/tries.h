#pragma once
// Wrong tries to sign in, and how long to wait after them. By the wall's clock, in the memory of this process.
//
// Whoever guesses waits where he sits: a name from one address, then the address for all names. A name as a whole waits only
// when very many try it from everywhere, never for long, and never where its owner signed in before: nobody can lock an
// owner out of his own place by guessing elsewhere.
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/instant.h"

namespace onestop::server {

class Tries {
 public:
  static constexpr int patience = 5;         // wrong tries of one name from one address before a pause
  static constexpr int peer_patience = 50;   // of one address: many people may sit behind it
  static constexpr int name_patience = 50;   // of one name from all addresses
  static constexpr std::size_t most = 10'000;
  static constexpr std::size_t most_places = 8;  // of one name, the last ones where it signed in

  /// Seconds to wait before this name may try again from this peer; 0 for now.
  std::int64_t pause_s(const std::string& name, const std::string& peer) { return pause_s(name, peer, now()); }
  void tried(const std::string& name, const std::string& peer, bool succeeded) { tried(name, peer, succeeded, now()); }

  std::int64_t pause_s(const std::string& name, const std::string& peer, Instant now);
  void tried(const std::string& name, const std::string& peer, bool succeeded, Instant now);

 private:
  static Instant now();
  struct Count {
    int wrong = 0;
    Instant until, last;
  };
  bool at_home(const std::string& name, const std::string& peer) const;
  void note_place(const std::string& name, const std::string& peer);
  void count(const std::string& key, int limit, std::int64_t longest_pause_ms, Instant now);

  std::mutex lock_;
  std::map<std::string, Count> counts_;  // of names from a peer ("b:"), of names ("n:") and of peers ("p:"), at most `most`
  std::map<std::string, std::vector<std::string>> places_;  // where names signed in, at most `most`
};

}  // namespace onestop::server
