#pragma once
// Work lists and work in hand, as the API says them.
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/duty/duty.h"
#include "server/right/masked_messages.h"

namespace onestop::server {

/// Whose work: of the officer's own station, of his agency at the whole post, or of his state (for shift heads).
enum class WorkScope { mine, agency, state };
BOOST_DESCRIBE_ENUM(WorkScope, mine, agency, state)

struct WorkAsked {
  std::optional<WorkScope> scope;      // none: what the officer's role looks after
  std::optional<Code> station, control, traffic_class;
  std::optional<std::uint32_t> older_than;  // minutes
  std::optional<bool> held;
  std::optional<Code> assigned;        // none, me, others, or a desk
  std::optional<std::string> after;    // `next` of the page before
};
BOOST_DESCRIBE_STRUCT(WorkAsked, (), (scope, station, control, traffic_class, older_than, held, assigned, after))

struct HandView {
  Code desk;
  std::optional<std::string> officer;  // none: whoever sits at the desk
  bool confirmed = false;              // false: handed over, and nobody has confirmed yet
  Instant since;
  bool mine = false;                   // the officer who asks has it
  bool offered = false;                // it was handed over to the officer who asks
};
BOOST_DESCRIBE_STRUCT(HandView, (), (desk, officer, confirmed, since, mine, offered))

struct WorkLineView {
  Id crossing;
  std::string plate;
  Code traffic_class, direction;
  Code control;  // or milestone
  Id subject;
  Code station, agency;
  Instant since;
  std::int32_t rank = 0;  // by the law's priorities
  bool held = false, isolated = false;
  std::optional<Instant> deadline;  // the nearest that runs on this crossing
  std::optional<HandView> hand;
};
BOOST_DESCRIBE_STRUCT(WorkLineView, (), (crossing, plate, traffic_class, direction, control, subject, station, agency, since, rank, held, isolated, deadline, hand))

struct WorkPage {
  Instant now;
  WorkScope scope = WorkScope::mine;
  std::vector<WorkLineView> items;  // nearest deadline first where one comes soon, then the highest rank, then longest waiting
  std::optional<std::string> next;
  std::vector<MaskedPlace> masked = {};
};
BOOST_DESCRIBE_STRUCT(WorkPage, (), (now, scope, items, next, masked))

struct WorkCountView {
  Code station, control, agency;
  std::uint64_t count = 0, held = 0, in_hand = 0;
  Instant oldest;
  std::optional<Instant> deadline;
};
BOOST_DESCRIBE_STRUCT(WorkCountView, (), (station, control, agency, count, held, in_hand, oldest, deadline))

struct WorkCounts {
  Instant now;
  WorkScope scope = WorkScope::mine;
  std::uint64_t count = 0, held = 0, in_hand = 0;
  std::optional<Instant> oldest, deadline;
  std::vector<WorkCountView> lines;  // by station, then control
};
BOOST_DESCRIBE_STRUCT(WorkCounts, (), (now, scope, count, held, in_hand, oldest, deadline, lines))

/// Work in hand, or handed over to the desk.
struct InHandView {
  Id crossing;
  std::string plate;
  Code traffic_class, direction, station;
  HandView hand;
  std::optional<std::string> from;  // the officer who handed it over
  std::string note, note_on_all;    // of whoever handed it over
  bool waits = false;               // something is still to be done there
};
BOOST_DESCRIBE_STRUCT(InHandView, (), (crossing, plate, traffic_class, direction, station, hand, from, note, note_on_all, waits))

struct InHandList {
  Instant now;
  std::vector<InHandView> items;  // longest in hand first
  std::vector<MaskedPlace> masked = {};
};
BOOST_DESCRIBE_STRUCT(InHandList, (), (now, items, masked))

/// Who had the crossing's work in hand, and when.
struct HandPast {
  Code state, station, desk;
  std::optional<std::string> officer;
  bool confirmed = false;
  Instant since;
  std::optional<Instant> until;
};
BOOST_DESCRIBE_STRUCT(HandPast, (), (state, station, desk, officer, confirmed, since, until))

struct HandHistory {
  std::vector<HandPast> items;  // oldest first
};
BOOST_DESCRIBE_STRUCT(HandHistory, (), (items))

struct WorkRequest {
  duty::Command command;
};
BOOST_DESCRIBE_STRUCT(WorkRequest, (), (command))

struct WorkAnswer {
  Code event;  // what was recorded; empty where it was done before
  std::vector<duty::Place> places;
};
BOOST_DESCRIBE_STRUCT(WorkAnswer, (), (event, places))

}  // namespace onestop::server
