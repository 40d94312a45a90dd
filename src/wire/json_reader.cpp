#include "wire/json_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "wire/json_types.h"

namespace onestop::wire {

using Kind = JsonNode::Kind;

namespace {

const char* kind_text(Kind kind) {
  switch (kind) {
    case Kind::null: return "null";
    case Kind::boolean: return "true or false";
    case Kind::integer:
    case Kind::natural: return "a whole number";
    case Kind::real: return "a number with a fraction";
    case Kind::text: return "a text";
    case Kind::array: return "a list";
    case Kind::object: return "an object";
  }
  return "something else";
}

std::string wrong(Kind found, const char* wanted) {
  return std::string("This is ") + kind_text(found) + "; it should be " + wanted + ".";
}

template <class N>
std::string outside(N min, N max) {
  return "This number is outside its range; it should be from " + std::to_string(min) + " to " + std::to_string(max) + ".";
}

template <class N>
std::optional<N> whole(std::string_view text) {
  N value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

}  // namespace

std::string pointer_part(std::string_view key) {
  std::string out = "/";
  for (const char c : key) {
    if (c == '~') out += "~0";
    else if (c == '/') out += "~1";
    else out += c;
  }
  return out;
}

std::optional<Code> TextScalar<Code>::parse(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
  };
  if (!Code::fits(text) || !std::ranges::all_of(text, allowed)) return std::nullopt;
  return Code(text);
}

std::string JsonReader::pointer() const {
  std::string out;
  for (const auto& part : path_) {
    if (part.is_index) out += "/" + std::to_string(part.index);
    else out += pointer_part(part.key);
  }
  return out;
}

void JsonReader::add(std::string_view code, std::string detail) {
  if (full()) return;
  findings_.push_back({pointer(), std::string(code), std::move(detail)});
}

void JsonReader::missing(std::string_view name) {
  const Step step(*this, name);
  add("missing", "This field is required and was not sent.");
}

void JsonReader::format(std::string_view expects) { add("format", "This text should be " + std::string(expects) + "."); }

std::optional<bool> JsonReader::boolean(const JsonNode& node) {
  if (node.kind == Kind::boolean) return node.boolean;
  if (scalar_text(node) && (node.text == "true" || node.text == "false")) return node.text == "true";
  add("wrong_type", wrong(node.kind, "true or false"));
  return std::nullopt;
}

std::optional<std::int64_t> JsonReader::integer(const JsonNode& node, std::int64_t min, std::int64_t max) {
  std::optional<std::int64_t> value;
  if (node.kind == Kind::integer) value = node.integer;
  else if (scalar_text(node)) value = whole<std::int64_t>(node.text);
  const bool beyond = node.kind == Kind::natural;
  if (!value && !beyond) {
    add("wrong_type", wrong(node.kind, "a whole number"));
    return std::nullopt;
  }
  if (beyond || *value < min || *value > max) {
    add("out_of_range", outside(min, max));
    return std::nullopt;
  }
  return value;
}

std::optional<std::uint64_t> JsonReader::natural(const JsonNode& node, std::uint64_t min, std::uint64_t max) {
  std::optional<std::uint64_t> value;
  bool below = false;
  if (node.kind == Kind::natural) value = node.natural;
  else if (node.kind == Kind::integer) {
    below = node.integer < 0;
    value = static_cast<std::uint64_t>(node.integer);
  } else if (scalar_text(node)) value = whole<std::uint64_t>(node.text);
  if (!value) {
    add("wrong_type", wrong(node.kind, "a whole number"));
    return std::nullopt;
  }
  if (below || *value < min || *value > max) {
    add("out_of_range", outside(min, max));
    return std::nullopt;
  }
  return value;
}

std::optional<double> JsonReader::real(const JsonNode& node) {
  if (node.kind == Kind::integer) return static_cast<double>(node.integer);
  if (node.kind == Kind::natural) return static_cast<double>(node.natural);
  if (node.kind == Kind::real && std::isfinite(node.real)) return node.real;
  if (node.kind == Kind::real) add("out_of_range", "This number is too large; send a finite one.");
  else add("wrong_type", wrong(node.kind, "a number"));
  return std::nullopt;
}

std::optional<std::string_view> JsonReader::text(const JsonNode& node, const FieldRules& rules) {
  if (node.kind != Kind::text) {
    add("wrong_type", wrong(node.kind, "a text"));
    return std::nullopt;
  }
  const auto length = characters(node.text);
  if (length < rules.min_length) {
    add("too_short", "This text is too short; it should have at least " + std::to_string(rules.min_length) + " characters.");
    return std::nullopt;
  }
  if (length > rules.max_length) {
    add("too_long", "This text is too long; it should have at most " + std::to_string(rules.max_length) + " characters.");
    return std::nullopt;
  }
  return node.text;
}

std::optional<std::size_t> JsonReader::one_of(const JsonNode& node, std::span<const std::string_view> names) {
  if (node.kind != Kind::text) {
    add("wrong_type", wrong(node.kind, "a text"));
    return std::nullopt;
  }
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == node.text) return i;
  std::string detail = "This value is not known; it should be one of";
  constexpr std::size_t most_named = 40;
  for (std::size_t i = 0; i < names.size() && i < most_named; ++i) detail.append(i ? ", \"" : " \"").append(names[i]).append("\"");
  add("unknown_value", detail + (names.size() > most_named ? " and others." : "."));
  return std::nullopt;
}

bool JsonReader::hex(const JsonNode& node, std::span<unsigned char> out) {
  const auto value = text(node, no_rules);
  if (!value) return false;
  const auto bytes = from_hex(*value);
  if (bytes.size() != out.size()) {
    format(std::to_string(out.size() * 2) + " hexadecimal digits");
    return false;
  }
  std::ranges::copy(bytes, out.begin());
  return true;
}

std::optional<Bytes> JsonReader::bytes(const JsonNode& node) {
  const auto value = text(node, no_rules);
  if (!value) return std::nullopt;
  auto bytes = from_hex(*value);
  if (bytes.size() * 2 == value->size()) return bytes;
  format("an even number of hexadecimal digits");
  return std::nullopt;
}

bool JsonReader::array(const JsonNode& node, const FieldRules& rules) {
  if (node.kind != Kind::array) {
    add("wrong_type", wrong(node.kind, "a list"));
    return false;
  }
  if (node.count < rules.min_items) {
    add("too_few", "This list is too short; it should have at least " + std::to_string(rules.min_items) + " items.");
    return false;
  }
  if (node.count > rules.max_items) {
    add("too_many", "This list is too long; it should have at most " + std::to_string(rules.max_items) + " items.");
    return false;
  }
  return true;
}

bool JsonReader::object(const JsonNode& node) {
  if (node.kind == Kind::object) return true;
  add("wrong_type", wrong(node.kind, "an object"));
  return false;
}

bool JsonReader::members(const JsonNode& node, std::span<const std::string_view> names, std::span<std::uint32_t> found,
                         bool tagged) {
  if (!object(node)) return false;
  bool tag_seen = false;
  for (auto child = node.first; child != 0; child = at(child).next) {
    const auto key = at(child).key;
    bool twice = false;
    if (const auto place = std::ranges::find(names, key); place != names.end()) {
      auto& index = found[static_cast<std::size_t>(place - names.begin())];
      twice = index != 0;
      if (!twice) index = child;
    } else if (tagged && key == "type") {
      twice = std::exchange(tag_seen, true);
    } else {
      const Step step(*this, key);
      add("unknown_field", "This field is not known here; leave it out.");
    }
    if (!twice) continue;
    const Step step(*this, key);
    add("duplicate_field", "This field appears twice; send it once.");
  }
  return true;
}

const JsonNode* JsonReader::tag(const JsonNode& node) {
  if (!object(node)) return nullptr;
  for (auto child = node.first; child != 0; child = at(child).next)
    if (at(child).key == "type") return &at(child);
  missing("type");
  return nullptr;
}

}  // namespace onestop::wire
