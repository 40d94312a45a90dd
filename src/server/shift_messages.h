#pragma once
// The shift of the post as pages read it, and what is asked of it.
#include "core/shift/shift.h"
#include "server/messages.h"

namespace onestop::server {

struct ShiftLane {
  Code code;
  bool open = true;
  std::optional<Instant> since;  // nothing where nobody ever said so
  std::string by, reason;
};
BOOST_DESCRIBE_STRUCT(ShiftLane, (), (code, open, since, by, reason))

struct ShiftDesk {
  Code code, state, agency, role;
  Code home, station;            // by the layout, and where it works now
  std::string reason;            // for working elsewhere
  std::optional<Id> officer;     // nothing where nobody sits there
  std::string name;
  std::optional<Instant> since;  // of the officer
  bool watched = false;          // a page of this desk is open somewhere
};
BOOST_DESCRIBE_STRUCT(ShiftDesk, (), (code, state, agency, role, home, station, reason, officer, name, since, watched))

struct ShiftDevice {
  Code code, kind, owner;
  bool working = true;
  std::optional<Instant> since;
  std::string by, note;
};
BOOST_DESCRIBE_STRUCT(ShiftDevice, (), (code, kind, owner, working, since, by, note))

struct WaitingCount {
  Code traffic_class, exit_state;
  std::uint64_t count = 0;
  Instant oldest;
};
BOOST_DESCRIBE_STRUCT(WaitingCount, (), (traffic_class, exit_state, count, oldest))

struct TicketView {
  Id id;
  std::string plate;
  Code traffic_class, exit_state;
  Instant since;
};
BOOST_DESCRIBE_STRUCT(TicketView, (), (id, plate, traffic_class, exit_state, since))

struct ShiftView {
  std::uint64_t version = 0;
  Instant now;
  std::vector<ShiftLane> lanes;
  std::vector<ShiftDesk> desks;
  std::vector<ShiftDevice> devices;
  std::vector<WaitingCount> waiting;
  std::vector<TicketView> tickets;  // the oldest, at most `most_tickets`
  std::vector<MaskedPlace> masked = {};
};
BOOST_DESCRIBE_STRUCT(ShiftView, (), (version, now, lanes, desks, devices, waiting, tickets, masked))
inline constexpr std::size_t most_tickets = 1'000;

struct ShiftRequest {
  shift::Command command;
};
BOOST_DESCRIBE_STRUCT(ShiftRequest, (), (command))

}  // namespace onestop::server
