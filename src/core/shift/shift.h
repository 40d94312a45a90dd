#pragma once
// The shift of a post: which lanes are open, which desk works where and who sits there, how the devices do, who waits
// before the gate. A record of its own, in a stream of the post, one half for each recorder; no crossing reads it but at
// its arrival. What is said here of a lane, a desk or a device is said by the state that keeps it.
#include <span>
#include <string_view>
#include <variant>

#include "core/crossing/commands.h"
#include "core/law/procedure.h"
#include "core/post/post.h"

namespace onestop::shift {

using crossing::Actor;
using crossing::By;

enum class DeviceState { working, failed };
BOOST_DESCRIBE_ENUM(DeviceState, working, failed)

// --- State: the last word on each thing; what nobody spoke of is as the layout has it --------------------------------------

struct LaneMark {
  Code lane;
  bool open = true;
  std::string reason;  // of a lane that is closed
  Id officer;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(LaneMark, (), (lane, open, reason, officer, at))

struct DeskMark {  // where a desk works that was sent elsewhere
  Code desk;
  Code station;
  std::string reason;
  Id officer;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(DeskMark, (), (desk, station, reason, officer, at))

struct DeviceMark {
  Code device;
  DeviceState state = DeviceState::working;
  std::string note;
  Id officer;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(DeviceMark, (), (device, state, note, officer, at))

struct SeatMark {  // who sits at a desk
  Code desk;
  Id officer;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(SeatMark, (), (desk, officer, at))

struct Waiting {  // before the gate, in the order in which they joined
  Id ticket;
  std::string plate;
  Code traffic_class;
  Code exit_state;
  Id officer;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(Waiting, (), (ticket, plate, traffic_class, exit_state, officer, at))

struct Half {
  Id recorder;
  Code state;
  std::uint64_t version = 0;  // events applied so far
  std::vector<LaneMark> lanes;
  std::vector<DeskMark> desks;
  std::vector<DeviceMark> devices;
  std::vector<SeatMark> seats;
  std::vector<Waiting> waiting;
};
BOOST_DESCRIBE_STRUCT(Half, (), (recorder, state, version, lanes, desks, devices, seats, waiting))

struct Shift {
  std::vector<Half> halves;  // by recorder, so that replicas agree whatever order streams arrived in

  std::uint64_t version() const;
  const LaneMark* lane(const Code& lane) const;  // null: open since ever
  bool lane_open(const Code& code) const;
  const DeskMark* desk(const Code& desk) const;
  const DeviceMark* device(const Code& device) const;
  const SeatMark* seat(const Code& desk) const;  // null: nobody sits there
  const Waiting* waiting(const Id& ticket) const;
  std::size_t waiting_count() const;
};
BOOST_DESCRIBE_STRUCT(Shift, (), (halves))

/// The stream in which a post's shift is recorded, the same wherever it is computed.
Id shift_stream(const Code& post);
Hash state_hash(const Shift& shift);
/// The station where the desk works now: where it was sent, as long as the layout can seat it there, else its own. Empty for
/// a desk that the layout does not have.
Code station_of(const Shift& shift, const post::Layout& layout, const Code& desk);

// --- Commands ------------------------------------------------------------------------------------------------------------

struct OpenLane {
  Code lane;
};
BOOST_DESCRIBE_STRUCT(OpenLane, (), (lane))

struct CloseLane {
  Code lane;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(CloseLane, (), (lane, reason))

/// A desk is sent to another station, or back to its own. It keeps its zone, and with it the powers of who sits there.
struct AssignDesk {
  Code desk;
  Code station;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(AssignDesk, (), (desk, station, reason))

struct ReportDevice {
  Code device;
  DeviceState state = DeviceState::working;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(ReportDevice, (), (device, state, note))

struct TakeDesk {
  Code desk;
};
BOOST_DESCRIBE_STRUCT(TakeDesk, (), (desk))

struct LeaveDesk {
  Code desk;
};
BOOST_DESCRIBE_STRUCT(LeaveDesk, (), (desk))

struct JoinQueue {
  Id ticket;
  std::string plate;
  Code traffic_class;
  Code exit_state;
};
BOOST_DESCRIBE_STRUCT(JoinQueue, (), (ticket, plate, traffic_class, exit_state))

struct LeaveQueue {
  Id ticket;
  bool turned_back = false;
};
BOOST_DESCRIBE_STRUCT(LeaveQueue, (), (ticket, turned_back))

using Command = std::variant<OpenLane, CloseLane, AssignDesk, ReportDevice, TakeDesk, LeaveDesk, JoinQueue, LeaveQueue>;

// --- Events: stored under name and version (src/wire/event_schema.txt) ------------------------------------------------------

struct LaneOpened {
  By by;
  Code lane;
};
BOOST_DESCRIBE_STRUCT(LaneOpened, (), (by, lane))

struct LaneClosed {
  By by;
  Code lane;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(LaneClosed, (), (by, lane, reason))

struct DeskAssigned {
  By by;
  Code desk;
  Code station;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(DeskAssigned, (), (by, desk, station, reason))

struct DeviceReported {
  By by;
  Code device;
  DeviceState state = DeviceState::working;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(DeviceReported, (), (by, device, state, note))

struct DeskTaken {
  By by;
  Code desk;
};
BOOST_DESCRIBE_STRUCT(DeskTaken, (), (by, desk))

struct DeskLeft {
  By by;
  Code desk;
};
BOOST_DESCRIBE_STRUCT(DeskLeft, (), (by, desk))

struct QueueJoined {
  By by;
  Id ticket;
  std::string plate;
  Code traffic_class;
  Code exit_state;
};
BOOST_DESCRIBE_STRUCT(QueueJoined, (), (by, ticket, plate, traffic_class, exit_state))

struct QueueLeft {
  By by;
  Id ticket;
  bool turned_back = false;
  std::optional<Id> crossing;  // the record that goes on with this ticket
};
BOOST_DESCRIBE_STRUCT(QueueLeft, (), (by, ticket, turned_back, crossing))

using Event = std::variant<LaneOpened, LaneClosed, DeskAssigned, DeviceReported, DeskTaken, DeskLeft, QueueJoined, QueueLeft>;

struct Recorded {
  Id recorder;
  Instant at;
  Event event;
};

inline const By& by_of(const Event& event) {
  return std::visit([](const auto& e) -> const By& { return e.by; }, event);
}

/// Applies one event to its recorder's half. Holds no rules and never fails: any log replays.
void evolve(Shift& shift, const Recorded& recorded);

// --- Refusals ------------------------------------------------------------------------------------------------------------

enum class RefusalCode : std::uint8_t {
  not_yours, wrong_zone, other_state, unknown_lane, lane_is_open, lane_is_closed, reason_missing, unknown_desk, unknown_station,
  wrong_station, works_there, unknown_device, says_so_already, ticket_of_another, seated_already, not_seated, unknown_class,
  unknown_state, plate_unfit, ticket_taken, ticket_unknown, queue_full
};

struct RefusalEntry {
  RefusalCode code;
  std::string_view name;      // stable, seen by the API as "shift." + name
  law::Clause clause;         // cited where no power is the ground
  std::string_view sentence;  // for the officer who asked
};

std::span<const RefusalEntry> refusal_entries();
const RefusalEntry& entry(RefusalCode code);

struct Refusal {
  RefusalCode code = RefusalCode::not_yours;
  Code provision;
  Code about;  // lane, desk, station or device
};
/// The sentence for the officer, in English.
std::string sentence(const Refusal& refusal);

// --- Judging -------------------------------------------------------------------------------------------------------------

inline constexpr std::size_t longest_queue = 5'000;      // vehicles that wait before the gate of one direction
inline constexpr std::size_t longest_reason = 2'000;     // bytes of a reason or a note; what is longer is no reason
inline constexpr std::size_t longest_plate = 40;         // bytes

/// The post at which the command is judged: the procedure in force for traffic that leaves the actor's state, the layout
/// that it was compiled from, and the state that keeps what stands on nobody's soil.
struct Site {
  const law::Procedure& procedure;
  const post::Layout& layout;
  const Code& host;
};

using Decision = std::variant<Event, Refusal>;

Decision decide(const Shift& shift, const Site& site, const Actor& actor, const Command& command, Instant now);
/// What stands against registering an arrival on this lane, perhaps with a ticket of the queue.
std::optional<Refusal> at_the_gate(const Shift& shift, const Site& site, const crossing::RegisterArrival& arrival);
/// The state that opens and closes the lane: its soil, else the host.
Code keeper_of(const Site& site, const post::Lane& lane);

/// What must be true of every shift, in a sentence; null where all of it is. A violation is a defect.
const char* violated(const Shift& shift);

}  // namespace onestop::shift
