#include "core/lodgement/judging.h"

namespace onestop::lodgement {

Decided judge(const Case& c, const Cancel& command) {
  if (auto no = c.closed_to(command.firm)) return *no;
  if (c.lodgement.keeper()->cancelled) return c.no(RefusalCode::already_cancelled);
  if (command.reason.empty() || command.reason.size() > longest_reason) return c.no(RefusalCode::reason_missing);
  return std::vector<Event>{LodgementCancelled{c.lodgement.keeper()->entry_state, command.firm, command.reason}};
}

}  // namespace onestop::lodgement
