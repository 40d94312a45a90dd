#include "wire/yaml_fields.h"

#include <algorithm>
#include <charconv>

namespace onestop::wire {
namespace {

constexpr std::size_t longest_text = 4000;  // of one title or provision

bool letter_of_code(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

}  // namespace

YamlFields::YamlFields(YamlFile& file, const YamlNode& node, std::string what, std::vector<std::string> keys)
    : file_(file), node_(node), what_(std::move(what)) {
  if (!is_map()) {
    file_.say(node, what_ + " is not a map", "key: value, with the keys " + law::listed(keys));
    return;
  }
  for (const auto& [key, value] : node.entries) {
    if (std::ranges::find(keys, key.text) != keys.end()) continue;
    file_.say(key, what_ + " has no key \"" + key.text.substr(0, 64) + "\"", law::suggestion(key.text, "keys", keys));
  }
}

const YamlNode* YamlFields::find(std::string_view key) const {
  for (const auto& [name, value] : node_.entries)
    if (name.text == key) return &value;
  return nullptr;
}

const YamlNode* YamlFields::need(std::string_view key) {
  const auto* node = find(key);
  if (!node && is_map()) file_.say(node_, what_ + " lacks " + std::string(key), "add " + std::string(key) + ":");
  return node;
}

std::string YamlFields::shown(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::nothing: return "nothing";
    case YamlNode::Kind::scalar: return "\"" + node.text.substr(0, 64) + "\"";
    case YamlNode::Kind::list: return "a list";
    case YamlNode::Kind::map: return "a map";
  }
  return "";
}

std::string YamlFields::text(std::string_view key) {
  const auto* node = need(key);
  if (!node) return {};
  const bool fits = node->kind == YamlNode::Kind::scalar && !node->text.empty() && node->text.size() <= longest_text;
  if (!fits) file_.say(*node, std::string(key) + " may not be " + (node->text.size() > longest_text ? "so long" : shown(*node)), "a text of 1 to 4000 bytes");
  return fits ? node->text : std::string();
}

std::optional<Code> YamlFields::code_of(const YamlNode& node, std::string_view key) {
  const bool fits = node.kind == YamlNode::Kind::scalar && !node.text.empty() && Code::fits(node.text) && std::ranges::all_of(node.text, letter_of_code);
  if (fits) return Code(node.text);
  file_.say(node, std::string(key) + " may not be " + shown(node), "a code of 1 to 31 letters, digits, _, - and . without blanks");
  return std::nullopt;
}

Code YamlFields::code(std::string_view key) {
  const auto* node = need(key);
  return node ? code_of(*node, key).value_or(Code{}) : Code{};
}

Code YamlFields::code_or_none(std::string_view key) {
  const auto* node = find(key);
  return node ? code_of(*node, key).value_or(Code{}) : Code{};
}

std::vector<const YamlNode*> YamlFields::items(std::string_view key) {
  std::vector<const YamlNode*> out;
  const auto* node = find(key);
  if (!node) return out;
  if (node->kind != YamlNode::Kind::list || node->items.empty()) {
    file_.say(*node, std::string(key) + " is not a list of at least one", std::string(key) + ": [one, or more]; leave the key out for any");
    return out;
  }
  for (const auto& item : node->items) out.push_back(&item);
  return out;
}

std::vector<Code> YamlFields::codes(std::string_view key) {
  std::vector<Code> out;
  for (const auto* item : items(key))
    if (const auto code = code_of(*item, key)) out.push_back(*code);
  return out;
}

bool YamlFields::flag(std::string_view key) {
  const auto* node = find(key);
  if (!node) return false;
  const bool plain = node->kind == YamlNode::Kind::scalar && !node->quoted;
  if (plain && node->text == "true") return true;
  if (!plain || node->text != "false") file_.say(*node, std::string(key) + " may not be " + shown(*node), "true or false");
  return false;
}

std::int64_t YamlFields::number(std::string_view key, std::int64_t least, std::int64_t most, std::optional<std::int64_t> missing) {
  const auto* node = missing ? find(key) : need(key);
  if (!node) return missing.value_or(least);
  std::int64_t value = 0;
  const auto* end = node->text.data() + node->text.size();
  const auto [rest, error] = std::from_chars(node->text.data(), end, value);
  if (node->kind == YamlNode::Kind::scalar && !node->text.empty() && error == std::errc() && rest == end && value >= least && value <= most) return value;
  file_.say(*node, std::string(key) + " may not be " + shown(*node), "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return missing.value_or(least);
}

std::optional<Day> YamlFields::day(std::string_view key) {
  const auto* node = find(key);
  if (!node) return std::nullopt;
  const auto day = node->kind == YamlNode::Kind::scalar ? parse_day(node->text) : std::nullopt;
  if (!day) file_.say(*node, std::string(key) + " may not be " + shown(*node), "a day such as 2006-07-01");
  return day;
}

}  // namespace onestop::wire
