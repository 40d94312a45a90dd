#pragma once
// What a control writes down in its fields: whether it is of the right form, and what follows from the law's limits.
#include "core/crossing/case.h"

namespace onestop::crossing {

/// A field that the control does not have, a value that does not fit it, or a required one that is missing.
std::optional<Refusal> unfit_results(const Case& c, const law::Slot& slot, const CloseControl& command);

/// Facts that are so because a result lies beyond its limit.
std::vector<Code> beyond_limits(const Case& c, const SubjectView& subject, const CloseControl& command);

}  // namespace onestop::crossing
