#include "app/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace onestop::app {

ServiceManager::ServiceManager() {
  if (const char* socket = std::getenv("NOTIFY_SOCKET")) socket_ = socket;
  if (const char* usec = std::getenv("WATCHDOG_USEC")) every_ms_ = std::atoll(usec) / 1000 / 3;
}

void ServiceManager::ready(const std::string& status) { tell("READY=1\nSTATUS=" + status); }
void ServiceManager::stopping() { tell("STOPPING=1"); }

void ServiceManager::alive(std::int64_t now_ms) {
  if (every_ms_ <= 0 || now_ms - told_ms_ < every_ms_) return;
  told_ms_ = now_ms;
  tell("WATCHDOG=1");
}

void ServiceManager::tell(const std::string& what) const {
  sockaddr_un to{};
  if (socket_.empty() || socket_.size() >= sizeof to.sun_path) return;
  to.sun_family = AF_UNIX;
  std::memcpy(to.sun_path, socket_.data(), socket_.size());
  if (to.sun_path[0] == '@') to.sun_path[0] = '\0';  // a name of its own kind, without a file
  const int file = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (file < 0) return;
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
  (void)::sendto(file, what.data(), what.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&to), length);
  ::close(file);
}

}  // namespace onestop::app
