#pragma once
// One command on a lodgement, and what several judges ask. Included by the command files only.
#include "core/lodgement/lodgement.h"

namespace onestop::lodgement {

struct Case {
  const Lodgement& lodgement;
  const Terms& terms;
  std::span<const Code> states;
  Instant now;

  Refusal no(RefusalCode code) const { return {code, {}}; }
  /// On the ground of what the post asks of whoever lodges.
  Refusal untimely(RefusalCode code) const { return {code, terms.provision}; }
  /// What stands against any further word of this firm on the lodgement.
  std::optional<Refusal> closed_to(const Id& firm) const;
};

// One overload per command, each in the file of its name.
Decided judge(const Case& c, const Lodge& command);
Decided judge(const Case& c, const Cancel& command);
Decided judge(const Case& c, const AssignChannels& command);
Decided judge(const Case& c, const Present& command);

}  // namespace onestop::lodgement
