#include "core/crossing/case.h"

namespace onestop::crossing {

Decision judge(Case& c, const SignInspectionAct& command) {
  if (auto no = c.powerless(law::Act::sign_act)) return *no;
  const auto* inspection = c.view.inspection(command.inspection);
  if (!inspection) return *c.refused(RefusalCode::no_such_inspection, true, command.inspection);
  if (auto no = c.refused(RefusalCode::isolated, c.view.alarm_open(), inspection->consignment)) return *no;
  const auto* act = c.view.act(command.inspection);
  if (!act) return *c.refused(RefusalCode::no_act, true, inspection->consignment);
  const bool attends = c.view.attends(command.inspection, c.actor.officer);
  if (auto no = c.refused(RefusalCode::not_attending, !attends, inspection->consignment)) return *no;
  if (auto no = c.refused(RefusalCode::already_signed, c.view.signed_by(command.inspection, c.side()), inspection->consignment)) return *no;
  const auto bytes = act_bytes(*act);
  if (auto no = c.refused(RefusalCode::act_differs, command.act != sha256(bytes), inspection->consignment)) return *no;
  const bool genuine = verify(bytes, command.signature, c.actor.key);
  if (auto no = c.refused(RefusalCode::signature_invalid, !genuine, inspection->consignment)) return *no;
  return done(InspectionActSigned{c.by(), command.inspection, command.act, c.actor.key, command.signature});
}

}  // namespace onestop::crossing
