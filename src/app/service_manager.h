#pragma once
// Tells systemd how the service does, where it was started by it (sd_notify's protocol: a datagram to $NOTIFY_SOCKET).
#include <cstdint>
#include <string>

namespace onestop::app {

class ServiceManager {
 public:
  /// Reads NOTIFY_SOCKET and WATCHDOG_USEC.
  ServiceManager();
  void ready(const std::string& status);
  void stopping();
  /// To be called several times a second while the service works; tells so as often as it is asked for.
  void alive(std::int64_t now_ms);

 private:
  void tell(const std::string& what) const;
  std::string socket_;
  std::int64_t every_ms_ = 0;  // 0: nobody watches
  std::int64_t told_ms_ = 0;
};

}  // namespace onestop::app
