#pragma once
// To what, and to whom, every millisecond of one crossing's stay goes. Each moment has exactly one activity and one
// owner, so that the minutes of all agencies, of the traveller and of the road add up to the stay, without a rest.
//
// The rules, after the release-time method of the WCO (delay owner) with the critical control for parallel ones:
//   1. While an alarm is open all controls stand still. The time belongs to the agency whose officer settled the alarm.
//   2. While controls are in work, the one that finishes last owns the time: without it the vehicle would be no earlier.
//   3. While nothing is in work and a hold is open, the holding agency owns the time; of several, the one whose hold
//      ends last.
//   4. Otherwise the vehicle waits, and the agency whose act ended the wait owns it: it was not ready before. An alarm, a
//      device or the clock of the post ends nobody's wait; the next act does. A wait that nobody has ended yet belongs to
//      nobody; one that ended with the traveller turning back belongs to the traveller.
//   5. Between exit notice and entry acceptance the vehicle is handed over. Where no zone holds desks of both states it
//      has to drive across, and the time belongs to the infrastructure: driving and queueing cannot be told apart there.
//   6. After the release of the vehicle the traveller owns what is left, unless rules 1 to 3 speak.
// A control is in work from its begin to its close, without the time in which a hold of its own stops it; a physical
// inspection from the moment when everybody invited is there, or has declined, to the last signature. A close without a
// begin ends a wait and has no work of its own.
#include <boost/describe.hpp>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/crossing/events.h"
#include "core/law/procedure.h"

namespace onestop::study {

enum class Kind { work, wait, hold, travel };
enum class OwnerKind { agency, traveller, infrastructure, nobody };
BOOST_DESCRIBE_ENUM(Kind, work, wait, hold, travel)
BOOST_DESCRIBE_ENUM(OwnerKind, agency, traveller, infrastructure, nobody)

/// What goes on outside of controls; a control's own activity is the letter that the law gives it.
namespace activity {
inline constexpr std::string_view waiting = "waiting", hand_over = "hand_over", dwell = "dwell", isolation = "isolation",
                                  hold = "hold",    // that no single control placed
                                  other = "other";  // of a control without a letter
}  // namespace activity

struct Owner {
  OwnerKind kind = OwnerKind::nobody;
  Code agency, state;  // both empty unless an agency owns
  bool operator==(const Owner&) const = default;
};
BOOST_DESCRIBE_STRUCT(Owner, (), (kind, agency, state))

struct Segment {
  Instant from, to;  // without `to` itself
  Kind kind = Kind::wait;
  Code activity;
  Code control;      // worked on, held or waited for; may be empty
  Owner owner;
  std::int64_t length_ms() const { return to - from; }
};
BOOST_DESCRIBE_STRUCT(Segment, (), (from, to, kind, activity, control, owner))

/// The moments from which the intervals of a release-time study are taken, by their names there.
struct Stamps {
  std::optional<Instant> gate_in;          // T3
  std::optional<Instant> exit_notice;      // T5
  std::optional<Instant> entry_accepted;   // T6
  std::optional<Instant> released;         // T11, of the vehicle; the last release that stands
  std::optional<Instant> gate_out;         // T12
  std::optional<Instant> first_control;    // T4, begun or closed
  std::optional<Instant> channel;          // T8, when a control first found what calls for more; nothing where none did
  std::optional<Instant> inspection_ordered, inspection_begun, inspection_ended;  // T9; the first order and begin, the last end
  std::optional<Instant> stored, fetched;  // into the temporary warehouse first, out of it last
  bool operator==(const Stamps&) const = default;
};
BOOST_DESCRIBE_STRUCT(Stamps, (), (gate_in, exit_notice, entry_accepted, released, gate_out, first_control, channel, inspection_ordered, inspection_begun, inspection_ended, stored, fetched))

/// What had to be put right before the events could be attributed; shown beside every figure made of them.
struct Mended {
  std::uint32_t steps_back = 0;            // events with an instant before that of their predecessor
  std::int64_t largest_step_back_ms = 0;
  std::uint32_t closed_unbegun = 0;        // controls closed that nobody had begun
  std::uint32_t never_closed = 0;          // controls begun and never closed, of a crossing that has ended
  bool operator==(const Mended&) const = default;
};
BOOST_DESCRIBE_STRUCT(Mended, (), (steps_back, largest_step_back_ms, closed_unbegun, never_closed))

struct Attribution {
  Stamps stamps;
  Instant from, to;  // arrival, and the first end or, while there is none, now
  crossing::End end = crossing::End::none;  // as all the records known by now have it
  std::vector<Segment> segments;  // one after the other from `from` to `to`, none of them empty
  Mended mended;
  std::int64_t elapsed_ms() const { return to - from; }
};
BOOST_DESCRIBE_STRUCT(Attribution, (), (stamps, from, to, end, segments, mended))

/// Events as they reached the fold. They are read by their instants, each recorder's own in the order in which it wrote
/// them: an event of an offline recorder comes late, but tells of its own time. What lies before the arrival counts from
/// the arrival, what lies behind the end or behind `now` does not count. Nothing where no arrival has been recorded.
std::optional<Attribution> attribute(std::span<const crossing::Recorded> events, const law::Procedure& procedure, Instant now);

}  // namespace onestop::study
