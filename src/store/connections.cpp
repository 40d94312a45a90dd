#include "store/connections.h"

#include "store/postgres_connection.h"
#include "store/sqlite_connection.h"

namespace onestop::store {

std::unique_ptr<Connection> connect(const std::string& path, const std::string& vfs, Use use, const std::string& synchronous) {
  if (is_postgres(path))
    return std::make_unique<PostgresConnection>(path, use == Use::writing ? PostgresConnection::For::writing : PostgresConnection::For::reading, synchronous);
  auto db = std::make_unique<SqliteConnection>(path, use == Use::verifying ? Access::read_only : Access::read_write, vfs);
  if (use == Use::writing) prepare_for_writing(*db, synchronous);
  if (use == Use::reading) db->run("PRAGMA query_only=ON; PRAGMA trusted_schema=OFF; PRAGMA cache_size=-16384");
  return db;
}

}  // namespace onestop::store
