#include "core/channel/allocation.h"

#include <algorithm>
#include <limits>

namespace onestop::channel {
namespace {

constexpr auto none = std::numeric_limits<std::size_t>::max();

}  // namespace

std::int64_t Allocation::held(const Demand& demand, std::size_t source) {
  const auto part = std::ranges::find(demand.parts, source, &Part::source);
  return part == demand.parts.end() ? 0 : part->grams;
}

void Allocation::give(Demand& demand, std::size_t source, std::int64_t grams) {
  auto part = std::ranges::lower_bound(demand.parts, source, std::less(), &Part::source);
  if (part == demand.parts.end() || part->source != source) part = demand.parts.insert(part, {source, 0});
  part->grams += grams;
  if (part->grams == 0) demand.parts.erase(part);
}

std::int64_t Allocation::serve(std::int64_t need_g, std::vector<std::size_t> from) {
  const auto number = demands_.size();
  demands_.push_back({std::move(from), {}, false});
  for (const auto source : demands_[number].from) {
    const auto grams = std::min(need_g, left_[source]);
    if (grams <= 0) continue;
    give(demands_[number], source, grams);
    left_[source] -= grams;
    need_g -= grams;
  }
  while (need_g > 0) {
    const auto grams = reroute(number, need_g);
    if (grams == 0) break;
    need_g -= grams;
  }
  return need_g;
}

/// One shortest chain of exchanges that frees mass for the demand (an augmenting path of Ford and Fulkerson, searched in breadth).
std::int64_t Allocation::reroute(std::size_t demand, std::int64_t need_g) {
  std::vector<Step> reached;
  std::vector<bool> seen(left_.size());
  const auto reach = [&](const Demand& who, std::size_t number, std::size_t before) {
    for (const auto source : who.from) {
      if (seen[source] || dead_[source]) continue;
      seen[source] = true;
      reached.push_back({source, number, before});
    }
  };
  reach(demands_[demand], demand, none);
  for (std::size_t at = 0; at < reached.size(); ++at) {
    const auto source = reached[at].source;
    if (left_[source] > 0) {
      auto grams = std::min(need_g, left_[source]);
      for (auto step = at; reached[step].before != none; step = reached[step].before)
        grams = std::min(grams, held(demands_[reached[step].demand], reached[reached[step].before].source));
      left_[source] -= grams;
      move(reached, at, demand, grams);
      return grams;
    }
    for (std::size_t other = 0; other < demands_.size(); ++other)
      if (!demands_[other].fixed && held(demands_[other], source) > 0) reach(demands_[other], other, at);
  }
  // Whatever was seen has nothing left and leads nowhere; later demands need not look there again.
  for (const auto& step : reached) dead_[step.source] = true;
  return 0;
}

void Allocation::move(std::vector<Step>& reached, std::size_t at, std::size_t demand, std::int64_t grams) {
  for (; reached[at].before != none; at = reached[at].before) {
    auto& giver = demands_[reached[at].demand];
    give(giver, reached[at].source, grams);
    give(giver, reached[reached[at].before].source, -grams);
  }
  give(demands_[demand], reached[at].source, grams);
}

}  // namespace onestop::channel
