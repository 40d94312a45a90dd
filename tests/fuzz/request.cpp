// HTTP requests as they come from a socket, in pieces of two sizes: whatever the bytes, both ways end the same.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "server/http/request_parser.h"

namespace {

using onestop::server::http::RequestParser;

RequestParser::State parse(std::string_view bytes, std::size_t piece) {
  RequestParser parser({16u << 10, 1u << 20});
  std::size_t from = 0;
  for (std::size_t end = piece; from < bytes.size();) {
    if (end > bytes.size()) end = bytes.size();
    const auto taken = parser.feed(bytes.substr(from, end - from));
    from += taken;
    if (parser.state() == RequestParser::State::done || parser.state() == RequestParser::State::refused) break;
    if (taken == 0 && end == bytes.size()) break;
    end += piece;
  }
  return parser.state();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto whole = parse(bytes, size == 0 ? 1 : size), parts = parse(bytes, 7);
  if (whole == RequestParser::State::done && parts == RequestParser::State::refused) std::abort();
  return 0;
}
