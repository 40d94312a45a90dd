#pragma once
// How far the clocks of two states are apart, as far as the hand-overs show it. Nobody is handed over before the exit notice was given:
// an acceptance that bears an earlier instant shows that the clocks differ.
#include "study/columns.h"

namespace onestop::study {

/// From a to b: T6 - T5 is the true time less how far the clock of a is ahead, so that this is no less than -(T6 - T5). From b to a it
/// is no more than T6 - T5. Low above high: one of the clocks was set in between.
struct ClockSkew {
  std::string one, other;                         // states, in the order of their codes
  std::int64_t pairs = 0;                         // hand-overs of which both stamps are on record
  std::int64_t backwards = 0;                     // of them, accepted before the notice
  std::int64_t largest_back_ms = 0;
  std::optional<std::int64_t> ahead_low_ms, ahead_high_ms;  // of the clock of `one`; nothing where nobody went that way
  bool operator==(const ClockSkew&) const = default;
};
BOOST_DESCRIBE_STRUCT(ClockSkew, (), (one, other, pairs, backwards, largest_back_ms, ahead_low_ms, ahead_high_ms))

/// By pair of states.
std::vector<ClockSkew> clock_skews(const Columns& columns);

}  // namespace onestop::study
