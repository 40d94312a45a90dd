#include "wire/observed_times.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>

namespace onestop::wire {
namespace {

constexpr std::array<std::string_view, 23> known{"class", "direction", "layout", "laden", "facts", "utc_offset_min", "T1", "T3", "T5", "T6", "T11", "T12",
                                                 "T0", "T2", "T4", "T7", "T8", "T9_ordered", "T9_begun", "T9_ended", "T10", "stored", "fetched"};
constexpr std::array<std::string_view, 5> required{"class", "direction", "layout", "T3", "T11"};
constexpr std::size_t first_stamp = 6;

std::size_t place_in_known(std::string_view name) { return static_cast<std::size_t>(std::ranges::find(known, name) - known.begin()); }

/// Fields of one line; a field in quotes may hold commas and doubled quotes, not the end of a line. Nothing where a quote is not closed.
std::optional<std::vector<std::string>> fields_of(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char one = line[i];
    if (quoted && one == '"' && i + 1 < line.size() && line[i + 1] == '"') fields.back() += line[i++];
    else if (one == '"') quoted = !quoted;
    else if (one == ',' && !quoted) fields.emplace_back();
    else fields.back() += one;
  }
  if (quoted) return std::nullopt;
  return fields;
}

class Reader {
 public:
  Reader(std::string file, std::string_view bytes) : file_(std::move(file)), rest_(bytes) {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
  }

  std::expected<std::vector<ObservedTime>, Findings> read() {
    std::vector<ObservedTime> rows;
    if (!read_head()) return std::unexpected(std::move(findings_));
    while (!rest_.empty() && findings_.size() < most_findings) {
      const auto line = next_line();
      if (auto row = read_row(line)) rows.push_back(std::move(*row));
    }
    if (!findings_.empty()) return std::unexpected(std::move(findings_));
    return rows;
  }

 private:
  std::string_view next_line() {
    ++line_;
    const auto end = std::min(rest_.find('\n'), rest_.size());
    auto line = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }

  void wrong(std::string what, std::string right) { findings_.push_back({{file_, line_}, std::move(what), std::move(right)}); }

  bool read_head() {
    const auto names = fields_of(next_line());
    if (!names) return wrong("a quote of the first line is not closed", "names of columns, as class,direction,layout,T3,T11"), false;
    for (const auto& name : *names) {
      const auto at = place_in_known(name);
      if (at == known.size()) wrong("there is no column \"" + name + "\"", "class, direction, layout, laden, facts, utc_offset_min, T0 to T12, stored or fetched; nothing that names anybody");
      else if (std::ranges::find(columns_, at) != columns_.end()) wrong("the column " + name + " stands there twice", "each column once");
      columns_.push_back(at);
    }
    for (const auto name : required)
      if (std::ranges::find(columns_, place_in_known(name)) == columns_.end()) wrong("the column " + std::string(name) + " is missing", "a first line with class,direction,layout,T3,T11");
    return findings_.empty();
  }

  std::optional<ObservedTime> read_row(std::string_view line) {
    const auto fields = fields_of(line);
    if (!fields) return wrong("a quote is not closed", "a closing quote on the same line"), std::nullopt;
    if (fields->size() != columns_.size())
      return wrong("the line has " + std::to_string(fields->size()) + " fields", std::to_string(columns_.size()) + " fields, as the first line"), std::nullopt;
    ObservedTime row;
    const auto before = findings_.size();
    for (std::size_t i = 0; i < columns_.size(); ++i) read_field(columns_[i], (*fields)[i], row);
    if (findings_.size() > before) return std::nullopt;
    return row;
  }

  void read_field(std::size_t column, const std::string& text, ObservedTime& row) {
    if (column >= first_stamp) return read_stamp(column, text, row);
    switch (column) {
      case 0: return read_word(column, text, row.traffic_class);
      case 1: return read_word(column, text, row.direction);
      case 2: return read_word(column, text, row.layout);
      case 3:
        if (text != "yes" && text != "no" && !text.empty()) return wrong("column laden: \"" + text + "\" is neither yes nor no", "yes, no or nothing");
        row.laden = text == "yes";
        return;
      case 4: return read_facts(text, row);
      default: return read_offset(text, row);
    }
  }

  static bool is_word(std::string_view text) {
    return !text.empty() && text.front() >= 'a' && text.front() <= 'z' && std::ranges::all_of(text, [](unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.'; });
  }

  void read_word(std::size_t column, const std::string& text, std::string& into) {
    // Words of a post, never free text: what stands here comes into reports that leave the house.
    const bool is_direction = text.size() == 5 && text[2] == '-' && std::ranges::count_if(text, [](unsigned char c) { return c >= 'A' && c <= 'Z'; }) == 4;
    if ((column == 1 ? !is_direction : !is_word(text)) && Code::fits(text))
      return wrong("column " + std::string(known[column]) + ": \"" + text + "\" is no " + (column == 1 ? "direction" : "word of a post"), column == 1 ? "two states, as KZ-KG" : "small letters, digits and _, as two_stop");
    if (text.empty() || !Code::fits(text)) return wrong("column " + std::string(known[column]) + ": \"" + text + "\" is no word", "one to " + std::to_string(Code::longest) + " bytes");
    into = text;
  }

  void read_facts(const std::string& text, ObservedTime& row) {
    for (std::size_t from = 0; from < text.size();) {
      const auto to = std::min(text.find(' ', from), text.size());
      const auto fact = text.substr(from, to - from);
      if (!fact.empty() && !is_word(fact)) return wrong("column facts: \"" + fact + "\" is no word of a post", "small letters, digits and _, with blanks between facts");
      if (!fact.empty()) row.facts.push_back(fact);
      from = to + 1;
    }
  }

  void read_offset(const std::string& text, ObservedTime& row) {
    if (text.empty()) return;
    const auto done = std::from_chars(text.data(), text.data() + text.size(), row.utc_offset_min);
    if (done.ec != std::errc{} || done.ptr != text.data() + text.size() || row.utc_offset_min < -840 || row.utc_offset_min > 840)
      wrong("column utc_offset_min: \"" + text + "\" is no offset", "whole minutes from -840 to 840, as 360");
  }

  void read_stamp(std::size_t column, const std::string& text, ObservedTime& row) {
    if (text.empty()) return;
    auto& into = row.stamps[column - first_stamp];
    into = parse_instant(text);
    if (!into) wrong("column " + std::string(known[column]) + ": \"" + text + "\" is no time", "RFC 3339 with an offset, as 2010-07-05T08:00:00+06:00");
  }

  std::string file_;
  std::string_view rest_;
  int line_ = 0;
  std::vector<std::size_t> columns_;
  Findings findings_;
};

}  // namespace

std::expected<std::vector<ObservedTime>, Findings> read_observed_times(const std::string& file, std::string_view bytes) { return Reader(file, bytes).read(); }

std::expected<std::vector<ObservedTime>, Findings> load_observed_times(const std::string& path) {
  const auto refused = [&](std::string wrong, std::string right) { return std::unexpected(Findings{{{path, 0}, std::move(wrong), std::move(right)}}); };
  std::error_code unreadable;
  const auto size = std::filesystem::file_size(path, unreadable);
  if (unreadable) return refused("the file cannot be read", "a file of observed times");
  if (size > most_observed_bytes) return refused("the file is larger than 2 GiB", "several files, one for each period");
  std::ifstream file(path, std::ios::binary);
  std::string bytes(size, '\0');
  if (!file.read(bytes.data(), static_cast<std::streamsize>(size))) return refused("the file cannot be read", "a file of observed times");
  return read_observed_times(path, bytes);
}

}  // namespace onestop::wire
