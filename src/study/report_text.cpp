#include "study/report_text.h"

#include <array>
#include <charconv>

namespace onestop::study {

std::string fixed(double value, int decimals) {
  std::array<char, 340> room{};
  const auto done = std::to_chars(room.data(), room.data() + room.size(), value, std::chars_format::fixed, decimals);
  std::string text(room.data(), done.ptr);
  if (text.starts_with('-') && text.find_first_of("123456789") == std::string::npos) text.erase(0, 1);  // no "-0.0"
  return text;
}

std::string minutes(double ms) { return fixed(ms / minute_ms, 1); }

std::string percent(double share) { return fixed(100 * share, 1) + " %"; }

std::string interval_min(const std::optional<Interval>& of) { return of ? minutes(of->low) + " to " + minutes(of->high) : "too few"; }

std::string escaped(std::string_view text) {
  std::string out;
  for (const char one : text) {
    if (one == '&') out += "&amp;";
    else if (one == '<') out += "&lt;";
    else if (one == '>') out += "&gt;";
    else if (one == '"') out += "&quot;";
    else out += one;
  }
  return out;
}

std::string name_of(Measure measure) {
  switch (measure) {
    case Measure::release: return "release";
    case Measure::in_post: return "in_post";
    case Measure::queue: return "queue";
    case Measure::dwell: return "dwell";
    case Measure::exit_side: return "exit_side";
    case Measure::entry_side: return "entry_side";
  }
  return "";
}

std::string name_of(Dimension dimension) {
  switch (dimension) {
    case Dimension::traffic_class: return "class";
    case Dimension::direction: return "direction";
    case Dimension::layout: return "layout";
    case Dimension::laden: return "laden";
    case Dimension::fact: return "fact";
    case Dimension::hour: return "hour";
    case Dimension::weekday: return "weekday";
  }
  return "";
}

std::string cell(std::string_view text) { return "<td class=n>" + std::string(text) + "</td>"; }

std::string word_cell(std::string_view text) { return "<td>" + escaped(text) + "</td>"; }

std::string head_row(std::initializer_list<std::string_view> names) {
  std::string row = "<tr>";
  for (const auto name : names) row += "<th>" + escaped(name) + "</th>";
  return row + "</tr>\n";
}

}  // namespace onestop::study
