#include <algorithm>

#include "lodging/codes.h"

namespace onestop::lodging {
namespace {

// Small letters of ASCII and of Cyrillic as the four languages write it.
std::string folded(std::string_view text) {
  std::string out(text);
  for (std::size_t at = 0; at < out.size(); ++at) {
    const auto lead = static_cast<unsigned char>(out[at]);
    if (lead < 0x80) {
      if (lead >= 'A' && lead <= 'Z') out[at] = static_cast<char>(lead - 'A' + 'a');
      continue;
    }
    if (lead < 0xD0 || lead > 0xD3 || at + 1 == out.size()) continue;
    unsigned letter = (lead & 0x1Fu) << 6 | (static_cast<unsigned char>(out[at + 1]) & 0x3Fu);
    if (letter < 0x410) letter += 0x50;
    else if (letter < 0x430) letter += 0x20;
    else if (letter >= 0x48A && letter != 0x4C0 && (letter < 0x4C1 || letter > 0x4CE)) letter |= 1;
    else if (letter >= 0x4C1 && letter <= 0x4CE && letter % 2) ++letter;
    out[at] = static_cast<char>(0xC0 | letter >> 6), out[at + 1] = static_cast<char>(0x80 | (letter & 0x3F));
    ++at;
  }
  return out;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  const auto small = folded(text);
  for (std::size_t at = 0; at < small.size();) {
    const auto end = std::min(small.find(' ', at), small.size());
    if (end > at) out.push_back(small.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

bool names(const CodeEntry& entry, const std::vector<std::string>& words) {
  if (words.empty()) return true;
  const auto name = folded(entry.name);
  return std::ranges::all_of(words, [&](const std::string& word) { return name.find(word) != name.npos; });
}

// A code may stand twice with different names: a page ends at both.
std::string mark_of(const CodeEntry& entry) { return entry.code + "\t" + entry.name; }
CodeEntry marked(const std::string& mark) {
  const auto tab = mark.find('\t');
  return {mark.substr(0, tab), tab == mark.npos ? std::string() : mark.substr(tab + 1)};
}

std::optional<Day> last_day(const std::vector<CodeList>& versions, std::size_t index) {
  if (index + 1 == versions.size()) return std::nullopt;
  return Day{versions[index + 1].valid_from.number - 1};
}

}  // namespace

const std::vector<CodeList>* CodeBook::versions_of(List list) const {
  const auto found = lists_.find(list);
  return found == lists_.end() ? nullptr : &found->second;
}

std::optional<CodePage> CodeBook::find(const CodeQuery& query) const {
  const auto* list = at(query.list, query.day);
  if (!list) return std::nullopt;
  const auto* versions = versions_of(query.list);
  CodePage out{list->version, list->valid_from, last_day(*versions, static_cast<std::size_t>(list - versions->data())), {}, {}};
  const auto limit = std::clamp<std::size_t>(query.limit, 1, CodePage::most);
  const auto words = words_of(query.words);
  auto entry = std::ranges::lower_bound(list->entries, query.beginning, {}, &CodeEntry::code);
  if (!query.after.empty()) entry = std::max(entry, std::ranges::upper_bound(list->entries, marked(query.after)));
  for (std::size_t read = 0; entry != list->entries.end() && entry->code.starts_with(query.beginning); ++entry, ++read) {
    if (out.entries.size() == limit || read == CodePage::most_read) {
      out.next = mark_of(*std::prev(entry));
      return out;
    }
    if (names(*entry, words)) out.entries.push_back(*entry);
  }
  return out;
}

std::vector<ListVersion> CodeBook::versions() const {
  std::vector<ListVersion> out;
  for (const auto& [list, versions] : lists_)
    for (std::size_t i = 0; i < versions.size(); ++i) out.push_back({list, versions[i].version, versions[i].valid_from, last_day(versions, i), versions[i].entries.size()});
  return out;
}

}  // namespace onestop::lodging
