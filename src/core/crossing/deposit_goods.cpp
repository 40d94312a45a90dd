#include "core/crossing/case.h"

namespace onestop::crossing {

// Unloading and the place are paid once, storage by the day, the first one at once.
Decision judge(Case& c, const DepositGoods& command) {
  if (auto no = c.powerless(law::Act::deposit)) return *no;
  if (auto no = c.unreachable(command.consignment, {SubjectKind::consignment})) return *no;
  const auto* goods = c.view.subject(command.consignment);
  if (auto no = c.refused(RefusalCode::isolated, c.view.alarm_open(), command.consignment)) return *no;
  if (auto no = c.refused(RefusalCode::deposited_already, goods->deposit != nullptr, command.consignment)) return *no;
  if (auto no = c.refused(RefusalCode::already_known, c.view.identity_taken(command.deposit), command.deposit)) return *no;
  if (auto no = c.refused(RefusalCode::reason_missing, command.place.empty(), command.consignment)) return *no;
  Accepted accepted{{GoodsDeposited{c.by(), command.deposit, command.consignment, command.place}}, {}};
  for (const auto fee : {law::Fee::unloading, law::Fee::placement, law::Fee::storage_day})
    if (auto no = c.charge(accepted, command.deposit, fee, c.side(), goods->facts)) return *no;
  accepted.deadlines.push_back({DeadlineKind::storage_day, command.deposit, c.now + day_ms});
  return accepted;
}

}  // namespace onestop::crossing
