#include "core/crossing/case.h"

namespace onestop::crossing {

Decision judge(Case& c, const RequestReversal& command) {
  if (auto no = c.refused(RefusalCode::not_handed_over, !c.view.noticed())) return *no;
  if (auto no = c.powerless(law::Act::request_reversal)) return *no;
  if (auto no = c.refused(RefusalCode::already_known, c.view.identity_taken(command.request), command.request)) return *no;
  if (auto no = c.refused(RefusalCode::reversal_open, c.view.open_reversal() != nullptr)) return *no;
  if (auto no = c.reason_too_short(command.reason)) return *no;
  return done(ReversalRequested{c.by(), command.request, command.reason});
}

}  // namespace onestop::crossing
