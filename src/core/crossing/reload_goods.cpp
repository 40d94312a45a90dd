#include "core/crossing/case.h"

namespace onestop::crossing {

Decision judge(Case& c, const ReloadGoods& command) {
  if (auto no = c.powerless(law::Act::reload)) return *no;
  const auto* deposit = c.view.deposit(command.deposit);
  const auto* goods = deposit ? c.view.subject(deposit->consignment) : nullptr;
  const bool open = goods && goods->deposit && goods->deposit->id == command.deposit;
  if (auto no = c.refused(RefusalCode::no_such_deposit, !open, command.deposit)) return *no;
  if (auto no = c.unreachable(deposit->consignment, {SubjectKind::consignment})) return *no;
  const bool away = c.view.vehicle().released || c.view.vehicle().gone() || c.view.departed();
  if (auto no = c.refused(RefusalCode::vehicle_gone, away, deposit->consignment)) return *no;
  Accepted accepted{{GoodsReloaded{c.by(), command.deposit}}, {}};
  if (auto no = c.charge(accepted, command.deposit, law::Fee::reloading, c.side(), goods->facts)) return *no;
  return accepted;
}

}  // namespace onestop::crossing
