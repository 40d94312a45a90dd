#pragma once
#include <cstddef>
#include <span>

namespace onestop {

/// Does a table of refusals list every code up to LAST once, in the order of the enumeration, so that a code is its place in it?
template <class Entry, class Code>
constexpr bool lists_each_in_order(std::span<const Entry> table, Code last) {
  for (std::size_t i = 0; i < table.size(); ++i)
    if (static_cast<std::size_t>(table[i].code) != i) return false;
  return static_cast<std::size_t>(last) + 1 == table.size();
}

}  // namespace onestop
