#pragma once
// What an officer could ask for now, each tried on the judges: the source of every button, of "why may I" and of
// "why may I not". The page adds nothing of its own.
#include <functional>
#include <string>
#include <vector>

#include "core/crossing/decide.h"

namespace onestop::crossing {

struct Option {
  Command command;                // complete but for the fields in `asks`
  std::vector<std::string> asks;  // what the officer has to supply
  bool normal = false;            // the usual next step at this desk; at most one option is
  Code basis;                     // provision that allows it
  std::optional<Refusal> refusal; // or why not
};

/// `fresh_id` supplies identities for holds, inspections and requests that the officer may create.
std::vector<Option> options(const Crossing& crossing, const Procedure& procedure, const Actor& actor, Instant now,
                            const std::function<Id()>& fresh_id);

/// What waits to be done on a crossing, for the work lists of the desks. Besides controls and milestones: "readmission",
/// and for shift heads "reversal" (a request to answer), "divergence" and "absence" (a called colleague who stays away).
struct Work {
  Code state;
  Code control;  // or the milestone
  Id subject;
  Code station;
  Code agency;   // empty for a milestone
  std::int64_t rank = 0;  // by the law's priorities: higher goes first
};
std::vector<Work> work(const Crossing& crossing, const Procedure& procedure);

/// What a shift head has to weigh: it has no usual step, and the vehicle does not drive to him for it.
bool is_affair(const Code& what);

}  // namespace onestop::crossing
