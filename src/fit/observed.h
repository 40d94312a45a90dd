#pragma once
// A table of observed times instead of a log: arrivals, and from gate to release as one duration. It makes a report and no overlay, for
// nobody watched the controls.
#include <span>

#include "fit/overlay_fit.h"

namespace onestop::fit {

struct ObservedStay {
  Code traffic_class, exit_state;
  bool laden = false, passes = false;
  int utc_offset_min = 0;            // of the exit state's clock
  std::optional<Instant> queued, gate_in, released;  // T1, T3, T11
};

/// Needs a stay with T1 or T3. The duration is called `release`.
Report fit_observed(std::span<const ObservedStay> stays, const Resampling& resampling);

}  // namespace onestop::fit
