#include "wire/json_document.h"

#include <boost/json/basic_parser_impl.hpp>

#include <limits>

#include "wire/json_reader.h"

namespace onestop::wire {

namespace json = boost::json;
using Kind = JsonNode::Kind;

/// Receives the parser's events. Boost.JSON checks the grammar and UTF-8; limits and the tree are ours.
struct JsonBuilder {
  // Above every limit of ours, which name the place; the parser's own would not.
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max() / 2;
  static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max() / 2;
  static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max() / 2;
  static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max() / 2;

  struct Open {
    std::uint32_t node;
    std::uint32_t last_child = 0;
  };
  JsonDocument document;
  std::vector<Open> open;
  std::string_view key;
  std::size_t text_start = 0;
  const char* code = nullptr;
  std::string detail;

  bool refuse(json::error_code& ec, const char* with, std::string sentence) {
    code = with;
    detail = std::move(sentence);
    ec = json::error::exception;
    return false;
  }
  std::string pointer() const {
    std::string out;
    for (std::size_t i = 0; i < open.size(); ++i) {
      const bool inner = i + 1 < open.size();
      const auto child = inner ? open[i + 1].node : open[i].last_child;
      const auto& parent = document.nodes_[open[i].node];
      if (child == 0) break;
      if (parent.kind == Kind::array) out += "/" + std::to_string(parent.count - 1);
      else out += pointer_part(document.nodes_[child].key);
    }
    return out;
  }
  bool add(JsonNode node, json::error_code& ec) {
    if (document.nodes_.size() >= JsonLimits::nodes)
      return refuse(ec, "too_large", "The message has more than 200000 values; send it in parts.");
    const auto index = static_cast<std::uint32_t>(document.nodes_.size());
    if (!open.empty()) {
      auto& parent = document.nodes_[open.back().node];
      if (parent.count >= JsonLimits::items)
        return refuse(ec, "too_many", "There are more than 10000 items here; send at most 10000.");
      node.key = std::exchange(key, {});
      ++parent.count;
      if (open.back().last_child == 0) parent.first = index;
      else document.nodes_[open.back().last_child].next = index;
      open.back().last_child = index;
    }
    document.nodes_.push_back(node);
    return true;
  }
  bool begin(Kind kind, json::error_code& ec) {
    if (open.size() >= JsonLimits::depth)
      return refuse(ec, "too_deep", "Values are nested deeper than 32 levels; flatten the message.");
    JsonNode node;
    node.kind = kind;
    if (!add(node, ec)) return false;
    open.push_back({static_cast<std::uint32_t>(document.nodes_.size() - 1)});
    return true;
  }
  bool part(json::string_view piece, json::error_code& ec) {
    if (document.texts_.size() - text_start + piece.size() > JsonLimits::string_bytes)
      return refuse(ec, "too_long", "A text is longer than 65536 bytes; shorten it.");
    document.texts_.insert(document.texts_.end(), piece.begin(), piece.end());
    return true;
  }
  std::string_view finish_text() {
    const std::string_view text(document.texts_.data() + text_start, document.texts_.size() - text_start);
    text_start = document.texts_.size();
    return text;
  }

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code& ec) { return begin(Kind::object, ec); }
  bool on_object_end(std::size_t, json::error_code&) { return open.pop_back(), true; }
  bool on_array_begin(json::error_code& ec) { return begin(Kind::array, ec); }
  bool on_array_end(std::size_t, json::error_code&) { return open.pop_back(), true; }
  bool on_key_part(json::string_view piece, std::size_t, json::error_code& ec) { return part(piece, ec); }
  bool on_key(json::string_view piece, std::size_t, json::error_code& ec) {
    if (!part(piece, ec)) return false;
    key = finish_text();
    return true;
  }
  bool on_string_part(json::string_view piece, std::size_t, json::error_code& ec) { return part(piece, ec); }
  bool on_string(json::string_view piece, std::size_t, json::error_code& ec) {
    if (!part(piece, ec)) return false;
    JsonNode node;
    node.kind = Kind::text;
    node.text = finish_text();
    return add(node, ec);
  }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t value, json::string_view, json::error_code& ec) {
    JsonNode node;
    node.kind = Kind::integer;
    node.integer = value;
    return add(node, ec);
  }
  bool on_uint64(std::uint64_t value, json::string_view, json::error_code& ec) {
    JsonNode node;
    node.kind = Kind::natural;
    node.natural = value;
    return add(node, ec);
  }
  bool on_double(double value, json::string_view, json::error_code& ec) {
    JsonNode node;
    node.kind = Kind::real;
    node.real = value;
    return add(node, ec);
  }
  bool on_bool(bool value, json::error_code& ec) {
    JsonNode node;
    node.kind = Kind::boolean;
    node.boolean = value;
    return add(node, ec);
  }
  bool on_null(json::error_code& ec) { return add(JsonNode{}, ec); }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }
};

namespace {

// The parser stops at the first wrong byte and does not tell where in the tree; the byte's place is in the sentence.
Finding explain(const JsonBuilder& builder, json::error_code ec, std::size_t at) {
  if (builder.code) return {builder.pointer(), builder.code, builder.detail};
  const auto where = " at byte " + std::to_string(at);
  if (ec == json::error::illegal_leading_surrogate || ec == json::error::illegal_trailing_surrogate)
    return {builder.pointer(), "not_utf8", "An escaped character" + where + " is half of a pair; send both halves."};
  if (ec == json::error::extra_data)
    return {"", "syntax", "There is more text after the message" + where + "; send one JSON value."};
  if (ec == json::error::incomplete) return {"", "syntax", "The JSON ends too early; send all of it."};
  return {builder.pointer(), "syntax", "This is not JSON" + where + ": " + ec.message() + "."};
}

}  // namespace

std::expected<JsonDocument, Finding> JsonDocument::parse(std::string_view text) {
  if (text.size() > JsonLimits::text_bytes)
    return std::unexpected(Finding{"", "too_large", "The message is longer than 1048576 bytes; send it in parts."});
  if (const auto wrong = first_not_utf8(text); wrong < text.size())
    return std::unexpected(Finding{"", "not_utf8", "The message is not UTF-8 at byte " + std::to_string(wrong) + "; send UTF-8."});
  json::parse_options options;
  options.allow_invalid_utf8 = true;  // it has just been looked at
  options.max_depth = JsonLimits::depth + 1;
  json::basic_parser<JsonBuilder> parser(options);
  auto& builder = parser.handler();
  builder.document.nodes_.reserve(64);
  builder.document.texts_.reserve(text.size());  // decoding never lengthens, so views stay valid
  json::error_code ec;
  const auto used = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && used < text.size()) ec = json::error::extra_data;
  if (ec) return std::unexpected(explain(builder, ec, used));
  return std::move(builder.document);
}

JsonDocument JsonDocument::of_query(const std::vector<std::pair<std::string, std::string>>& query) {
  JsonDocument document;
  document.query_ = true;
  std::size_t bytes = 0;
  for (const auto& [key, value] : query) bytes += key.size() + value.size();
  document.texts_.reserve(bytes);
  const auto keep = [&](const std::string& text) {
    const auto at = document.texts_.size();
    document.texts_.insert(document.texts_.end(), text.begin(), text.end());
    return std::string_view(document.texts_.data() + at, text.size());
  };
  JsonNode root;
  root.kind = Kind::object;
  root.count = static_cast<std::uint32_t>(query.size());
  root.first = query.empty() ? 0 : 1;
  document.nodes_.push_back(root);
  for (const auto& [key, value] : query) {
    JsonNode node;
    node.kind = Kind::text;
    node.key = keep(key);
    node.text = keep(value);
    const auto index = document.nodes_.size();
    node.next = index < query.size() ? static_cast<std::uint32_t>(index + 1) : 0;
    document.nodes_.push_back(node);
  }
  return document;
}

}  // namespace onestop::wire
