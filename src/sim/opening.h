#pragma once
// What stands at a post when a run begins: vehicles with all that was done about them, who sits where, what is out of service.
#include <boost/describe.hpp>
#include <optional>

#include "core/crossing/view.h"
#include "core/shift/shift.h"
#include "sim/course.h"

namespace onestop::sim {

inline constexpr std::size_t most_subjects = 10;  // of one vehicle, persons with equal facts being one
inline constexpr std::size_t most_present = 6;    // of a vehicle that is inside at the beginning; findings may part them further

/// What the simulator does not know; a vehicle in such a state stands still.
enum class Beyond { none, other_law, divergence, offence, fate, refusal, apart, deposit, sample, reexamination, hold, crowd, unknown_class };
BOOST_DESCRIBE_ENUM(Beyond, none, other_law, divergence, offence, fate, refusal, apart, deposit, sample, reexamination, hold, crowd, unknown_class)

/// A control that officers are at, or a hold that is open, and since when.
struct Begun {
  std::int16_t slot = 0;
  std::uint8_t subject = 0;
  std::int64_t since_us = 0;  // before the beginning: negative
};

/// A vehicle on record that has not left. Times are before the beginning: negative.
struct Present {
  std::uint32_t stream = 0;   // index into Plan::streams
  std::uint32_t ordinal = 0;  // whose draws it has
  Condition condition;
  std::vector<std::uint64_t> heads = {};  // by subject, one bit a person; 0 where it is none
  std::int64_t came_us = 0;
  int zone = nobody;          // where it stands
  std::vector<Begun> under_way = {}, holds = {};
  std::optional<std::int64_t> alarm_us = {};   // open since
  std::optional<std::int64_t> notice_us = {};  // given, and not yet accepted
};

/// Waits before the gate; what it is will be drawn.
struct Ticket {
  std::vector<std::pair<std::uint32_t, std::uint64_t>> streams = {};  // each up to this uniform number
  std::int64_t since_us = 0;
};

struct Opening {
  std::vector<Present> vehicles;         // who has waited longest where it stands first
  std::vector<Ticket> waiting;           // in their order
  std::vector<std::int32_t> servers;     // by team, until its roster says otherwise; empty: as without an opening
  std::vector<bool> down;                // by device; empty: none
  std::vector<std::int64_t> taken;       // by zone, places of vehicles that stand still; empty: none
  bool same_draws = false;               // what is under way ends as it was drawn, not as is likely after so long
};

/// A live crossing as the simulator has it.
struct Translated {
  Beyond beyond = Beyond::none;          // where it is not `none`, the rest says nothing
  Condition condition;
  std::vector<std::uint64_t> heads;
  std::vector<Id> persons;               // by head
  std::vector<Id> consignments;          // by place among the condition's
  struct At {
    std::int16_t slot = 0;
    std::uint8_t subject = 0;
    Instant since;
  };
  std::vector<At> under_way, holds;
  std::optional<Instant> alarm, notice;
};
Translated translate(const crossing::View& view);

/// The flow to which such a vehicle most likely belongs: the index of its stream, or nothing where none is of its class. Says in
/// the condition which of the flow's loads each consignment most likely is.
std::optional<std::uint32_t> likeliest(const Plan& plan, int direction, Condition& condition);

/// The vehicle as it enters a run that begins at `now`; `translated` must not be beyond, nor its class unknown.
Present present(const Translated& translated, std::uint32_t stream, Instant arrived, Instant now);

/// Who sits where, what is out of service and who waits before the gate, as the shift has it.
void read_shift(Opening& opening, const Plan& plan, const post::Layout& layout, const shift::Shift& shift, Instant now);

}  // namespace onestop::sim
