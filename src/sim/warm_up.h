#pragma once
// How long a post that opens empty takes to settle.
#include "sim/engine.h"

namespace onestop::sim {

/// Whole days after which the mean release of those who come in each hour has settled (MSER-5 over the hours, averaged over
/// `pilots` replications of `settings.span_us`); nothing where it does not settle within half of that time: the post is
/// overloaded, or the time too short.
std::optional<std::int64_t> settled_after_us(const Plan& plan, Settings settings, std::uint32_t pilots = 5);

}  // namespace onestop::sim
