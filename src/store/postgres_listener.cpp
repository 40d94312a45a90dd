#include "store/postgres_listener.h"

#include <sys/eventfd.h>
#include <sys/poll.h>
#include <unistd.h>

namespace onestop::store {

PostgresListener::PostgresListener(const std::string& address, const PostgresConnection& own, std::function<void()> then)
    : address_(address), own_(own), then_(std::move(then)) {
  if (!listen()) {
    PQfinish(connection_);
    throw DatabaseFailure{own.path() + " cannot be listened to"};
  }
  stop_ = ::eventfd(0, EFD_CLOEXEC);
  thread_ = std::thread([this] { hear(); });
}

PostgresListener::~PostgresListener() {
  ::eventfd_write(stop_, 1);
  thread_.join();
  ::close(stop_);
  PQfinish(connection_);
}

bool PostgresListener::listen() {
  PQfinish(connection_);
  connection_ = connected(address_);
  if (PQstatus(connection_) != CONNECTION_OK) return false;
  const Result listening{PQexec(connection_, "LISTEN onestop_wrote")};
  return PQresultStatus(listening.get()) == PGRES_COMMAND_OK;
}

/// False when it is to end. Without a socket it only waits.
bool PostgresListener::wait(int socket, int timeout_ms) const {
  pollfd both[2] = {{stop_, POLLIN, 0}, {socket, POLLIN, 0}};
  while (::poll(both, 2, timeout_ms) < 0 && errno == EINTR) {}
  return both[0].revents == 0;
}

void PostgresListener::hear() {
  constexpr int before_next_try_ms = 1000;
  for (bool connected = true;;) {
    if (!wait(connected ? PQsocket(connection_) : -1, connected ? -1 : before_next_try_ms)) return;
    const bool was_away = !connected;
    if (connected) connected = PQconsumeInput(connection_) != 0;
    else connected = listen();
    // Whoever was away does not know what it missed.
    if (connected && (others_told() || was_away)) then_();
  }
}

bool PostgresListener::others_told() {
  bool others = false;
  while (auto* told = PQnotifies(connection_)) {
    others = others || told->be_pid != own_.backend();
    PQfreemem(told);
  }
  return others;
}

}  // namespace onestop::store
