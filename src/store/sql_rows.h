#pragma once
// Rows out of statements.
#include <optional>
#include <string>
#include <vector>

#include "store/connection.h"
#include "wire/json_types.h"

namespace onestop::store {

/// Whatever happens while rows are taken, the statement lets go of its snapshot.
struct Ended {
  Statement& rows;
  ~Ended() { rows.reset(); }
};

template <class Row, class Take>
std::vector<Row> all(Statement& rows, Take take) {
  const Ended ended{rows};
  std::vector<Row> list;
  while (rows.step()) list.push_back(take(rows));
  return list;
}

template <class Row, class Take>
std::optional<Row> first(Statement& rows, Take take) {
  const Ended ended{rows};
  if (!rows.step()) return std::nullopt;
  return take(rows);
}

inline std::optional<Instant> instant_or_none(const Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(row.instant(column));
}

template <class E>
Code word_of(E value) {
  return wire::enum_text(value);
}

template <class E>
E value_of(const std::string& word) {
  const auto value = wire::enum_from_text<E>(word);
  if (!value) throw DatabaseFailure{"a table holds the unknown word \"" + word + "\""};
  return *value;
}

std::string joined(const std::vector<std::string>& words);
std::vector<std::string> parted(const std::string& text);

}  // namespace onestop::store
