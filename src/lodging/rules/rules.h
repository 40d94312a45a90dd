#pragma once
// The business rules: whether what is well-formed also makes sense. Each finding has its code, its place and two sentences.
#include "lodging/codes.h"
#include "lodging/finding.h"
#include "lodging/lodgement.h"

namespace onestop::lodging {

/// `today` is the day on which the lodgement came in, at the post; code lists are those in force then.
Findings check_rules(const Lodgement& lodgement, const CodeBook& codes, Day today);

}  // namespace onestop::lodging
