// Machine-readable zones from any bytes. What is read reads the same in lower case and with blanks behind it; what is
// refused says where and why, inside the text.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "wire/mrz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onestop;
  const Day today{20635};  // 2026-07-01
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto mrz = wire::read_mrz(text, today);
  if (!mrz) {
    if (mrz.error().empty()) std::abort();
    for (const auto& one : mrz.error())
      if (one.line < 1 || one.column < 1 || one.column > static_cast<int>(wire::longest_mrz) + 1 || one.wrong.empty() || one.right.empty()) std::abort();
    return 0;
  }
  if (mrz->issuer.empty() || mrz->nationality.empty() || mrz->number.empty() || (mrz->primary.empty() && mrz->secondary.empty())) std::abort();
  std::string typed = text + " \r\n";
  for (char& c : typed)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (typed.size() > wire::longest_mrz) return 0;
  const auto again = wire::read_mrz(typed, today);
  if (!again || *again != *mrz) std::abort();
  return 0;
}
