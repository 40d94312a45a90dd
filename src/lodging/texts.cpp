#include <array>
#include <map>

#include "base/check.h"
#include "lodging/finding.h"

namespace onestop::lodging {
namespace {

// A block per code: its name, then a line per language, "en what it is | what would be right".
constexpr std::string_view of_rules =
#include "lodging/texts.inc"
    ;
constexpr std::string_view of_reading =
#include "lodging/texts_reading.inc"
    ;

using Texts = std::map<std::string, std::map<std::string, Sentence, std::less<>>, std::less<>>;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

void read_texts(std::string_view source, Texts& out) {
  std::string code;
  for (std::size_t at = 0; at < source.size();) {
    const auto end = std::min(source.find('\n', at), source.size());
    const auto line = source.substr(at, end - at);
    at = end + 1;
    if (line.empty() || line[0] == '#') continue;
    if (line[0] != ' ') {
      code = line;
      continue;
    }
    const auto body = trimmed(line);
    const auto bar = body.find('|');
    check(!code.empty() && body.size() > 3 && bar != body.npos, "a line of the texts is not \"language what | right\"");
    out[code][std::string(body.substr(0, 2))] = {std::string(trimmed(body.substr(3, bar - 3))), std::string(trimmed(body.substr(bar + 1)))};
  }
}

const Texts& texts() {
  static const Texts all = [] {
    Texts out;
    read_texts(of_rules, out);
    read_texts(of_reading, out);
    return out;
  }();
  return all;
}

std::string filled(const std::string& pattern, const Finding& finding) {
  std::string out;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const auto end = pattern[at] == '{' ? pattern.find('}', at) : pattern.npos;
    if (end == pattern.npos) {
      out += pattern[at];
      continue;
    }
    const auto name = std::string_view(pattern).substr(at + 1, end - at - 1);
    for (const auto& [key, value] : finding.with)
      if (key == name) out += value;
    at = end;
  }
  return out;
}

}  // namespace

Sentence sentence(const Finding& finding, std::string_view language) {
  const auto found = texts().find(finding.code);
  if (found == texts().end()) return {finding.code, {}};
  auto spoken = found->second.find(language);
  if (spoken == found->second.end()) spoken = found->second.find("en");
  if (spoken == found->second.end()) return {finding.code, {}};
  return {filled(spoken->second.what, finding), filled(spoken->second.right, finding)};
}

std::vector<std::string> known_codes() {
  std::vector<std::string> out;
  for (const auto& [code, languages] : texts()) out.push_back(code);
  return out;
}

bool has_sentence(std::string_view code, std::string_view language) {
  const auto found = texts().find(code);
  return found != texts().end() && found->second.contains(language);
}

}  // namespace onestop::lodging
