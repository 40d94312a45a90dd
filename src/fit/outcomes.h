#pragma once
// What controls find, how often they hold, refuse and sound.
#include "fit/overlay_fit.h"

namespace onestop::fit {

void fit_outcomes(const Observations& seen, const sim::Overlay& base, const FitRequest& request, Fitted& out);

}  // namespace onestop::fit
