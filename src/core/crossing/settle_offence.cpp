#include "core/crossing/case.h"

namespace onestop::crossing {

Decision judge(Case& c, const SettleOffence& command) {
  if (auto no = c.powerless(law::Act::settle_offence)) return *no;
  const auto* offence = c.view.offence(command.offence);
  if (!offence) return *c.refused(RefusalCode::no_such_offence, true, command.offence);
  if (auto no = c.refused(RefusalCode::offence_closed, c.view.is_settled(*offence), offence->subject)) return *no;
  if (auto no = c.refused(RefusalCode::not_your_offence, !c.own_offence(*offence), offence->subject)) return *no;
  if (auto no = c.refused(RefusalCode::reason_missing, command.how.empty(), offence->subject)) return *no;
  return done(OffenceSettled{c.by(), command.offence, command.how, command.reference});
}

}  // namespace onestop::crossing
