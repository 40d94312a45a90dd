// Code lists as publishers publish them, from any bytes; the first byte chooses the list. What is taken over is written and
// read again alike, and its pages join to the whole.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lodging/codes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onestop;
  using namespace onestop::lodging;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Day day{20635};  // 2026-07-01
  (void)read_code_list(text);
  auto list = import_codes(all_lists[data[0] % all_lists.size()], text, "1", day);
  if (!list) {
    if (list.error().what.empty()) std::abort();
    return 0;
  }
  const auto again = read_code_list(to_text(*list));
  if (!again || again->entries != list->entries) std::abort();
  CodeBook book;
  const auto entries = list->entries;
  const auto which = list->list;
  book.add(std::move(*list));
  CodeQuery query{which, day, {}, {}, {}, 7};
  std::size_t seen = 0;
  do {
    const auto page = book.find(query);
    if (!page || (page->entries.empty() && !page->next.empty())) std::abort();
    for (const auto& one : page->entries)
      if (seen >= entries.size() || one != entries[seen++]) std::abort();
    query.after = page->next;
  } while (!query.after.empty());
  if (seen != entries.size()) std::abort();
  return 0;
}
