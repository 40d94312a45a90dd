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
    case Measure::wait: return "wait";
    case Measure::crossing: return "crossing";
    case Measure::between: return "between";
    case Measure::inspection: return "inspection";
    case Measure::storage: return "storage";
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
    case Dimension::channel: return "channel";
    case Dimension::sps: return "sps";
    case Dimension::prearrival: return "prearrival";
  }
  return "";
}

std::string cell(std::string_view text) { return "<td class=n>" + std::string(text) + "</td>"; }

std::string word_cell(std::string_view text) { return "<td>" + escaped(text) + "</td>"; }

}  // namespace onestop::study
