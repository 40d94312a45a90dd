#include <algorithm>
#include <array>

#include "core/channel/channel.h"
#include "core/digest.h"

namespace onestop::channel {
namespace {

std::size_t size_of(const std::vector<Decision>& decisions) {
  Digest digest;
  digest.put(decisions);
  return digest.bytes().size();
}

template <class List>
std::uint32_t cut(List& list, std::size_t most) {
  if (list.size() <= most) return 0;
  const auto beyond = static_cast<std::uint32_t>(list.size() - most);
  list.resize(most);
  return beyond;
}

void shorten(Decision& one, std::size_t most) {
  std::ranges::stable_partition(one.items, [](const ItemResult& item) { return item.met != Met::met; });
  one.items_beyond += cut(one.items, most);
  for (auto& hit : one.hits) {
    hit.items_beyond += cut(hit.items, most);
    cut(hit.facts, most);
  }
}

}  // namespace

std::vector<Decision> fitted(std::vector<Decision> decisions, std::size_t most_bytes) {
  for (const std::size_t most : {200, 100, 50, 20, 10, 5, 2, 1}) {
    for (auto& one : decisions) shorten(one, most);
    if (size_of(decisions) <= most_bytes) break;
  }
  return decisions;
}

}  // namespace onestop::channel
