#include <algorithm>
#include <boost/json.hpp>

#include "lodging/codes.h"

namespace onestop::lodging {
namespace {

namespace json = boost::json;
using Cells = std::vector<std::string>;
constexpr std::size_t longest_code = 40;

// One line of RFC 4180 text; `text` is left behind it.
Cells next_line(std::string_view& text, char separator) {
  Cells out(1);
  bool quoted = false;
  while (!text.empty()) {
    const char c = text.front();
    text.remove_prefix(1);
    if (quoted && c == '"' && text.starts_with('"')) out.back() += '"', text.remove_prefix(1);
    else if (c == '"') quoted = !quoted;
    else if (quoted) out.back() += c;
    else if (c == separator) out.emplace_back();
    else if (c == '\n') break;
    else if (c != '\r') out.back() += c;
  }
  return out;
}

/// Columns whose texts, one after the other, are the code; and the one that names it.
struct Columns {
  std::vector<std::string_view> code;
  std::string_view name;
};

std::vector<Columns> columns_of(List list) {
  switch (list) {
    case List::hs: return {{{"hscode"}, "description"}};
    case List::tnved: return {{{"code"}, "name_ru"}, {{"code"}, "name"}};
    case List::locode: return {{{"country", "location"}, "name"}};
    case List::countries: return {{{"ISO3166-1-Alpha-2"}, "official_name_en"}};
    case List::currencies: return {{{"AlphabeticCode"}, "Currency"}};
    case List::plates: return {{{"country"}, "regex_latin"}};
    case List::packages: case List::documents: case List::units: case List::iso6346: return {};
  }
  return {};
}

std::string one_line(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return text;
}

// Codes go into files of lines with a tab, and into addresses.
bool is_code(std::string_view text) {
  return !text.empty() && text.size() <= longest_code && text.front() != '#' && std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

Expected<std::vector<CodeEntry>> from_table(List list, std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  const auto heading_text = text.substr(0, text.find('\n'));
  const char separator = heading_text.find('\t') != heading_text.npos ? '\t' : std::ranges::count(heading_text, ';') > std::ranges::count(heading_text, ',') ? ';' : ',';
  const auto heading = next_line(text, separator);
  auto ways = columns_of(list);
  ways.push_back({{"code"}, "name"});
  for (const auto& way : ways) {
    std::vector<std::size_t> code;
    for (const auto name : way.code)
      if (const auto found = std::ranges::find(heading, name); found != heading.end()) code.push_back(static_cast<std::size_t>(found - heading.begin()));
    const auto name = std::ranges::find(heading, way.name);
    if (code.size() != way.code.size() || name == heading.end()) continue;
    const auto named = static_cast<std::size_t>(name - heading.begin());
    std::vector<CodeEntry> out;
    while (!text.empty()) {
      const auto cells = next_line(text, separator);
      CodeEntry entry;
      bool whole = cells.size() > named;
      for (const auto column : code) whole = whole && column < cells.size() && !cells[column].empty(), entry.code += column < cells.size() ? cells[column] : "";
      if (!whole) continue;
      entry.name = one_line(cells[named]);
      out.push_back(std::move(entry));
    }
    return out;
  }
  return fault("the heading line has no columns for this list; \"code\" and \"name\" would do");
}

std::string text_of(const json::object& object, std::initializer_list<std::string_view> names) {
  for (const auto name : names)
    if (const auto* found = object.if_contains(name); found && found->is_string()) return std::string(found->as_string());
  return {};
}

// UN/CEFACT: {"values": [{"value", "comment"}]}; iso-codes: {"3166-1": [{"alpha_2", "name"}]}; or {"code": "name"}.
Expected<std::vector<CodeEntry>> from_json(std::string_view text) {
  boost::system::error_code wrong;
  const auto parsed = json::parse(json::string_view(text.data(), text.size()), wrong);
  if (wrong || !parsed.is_object()) return fault("the text is no JSON object: " + wrong.message());
  std::vector<CodeEntry> out;
  for (const auto& [key, value] : parsed.as_object()) {
    if (value.is_string() && !parsed.as_object().contains("values")) out.push_back({std::string(key), one_line(std::string(value.as_string()))});
    if (!value.is_array()) continue;
    for (const auto& one : value.as_array()) {
      if (!one.is_object()) continue;
      auto code = text_of(one.as_object(), {"value", "alpha_2", "alpha_3", "code"});
      if (!code.empty()) out.push_back({std::move(code), one_line(text_of(one.as_object(), {"comment", "name"}))});
    }
  }
  if (out.empty()) return fault("no codes in it: neither \"values\" with \"value\" nor \"code\": \"name\"");
  return out;
}

}  // namespace

Expected<CodeList> import_codes(List list, std::string_view text, std::string version, Day valid_from) {
  if (text.empty()) return fault("the file is empty");
  const auto start = text.find_first_not_of(" \t\r\n");
  auto entries = start != text.npos && text[start] == '{' ? from_json(text) : from_table(list, text);
  if (!entries) return std::unexpected(entries.error());
  if (entries->empty()) return fault("no codes in it");
  for (const auto& one : *entries)
    if (!is_code(one.code)) return fault("\"" + one_line(one.code.substr(0, longest_code)) + "\" is no code: letters, digits and signs of ASCII, at most " + std::to_string(longest_code));
  std::ranges::sort(*entries);
  entries->erase(std::unique(entries->begin(), entries->end()), entries->end());
  // Sections of the nomenclatures stand among their chapters with the same number.
  if (list != List::plates) entries->erase(std::unique(entries->begin(), entries->end(), [](const auto& a, const auto& b) { return a.code == b.code; }), entries->end());
  return CodeList{list, std::move(version), valid_from, std::move(*entries)};
}

}  // namespace onestop::lodging
