#include "core/crossing/case.h"

namespace onestop::crossing {

Decision judge(Case& c, const RequestHold& command) {
  if (auto no = c.powerless(law::Act::request_hold)) return *no;
  if (auto no = c.unfit(command.covers)) return *no;
  if (auto no = c.refused(RefusalCode::already_known, c.view.identity_taken(command.request), command.request)) return *no;
  if (auto no = c.refused(RefusalCode::reason_missing, command.reason.empty())) return *no;
  HoldRequested requested{c.by(), command.request, command.covers, command.reason, {}};
  if (command.note) requested.note = *command.note;
  return done(std::move(requested));
}

}  // namespace onestop::crossing
