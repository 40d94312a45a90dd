// Files of channels: read, told their flaws, written and read back, and used on a movement, whatever the rules say.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "wire/channel_yaml.h"

namespace {

using namespace onestop;

lodgement::Declared movement() {
  lodgement::Declared out;
  out.kind = "preliminary_information";
  out.dispatch = out.vehicle_country = "KG";
  out.destination = "KZ";
  for (std::uint32_t number = 1; number <= 3; ++number) {
    lodgement::Item item;
    item.number = number;
    item.commodity = number == 1 ? "0201300000" : number == 2 ? "2402201000" : "62";
    item.net_g = 9'000'000'000'000'000'000;
    item.value = {9'000'000'000'000'000'000, "USD"};
    item.origin = "CN";
    out.items.push_back(item);
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = wire::read_rule_sets("fuzz.yaml", std::string(reinterpret_cast<const char*>(data), size));
  if (!read) {
    if (read.error().empty() || wire::to_text(read.error()).empty()) std::abort();
    for (const auto& finding : read.error())
      if (finding.line < 1 || finding.wrong.empty() || finding.right.empty()) std::abort();
    return 0;
  }
  static const auto declared = movement();
  channel::Circumstances circumstances;
  circumstances.certificates = {declared};
  circumstances.certificates[0].kind = "certificate";
  circumstances.certificates[0].status = "70";
  circumstances.certificates[0].issued = Day{};
  for (const auto& set : read->sets) {
    for (const auto& flaw : channel::flaws(set))
      if (flaw.place.empty() || flaw.sentence.empty()) std::abort();
    const auto written = wire::to_yaml(set);
    if (written.size() > 1 << 20) continue;  // beyond the bound of a file
    const auto again = wire::read_rule_sets("again.yaml", written);
    if (!again || again->sets.size() != 1 || again->sets[0] != set) std::abort();
    const auto decision = channel::assign(set, declared, circumstances);
    if (decision.channel < set.otherwise || (!decision.hits.empty() && decision.channel < decision.hits[0].channel)) std::abort();
  }
  for (const auto& table : read->duties) {
    channel::flaws(table);
    const auto estimate = channel::estimate(table, declared);
    if (estimate.items.size() != declared.items.size() || estimate.total.hundredths < 0) std::abort();
  }
  return 0;
}
