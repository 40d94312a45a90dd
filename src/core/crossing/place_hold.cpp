#include "core/crossing/case.h"

namespace onestop::crossing {

Decision judge(Case& c, const PlaceHold& command) {
  if (auto no = c.powerless(law::Act::place_hold)) return *no;
  if (auto no = c.unfit(command.covers)) return *no;
  if (auto no = c.no_ground(command.control, *c.view.subject(command.covers.subject))) return *no;
  if (auto no = c.refused(RefusalCode::already_known, c.view.identity_taken(command.hold), command.hold)) return *no;
  if (auto no = c.refused(RefusalCode::reason_missing, command.reason.empty())) return *no;
  if (auto no = c.refused(RefusalCode::expiry_passed, command.expires <= c.now)) return *no;
  const auto longest_ms = c.procedure.figure(law::Clause::hold_limit) * minute_ms;
  if (auto no = c.refused(RefusalCode::hold_too_long, command.expires - c.now > longest_ms)) return *no;

  HoldPlaced placed{c.by(), command.hold, command.covers, command.control, command.reason, command.evidence, command.expires, {}};
  if (command.note) placed.note = *command.note;
  return Accepted{{std::move(placed)}, {{DeadlineKind::hold_expiry, command.hold, command.expires}}};
}

}  // namespace onestop::crossing
