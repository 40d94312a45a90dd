#include "wire/mrz_text.h"

namespace onestop::wire {
namespace {

constexpr std::string_view breaks[] = {"\r\n", "\n", "\r", "\v", "\f", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"};
constexpr std::string_view blanks[] = {" ", "\t", "\xC2\xA0"};

/// Bytes of a break at the beginning of the text, 0 for none.
std::size_t break_at(std::string_view text) {
  for (const auto one : breaks)
    if (text.starts_with(one)) return one.size();
  return 0;
}

std::string_view without_blanks(std::string_view line) {
  for (std::size_t before = line.size() + 1; line.size() < before;) {
    before = line.size();
    for (const auto blank : blanks)
      if (line.ends_with(blank)) line.remove_suffix(blank.size());
  }
  return line;
}

MrzLine read_line(std::string_view raw, int number) {
  MrzLine line;
  line.number = number;
  unsigned char before = 0;
  for (const char c : without_blanks(raw)) {
    const auto byte = static_cast<unsigned char>(c);
    const bool goes_on = byte >= 0x80 && byte < 0xC0 && before >= 0x80;  // with the character before it
    before = byte;
    if (goes_on) continue;
    ++line.width;
    const char capital = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    const bool fits = (capital >= 'A' && capital <= 'Z') || (capital >= '0' && capital <= '9') || capital == '<';
    line.text += fits ? capital : '<';
    if (!fits) line.strange.push_back(line.width);
  }
  return line;
}

}  // namespace

std::vector<MrzLine> mrz_lines(std::string_view text) {
  std::vector<MrzLine> lines;
  int number = 1;
  for (std::size_t from = 0; from <= text.size(); ++number) {
    std::size_t to = from;
    while (to < text.size() && break_at(text.substr(to)) == 0) ++to;
    auto line = read_line(text.substr(from, to - from), number);
    if (line.width > 0) lines.push_back(std::move(line));
    from = to < text.size() ? to + break_at(text.substr(to)) : to + 1;
  }
  return lines;
}

}  // namespace onestop::wire
