#pragma once
// Backup and recovery of a PostgreSQL server with its own programs (pg_basebackup, pg_verifybackup, postgres).
#include <sys/types.h>

#include <memory>
#include <string>

#include "base/result.h"

namespace onestop::app {

/// A folder that is not there yet, or has nothing in it.
Expected<void> must_be_empty(const std::string& folder);

/// Refuses, with a sentence, a server whose WAL goes nowhere, or one that also holds the keys.
Expected<void> back_up_server(const std::string& address, const std::string& into);

bool is_server_backup(const std::string& folder);

/// A server that was recovered from a backup. It listens in a folder of its own, to its own user alone, and archives nothing.
class RestoredServer {
 public:
  /// Copies the backup, replays the archive up to `at` and waits until that is done.
  static Expected<std::unique_ptr<RestoredServer>> recover(const std::string& backup, const std::string& archive, const std::string& at, const std::string& into);
  ~RestoredServer();
  RestoredServer(const RestoredServer&) = delete;
  RestoredServer& operator=(const RestoredServer&) = delete;

  /// Of the database that was backed up.
  const std::string& address() const { return address_; }
  Expected<void> stop();

 private:
  RestoredServer() = default;
  Expected<void> prepare();
  Expected<void> start(const std::string& programs, const std::string& archive, const std::string& at);
  Fault why_not(const std::string& at) const;

  std::string data_, private_, address_;
  pid_t server_ = -1;
};

}  // namespace onestop::app
