// Lodged messages from any bytes. What is read is written and read again as the same lodgement; what is refused says why.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lodging/digest.h"
#include "lodging/formats.h"
#include "lodging/rules/rules.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onestop;
  using namespace onestop::lodging;
  const auto received = receive(std::string_view(reinterpret_cast<const char*>(data), size));
  for (const auto& one : received.findings)
    if (sentence(one, "ru").what.empty() || sentence(one, "ru").what == one.code) std::abort();
  if (!received.lodgement) {
    if (received.findings.empty()) std::abort();
    return 0;
  }
  const auto rules = check_rules(*received.lodgement, CodeBook(), Day{20635});  // 2026-07-01
  const auto line = outline_of(received, rules, 300);
  if (line.items != declared_of(*received.lodgement, 300).items.size() || line.gross_g < 0) std::abort();
  const auto once = receive(send(*received.lodgement, *received.format).text, received.format);
  if (!once.lodgement) return 0;  // more than JSON's bounds allow
  const auto twice = receive(send(*once.lodgement, *received.format).text, received.format);
  if (!twice.lodgement) std::abort();
  if (send(*twice.lodgement, Format::lodgement_json).text != send(*once.lodgement, Format::lodgement_json).text) std::abort();
  return 0;
}
