#pragma once
// The next hours of a post, from what stands there now: many replications, and what they say together.
#include "sim/engine.h"
#include "sim/opening.h"

namespace onestop::sim {

struct ForecastWish {
  std::uint64_t seed = 1;
  std::uint32_t replications = 200;
  std::int64_t start_us = 0;                  // of the day by UTC
  int weekday = 0;                            // of that day, from Monday
  std::int64_t span_us = 8 * hour_us;
  std::int64_t step_us = 15 * minute_us;
  std::int64_t tail_us = 8 * hour_us;         // that is run beyond, so that who arrives late is seen to leave
};

/// Five quantiles over the replications.
struct Band {
  double p5 = 0, p25 = 0, p50 = 0, p75 = 0, p95 = 0;
};

/// How many vehicles there are at each step, the first being now.
struct Counts {
  std::vector<Band> waiting, inside;  // before the post, and on record
};

/// A time of which half, or nine tenths, are shorter; nothing where it lies beyond what was run.
struct Spread {
  std::optional<std::int64_t> p50_us, p90_us;
};

/// Who arrives within one hour of the span.
struct ArrivalHour {
  double vehicles = 0;   // mean over the replications
  Spread release;        // from the arrival before the post to the release
};

struct Forecast {
  std::vector<Counts> streams;                 // as in Plan::streams
  std::array<Counts, 2> directions;
  Counts all;
  std::vector<std::vector<ArrivalHour>> arrivals;  // by stream, by hour
  std::vector<Spread> out;                     // of each vehicle of the opening: from now until it leaves
  std::uint64_t events = 0;
  std::uint64_t hash = 0;                      // of all replications
};

/// On this thread. The same plan, opening and wish give the same forecast anywhere.
Forecast forecast(const Plan& plan, const Opening& opening, const ForecastWish& wish);

/// Of whole numbers, by the nearest rank; the values are sorted on the way.
Band band_of(std::vector<std::uint32_t>& values);

}  // namespace onestop::sim
