#pragma once
// XML read with libxml2's parser and none of its reach: no network, no document type, no entity but the five of XML, no
// compressed body. Encodings are those in which ASCII stays ASCII, and UTF-16. Receiving a message, from bytes to findings, stays within 128 bytes a part, six times the text, and
// 10 MiB; a test measures it.
#include <expected>
#include <optional>
#include <string>

#include "lodging/finding.h"
#include "lodging/tree.h"

namespace onestop::lodging {

struct XmlLimits {
  static constexpr std::size_t text_bytes = 8u << 20;
  static constexpr std::size_t depth = 64;
  static constexpr std::size_t parts = 200'000;             // elements and attributes
  static constexpr std::size_t value_bytes = 2u << 20;      // of one element; certificates carry their annexes inside
  static constexpr std::size_t attribute_bytes = 64u << 10;
  static constexpr std::size_t name_bytes = 256;
  static constexpr std::size_t attributes = 1000;           // of one element, its namespaces with them
};

/// What libxml2 would notice only after the work is done, or not at all: elements with more attributes than it can compare,
/// zero bytes, four bytes a letter. Looks at bytes; encodings that hide ASCII are refused when the text names them.
std::optional<Finding> refuse_costly(std::string_view bytes);

/// The line and column of a part are those of the end of its opening tag.
std::expected<Tree, Finding> read_xml(std::string_view bytes);

/// Two blanks a level; prefixes a, b, c ... by index of Tree::spaces.
std::string write_xml(const Tree& tree);

}  // namespace onestop::lodging
