#pragma once
// Every table of a database, whatever it is for: its columns, a hash of its rows that both engines agree on, and a copy.
#include <span>

#include "store/connection.h"

namespace onestop::store {

struct Column {
  std::string name;
  Kind kind = Kind::bytes;
  friend bool operator==(const Column&, const Column&) = default;
};

struct Table {
  std::string name;
  std::vector<Column> columns;   // by name
  std::vector<std::string> key;  // the primary key, in whose order rows are read
};

/// All tables, by name. Throws DatabaseFailure.
std::vector<Table> tables_of(Connection& db);

struct TableHash {
  std::string table;
  std::uint64_t rows = 0;
  Hash hash{};
  friend bool operator==(const TableHash&, const TableHash&) = default;
};

/// SHA-256 over the rows in the order of their key; docs/data-model.md has the bytes. Throws DatabaseFailure.
TableHash hash_of(Connection& db, const Table& table);
/// Over all of them, by name.
Hash hash_of(std::span<const TableHash> tables);
/// Puts all rows of a table into the table of the same name. Throws DatabaseFailure.
void copy_rows(Connection& from, Connection& to, const Table& table);

/// What a database holds, as one state of it: a line for each table.
Expected<std::vector<TableHash>> digest(const std::string& path);

/// Where the log stands, by recorder: for whoever wants to see at a glance how far a copy reaches.
struct RecorderHead {
  std::string name;
  std::uint64_t position = 0;
  Instant last;  // the time of its last event
};
Expected<std::vector<RecorderHead>> heads(const std::string& path);

}  // namespace onestop::store
