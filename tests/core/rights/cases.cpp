#include "rights/cases.h"

#include <sstream>
#include <vector>

namespace onestop::testkit {
namespace {

std::vector<std::string> parts(const std::string& text, char mark) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, mark);) out.push_back(trimmed(part));
  return out;
}

bool take_end(std::string& text, const std::string& end) {
  if (!text.ends_with(end)) return false;
  text = trimmed(text.substr(0, text.size() - end.size()));
  return true;
}

std::string read_asker(std::string text, right::Asker& asker) {
  if (text == "nobody") return asker.known = false, "";
  if (text == "a firm") return asker.party = right::Party::firms, "";
  const bool seated = !take_end(text, "without a desk");
  if (take_end(text, "on shift")) asker.on_shift = true;
  else if (!take_end(text, "off shift")) return "who asks is: nobody, a firm, or an officer on shift or off shift";
  if (take_end(text, "shift head")) asker.role = "supervisor";
  else if (take_end(text, "officer")) asker.role = "officer";
  else if (take_end(text, "auditor")) asker.role = "auditor";
  else return "\"" + text + "\" is no officer, shift head or auditor";
  const auto words = parts(text, ' ');
  if (words.size() != 2) return "an officer has a state and an agency";
  asker.state = words[0];
  asker.agency = words[1];
  asker.post = "korday_akjol";
  if (seated) asker.zone_kind = "common_zone";
  return "";
}

/// "3h" or "40d", in milliseconds; 0 for what is neither.
std::int64_t length_ms(const std::string& text) {
  if (text.size() < 2) return 0;
  const auto unit = text.back() == 'h' ? 60 * minute_ms : text.back() == 'd' ? 1440 * minute_ms : 0;
  return std::stoll(text.substr(0, text.size() - 1)) * unit;
}

template <class E>
bool read_word(const std::string& word, E& out) {
  return boost::describe::enum_from_string(word.c_str(), out);
}

std::string read_crossing_part(std::string part, right::About& about) {
  if (part == "no control of his") return about.concerned = false, "";
  law::Side side{};
  if (take_end(part, "side")) {
    if (!read_word(part, side)) return "a side is exit or entry";
    return about.side = side, "";
  }
  if (take_end(part, "phase")) return read_word(part, about.phase) ? "" : "there is no phase \"" + part + "\"";
  const auto words = parts(part, ' ');
  law::Phase phase{};
  if (words.size() != 4 || words[0] != "left" || words[3] != "ago" || !read_word(words[1], phase) || length_ms(words[2]) == 0) return "\"" + part + "\" says nothing of a crossing";
  about.left[static_cast<std::size_t>(phase)] = case_now + -length_ms(words[2]);
  return "";
}

std::string read_crossing(const std::string& text, right::About& about) {
  if (text == "no crossing") return "";
  about.crossing = true;
  about.concerned = true;
  for (const auto& part : parts(text, ','))
    if (auto wrong = read_crossing_part(part, about); !wrong.empty()) return wrong;
  return "";
}

std::string read_field(const std::string& text, RightCase& one) {
  const auto said = parts(text, ',');
  if (said.empty()) return "the third column is a field or an act";
  one.what = said[0];
  if (one.what.starts_with("act ")) {
    one.is_act = true;
    one.what = one.what.substr(4);
    return std::ranges::any_of(right::all_acts(), [&](const auto& act) { return act.name == one.what; }) ? "" : "there is no act " + one.what;
  }
  if (!right::field_named(one.what)) return "there is no field " + one.what;
  if (said.size() == 1) return "";
  if (said[1] == "its own") return one.about.own = true, "";
  if (!said[1].starts_with("written in ")) return "after a field comes: written in KZ, or: its own";
  one.about.author = said[1].substr(11);
  return "";
}

std::string read_answer(const std::string& text, RightCase& one) {
  if (text == "yes") return "";
  return text.starts_with("no, ") && read_word(text.substr(4), one.hurdle) ? "" : "the answer is: yes, or: no, and the hurdle";
}

std::string read_case(const std::string& line, RightCase& one) {
  const auto columns = parts(line, '|');
  if (columns.size() != 6) return "a case has six columns with | between them";
  for (std::size_t i = 0; i < 4; ++i) one.question += columns[i] + " | ";
  if (auto wrong = read_asker(columns[0], one.asker); !wrong.empty()) return wrong;
  if (auto wrong = read_crossing(columns[1], one.about); !wrong.empty()) return wrong;
  if (auto wrong = read_field(columns[2], one); !wrong.empty()) return wrong;
  if (columns[3] != "no purpose") one.asker.purpose = columns[3];
  one.article = columns[5];
  return read_answer(columns[4], one);
}

}  // namespace

HandCases<RightCase> read_right_cases(const std::string& folder) { return read_hand_cases<RightCase>(folder, read_case); }

}  // namespace onestop::testkit
