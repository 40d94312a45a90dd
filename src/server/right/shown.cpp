#include "server/right/shown.h"

#include <algorithm>
#include <map>

#include "base/check.h"

namespace onestop::server {
namespace {

constexpr const char* shown_text =
#include "server/right/shown.inc"
    ;
constexpr const char* recorded_text =
#include "server/right/recorded.inc"
    ;

using Table = std::map<std::string, ShownRow, std::less<>>;

/// The text before the mark, cut off together with it; all of it where there is none.
std::string_view take_until(std::string_view& text, char mark) {
  const auto at = text.find(mark);
  auto taken = text.substr(0, at);
  text = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
  while (taken.starts_with(' ')) taken.remove_prefix(1);
  while (taken.ends_with(' ')) taken.remove_suffix(1);
  return taken;
}

void read_group(std::string_view group, ShownRow& row) {
  auto name = take_until(group, ':');
  Shown how;
  if (name.starts_with("whole ")) {
    how.whole = true;
    name.remove_prefix(6);
  }
  if (name == "open") {
    how.how = Shown::How::open;
  } else {
    const auto field = right::field_named(name);
    check(field.has_value(), "a table of what is shown names a field that does not exist");
    how.how = Shown::How::field;
    how.field = *field;
  }
  while (!group.empty())
    if (const auto member = take_until(group, ' '); !member.empty()) row.add(std::string(member), how);
}

Table read_table(std::string_view text) {
  Table table;
  while (!text.empty()) {
    auto line = take_until(text, '\n');
    const auto type = take_until(line, '|');
    if (type.empty()) continue;
    auto& row = table[std::string(type)];
    while (!line.empty()) read_group(take_until(line, '|'), row);
  }
  return table;
}

const ShownRow* row_in(const Table& table, std::string_view type) {
  const auto at = table.find(type);
  return at == table.end() ? nullptr : &at->second;
}

}  // namespace

Shown ShownRow::of(std::string_view member) const {
  const auto at = std::ranges::find(members_, member, [](const auto& one) { return std::string_view(one.first); });
  return at == members_.end() ? Shown{} : at->second;
}

const ShownRow* shown_row(std::string_view type) {
  static const Table table = read_table(shown_text);
  return row_in(table, type);
}

const ShownRow* recorded_row(std::string_view type) {
  static const Table table = read_table(recorded_text);
  return row_in(table, type);
}

std::string without_numbers(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const auto part = take_until(path, '/');
    const bool number = !part.empty() && std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
    if (!number) out.append(out.empty() ? "" : "/").append(part);
  }
  return out;
}

}  // namespace onestop::server
