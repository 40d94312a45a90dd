#pragma once
// Asks a scanner for malicious software whether bytes are clean, in the protocol of clamd: the command INSTREAM over a socket of
// Unix or TCP (docs.clamav.net, "ClamD Protocol").
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "base/instant.h"
#include "base/result.h"

namespace onestop::server {

struct ScannerAddress {
  std::string path;        // of a Unix socket
  std::string host, port;  // of TCP, where there is no path
};
/// "unix:/run/clamav/clamd.ctl", "tcp:127.0.0.1:3310" or "tcp:[::1]:3310".
Expected<ScannerAddress> read_scanner_address(std::string_view text);

class Scanner {
 public:
  struct Bounds {
    int answer_ms = 30'000;       // for one file, from connecting to the last byte of the answer
    int greeting_ms = 2'000;      // for the question whether it is there
    int ask_every_ms = 15'000;
  };
  struct Verdict {
    std::string found;  // what it is called; empty: clean
    bool clean() const { return found.empty(); }
  };
  /// What is known of the scanner itself, for the status page.
  struct State {
    bool reachable = false;
    std::string version, why;  // what it says it is; why it is not reachable
    Instant asked;
    std::uint64_t scanned = 0, found = 0;
  };

  Scanner(ScannerAddress address, Bounds bounds);
  explicit Scanner(ScannerAddress address) : Scanner(std::move(address), Bounds{}) {}
  ~Scanner();
  Scanner(const Scanner&) = delete;
  Scanner& operator=(const Scanner&) = delete;

  /// Blocks until the scanner has answered or its time is over; a fault where it said neither clean nor found.
  Expected<Verdict> scan(std::string_view bytes);
  State state();
  /// Asks at once whether it is there.
  void look();

 private:
  void noted(const Expected<std::string>& answer);

  const ScannerAddress address_;
  const Bounds bounds_;
  std::mutex lock_;
  std::condition_variable_any wake_;
  State state_;
  std::jthread watch_;  // last: it uses the others
};

}  // namespace onestop::server
