#pragma once
// Rules of times for an overlay: one for each control, state, class and kind of goods that was seen, the narrowest group with enough acts.
#include "fit/overlay_fit.h"

namespace onestop::fit {

void fit_times(const Observations& seen, const sim::Overlay& base, const FitRequest& request, Fitted& out);

}  // namespace onestop::fit
