#pragma once
// What the events of one crossing say went on, from when to when, before anybody owns it. Used by the attribution only.
#include "study/attribution.h"

namespace onestop::study {

/// Something that went on without a break.
struct Span {
  Instant from, to;
  Instant finish;  // of the whole, where this is one stretch of it
  Code activity;
  Code control;
  Owner owner;
};

/// An act that a waiting vehicle had waited for.
struct EndOfWait {
  Instant at;
  Code control;
  Owner owner;
};

struct Course {
  Instant from, to;
  crossing::End end = crossing::End::none;
  Stamps stamps;
  std::optional<Instant> handed_over;  // accepted by the entry side, or refused there
  std::vector<Span> isolations, work, holds;
  std::vector<EndOfWait> ends_of_waits;  // in time
  Mended mended;
};

std::optional<Course> read_course(std::span<const crossing::Recorded> events, const law::Procedure& procedure, Instant now);

/// An event at the instant from which it counts.
struct Timed {
  Instant at;
  const crossing::Recorded* recorded = nullptr;
};

/// The events by their instants. A recorder's clock that was set back is held where it was; equal instants stay in the
/// order given.
std::vector<Timed> in_time(std::span<const crossing::Recorded> events, Mended& mended);

}  // namespace onestop::study
