#pragma once
// A JSON text after parsing: flat, in the order sent, duplicates still visible. Limits are held while parsing.
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/json_finding.h"

namespace onestop::wire {

struct JsonLimits {
  static constexpr std::size_t text_bytes = 1u << 20;
  static constexpr std::size_t depth = 32;
  static constexpr std::size_t string_bytes = 64u << 10;
  static constexpr std::size_t items = 10'000;   // of one array, members of one object
  static constexpr std::size_t nodes = 200'000;  // of the whole text
  static constexpr std::size_t findings = 50;
};

struct JsonNode {
  enum class Kind : std::uint8_t { null, boolean, integer, natural, real, text, array, object };
  Kind kind = Kind::null;
  bool boolean = false;
  std::uint32_t first = 0;  // child, 0 when there is none (0 is the root)
  std::uint32_t next = 0;   // sibling, 0 at the end
  std::uint32_t count = 0;  // children
  union {
    std::int64_t integer = 0;
    std::uint64_t natural;  // above the range of int64
    double real;
  };
  std::string_view key;   // within an object
  std::string_view text;
};

class JsonDocument {
 public:
  static std::expected<JsonDocument, Finding> parse(std::string_view text);
  /// Query parameters as an object of texts.
  static JsonDocument of_query(const std::vector<std::pair<std::string, std::string>>& query);
  const JsonNode& root() const { return nodes_.front(); }
  const JsonNode& at(std::uint32_t index) const { return nodes_[index]; }
  bool query() const { return query_; }

 private:
  friend struct JsonBuilder;
  std::vector<JsonNode> nodes_;
  std::vector<char> texts_;  // decoded; the views of the nodes point here, so it never grows after parsing began
  bool query_ = false;
};

}  // namespace onestop::wire
