#include "core/crossing/case.h"

namespace onestop::crossing {

namespace {

std::optional<Refusal> unfit_claims(const Case& c, const std::vector<Claim>& claims, SubjectKind kind) {
  for (const auto& claim : claims) {
    const auto* fact = c.procedure.fact(claim.fact);
    if (!fact) return c.refused(RefusalCode::unknown_fact, true);
    if (auto no = c.refused(RefusalCode::fact_not_for_this, fact->of != kind)) return no;
    const bool declared = fact->source == law::FactSource::arrival || fact->source == law::FactSource::lodging;
    if (auto no = c.refused(RefusalCode::fact_not_yours, !declared)) return no;
  }
  return std::nullopt;
}

bool names_somebody_twice(const RegisterArrival& command) {
  std::vector<Id> ids{command.vehicle};
  for (const auto& person : command.persons) ids.push_back(person.id);
  for (const auto& goods : command.consignments) ids.push_back(goods.id);
  for (std::size_t i = 0; i < ids.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (ids[i] == ids[j]) return true;
  return false;
}

bool lane_serves(const Procedure& procedure, const Code& lane, const Code& traffic_class) {
  for (const auto& one : procedure.lanes) {
    if (one.code != lane) continue;
    for (const auto& served : one.classes)
      if (served == traffic_class) return true;
    return one.classes.empty();
  }
  return false;
}

}  // namespace

Decision judge(Case& c, const RegisterArrival& command) {
  if (auto no = c.refused(RefusalCode::already_open, c.view.opening() != nullptr)) return *no;
  if (auto no = c.powerless(law::Act::open_crossing)) return *no;
  if (auto no = c.refused(RefusalCode::unknown_state, command.exit_state != c.procedure.state_of(Side::exit))) return *no;
  if (auto no = c.refused(RefusalCode::unknown_class, c.procedure.class_bit(command.traffic_class) == 0)) return *no;
  if (auto no = c.refused(RefusalCode::lane_not_for_class, !lane_serves(c.procedure, command.lane, command.traffic_class))) return *no;
  if (auto no = c.refused(RefusalCode::nobody_aboard, command.persons.empty())) return *no;
  if (auto no = c.refused(RefusalCode::twice_named, names_somebody_twice(command))) return *no;
  if (auto no = unfit_claims(c, command.claims, SubjectKind::vehicle)) return *no;
  for (const auto& goods : command.consignments)
    if (auto no = unfit_claims(c, goods.claims, SubjectKind::consignment)) return *no;

  VehicleArrived arrived{c.by(), command.vehicle, command.plate, command.traffic_class, command.exit_state, command.lane,
                         c.procedure.hash, command.claims, command.seals, {}, {}};
  for (const auto& person : command.persons)
    arrived.persons.push_back({person.id, person.part, person.nationality, {person.id, person.name}, {person.id, person.document}});
  for (const auto& goods : command.consignments)
    arrived.consignments.push_back({goods.id, goods.reference, goods.goods, goods.commodity, goods.items, goods.claims, {}});
  return done(std::move(arrived));
}

}  // namespace onestop::crossing
