// The table that ends a week played twice: the same vehicles in both layouts, side by side.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "app/traffic/traffic.h"

namespace onestop::traffic {
namespace {

/// The value at the rank ceil(p n) of the sorted list, which is not empty.
double at_rank(const std::vector<double>& sorted, double p) {
  const auto rank = static_cast<std::size_t>(std::ceil(p * static_cast<double>(sorted.size())));
  return sorted[std::clamp<std::size_t>(rank, 1, sorted.size()) - 1];
}

std::string columns(std::vector<double> minutes) {
  std::ranges::sort(minutes);
  const auto mean = std::accumulate(minutes.begin(), minutes.end(), 0.0) / static_cast<double>(minutes.size());
  return fmt::format("{:>9.1f} {:>7.1f} {:>7.1f}", mean, at_rank(minutes, 0.5), at_rank(minutes, 0.9));
}

}  // namespace

std::string comparison(const Play& play) {
  std::map<Code, std::array<std::vector<double>, 2>> of_flow;
  std::size_t late = 0, strayed = 0, unfinished = 0;
  for (const auto& [key, pair] : play.pairs) {
    if (pair.late) ++late;
    else if (pair.strayed) ++strayed;
    else if (!pair.release_min[0] || !pair.release_min[1]) ++unfinished;
    else
      for (std::size_t half = 0; half < 2; ++half) of_flow[pair.flow][half].push_back(*pair.release_min[half]);
  }
  std::string text = fmt::format("Minutes from registration to release, the same vehicles in both layouts.\n{:<12} {:>5} | {:>25} | {:>25}\n{:<12} {:>5} | {:>9} {:>7} {:>7} | {:>9} {:>7} {:>7}\n",
                                 "", "", play.plan.halves[0].layout.view(), play.plan.halves[1].layout.view(), "class", "n", "mean", "median", "p90", "mean", "median", "p90");
  for (const auto& [flow, halves] : of_flow)
    text += fmt::format("{:<12} {:>5} | {} | {}\n", flow.view(), halves[0].size(), columns(halves[0]), columns(halves[1]));
  text += fmt::format("Not compared: {} came too near the end of a half, {} were not released in both, {} waited on the road until the layout changed.\n", late, unfinished, strayed);
  return text;
}

}  // namespace onestop::traffic
