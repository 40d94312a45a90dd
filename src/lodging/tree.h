#pragma once
// A lodged text as a tree of named parts, whatever its notation: XML elements and attributes ("@name"), JSON members
// (an array is a repeated name), the rows and cells of a table. Flat, in the order sent; 56 bytes a part.
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace onestop::lodging {

struct Part {
  std::string_view name;
  std::uint32_t name_number = 0;  // equal names have equal numbers
  std::uint16_t space = 0;        // namespace, an index of Tree::spaces; 0 is none
  bool attribute : 1 = false, has_parts : 1 = false, mixed : 1 = false;
  std::uint32_t parent = 0, first = 0, next = 0, last = 0;
  std::uint32_t text_at = 0, text_size = 0;
  std::uint32_t line = 0, column = 0;
};

class Tree {
 public:
  Tree() { spaces.emplace_back(); }
  Tree(Tree&&) = default;
  Tree& operator=(Tree&&) = default;

  /// Adds a part under `parent`; the first one is the root, its own parent.
  std::uint32_t add(std::uint32_t parent, std::string_view name);
  void set_text(std::uint32_t part, std::string_view text);
  std::uint16_t space(std::string_view uri);
  std::string_view text(std::uint32_t part) const { return std::string_view(texts_).substr(parts[part].text_at, parts[part].text_size); }
  /// Among its siblings of one name, from 1; 0 where it is the only one. All are counted when the first is asked for.
  std::uint32_t ordinal(std::uint32_t part) const;
  /// In the style of `place_text`, with `pointer` as in JSON.
  std::string path(std::uint32_t part, bool pointer) const;

  std::vector<Part> parts;
  std::vector<std::string> spaces;
  bool arrays = false;  // JSON: names of repeated parts are followed by an index; `mixed` marks an array of one
  bool cells = false;   // a table: places are lines and columns

 private:
  void count_ordinals() const;

  std::deque<std::string> names_;
  std::unordered_map<std::string_view, std::uint32_t> known_;  // their numbers
  std::string texts_;
  mutable std::vector<std::uint32_t> ordinals_;
};

}  // namespace onestop::lodging
