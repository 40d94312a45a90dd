// Event fields from hostile bytes: the first byte picks the type, each further length-prefixed run is one field.
#include <cstdint>
#include <cstdlib>

#include "core/crossing/events.h"
#include "wire/events.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onestop;
  ByteReader in({data, size});
  const auto type = in.text();
  if (!in.ok() || !Code::fits(type) || type.find('\0') != std::string::npos) return 0;
  std::vector<wire::Field> fields;
  while (in.ok() && in.left() > 0 && fields.size() < 64) {
    wire::Field field;
    field.name = in.text();
    field.visibility = static_cast<wire::Visibility>(in.u8() % 3);
    const auto value = in.blob();
    if (!in.ok()) break;
    field.value.assign(value.begin(), value.end());
    fields.push_back(std::move(field));
  }
  const auto event = wire::decode(type, 1, fields);
  if (!event) return 0;
  const auto again = wire::encode(*event);
  const auto decoded = wire::decode(again.type, again.type_version, again.fields);
  if (!decoded) std::abort();
  crossing::Crossing crossing;
  crossing::evolve(crossing, {Id{1, 1}, Instant{}, *event});
  (void)crossing::state_hash(crossing);
  return 0;
}
