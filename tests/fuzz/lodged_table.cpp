// Tables of persons from any bytes: read or refused with a reason, written and read again alike.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lodging/digest.h"
#include "lodging/formats.h"
#include "lodging/rules/rules.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onestop;
  for (const auto format : {lodging::Format::person_list_csv}) {
    const auto received = lodging::receive(std::string_view(reinterpret_cast<const char*>(data), size), format);
    if (!received.lodgement) {
      if (received.findings.empty()) std::abort();
      continue;
    }
    (void)lodging::check_rules(*received.lodgement, lodging::CodeBook(), Day{20635});  // 2026-07-01
    if (lodging::declared_of(*received.lodgement, 300).gross_g < 0) std::abort();
    const auto once = lodging::receive(lodging::send(*received.lodgement, format).text, format);
    if (!once.lodgement) continue;  // longer than its notation allows
    const auto twice = lodging::receive(lodging::send(*once.lodgement, format).text, format);
    if (!twice.lodgement || lodging::send(*twice.lodgement, format).text != lodging::send(*once.lodgement, format).text) std::abort();
  }
  return 0;
}
