#pragma once
// The table of observed times (docs/release-times.md) as stays for a fit.
#include <vector>

#include "base/result.h"
#include "fit/observed.h"

namespace onestop::app {

/// `parted_by` is the fact by which flows are told apart. A table with fewer than two arrivals, or of less than two days, comes as a sentence.
Expected<std::vector<fit::ObservedStay>> read_observed_stays(const std::string& file, const std::string& parted_by);

}  // namespace onestop::app
