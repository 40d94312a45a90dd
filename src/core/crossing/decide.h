#pragma once
// decide: what follows from a command, or why nothing does. Pure: all it knows comes in its arguments.
#include <string>
#include <variant>
#include <vector>

#include "core/crossing/commands.h"
#include "core/crossing/events.h"
#include "core/crossing/refusals.h"
#include "core/crossing/view.h"

namespace onestop::crossing {

struct Refusal {
  RefusalCode code = RefusalCode::not_yours;
  Code provision;  // id of the provision on which the answer rests
  Id subject;      // what it is about, where it is about one
  Code control;    // the open or unfit control, where there is one
};
/// The sentence for the officer, in English.
std::string sentence(const Refusal& refusal);

/// A deadline that a decision sets. When it is reached the clock issues KeepDeadline once.
struct Deadline {
  DeadlineKind kind = DeadlineKind::hold_expiry;
  Id about;
  Instant at;
};

struct Accepted {
  Events events;  // of the actor's recorder, all or none
  std::vector<Deadline> deadlines;
};

using Decision = std::variant<Accepted, Refusal>;

/// `crossing` must run under `procedure` (same hash); a procedure of the other direction is the caller's defect.
Decision decide(const Crossing& crossing, const Procedure& procedure, const Actor& actor, const Command& command, Instant now);
/// The same on a view that is at hand, for several questions about one state.
Decision decide(const View& view, const Actor& actor, const Command& command, Instant now);

}  // namespace onestop::crossing
