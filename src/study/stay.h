#pragma once
// One stay at the post as studies count it: a crossing whose vehicle was released, or that ended some other way. Computed
// from the events alone, so that a log read again gives the same row, byte for byte.
#include "study/attribution.h"

namespace onestop::study {

/// All the time of one stay that one owner spent on one activity in one way, before the release of the vehicle or after it.
struct Spent {
  Owner owner;
  Kind kind = Kind::wait;
  bool after_release = false;
  std::int64_t ms = 0;
  Code activity{};  // a letter that the law gives a control, or a word of study::activity
  bool operator==(const Spent&) const = default;
};

/// Physical inspections whose act was drawn, by whose right they were done.
struct Inspections {
  std::uint32_t exit = 0, entry = 0, joint = 0;
  std::uint32_t all() const { return exit + entry + joint; }
  bool operator==(const Inspections&) const = default;
};

/// What the goods put into store have cost so far, by the state that took it.
struct Cost {
  Code state;
  Money amount;
  bool operator==(const Cost&) const = default;
};

struct Stay {
  Id crossing;
  Code traffic_class, exit_state, entry_state, layout;
  /// Codes of what is true of the vehicle or of any of its goods, sorted. One that may differ between the two sides and
  /// holds for one of them only bears the side: "transit.entry".
  std::vector<std::string> facts;
  bool laden = false;
  std::optional<Instant> joined_queue;  // T1; of vehicles that had a ticket of the queue
  Stamps stamps;                        // T3 to T12
  crossing::End end = crossing::End::none;
  std::optional<Instant> ended;
  Inspections inspections;
  std::vector<Spent> spent;  // each part, owner, kind and activity once, in this order
  std::vector<Cost> costs;   // by state and currency
  Mended mended;
  std::uint32_t deposits = 0;  // of goods in a temporary warehouse
  bool operator==(const Stay&) const = default;
};

/// Nothing while the vehicle is neither released nor at its end. `state` is the fold of `events`.
std::optional<Stay> stay_of(std::span<const crossing::Recorded> events, const crossing::Crossing& state, const law::Procedure& procedure);

}  // namespace onestop::study
