// Commands as JSON: what is read and written again is read as the same.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "server/messages.h"
#include "wire/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onestop;
  const auto first = wire::read_json<server::CommandRequest>({reinterpret_cast<const char*>(data), size});
  if (!first) {
    if (first.error().empty()) std::abort();  // a refusal says what is wrong
    return 0;
  }
  const auto text = wire::to_json(*first);
  const auto second = wire::read_json<server::CommandRequest>(text);
  if (!second || wire::to_json(*second) != text) std::abort();
  return 0;
}
