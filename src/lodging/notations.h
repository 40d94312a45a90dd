#pragma once
// JSON and tables (CSV) to and from trees.
#include <expected>
#include <string>

#include "lodging/finding.h"
#include "lodging/tree.h"

namespace onestop::lodging {

struct TableLimits {
  static constexpr std::size_t text_bytes = 8u << 20;
  static constexpr std::size_t rows = 50'000;
  static constexpr std::size_t columns = 64;
  static constexpr std::size_t parts = 600'000;  // lines and cells that are not empty
  static constexpr std::size_t cell_bytes = 4096;
};

/// Bounds are those of wire::JsonLimits.
std::expected<Tree, Finding> read_json_tree(std::string_view bytes);
std::string write_json_tree(const Tree& tree);

/// RFC 4180 with a heading line; "," or ";" between cells, whichever the heading has. Names of columns in lower case.
/// Empty cells are left out.
std::expected<Tree, Finding> read_table(std::string_view bytes);
std::string write_table(const Tree& tree, const std::vector<std::string>& columns);

}  // namespace onestop::lodging
