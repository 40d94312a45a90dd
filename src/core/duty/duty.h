#pragma once
// Who has which work in hand. Work waits at a station for the officers of one state; an officer takes a crossing's work
// there in hand, gives it back, or hands it over to a desk, whose officer confirms. A record of its own: each state's recorder
// keeps what its own officers did, in one stream a day. Nothing that is decided on a crossing rests on it.
#include <span>
#include <string_view>
#include <variant>

#include "core/shift/shift.h"

namespace onestop::duty {

using crossing::Actor;
using crossing::By;

/// Where the work on a crossing is done: all of it at one station for one state is in one hand.
struct Place {
  Id crossing;
  Code station;
  auto operator<=>(const Place&) const = default;
};
BOOST_DESCRIBE_STRUCT(Place, (), (crossing, station))

/// Work in hand, or handed over and not yet confirmed.
struct Hand {
  Place place;
  Code state, desk;
  std::optional<Id> officer;  // who has it, or to whom alone it was handed; none: whoever sits at the desk
  bool confirmed = false;
  Instant since;
};

/// What is known of a place that a command names: whether anything waits there, and who has it.
struct Known {
  Place place;
  bool waits = false;
  std::optional<Hand> hand;
};

// --- Commands ------------------------------------------------------------------------------------------------------------

struct TakeWork {
  Place place;
};
BOOST_DESCRIBE_STRUCT(TakeWork, (), (place))

struct GiveBackWork {
  std::vector<Place> places;
};
BOOST_DESCRIBE_STRUCT(GiveBackWork, (), (places))

struct HandedItem {
  Place place;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(HandedItem, (), (place, note))

/// To another desk of the same state and kind, or to the same desk for whoever relieves this officer.
struct HandOverWork {
  std::vector<HandedItem> items;
  bool everything = false;  // all that the officer's desk has in hand, named or not
  Code to_desk;
  std::optional<Id> to_officer;
  std::string note;         // about all of it
};
BOOST_DESCRIBE_STRUCT(HandOverWork, (), (items, everything, to_desk, to_officer, note))

struct ConfirmWork {
  std::vector<Place> places;
};
BOOST_DESCRIBE_STRUCT(ConfirmWork, (), (places))

using Command = std::variant<TakeWork, GiveBackWork, HandOverWork, ConfirmWork>;

// --- Events: stored under name and version (src/wire/event_schema.txt) ------------------------------------------------------

struct WorkTaken {
  By by;
  Place place;
};
BOOST_DESCRIBE_STRUCT(WorkTaken, (), (by, place))

/// Work that went out of one officer's hand.
struct Released {
  Place place;
  std::optional<Id> officer;  // who had it
  Code desk;
};
BOOST_DESCRIBE_STRUCT(Released, (), (place, officer, desk))

struct WorkGivenBack {
  By by;
  std::vector<Released> items;
  Code why;  // own_wish, left_desk, shift_head
};
BOOST_DESCRIBE_STRUCT(WorkGivenBack, (), (by, items, why))

struct Passed {
  Released from;  // desk empty: nobody had it
  Private<std::string> note;
};
BOOST_DESCRIBE_STRUCT(Passed, (), (from, note))

struct WorkHandedOver {
  By by;
  Code to_desk;
  std::optional<Id> to_officer;
  std::vector<Passed> items;
  Private<std::string> note;
};
BOOST_DESCRIBE_STRUCT(WorkHandedOver, (), (by, to_desk, to_officer, items, note))

struct WorkConfirmed {
  By by;
  std::vector<Place> places;
};
BOOST_DESCRIBE_STRUCT(WorkConfirmed, (), (by, places))

using Event = std::variant<WorkTaken, WorkGivenBack, WorkHandedOver, WorkConfirmed>;

inline const By& by_of(const Event& event) {
  return std::visit([](const auto& e) -> const By& { return e.by; }, event);
}

/// The stream of one day (of UTC) of a state's recorder in which such events lie.
Id duty_stream(const Id& recorder, Day day);

/// What one event changes: whoever had the place has it no more; somebody else may have it from then on.
struct Change {
  Place place;
  std::optional<Hand> hand;
};
std::vector<Change> changes(const Event& event, Instant at);

// --- Refusals ------------------------------------------------------------------------------------------------------------

enum class RefusalCode : std::uint8_t {
  not_yours, wrong_zone, nothing_waits, in_other_hands, in_hand_already, handed_to_another, not_in_hand, not_handed_over,
  nothing_named, too_many, unknown_desk, other_state, wrong_station, handed_to_oneself, note_too_long
};

struct RefusalEntry {
  RefusalCode code;
  std::string_view name;      // stable, seen by the API as "work." + name
  std::string_view sentence;  // for the officer who asked
};
std::span<const RefusalEntry> refusal_entries();
const RefusalEntry& entry(RefusalCode code);

struct Refusal {
  RefusalCode code = RefusalCode::not_yours;
  Code provision;
  Id crossing;  // where it is about one
};

// --- Judging -------------------------------------------------------------------------------------------------------------

inline constexpr std::size_t most_items = 200;           // of one act
inline constexpr std::size_t longest_note_bytes = 2000;
inline constexpr std::int64_t offer_lasts_ms = 15 * minute_ms;  // unconfirmed for longer, it is anybody's again

using Decision = std::variant<Event, Refusal>;

/// `known` tells of every place that the command names, and of all that the actor's desk has in hand.
Decision decide(std::span<const Known> known, const shift::Shift& shift, const shift::Site& site, const Actor& actor, const Command& command, Instant now);

/// Nobody sits at the desk any more, or whoever had it in hand does not: the work goes back into the queue.
WorkGivenBack left_behind(const By& by, std::span<const Hand> hands);

}  // namespace onestop::duty
