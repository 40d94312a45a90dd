#include "fit/observed.h"

#include <algorithm>

namespace onestop::fit {

Report fit_observed(std::span<const ObservedStay> stays, const Resampling& resampling) {
  Observations seen;
  FitRequest request;
  request.resampling = resampling;
  for (const auto& one : stays) {
    if (!one.queued && !one.gate_in) continue;
    Came came;
    came.traffic_class = one.traffic_class, came.exit_state = one.exit_state;
    came.laden = one.laden, came.passes = one.passes;
    came.at = one.queued ? *one.queued : *one.gate_in;
    came.seen_queueing = one.queued.has_value();
    seen.came.push_back(came);
    request.utc_offset_min.emplace_back(one.exit_state, one.utc_offset_min);
    if (!one.released) ++seen.left_out.unreleased;
    if (!one.released || !one.gate_in) continue;
    const double minutes = static_cast<double>(*one.released - *one.gate_in) / static_cast<double>(minute_ms);
    if (minutes < 0) {
      ++seen.left_out.negative;
      seen.left_out.largest_negative_min = std::max(seen.left_out.largest_negative_min, -minutes);
      continue;
    }
    seen.acts.push_back({"release", one.exit_state, one.traffic_class, one.passes, false, *one.released, minutes, {}});
  }
  std::ranges::sort(seen.came, {}, &Came::at);
  request.from = seen.came.front().at, request.to = seen.came.back().at + 1;
  auto report = fit_overlay(seen, {}, request).report;
  report.others.clear();  // nobody watched for refusals and alarms
  report.remarks = {"Read from a table of observed times: who was observed was decided by whoever wrote it. Acts are stays from the gate to the release."};
  return report;
}

}  // namespace onestop::fit
