#pragma once
// What an address of a database says, as libpq reads it: without connecting, and with the environment's share in it.
#include <optional>
#include <string>

#include "base/result.h"

namespace onestop::store {

bool is_database_address(const std::string& path);

struct DatabaseAddress {
  bool over_network = false;  // not a socket or a loopback address of this machine
  bool password = false;      // in the address itself
  std::optional<std::string> passfile;
  std::string sslmode;        // empty: libpq's own
  std::string host, database;
};
Expected<DatabaseAddress> read_database_address(const std::string& path);

}  // namespace onestop::store
