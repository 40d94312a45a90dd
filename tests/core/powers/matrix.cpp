#include "powers/matrix.h"

#include <algorithm>
#include <boost/describe.hpp>
#include <sstream>

namespace onestop::testkit {
namespace {

/// The text before the first `mark`, which is cut off together with the mark; all of it where there is none.
std::string take_until(std::string& text, const std::string& mark) {
  const auto at = text.find(mark);
  auto taken = text.substr(0, at);
  text = at == std::string::npos ? std::string() : text.substr(at + mark.size());
  return trimmed(taken);
}

std::string read_crossing(std::string text, PowerCase& one) {
  one.layout = take_until(text, " ");
  one.exit_state = take_until(text, "-");
  one.entry_state = trimmed(text);
  return one.entry_state.empty() ? "the first column is a layout and a direction, as in: combined KZ-KG" : "";
}

std::string read_role(const std::string& words, PowerCase& one) {
  static const std::pair<std::string, std::string> roles[] = {{"shift head", "supervisor"}, {"officer", "officer"}, {"auditor", "auditor"}, {"device", "device"}, {"clock", "system"}};
  for (const auto& [word, role] : roles) {
    if (!words.ends_with(word)) continue;
    one.role = role;
    one.agency = trimmed(words.substr(0, words.size() - word.size()));
    return "";
  }
  return "\"" + words + "\" is no officer, shift head, auditor, device or clock";
}

std::string read_actor(std::string text, PowerCase& one) {
  one.state = take_until(text, " ");
  if (text.ends_with(" without a desk")) return read_role(trimmed(text.substr(0, text.size() - std::string(" without a desk").size())), one);
  const auto words = take_until(text, " at ");
  if (auto wrong = read_role(words, one); !wrong.empty()) return wrong;
  if (text.empty()) return one.agency.empty() ? "" : "an officer sits at a desk, or is without a desk";
  one.desk = take_until(text, " in ");
  one.zone = trimmed(text);
  return one.zone.empty() ? "a desk stands in a zone, as in: at kg_bay in hall" : "";
}

template <class E>
bool read_word(const std::string& word, E& out) {
  return boost::describe::enum_from_string(word.c_str(), out);
}

std::string read_phase(std::string text, PowerCase& one) {
  const auto word = take_until(text, " ");
  return text == "phase" && read_word(word, one.phase) ? "" : "the third column is: exit phase, hand_over phase, entry phase or closed phase";
}

std::string read_act(std::string text, PowerCase& one) {
  const auto word = take_until(text, ", ");
  const std::string national = "national of ";
  if (!read_word(word, one.act)) return "\"" + word + "\" is no act";
  if (text.empty()) return one.act == law::Act::detain ? "whom? as in: detain, national of KG" : "";
  one.upon_person = true;
  if (text == "nationality not recorded") return "";
  if (text.starts_with(national)) one.national_of = trimmed(text.substr(national.size()));
  return one.national_of.empty() ? "a person is a: national of KG, or: nationality not recorded" : "";
}

std::string read_answer(std::string text, PowerCase& one) {
  if (text == "yes") return "";
  if (take_until(text, ", ") == "no") one.refusal = trimmed(text);
  return one.refusal.empty() ? "the answer is: yes, or: no, and the code of the refusal" : "";
}

std::string read_case(const std::string& line, PowerCase& one) {
  std::vector<std::string> columns;
  std::istringstream in(line);
  for (std::string column; std::getline(in, column, '|');) columns.push_back(trimmed(column));
  if (columns.size() != 6) return "a case has six columns with | between them";
  for (std::size_t i = 0; i < 4; ++i) one.question += columns[i] + " | ";
  one.article = columns[5];
  if (one.article.empty()) return "the last column names the article";
  using Reader = std::string (*)(std::string, PowerCase&);
  static constexpr Reader readers[] = {read_crossing, read_actor, read_phase, read_act, read_answer};
  for (std::size_t i = 0; i < 5; ++i)
    if (auto wrong = readers[i](columns[i], one); !wrong.empty()) return wrong;
  return "";
}

}  // namespace

HandCases<PowerCase> read_matrix(const std::string& folder) { return read_hand_cases<PowerCase>(folder, read_case); }

}  // namespace onestop::testkit
