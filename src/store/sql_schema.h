#pragma once
// Migrations: numbered SQL texts, each applied once and remembered with its SHA-256. They are written for SQLite;
// PostgreSQL gets the same texts with the differences of `in_postgres_words`.
#include "store/connection.h"

namespace onestop::store {

int newest_log_schema();
/// Brings the database to the newest schema, or to that one (as a program would that knows no newer), while others may work on
/// it. One of a newer program is refused unless its schema says that this program may go on; one whose migrations had other
/// texts is refused. How migrations are written: CONTRIBUTING.md.
void migrate_log(Connection& db, int newest = newest_log_schema());
void migrate_keys(Connection& db);

/// A migration as PostgreSQL is told it.
std::string in_postgres_words(std::string_view migration);

}  // namespace onestop::store
