// Stored events: envelope and body from hostile bytes, down to the core's event and its fold.
#include <cstdint>
#include <cstdlib>

#include "core/crossing/events.h"
#include "wire/envelope.h"
#include "wire/events.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onestop;
  if (size < 4) return 0;
  const std::size_t cut = (static_cast<std::size_t>(data[0]) << 8 | data[1]) % (size - 1);
  const ByteView bytes(data + 2, size - 2);
  const auto envelope = bytes.first(std::min(cut, bytes.size())), body = bytes.subspan(std::min(cut, bytes.size()));
  const auto parsed = wire::parse_event(envelope, body, Hash{});
  if (!parsed) return 0;
  if (wire::to_bytes(parsed->envelope) != Bytes(envelope.begin(), envelope.end())) std::abort();  // one value, one form
  const auto fields = wire::open(*parsed, [](const Id&) { return std::nullopt; });
  if (!fields) return 0;
  const auto event = wire::decode(parsed->envelope.type, parsed->envelope.type_version, *fields);
  if (!event) return 0;
  crossing::Crossing crossing;
  crossing::evolve(crossing, {parsed->envelope.recorder, parsed->envelope.at, *event});
  (void)crossing::state_hash(crossing);
  return 0;
}
