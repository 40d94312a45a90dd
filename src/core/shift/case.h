#pragma once
// One command of one actor on the shift of a post, and the questions that several judges ask. Included by the command
// files only.
#include "core/shift/shift.h"

namespace onestop::shift {

struct Case {
  const Shift& shift;
  const Site& site;
  const Actor& actor;
  Instant now;
  Code basis{};  // the provision that allows the act

  Refusal no(RefusalCode code, const Code& about = {}) const;
  /// The same on the ground of the power: it is there, but not over this.
  Refusal no_power_over(RefusalCode code, const Code& about) const { return {code, basis, about}; }
  /// Whether the actor may do the act from his desk; on success `basis` is the provision that says so.
  std::optional<Refusal> powerless(law::Act act);
  std::optional<Refusal> reason_too_short(const std::string& reason, const Code& about) const;

  const post::Lane* lane(const Code& code) const;
  const post::Desk* desk(const Code& code) const;
  By by() const { return {actor.officer, actor.state, actor.agency, actor.role, actor.desk, basis}; }
};

// One overload per command, each in the file of its name.
Decision judge(Case& c, const OpenLane& command);
Decision judge(Case& c, const CloseLane& command);
Decision judge(Case& c, const AssignDesk& command);
Decision judge(Case& c, const ReportDevice& command);
Decision judge(Case& c, const TakeDesk& command);
Decision judge(Case& c, const LeaveDesk& command);
Decision judge(Case& c, const JoinQueue& command);
Decision judge(Case& c, const LeaveQueue& command);

/// The lane, where the actor may open and close it.
std::variant<const post::Lane*, Refusal> own_lane(Case& c, const Code& code);

}  // namespace onestop::shift
