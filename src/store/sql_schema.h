#pragma once
// Migrations: numbered SQL texts, each applied once and remembered with its SHA-256. They are written for SQLite;
// PostgreSQL gets the same texts with the differences of `in_postgres_words`.
#include "store/connection.h"

namespace onestop::store {

/// Brings the database to the newest schema. One of a newer program, or one whose migrations had other texts, is refused.
void migrate_log(Connection& db);
void migrate_keys(Connection& db);
int newest_log_schema();

/// A migration as PostgreSQL is told it.
std::string in_postgres_words(std::string_view migration);

}  // namespace onestop::store
