#include "core/crossing/case.h"

namespace onestop::crossing {

namespace {

bool known_or_twice(const Case& c, const RegisterFurther& command) {
  std::vector<Id> ids;
  for (const auto& person : command.persons) ids.push_back(person.id);
  for (const auto& goods : command.consignments) ids.push_back(goods.id);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (c.view.identity_taken(ids[i])) return true;
    for (std::size_t j = 0; j < i; ++j)
      if (ids[j] == ids[i]) return true;
  }
  return false;
}

}  // namespace

// Whoever is found later is controlled like everybody else; what was closed for the others stays closed.
Decision judge(Case& c, const RegisterFurther& command) {
  if (auto no = c.powerless(law::Act::register_further)) return *no;
  if (auto no = c.refused(RefusalCode::vehicle_gone, c.view.departed() || c.view.vehicle().released)) return *no;
  if (auto no = c.refused(RefusalCode::nobody_aboard, command.persons.empty() && command.consignments.empty())) return *no;
  if (auto no = c.refused(RefusalCode::plate_unfit, c.view.on_foot() && !command.consignments.empty())) return *no;
  if (auto no = c.refused(RefusalCode::already_known, known_or_twice(c, command))) return *no;
  if (auto no = unfit_persons(c, command.persons)) return *no;
  if (auto no = unfit_consignments(c, command.consignments)) return *no;
  if (auto no = c.reason_too_short(command.reason)) return *no;
  return done(FurtherRegistered{c.by(), arrived(command.persons), arrived(command.consignments), command.reason});
}

}  // namespace onestop::crossing
