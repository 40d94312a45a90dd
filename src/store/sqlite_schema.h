#pragma once
// Migrations: numbered SQL texts, each applied once and remembered with its SHA-256.
#include "store/sqlite_connection.h"

namespace onestop::store {

/// Brings the file to the newest schema. A file of a newer program, or one whose migrations had other texts, is refused.
void migrate_log(Connection& db);
void migrate_keys(Connection& db);
int newest_log_schema();

/// Settings of every connection that writes.
void prepare_for_writing(Connection& db, const std::string& synchronous);

}  // namespace onestop::store
