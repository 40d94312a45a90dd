// Tables of observed times: every line is read, or the table is refused with a reason. None is left out.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "wire/observed_times.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onestop;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto rows = wire::read_observed_times("fuzz.csv", bytes);
  if (!rows) {
    if (rows.error().empty()) std::abort();
    return 0;
  }
  const auto lines = static_cast<std::size_t>(std::ranges::count(bytes, '\n')) + (bytes.ends_with('\n') ? 0 : 1);
  if (rows->size() + 1 != lines) std::abort();  // none left out
  return 0;
}
