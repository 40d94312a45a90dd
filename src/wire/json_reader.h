#pragma once
// The part of reading that does not depend on the type read: where we are, what was wrong.
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "wire/json_document.h"

namespace onestop::wire {

/// What one member allows beyond its type. Lengths are in Unicode characters.
struct FieldRules {
  std::size_t min_length = 0;
  std::size_t max_length = JsonLimits::string_bytes;
  std::int64_t min = std::numeric_limits<std::int64_t>::min();
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
  std::size_t min_items = 0;
  std::size_t max_items = JsonLimits::items;
  std::string_view doc = "";  // one sentence for the API's description
};
inline constexpr FieldRules no_rules{};

class JsonReader {
 public:
  explicit JsonReader(const JsonDocument& document) : document_(document) { path_.reserve(JsonLimits::depth); }

  /// A step down into a member or an item, for the pointers of findings.
  class Step {
   public:
    Step(JsonReader& in, std::string_view key) : in_(in) { in_.path_.push_back({key, 0, false}); }
    Step(JsonReader& in, std::size_t index) : in_(in) { in_.path_.push_back({{}, index, true}); }
    ~Step() { in_.path_.pop_back(); }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

   private:
    JsonReader& in_;
  };

  const JsonNode& at(std::uint32_t index) const { return document_.at(index); }
  void add(std::string_view code, std::string detail);
  void missing(std::string_view name);
  bool full() const { return findings_.size() >= JsonLimits::findings; }
  Findings take() { return std::move(findings_); }
  bool clean() const { return findings_.empty(); }

  // Each gives nothing after adding a finding.
  std::optional<bool> boolean(const JsonNode& node);
  std::optional<std::int64_t> integer(const JsonNode& node, std::int64_t min, std::int64_t max);
  std::optional<std::uint64_t> natural(const JsonNode& node, std::uint64_t min, std::uint64_t max);
  std::optional<double> real(const JsonNode& node);
  std::optional<std::string_view> text(const JsonNode& node, const FieldRules& rules);
  std::optional<std::size_t> one_of(const JsonNode& node, std::span<const std::string_view> names);
  bool hex(const JsonNode& node, std::span<unsigned char> out);
  std::optional<Bytes> bytes(const JsonNode& node);
  bool array(const JsonNode& node, const FieldRules& rules);
  bool object(const JsonNode& node);
  /// Which child holds which name: found[i] is an index for `at`, 0 when absent. Unknown and repeated keys become
  /// findings; with `tagged` the key "type" belongs to the variant and is passed over.
  bool members(const JsonNode& node, std::span<const std::string_view> names, std::span<std::uint32_t> found, bool tagged);
  /// The child "type" of a variant's object, or nothing after adding a finding.
  const JsonNode* tag(const JsonNode& node);
  void format(std::string_view expects);

 private:
  struct Part {
    std::string_view key;
    std::size_t index;
    bool is_index;
  };
  std::string pointer() const;
  bool scalar_text(const JsonNode& node) const { return document_.query() && node.kind == JsonNode::Kind::text; }
  const JsonDocument& document_;
  std::vector<Part> path_;
  Findings findings_;
};

std::string pointer_part(std::string_view key);  // "/" and the key, escaped as in RFC 6901

/// Where the first byte stands that is not part of well-formed UTF-8 (RFC 3629); the text's size when all is well.
std::size_t first_not_utf8(std::string_view text);

// Writing, the same way.
void write_text(std::string& out, std::string_view text);
void write_number(std::string& out, std::int64_t value);
void write_number(std::string& out, std::uint64_t value);
void write_number(std::string& out, double value);  // shortest form that reads back; null when not finite
void write_hex(std::string& out, ByteView bytes);

}  // namespace onestop::wire
