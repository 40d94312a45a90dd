#pragma once
// Forecasts as they would have been made on past days, held against what happened.
#include <functional>

#include "server/post/as_it_stood.h"
#include "sim/forecast.h"

namespace onestop::server {

struct PastWish {
  Instant now;                         // days whose eight hours were over by then
  std::int64_t most_days = 7;          // the last ones
  int hour = 8;                        // by the host's clock, when each would have been made
  sim::ForecastWish each = {};           // the start of the day is filled in
};

/// Means over all observations of all days.
struct PastError {
  std::int64_t days = 0;
  std::optional<Instant> first, last;  // when the first and the last forecast would have been made
  std::int64_t counts = 0;             // quarters of hours, each direction apart
  double inside_mae = 0;               // vehicles inside: the median against the number there was
  double inside_bias = 0;              // forecast less real
  double in_band = 0;                  // share of counts within the middle 90 %
  std::int64_t releases = 0;           // vehicles that were released within the forecast
  double release_mae_min = 0, release_bias_min = 0;
  double still = 0;                    // vehicles that no forecast moved, mean of a day
};

/// Nothing past is no fault: zero days. `stop` is asked between days.
Expected<PastError> look_back(store::Reader& reader, Planning& planning, const PastWish& wish, const std::function<bool()>& stop);

}  // namespace onestop::server
