#pragma once
// The demonstration's server: the same program in a process of its own, which anybody may kill and start again.
#include <sys/types.h>

#include <string>
#include <vector>

#include "app/serve.h"

namespace onestop::app {

class DemoServer {
 public:
  explicit DemoServer(ServeOptions options);
  ~DemoServer() { stop(); }
  DemoServer(const DemoServer&) = delete;
  DemoServer& operator=(const DemoServer&) = delete;

  /// Returns when the server listens. A fault where it ends before, or nobody waits any longer.
  Expected<void> start();
  /// How the process that was started here has ended; nothing while it lives, or where there is none.
  std::optional<std::string> ended();
  /// Whether a server answers at the address, whoever started it.
  bool answers() const;
  /// The body of the answer to a GET; nothing where the status is not 200.
  std::optional<std::string> get(const std::string& path) const;
  /// Ends the process that was started here, in order. A server started by hand is not ours.
  void stop();

  pid_t process() const { return process_; }
  std::string url() const;
  /// For a second terminal: what starts the server again.
  std::string command_line() const;
  std::string log_file() const { return options_.log; }

 private:
  std::vector<std::string> arguments() const;
  Expected<std::uint16_t> heard_port(int pipe);

  ServeOptions options_;
  pid_t process_ = 0;
};

}  // namespace onestop::app
