#include "store/connection.h"

#include <algorithm>

namespace onestop::store {

Bytes Statement::bytes(int column) const {
  const auto view = blob(column);
  return {view.begin(), view.end()};
}

Code Statement::code(int column) const {
  const auto value = text(column);
  if (!Code::fits(value)) damaged("a code is too long");
  return Code(value);
}

Id Statement::id(int column) const {
  const auto view = blob(column);
  if (view.size() != 16) damaged("an id has not 16 bytes");
  return id_from_bytes(view.data());
}

Hash Statement::hash(int column) const {
  const auto view = blob(column);
  Hash hash;
  if (view.size() != hash.size()) damaged("a hash has not 32 bytes");
  std::copy(view.begin(), view.end(), hash.begin());
  return hash;
}

Cell Statement::cell(int column, Kind kind) const {
  Cell cell{kind, is_null(column), 0, {}};
  if (cell.null) return cell;
  if (kind == Kind::whole_number) cell.number = i64(column);
  else cell.bytes = blob(column);
  return cell;
}

void Statement::run_row(const std::vector<Cell>& row) {
  start_binding();
  int index = 0;
  for (const auto& cell : row) {
    ++index;
    if (cell.null) bind_nothing(index, cell.kind);
    else if (cell.kind == Kind::whole_number) bind_number(index, cell.number);
    else if (cell.kind == Kind::bytes) bind_bytes(index, cell.bytes);
    else bind_text(index, {reinterpret_cast<const char*>(cell.bytes.data()), cell.bytes.size()});
  }
  execute();
}

std::int64_t Connection::number(const char* sql) {
  auto& row = use(sql).query();
  const auto value = row.step() ? row.i64(0) : 0;
  row.reset();
  return value;
}

}  // namespace onestop::store
