#include "core/shift/case.h"

#include <algorithm>

#include "core/crossing/plate.h"
#include "core/law/power.h"
#include "core/law/reason.h"

namespace onestop::shift {

Refusal Case::no(RefusalCode code, const Code& about) const { return {code, site.procedure.cite(entry(code).clause).id, about}; }

std::optional<Refusal> Case::powerless(law::Act act) {
  const auto found = law::narrow(site.procedure, {actor.state, actor.agency, actor.role, actor.desk, law::every_phase, 0}, act);
  if (!found.in_role) return no(RefusalCode::not_yours);
  basis = site.procedure.provisions[found.nearest()->provision].id;
  if (!found.in_zone) return Refusal{RefusalCode::wrong_zone, basis, {}};
  return std::nullopt;
}

std::optional<Refusal> Case::reason_too_short(const std::string& reason, const Code& about) const {
  if (reason.size() > longest_reason || law::written_characters(reason) < site.procedure.figure(law::Clause::reasoned_order))
    return no(RefusalCode::reason_missing, about);
  return std::nullopt;
}

const post::Lane* Case::lane(const Code& code) const {
  const auto at = std::ranges::find(site.layout.lanes, code, &post::Lane::code);
  return at == site.layout.lanes.end() ? nullptr : &*at;
}

const post::Desk* Case::desk(const Code& code) const {
  const auto at = std::ranges::find(site.layout.desks, code, &post::Desk::code);
  return at == site.layout.desks.end() ? nullptr : &*at;
}

Code keeper_of(const Site& site, const post::Lane& lane) {
  const auto zone = std::ranges::find(site.layout.zones, lane.zone, &post::Zone::code);
  return zone == site.layout.zones.end() || zone->soil.empty() ? site.host : zone->soil;
}

std::variant<const post::Lane*, Refusal> own_lane(Case& c, const Code& code) {
  if (auto no = c.powerless(law::Act::operate_lane)) return *no;
  const auto* lane = c.lane(code);
  if (!lane) return c.no(RefusalCode::unknown_lane, code);
  if (keeper_of(c.site, *lane) != c.actor.state) return c.no_power_over(RefusalCode::other_state, code);
  return lane;
}

Decision decide(const Shift& shift, const Site& site, const Actor& actor, const Command& command, Instant now) {
  Case c{shift, site, actor, now};
  return std::visit([&](const auto& one) { return judge(c, one); }, command);
}

std::optional<Refusal> at_the_gate(const Shift& shift, const Site& site, const crossing::RegisterArrival& arrival) {
  const Actor nobody;
  const Case c{shift, site, nobody, {}};
  if (c.lane(arrival.lane) && !shift.lane_open(arrival.lane)) return c.no(RefusalCode::lane_is_closed, arrival.lane);
  if (!arrival.ticket) return std::nullopt;
  const auto* ticket = shift.waiting(*arrival.ticket);
  if (!ticket || ticket->exit_state != arrival.exit_state) return c.no(RefusalCode::ticket_unknown);
  const bool same = ticket->traffic_class == arrival.traffic_class && crossing::fold_plate(ticket->plate) == crossing::fold_plate(arrival.plate);
  if (!same) return c.no(RefusalCode::ticket_of_another);
  return std::nullopt;
}

}  // namespace onestop::shift
