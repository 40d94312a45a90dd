#pragma once
// What stands against correcting an entry, asked when it is requested and again when it is decided.
#include "core/crossing/case.h"

namespace onestop::crossing {

/// A correction has what rested on the entry done again; where that cannot be, nothing is corrected: the subject is released or
/// gone, an inspection act is drawn on it, or the exit side closed a control of it and has handed it over.
std::optional<Refusal> past_correcting(const Case& c, const Id& subject);
/// A refusal on the ground of the power itself: it is there, but not for this.
std::optional<Refusal> by_the_power(const Case& c, RefusalCode code, bool broken, const Id& subject);
/// Controls of the subject, of either side, that are closed now.
std::vector<Code> closed_controls(const View& view, const SubjectView& subject, std::optional<Side> of);

}  // namespace onestop::crossing
