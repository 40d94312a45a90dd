#pragma once
// Hears that other processes wrote, on a connection and a thread of its own.
#include <functional>
#include <thread>

#include "store/postgres_connection.h"

namespace onestop::store {

class PostgresListener {
 public:
  /// Listens when it returns. What `own` told is not passed on. Throws DatabaseFailure.
  PostgresListener(const std::string& address, const PostgresConnection& own, std::function<void()> then);
  ~PostgresListener();
  PostgresListener(const PostgresListener&) = delete;
  PostgresListener& operator=(const PostgresListener&) = delete;

 private:
  bool listen();
  void hear();
  bool others_told();
  bool wait(int socket, int timeout_ms) const;

  std::string address_;
  const PostgresConnection& own_;
  std::function<void()> then_;
  PGconn* connection_ = nullptr;
  int stop_ = -1;  // an event of the system: readable once it is to end
  std::thread thread_;
};

}  // namespace onestop::store
