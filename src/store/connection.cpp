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

std::int64_t Connection::number(const char* sql) {
  auto& row = use(sql).query();
  const auto value = row.step() ? row.i64(0) : 0;
  row.reset();
  return value;
}

}  // namespace onestop::store
