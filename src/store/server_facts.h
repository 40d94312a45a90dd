#pragma once
// What a backup needs to know of the PostgreSQL server that holds a database of ours.
#include <string>
#include <vector>

#include "base/result.h"

namespace onestop::store {

struct ServerFacts {
  std::string database, role;
  std::string system;  // the server's own identifier: the same for its standbys and restored copies
  int version = 0;     // 15, 16 ...
  std::string wal_level;
  bool archives = false;        // WAL goes to an archive
  std::string archive_trouble;  // which file it did not take, and since when
  std::int64_t wal_senders = 0;
  bool may_replicate = false;  // the role may take a backup
  std::vector<std::string> with_log, with_keys, unknown;  // databases of this server; the last could not be looked into
};

Expected<ServerFacts> server_facts(const std::string& address);

/// An address without its password, for a command line that others can read; and the password.
struct Spoken {
  std::string address, password;
};
Expected<Spoken> without_password(const std::string& address);

/// Whether a server takes connections there by now.
bool answers(const std::string& address);
/// How many keys of persons a database of keys holds; a fault where it is none.
Expected<std::uint64_t> keys_in(const std::string& path);

}  // namespace onestop::store
