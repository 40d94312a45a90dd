#pragma once
// Reads the entries of one YAML map into fields. Each key that the map may have is named once; any other is a finding.
#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "core/law/words.h"
#include "wire/yaml_tree.h"

namespace onestop::wire {

/// Collects findings for one file, a bounded number of them.
class YamlFile {
 public:
  YamlFile(std::string file, Findings& findings) : file_(std::move(file)), findings_(findings) {}
  void say(int line, std::string wrong, std::string right) { say(line, 0, std::move(wrong), std::move(right)); }
  void say(const YamlNode& node, std::string wrong, std::string right) { say(node.line, node.column, std::move(wrong), std::move(right)); }
  law::Place place(const YamlNode& node) const { return {file_, node.line}; }
  bool full() const { return findings_.size() >= most_findings; }
  /// Of each finding made here, in their order; 0: the line is all that is known.
  const std::vector<int>& columns() const { return columns_; }

 private:
  void say(int line, int column, std::string wrong, std::string right) {
    if (full()) return;
    findings_.push_back({{file_, line}, std::move(wrong), std::move(right)});
    columns_.push_back(column);
  }

  std::string file_;
  Findings& findings_;
  std::vector<int> columns_;
};

template <class E>
std::vector<std::string> names_of() {
  std::vector<std::string> names;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto entry) { names.emplace_back(entry.name); });
  return names;
}

class YamlFields {
 public:
  /// `what` names the thing in findings: "a provision".
  YamlFields(YamlFile& file, const YamlNode& node, std::string what, std::vector<std::string> keys);

  bool is_map() const { return node_.kind == YamlNode::Kind::map; }
  const YamlNode* find(std::string_view key) const;
  const YamlNode* need(std::string_view key);  // a finding where it is missing
  law::Place place() const { return file_.place(node_); }
  int line() const { return node_.line; }

  std::string text(std::string_view key);                    // needed, not empty
  Code code(std::string_view key);                           // needed
  Code code_or_none(std::string_view key);
  std::vector<Code> codes(std::string_view key);             // none where the key is missing; an empty list is a finding
  bool flag(std::string_view key);                           // false where missing
  std::int64_t number(std::string_view key, std::int64_t least, std::int64_t most, std::optional<std::int64_t> missing);
  std::optional<Day> day(std::string_view key);

  template <class E>
  E choice(std::string_view key, E missing) {
    const auto* node = find(key);
    return node ? choice_of<E>(*node, key).value_or(missing) : missing;
  }
  template <class E>
  E needed_choice(std::string_view key) {
    const auto* node = need(key);
    return node ? choice_of<E>(*node, key).value_or(E{}) : E{};
  }
  template <class E>
  std::vector<E> choices(std::string_view key) {
    std::vector<E> out;
    for (const auto* item : items(key))
      if (const auto value = choice_of<E>(*item, key)) out.push_back(*value);
    return out;
  }

  /// Reads each node of the list under the key; a key that is missing is an empty list, anything else is a finding.
  template <class F>
  void each(std::string_view key, F read_one) const {
    const auto* section = find(key);
    if (!section) return;
    if (section->kind != YamlNode::Kind::list) {
      file_.say(*section, std::string(key) + " is not a list", std::string(key) + ": and below it one \"- \" for each");
      return;
    }
    for (const auto& node : section->items) {
      if (file_.full()) return;
      read_one(node);
    }
  }

  template <class E>
  std::optional<E> choice_of(const YamlNode& node, std::string_view key) {
    E value{};
    if (node.kind == YamlNode::Kind::scalar && boost::describe::enum_from_string(node.text.c_str(), value)) return value;
    file_.say(node, std::string(key) + " may not be " + shown(node), law::suggestion(node.text, std::string(key), names_of<E>()));
    return std::nullopt;
  }
  std::optional<Code> code_of(const YamlNode& node, std::string_view key);
  static std::string shown(const YamlNode& node);  // the value as it appears in a finding

 private:
  std::vector<const YamlNode*> items(std::string_view key);

  YamlFile& file_;
  const YamlNode& node_;
  std::string what_;
};

}  // namespace onestop::wire
