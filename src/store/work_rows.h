#pragma once
// Rows of work lists and of work in hand.
#include <optional>
#include <string>
#include <vector>

#include "store/rows.h"

namespace onestop::store {

struct HandRow {
  Id crossing;
  Code state, station;
  Instant since;
  Code desk;
  std::optional<Id> officer;  // none: whoever sits at the desk
  bool confirmed = false;     // false: handed over, and nobody has confirmed yet
  std::optional<Id> given_by;
  Id stream;                  // where the event lies that began it
  std::uint64_t version = 0;
  std::optional<Instant> until;  // none: at present
  bool operator==(const HandRow&) const = default;
};

/// Whoever had the work there has it no more; somebody else may have it from then on.
struct HandChange {
  Id crossing;
  Code state, station;
  Instant at;
  std::optional<HandRow> begins;
};

/// Present ones; empty fields do not narrow.
struct HandQuery {
  Code state{};
  Code desk{};
  std::optional<Id> crossing{};
  bool past = false;           // those that ended as well
  std::size_t limit = 1000;
};

/// Where something is to be done, to whom it is shown and in whose hand it is.
struct WorkLine {
  WorkRow work;
  std::string plate;
  Code vehicle_class, direction;
  std::uint32_t flags = 0;
  std::optional<Instant> held_since;
  std::optional<Instant> deadline;  // of the crossing, the nearest that somebody must keep
  std::optional<HandRow> hand;
};

enum class HandFilter { any, none, desk, others };

struct WorkFilter {
  Code state;
  Code station{}, control{}, agency{}, vehicle_class{};
  std::vector<Code> common_stations{};  // with an agency: stations whose work without an agency counts as well
  std::optional<Instant> since_before{};
  std::optional<bool> held{};
  HandFilter hand = HandFilter::any;
  Code desk{};                       // for `desk` and `others`
  Instant soon;                      // deadlines up to here come first
};

/// Nearest deadline first where one comes soon, then the highest priority, then the longest waiting.
struct WorkPlaceInList {
  std::int64_t urgent = 0, rank = 0;
  Instant since;
  Id crossing;
  Code control;
  Id subject;
};
struct WorkLineQuery {
  WorkFilter filter;
  std::optional<WorkPlaceInList> after;
  std::size_t limit = 50;
};

struct WorkCount {
  Code station, control, agency;
  std::uint64_t count = 0, held = 0, in_hand = 0;
  Instant oldest;
  std::optional<Instant> deadline;
};

/// The card before a desk.
struct DeskCardRow {
  Id crossing;
  Code state, station, desk;
  Instant seen;
};

}  // namespace onestop::store
