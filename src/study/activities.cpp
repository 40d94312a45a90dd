#include "study/activities.h"

namespace onestop::study {

void ActivityTable::add(const Attribution& stay) {
  ++stays_;
  elapsed_ms_ += stay.elapsed_ms();
  for (const auto& one : stay.segments) sums_[{one.activity, one.owner.kind, one.owner.state, one.owner.agency, one.kind}] += one.length_ms();
}

std::vector<ActivityTable::Row> ActivityTable::rows() const {
  std::vector<Row> rows;
  for (const auto& [of, ms] : sums_) {
    const auto& [activity, owner, state, agency, kind] = of;
    rows.push_back({activity, {owner, agency, state}, kind, ms});
  }
  return rows;
}

}  // namespace onestop::study
