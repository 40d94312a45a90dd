#pragma once
// One command of one actor on work in hand, and the questions that several judges ask. Included by the command files only.
#include "core/duty/duty.h"

namespace onestop::duty {

struct Case {
  std::span<const Known> known;
  const shift::Shift& shift;
  const shift::Site& site;
  const Actor& actor;
  Instant now;
  Code basis{};  // the provision that allows the act

  Refusal no(RefusalCode code, const Id& crossing = {}) const;
  /// Whether the actor may do the act from his desk; on success `basis` is the provision that says so.
  std::optional<Refusal> powerless(law::Act act);
  const Known* at(const Place& place) const;
  /// The actor has it in hand: confirmed, at his desk.
  bool has(const Known* known) const;
  /// It waits for the actor to confirm it.
  bool offered(const Known* known) const;
  /// An offer that nobody confirmed in time binds nobody.
  bool lapsed(const Hand& hand) const { return !hand.confirmed && now - hand.since > offer_lasts_ms; }
  By by() const { return {actor.officer, actor.state, actor.agency, actor.role, actor.desk, basis}; }
};

Decision judge(Case& c, const TakeWork& command);
Decision judge(Case& c, const GiveBackWork& command);
Decision judge(Case& c, const HandOverWork& command);
Decision judge(Case& c, const ConfirmWork& command);

}  // namespace onestop::duty
