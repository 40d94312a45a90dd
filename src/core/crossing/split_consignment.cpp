#include <algorithm>

#include "core/crossing/case.h"

namespace onestop::crossing {

namespace {

bool lines_fit(const Case& c, const Subject& goods, const std::vector<std::uint32_t>& items) {
  std::size_t left = 0;
  for (std::uint32_t line = 1; line <= goods.items; ++line) left += c.view.line_moved(goods.id, line) ? 0 : 1;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i] < 1 || items[i] > goods.items || c.view.line_moved(goods.id, items[i])) return false;
    if (std::find(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(i), items[i]) != items.begin() + static_cast<std::ptrdiff_t>(i)) return false;
  }
  return !items.empty() && items.size() < left;
}

std::vector<Claim> claims_of(const Case& c, const Subject& goods) {
  auto claims = goods.claims;
  for (const auto& half : c.crossing.halves)
    for (const auto& mark : half.facts)
      if (mark.subject == goods.id) claims.push_back(mark.claim);
  return claims;
}

}  // namespace

Decision judge(Case& c, const SplitConsignment& command) {
  if (auto no = c.powerless(law::Act::split)) return *no;
  if (auto no = c.unreachable(command.consignment, {SubjectKind::consignment})) return *no;
  const auto& goods = *c.view.subject(command.consignment)->subject;
  if (auto no = c.refused(RefusalCode::already_known, c.view.identity_taken(command.part), command.part)) return *no;
  if (auto no = c.refused(RefusalCode::scope_unfit, !lines_fit(c, goods, command.items), goods.id)) return *no;
  for (const auto line : command.items) {
    if (auto no = c.refused(RefusalCode::hold_open, c.view.open_hold_on(goods.id, line) != nullptr, goods.id)) return *no;
    if (auto no = c.refused(RefusalCode::already_released, c.view.item_released(goods.id, line), goods.id)) return *no;
  }
  if (auto no = c.refused(RefusalCode::inspection_open, c.view.inspection_open_on(goods.id), goods.id)) return *no;
  if (auto no = c.refused(RefusalCode::sample_open, c.view.open_sample(goods.id, {}) != nullptr, goods.id)) return *no;
  if (auto no = c.refused(RefusalCode::offence_open, c.view.open_offence_on(goods.id) != nullptr, goods.id)) return *no;
  if (auto no = c.refused(RefusalCode::deposited_already, c.view.subject(goods.id)->deposit != nullptr, goods.id)) return *no;
  const bool apart = c.view.subject(goods.id)->apart && !c.view.vehicle().fate;  // its part would be aboard what may be gone
  if (auto no = c.refused(RefusalCode::apart_already, apart, goods.id)) return *no;
  return done(ConsignmentSplit{c.by(), goods.id, command.part, command.items, claims_of(c, goods)});
}

}  // namespace onestop::crossing
