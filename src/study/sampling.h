#pragma once
// A sample of a window instead of all its releases: stratified by class, direction and layout, as many of each as the wished precision of
// its mean needs, drawn by key from a seed that the report names.
#include "study/segments.h"

namespace onestop::study {

struct SampledStratum {
  std::vector<std::string> values;  // class, direction, layout
  std::int64_t population = 0;
  double cv = 0;                    // of the release times of the window
  std::int64_t needed = 0;          // (1.96 cv / precision)^2; all where it is more than there are, or where nothing is known of the spread
  std::int64_t drawn = 0;
};

struct Sampled {
  Columns columns;
  std::vector<SampledStratum> strata;
};

inline constexpr std::int64_t shortest_window_ms = 7 * day_ms;

/// A window that can be sampled has both ends and holds every weekday.
bool whole_week(const std::optional<Instant>& from, const std::optional<Instant>& to);

Sampled sample(const Columns& columns, double precision, std::uint64_t seed);

}  // namespace onestop::study
