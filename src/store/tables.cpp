#include "store/tables.h"

#include <sodium/crypto_hash_sha256.h>

#include <algorithm>

#include "store/connections.h"
#include "store/sql_rows.h"

namespace onestop::store {
namespace {

// Name of the table, of the column, what it holds, its place in the primary key (0: not in it).
constexpr const char* columns_in_file =
    "SELECT t.name, c.name, upper(c.type), c.pk FROM sqlite_master t JOIN pragma_table_info(t.name) c "
    "WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY t.name, c.name";
constexpr const char* columns_on_server =
    "SELECT c.relname::text, a.attname::text, CASE a.atttypid WHEN 20 THEN 'INTEGER' WHEN 25 THEN 'TEXT' WHEN 17 THEN 'BLOB' ELSE a.atttypid::regtype::text END, "
    "coalesce(array_position(i.indkey::int[], a.attnum::int) + 1 - array_lower(i.indkey::int[], 1), 0)::bigint "
    "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
    "LEFT JOIN LATERAL (SELECT k.indkey FROM pg_index k WHERE k.indisprimary AND (k.indrelid = c.oid OR "  // or that of a partition
    "k.indrelid = (SELECT min(h.inhrelid) FROM pg_inherits h WHERE h.inhparent = c.oid)) ORDER BY k.indrelid = c.oid DESC LIMIT 1) i ON true "
    "WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = current_schema()::regnamespace "
    "ORDER BY c.relname COLLATE \"C\", a.attname COLLATE \"C\"";

std::string quoted(const std::string& name) { return '"' + name + '"'; }

template <class Of>
std::string listed(const std::vector<Of>& list, auto word) {
  std::string text;
  for (const auto& one : list) text += (text.empty() ? "" : ", ") + word(one);
  return text;
}

Kind kind_of(const std::string& type, const std::string& where) {
  if (type == "INTEGER") return Kind::whole_number;
  if (type == "TEXT") return Kind::text;
  if (type == "BLOB") return Kind::bytes;
  throw DatabaseFailure{where + " holds " + type + ", which this program does not know"};
}

Statement& rows_of(Connection& db, const Table& table) {
  const auto columns = listed(table.columns, [](const Column& c) { return quoted(c.name); });
  return db.use_made("SELECT " + columns + " FROM " + quoted(table.name) + " ORDER BY " + listed(table.key, quoted)).scan();
}

class Hasher {
 public:
  Hasher() { crypto_hash_sha256_init(&state_); }
  void add(char mark) { add_bytes({reinterpret_cast<const unsigned char*>(&mark), 1}); }
  void add(std::uint64_t number) {
    unsigned char bytes[8];
    for (int i = 0; i < 8; ++i) bytes[i] = static_cast<unsigned char>(number >> (56 - 8 * i));
    add_bytes(bytes);
  }
  void add(char mark, ByteView bytes) {
    add(mark);
    add(bytes.size());
    add_bytes(bytes);
  }
  Hash done() {
    Hash hash;
    crypto_hash_sha256_final(&state_, hash.data());
    return hash;
  }

 private:
  void add_bytes(ByteView bytes) { crypto_hash_sha256_update(&state_, bytes.data(), bytes.size()); }
  crypto_hash_sha256_state state_;
};

}  // namespace

std::vector<Table> tables_of(Connection& db) {
  std::vector<Table> tables;
  std::vector<std::pair<std::int64_t, std::string>> key;
  const auto end = [&] {
    std::ranges::sort(key);
    for (auto& [place, name] : key) tables.back().key.push_back(std::move(name));
    if (!tables.empty() && tables.back().key.empty()) throw DatabaseFailure{"the table " + tables.back().name + " of " + db.path() + " has no key"};
    key.clear();
  };
  auto& rows = db.use(db.alone() ? columns_in_file : columns_on_server).query();
  const Ended ended{rows};
  while (rows.step()) {
    if (tables.empty() || tables.back().name != rows.text(0)) {
      end();
      tables.push_back({rows.text(0), {}, {}});
    }
    auto& table = tables.back();
    table.columns.push_back({rows.text(1), kind_of(rows.text(2), "the column " + rows.text(1) + " of " + table.name)});
    if (rows.i64(3) > 0) key.emplace_back(rows.i64(3), rows.text(1));
  }
  end();
  return tables;
}

TableHash hash_of(Connection& db, const Table& table) {
  TableHash result{table.name, 0, {}};
  Hasher hasher;
  for (const auto& column : table.columns) hasher.add('c', as_bytes(column.name));
  auto& rows = rows_of(db, table);
  const Ended ended{rows};
  while (rows.step()) {
    ++result.rows;
    hasher.add('r');
    for (int i = 0; const auto& column : table.columns) {
      const auto cell = rows.cell(i++, column.kind);
      if (cell.null) {
        hasher.add('n');
      } else if (cell.kind == Kind::whole_number) {
        hasher.add('i');
        hasher.add(static_cast<std::uint64_t>(cell.number));
      } else {
        hasher.add(cell.kind == Kind::text ? 't' : 'b', cell.bytes);
      }
    }
  }
  result.hash = hasher.done();
  return result;
}

Hash hash_of(std::span<const TableHash> tables) {
  Hasher hasher;
  for (const auto& one : tables) {
    hasher.add('t', as_bytes(one.table));
    hasher.add('b', one.hash);
  }
  return hasher.done();
}

void copy_rows(Connection& from, Connection& to, const Table& table) {
  std::string places;
  for (std::size_t i = 0; i < table.columns.size(); ++i) places += i == 0 ? "?" : ", ?";
  auto& put = to.use_made("INSERT INTO " + quoted(table.name) + " (" + listed(table.columns, [](const Column& c) { return quoted(c.name); }) + ") VALUES (" + places + ")");
  std::vector<Cell> row(table.columns.size());
  auto& rows = rows_of(from, table);
  const Ended ended{rows};
  while (rows.step()) {
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = rows.cell(static_cast<int>(i), table.columns[i].kind);
    put.run_row(row);
  }
  to.settle();
}

Expected<std::vector<TableHash>> digest(const std::string& path) {
  return caught([&] {
    const auto db = connect(path, "", Use::verifying);
    const auto tables = tables_of(*db);
    db->begin_reading();
    std::vector<TableHash> hashes;
    for (const auto& table : tables) hashes.push_back(hash_of(*db, table));
    db->rollback();
    return hashes;
  });
}

Expected<std::vector<RecorderHead>> heads(const std::string& path) {
  return caught([&] {
    const auto db = connect(path, "", Use::verifying);
    auto& rows = db->use("SELECT r.name, r.position, coalesce((SELECT e.at FROM event e WHERE e.recorder = r.id AND e.position = r.position), 0) FROM recorder r ORDER BY r.name").query();
    return all<RecorderHead>(rows, [](const Statement& r) { return RecorderHead{r.text(0), r.u64(1), r.instant(2)}; });
  });
}

}  // namespace onestop::store
