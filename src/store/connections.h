#pragma once
// Which engine a path means.
#include "store/connection.h"

namespace onestop::store {

enum class Use { writing, reading, verifying };

/// A file of SQLite, or a database of a PostgreSQL server. Throws DatabaseFailure.
std::unique_ptr<Connection> connect(const std::string& path, const std::string& vfs, Use use, const std::string& synchronous = "FULL");

}  // namespace onestop::store
