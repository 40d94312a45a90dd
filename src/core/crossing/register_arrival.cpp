#include <algorithm>

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
  std::sort(ids.begin(), ids.end());
  return std::adjacent_find(ids.begin(), ids.end()) != ids.end();
}

const post::Lane* find_lane(const Procedure& procedure, const Code& lane) {
  for (const auto& one : procedure.lanes)
    if (one.code == lane) return &one;
  return nullptr;
}

bool listed(const std::vector<Code>& list, const Code& code) { return list.empty() || std::find(list.begin(), list.end(), code) != list.end(); }

}  // namespace

std::optional<Refusal> unfit_persons(const Case& c, const std::vector<NewPerson>& persons) {
  for (const auto& person : persons)
    if (auto no = unfit_claims(c, person.claims, SubjectKind::person)) return no;
  return std::nullopt;
}

std::optional<Refusal> unfit_consignments(const Case& c, const std::vector<NewConsignment>& consignments) {
  for (const auto& goods : consignments)
    if (auto no = unfit_claims(c, goods.claims, SubjectKind::consignment)) return no;
  return std::nullopt;
}

std::vector<ArrivedPerson> arrived(const std::vector<NewPerson>& persons) {
  std::vector<ArrivedPerson> out;
  for (const auto& one : persons)
    out.push_back({one.id, one.part, one.nationality, {one.id, one.name}, {one.id, one.document}, one.group, one.claims});
  return out;
}

std::vector<ArrivedConsignment> arrived(const std::vector<NewConsignment>& consignments) {
  std::vector<ArrivedConsignment> out;
  for (const auto& one : consignments) out.push_back({one.id, one.reference, one.goods, one.commodity, one.items, one.claims, {}});
  return out;
}

Decision judge(Case& c, const RegisterArrival& command) {
  if (auto no = c.refused(RefusalCode::already_open, c.view.opening() != nullptr)) return *no;
  if (auto no = c.powerless(law::Act::open_crossing)) return *no;
  if (auto no = c.refused(RefusalCode::post_closed, !c.procedure.open_at(Side::exit, c.now))) return *no;
  if (auto no = c.refused(RefusalCode::unknown_state, command.exit_state != c.procedure.state_of(Side::exit))) return *no;
  const auto class_bit = c.procedure.class_bit(command.traffic_class);
  if (auto no = c.refused(RefusalCode::unknown_class, class_bit == 0)) return *no;
  const auto* lane = find_lane(c.procedure, command.lane);
  if (auto no = c.refused(RefusalCode::lane_not_for_class, !lane || !listed(lane->classes, command.traffic_class))) return *no;
  if (auto no = c.refused(RefusalCode::lane_not_this_way, lane && !listed(lane->exit_states, command.exit_state))) return *no;
  const bool on_foot = (class_bit & c.procedure.on_foot) != 0;
  const bool plate_fits = on_foot ? command.plate.empty() && command.seals.empty() && command.consignments.empty() : !command.plate.empty();
  if (auto no = c.refused(RefusalCode::plate_unfit, !plate_fits)) return *no;
  if (auto no = c.refused(RefusalCode::nobody_aboard, command.persons.empty())) return *no;
  if (auto no = c.refused(RefusalCode::twice_named, names_somebody_twice(command))) return *no;
  if (auto no = unfit_claims(c, command.claims, SubjectKind::vehicle)) return *no;
  if (auto no = unfit_persons(c, command.persons)) return *no;
  if (auto no = unfit_consignments(c, command.consignments)) return *no;
  return done(VehicleArrived{c.by(), command.vehicle, command.plate, command.traffic_class, command.exit_state, command.lane,
                             c.procedure.hash, command.claims, command.seals, arrived(command.persons), arrived(command.consignments), command.joined});
}

}  // namespace onestop::crossing
