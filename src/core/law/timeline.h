#pragma once
// Law over time: from which midnight to which midnight a provision holds at a post, and what the post runs under
// between two of them.
#include <expected>
#include <optional>
#include <vector>

#include "core/law/procedure.h"

namespace onestop::law {

/// The days of a provision: its own, where it has them, else its instrument's.
struct Term {
  Day from;
  std::optional<Day> until;  // the first day on which it no longer holds
  bool holds_on(Day day) const { return day >= from && (!until || day < *until); }
};
Term term_of(const Provision& provision, const Instrument& instrument);

/// The state whose midnight changes the instrument at this post: its own for national law, the host for an agreement,
/// a member (the host, where it is one) for a community. Null for law that does not hold here.
const post::State* keeper_of_time(const Instrument& instrument, const post::Post& post);

/// The provisions that hold at the instant, in the order of the files.
std::vector<const Provision*> in_force(const Law& law, const post::Post& post, Instant at);

/// Every instant after `from` and before `until` at which what is in force at the post changes, in order.
std::vector<Instant> change_instants(const Law& law, const post::Post& post, Instant from, Instant until);

/// The end of time for `change_instants`: later than any day that a file can name.
inline constexpr Instant never{std::int64_t{4'000'000} * day_ms};

/// What the post runs under from an instant on.
struct Era {
  Instant from;
  Compiled compiled;
};

/// From `at` on the law does not compile any more; until then it does.
struct Lapse {
  Instant at;
  std::vector<Finding> findings;  // each names the day
  std::vector<Era> before;        // empty where the law does not even compile at the beginning
};

/// A timeline of more changes than this is a lapse.
inline constexpr std::size_t most_changes = 500;

/// What the post runs under from `from` on, for ever. Changes that leave both procedures as they are make no era.
std::expected<std::vector<Era>, Lapse> timeline(const Law& law, const post::Post& post, const Code& layout, Instant from);

}  // namespace onestop::law
