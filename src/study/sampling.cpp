#include "study/sampling.h"

#include <algorithm>

namespace onestop::study {

bool whole_week(const std::optional<Instant>& from, const std::optional<Instant>& to) { return from && to && *to - *from >= shortest_window_ms; }

Sampled sample(const Columns& columns, double precision, std::uint64_t seed) {
  using Key = std::array<std::uint8_t, 3>;
  const auto key_of = [&](std::size_t i) { return Key{columns.traffic_class[i], columns.direction[i], columns.layout[i]}; };
  std::map<std::vector<std::string>, Figures> known;
  for (const auto& row : segments(columns, {{Dimension::traffic_class, Dimension::direction, Dimension::layout}, Measure::release, {}, seed, {}, false}))
    if (row.figures) known[row.values] = row.figures->all;
  struct Drawing {
    SampledStratum stratum;
    Draws draws;
    std::int64_t left = 0;  // not yet looked at
  };
  std::map<Key, std::int64_t> populations;
  for (std::size_t i = 0; i < columns.size(); ++i) ++populations[key_of(i)];
  std::map<Key, Drawing> drawings;
  for (const auto& [key, population] : populations) {
    SampledStratum stratum{{columns.classes.list()[key[0]], columns.directions.list()[key[1]], columns.layouts.list()[key[2]]}, population, 0, population, 0};
    if (const auto figures = known.find(stratum.values); figures != known.end() && figures->second.n > 1) {
      stratum.cv = figures->second.cv;
      stratum.needed = std::min(population, needed_n(stratum.cv, precision));
    }
    std::string name = "sample";
    for (const auto& value : stratum.values) name += "/" + value;
    drawings.emplace(key, Drawing{std::move(stratum), Draws(seed, name), population});
  }
  // Each in turn with the chance that fills the number exactly (Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S).
  std::vector<std::uint32_t> taken;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    auto& of = drawings.at(key_of(i));
    const auto wanted = of.stratum.needed - of.stratum.drawn;
    if (of.draws.uniform() * static_cast<double>(of.left--) >= static_cast<double>(wanted)) continue;
    ++of.stratum.drawn;
    taken.push_back(static_cast<std::uint32_t>(i));
  }
  Sampled made{columns.chosen(taken), {}};
  for (auto& [key, of] : drawings) made.strata.push_back(std::move(of.stratum));
  std::ranges::sort(made.strata, {}, &SampledStratum::values);
  return made;
}

}  // namespace onestop::study
