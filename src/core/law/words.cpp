#include "core/law/words.h"

#include <algorithm>

namespace onestop::law {
namespace {
constexpr std::size_t longest_word = 64;   // longer words are compared by their beginnings
constexpr std::size_t most_listed = 40;    // a longer list helps nobody
}  // namespace

int distance(std::string_view a, std::string_view b) {
  a = a.substr(0, longest_word);
  b = b.substr(0, longest_word);
  std::vector<int> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replace, last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

std::string closest(std::string_view word, std::span<const std::string> known) {
  std::string best;
  int nearest = std::max(1, static_cast<int>(std::min(word.size(), longest_word)) / 3) + 1;
  for (const auto& candidate : known) {
    const int d = distance(word, candidate);
    if (d < nearest) {
      nearest = d;
      best = candidate;
    }
  }
  return best;
}

std::string suggestion(std::string_view word, std::string_view plural, const std::vector<std::string>& known) {
  const auto all = "known " + std::string(plural) + " are " + listed(known);
  if (known.empty()) return "no " + std::string(plural) + " are known; declare them first";
  const auto near = closest(word, known);
  if (near.empty()) return all;
  return "did you mean \"" + near + "\"? " + all;
}

std::string folded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool cyrillic = (byte == 0xd0 || (byte >= 0xd2 && byte <= 0xd3)) && i + 1 < text.size();
    if (!cyrillic) {
      out += byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + ('a' - 'A')) : text[i];
      continue;
    }
    unsigned letter = (byte & 0x1fu) << 6 | (static_cast<unsigned char>(text[++i]) & 0x3fu);
    if (letter >= 0x410 && letter <= 0x42f) letter += 0x20;
    else if (letter >= 0x400 && letter <= 0x40f) letter += 0x50;
    else if (letter >= 0x48a && letter <= 0x4ff && (letter < 0x4c0 || letter > 0x4cf)) letter |= 1;  // large letters are even
    out += static_cast<char>(0xc0 | letter >> 6);
    out += static_cast<char>(0x80 | (letter & 0x3f));
  }
  return out;
}

bool mentions(std::string_view text, std::string_view question) {
  const auto all = folded(text), asked = folded(question);
  for (std::size_t at = 0; at < asked.size();) {
    const auto end = std::min(asked.find(' ', at), asked.size());
    if (all.find(std::string_view(asked).substr(at, end - at)) == std::string::npos) return false;
    at = end + 1;
  }
  return true;
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size() && i < most_listed; ++i) text += (i ? ", " : "") + words[i];
  if (words.size() > most_listed) text += " and " + std::to_string(words.size() - most_listed) + " more";
  return text;
}

std::vector<std::string> texts(const std::vector<Code>& codes) {
  std::vector<std::string> out;
  for (const auto& code : codes) out.push_back(code.text());
  return out;
}

}  // namespace onestop::law
