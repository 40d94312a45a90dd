#include "wire/json_schema.h"

#include <algorithm>

namespace onestop::wire {
namespace {

void limit(std::string& out, std::string_view key, std::size_t value, std::size_t unless) {
  if (value != unless) out.append(",\"").append(key).append("\":").append(std::to_string(value));
}

}  // namespace

std::string described(std::string schema, std::string_view doc) {
  if (doc.empty()) return schema;
  std::string text;
  write_text(text, doc);
  schema.insert(1, "\"description\":" + text + ",");
  return schema;
}

std::string or_null(const std::string& schema) { return "{\"anyOf\":[" + schema + ",{\"type\":\"null\"}]}"; }

std::string integer_schema(bool is_signed, int bits, const FieldRules& rules) {
  std::string out = "{\"type\":\"integer\"";
  if (bits == 64) out += is_signed ? ",\"format\":\"int64\"" : ",\"format\":\"uint64\"";
  const auto half = std::uint64_t{1} << (is_signed ? bits - 1 : std::min(bits, 63));
  const auto lowest = is_signed ? static_cast<std::int64_t>(-half) : 0;
  const auto highest = bits == 64 ? no_rules.max : static_cast<std::int64_t>(half - 1);
  const auto min = std::max(rules.min, lowest);
  const auto max = std::min(rules.max, highest);
  if (min != no_rules.min) out += ",\"minimum\":" + std::to_string(min);
  if (max != no_rules.max) out += ",\"maximum\":" + std::to_string(max);
  return out + "}";
}

std::string text_schema(const FieldRules& rules) {
  std::string out = "{\"type\":\"string\"";
  limit(out, "minLength", rules.min_length, 0);
  limit(out, "maxLength", rules.max_length, no_rules.max_length);
  return out + "}";
}

std::string hex_schema(std::size_t bytes) {
  const auto count = bytes == 0 ? std::string(")*$") : "){" + std::to_string(bytes) + "}$";
  return "{\"type\":\"string\",\"pattern\":\"^([0-9a-fA-F]{2}" + count + "\"}";
}

std::string list_schema(const std::string& item, const FieldRules& rules) {
  std::string out = "{\"type\":\"array\",\"items\":" + item;
  limit(out, "minItems", rules.min_items, 0);
  limit(out, "maxItems", rules.max_items, no_rules.max_items);
  return out + "}";
}

std::string map_schema(const std::string& item) { return "{\"type\":\"object\",\"additionalProperties\":" + item + "}"; }

void ObjectSchema::add(std::string_view name, const std::string& schema, bool is_required) {
  std::string key;
  write_text(key, name);
  properties.append(properties.empty() ? "" : ",").append(key).append(":").append(schema);
  if (is_required) required.append(required.empty() ? "" : ",").append(key);
}

std::string ObjectSchema::text(std::string_view doc) const {
  return described("{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{" + properties + "},\"required\":[" + required + "]}", doc);
}

std::string SchemaBook::components() const {
  std::string out;
  for (const auto& [name, schema] : schemas_) {
    if (!out.empty()) out += ',';
    write_text(out, name);
    out += ':' + schema;
  }
  return out;
}

std::string SchemaBook::name_for(std::string_view full, std::string_view shorter, std::string_view suffix, bool& fresh) {
  const auto key = std::string(full) + std::string(suffix);
  if (const auto known = names_.find(key); known != names_.end()) return known->second;
  auto name = std::string(shorter) + std::string(suffix);
  if (schemas_.contains(name)) {
    name.clear();
    for (const char c : key) {
      const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
      if (plain) name += c;
      else if (!name.empty() && name.back() != '_') name += '_';
    }
  }
  fresh = true;
  names_[key] = name;
  schemas_[name] = "{}";  // until written, so that a type may hold itself
  return name;
}

}  // namespace onestop::wire
