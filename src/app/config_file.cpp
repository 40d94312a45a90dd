#include "app/config_file.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "wire/yaml_tree.h"

namespace onestop::app {
namespace {

using wire::YamlNode;

std::string place(const std::string& path, int line) { return path + ", line " + std::to_string(line) + ": "; }

Expected<Setting> read_setting(const std::string& path, const YamlNode& key, const YamlNode& value) {
  Setting setting{key.text, {}, key.line};
  const auto scalar = [](const YamlNode& one) { return one.kind == YamlNode::Kind::scalar; };
  if (scalar(value)) setting.values.push_back(value.text);
  else if (value.kind == YamlNode::Kind::list && std::ranges::all_of(value.items, scalar))
    for (const auto& one : value.items) setting.values.push_back(one.text);
  else
    return fault(place(path, key.line) + "the setting \"" + setting.name + "\" has no value; right would be: " + setting.name + ": VALUE, or a list in square brackets");
  return setting;
}

/// Comments and empty lines only.
bool says_nothing(std::string_view text) {
  while (!text.empty()) {
    const auto line = text.substr(0, std::min(text.find('\n'), text.size()));
    const auto first = line.find_first_not_of(" \t\r");
    if (first != std::string_view::npos && line[first] != '#') return false;
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return true;
}

/// "--config FILE" or "--config=FILE"; empty where there is none.
std::string config_of(const std::vector<std::string>& words) {
  constexpr std::string_view name = "--config";
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == name) return i + 1 < words.size() ? words[i + 1] : "";
    if (words[i].starts_with(std::string(name) + "=")) return words[i].substr(name.size() + 1);
  }
  return {};
}

bool stands_in(const std::vector<std::string>& words, const std::string& option) {
  return std::ranges::any_of(words, [&](const std::string& word) { return word == option || word.starts_with(option + "="); });
}

}  // namespace

Expected<std::vector<Setting>> read_settings(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fault("the file of settings " + path + " cannot be read");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  if (says_nothing(text)) return std::vector<Setting>{};
  wire::Findings findings;
  const auto tree = wire::read_yaml(path, text, findings);
  if (!findings.empty()) return fault(wire::to_text(findings));
  std::vector<Setting> settings;
  if (tree.kind != YamlNode::Kind::map) return fault(path + " holds no settings; right would be lines as: port: 8443");
  for (const auto& [key, value] : tree.entries) {
    auto setting = read_setting(path, key, value);
    if (!setting) return std::unexpected(setting.error());
    settings.push_back(std::move(*setting));
  }
  return settings;
}

Expected<std::vector<std::string>> with_settings(std::vector<std::string> words, const KindOf& kind_of) {
  const auto path = config_of(words);
  if (path.empty()) return words;
  const auto settings = read_settings(path);
  if (!settings) return std::unexpected(settings.error());
  const auto told = words;
  for (const auto& setting : *settings) {
    const auto where = place(path, setting.line);
    const auto option = "--" + setting.name;
    const auto kind = setting.name == "config" ? SettingKind::unknown : kind_of(setting.name);
    if (kind == SettingKind::unknown) return fault(where + "there is no setting \"" + setting.name + "\"; onestop serve --help lists them");
    if (kind == SettingKind::of_another || stands_in(told, option)) continue;
    if (kind == SettingKind::value) {
      for (const auto& value : setting.values) words.push_back(option + "=" + value);
      continue;
    }
    const bool yes = setting.values == std::vector<std::string>{"true"}, no = setting.values == std::vector<std::string>{"false"};
    if (!yes && !no) return fault(where + "\"" + setting.name + "\" is true or false");
    if (yes) words.push_back(option);
  }
  return words;
}

}  // namespace onestop::app
