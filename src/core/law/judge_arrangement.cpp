// Whether the layout can do what the law wants: a place and a desk with the power for everything that is required.
#include <algorithm>

#include "core/law/draft.h"
#include "core/post/check.h"

namespace onestop::law {
namespace {

using post::Milestone;

Act act_of(Milestone milestone) {
  switch (milestone) {
    case Milestone::none: break;
    case Milestone::notice: return Act::give_notice;
    case Milestone::acceptance: return Act::accept_entry;
    case Milestone::release: return Act::release;
    case Milestone::departure: return Act::depart;
  }
  return Act::work_control;
}

const Place& step_place(const Draft& draft, std::size_t slot) {
  return draft.step_of[slot] < 0 ? draft.layout.place : draft.layout.steps[static_cast<std::size_t>(draft.step_of[slot])].place;
}

/// The first rule that makes the slot required for the class (joint rules only, where asked), or nothing.
const RankedRule* requires_it(const Draft& draft, std::size_t slot, const Code& traffic_class, bool joint) {
  const auto bit = draft.procedure.class_bit(traffic_class);
  for (const auto& rule : draft.rules[slot]) {
    if (!rule.governs || !rule.performed() || (rule.classes && !(rule.classes & bit))) continue;
    if (!joint || rule.rule->effect == Effect::joint) return &rule;
  }
  return nullptr;
}

bool has_desk(const Draft& draft, const Code& station, const Code& state, const Code& agency) {
  return std::ranges::any_of(draft.procedure.desks, [&](const DeskSeat& desk) { return desk.station == station && desk.state == state && desk.agency == agency; });
}

std::string missing_desk(const Code& state, const Code& agency, const Code& station) {
  return "add a desk with station: " + station.text() + ", state: " + state.text() + ", agency: " + agency.text();
}

void judge_control(const Draft& draft, std::size_t index, std::size_t class_index) {
  const auto& p = draft.procedure;
  const auto& slot = p.slots[index];
  const auto& traffic_class = p.classes[class_index];
  const auto* rule = requires_it(draft, index, traffic_class, false);
  if (!rule) return;
  const auto& station = slot.station[class_index];
  const auto wanted = draft.provision_text(*rule->source) + " requires " + draft.slot_text(slot) + " for class " + traffic_class.text();
  if (station.empty()) {
    if (draft.step_of[index] >= 0)
      draft.say(step_place(draft, index), wanted + ", but the step has no station for class " + traffic_class.text(), "add to its at: " + traffic_class.text() + ": the station");
    else
      draft.say(step_place(draft, index), wanted + ", but layout " + p.layout.text() + " does not place it",
                "add it to a step of the layout, with a station for class " + traffic_class.text());
    return;
  }
  const auto& state = p.state_of(slot.side);
  if (!has_desk(draft, station, state, slot.agency)) {
    draft.say(step_place(draft, index), wanted + ", but station " + station.text() + " has no desk of " + slot.agency.text() + " of " + state.text(), missing_desk(state, slot.agency, station));
    return;
  }
  const bool able = std::ranges::any_of(p.desks, [&](const DeskSeat& desk) {
    return desk.station == station && desk.state == state && desk.agency == slot.agency && draft.may(Act::work_control, slot.side, desk);
  });
  if (!able)
    draft.say(step_place(draft, index), wanted + ", but nobody at station " + station.text() + " has the power to work it", "add a provision with powers: [work_control] for the desks there");
  const auto* joint = requires_it(draft, index, traffic_class, true);
  const auto& partner = p.state_of(draft.other(slot.side));
  if (joint && !has_desk(draft, station, partner, slot.agency))
    draft.say(step_place(draft, index),
              draft.provision_text(*joint->source) + " makes " + slot.control.text() + " joint for class " + traffic_class.text() + ", but station " + station.text() + " has no desk of " + slot.agency.text() + " of " + partner.text(),
              missing_desk(partner, slot.agency, station));
}

void judge_milestone(const Draft& draft, std::size_t index, std::size_t class_index) {
  const auto& p = draft.procedure;
  const auto& slot = p.slots[index];
  const auto& station = slot.station[class_index];
  if (station.empty()) {
    draft.say(step_place(draft, index), "the " + slot.control.text() + " has no station for class " + p.classes[class_index].text(), "at: the station where it is done, for every class");
    return;
  }
  const auto act = act_of(slot.milestone);
  const auto& state = p.state_of(slot.side);
  const bool able = std::ranges::any_of(p.desks, [&](const DeskSeat& desk) { return desk.station == station && desk.state == state && draft.may(act, slot.side, desk); });
  if (able) return;
  draft.say(step_place(draft, index), "no desk of " + state.text() + " at station " + station.text() + " has the power to " + boost::describe::enum_to_string(act, "") + " for the " + slot.control.text(),
            "place there a desk of an agency and role that a provision gives the power, or move the step");
}

const post::Zone* zone_of(const Draft& draft, const post::Desk& desk) { return post::find_zone(draft.layout, desk.zone); }

/// Officers on the other state's soil, or in an area that it keeps for itself, need a clause that lets them be there.
void judge_grounds(const Draft& draft) {
  const auto& p = draft.procedure;
  for (const auto& desk : draft.layout.desks) {
    const auto* zone = zone_of(draft, desk);
    const auto who = "desk " + desk.code.text() + " seats an officer of " + desk.state.text();
    if (!zone->soil.empty() && zone->soil != desk.state && !p.holds(Clause::acts_on_neighbour_soil))
      draft.say(zone->place, "layout " + p.layout.text() + " is unlawful here: " + who + " in zone " + zone->code.text() + " on the soil of " + zone->soil.text() + ", and no provision in force lets officers act on the neighbour's soil",
                "add a provision with clause: acts_on_neighbour_soil, seat the desk on its own soil, or run another layout");
    if (!zone->exclusive.empty() && zone->exclusive != desk.state && !p.holds(Clause::exclusive_areas))
      draft.say(zone->place, who + " in zone " + zone->code.text() + ", which is kept for the exclusive use of " + zone->exclusive.text(),
                "seat the desk elsewhere, or add a provision with clause: exclusive_areas that says how the other state consents");
  }
}

void judge_hours(const Draft& draft) {
  const auto& p = draft.procedure;
  const bool same = p.hours[0].from_min == p.hours[1].from_min && p.hours[0].until_min == p.hours[1].until_min && p.utc_offset_min[0] == p.utc_offset_min[1];
  const auto utc = [&](std::size_t side, int minute) { return ((minute - p.utc_offset_min[side]) % 1440 + 1440) % 1440; };
  const bool always = p.hours[0].until_min - p.hours[0].from_min == 1440 && p.hours[1].until_min - p.hours[1].from_min == 1440;
  const bool together = same || always || (utc(0, p.hours[0].from_min) == utc(1, p.hours[1].from_min) && utc(0, p.hours[0].until_min) == utc(1, p.hours[1].until_min));
  if (!p.holds(Clause::synchronised_hours) || together) return;
  const auto clock = [](int minute) {
    const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return two(minute / 60) + ":" + two(minute % 60);
  };
  const auto told = [&](std::size_t side) {
    return p.states[side].text() + " " + clock(p.hours[side].from_min) + "-" + clock(p.hours[side].until_min) + " is " + clock(utc(side, p.hours[side].from_min)) + "-" + clock(utc(side, p.hours[side].until_min)) + " UTC";
  };
  draft.say(draft.post.states.front().place, "the two sides keep different hours (" + told(0) + ", " + told(1) + "), but " + p.cite(Clause::synchronised_hours).title + ", art. " + p.cite(Clause::synchronised_hours).article + " wants the same for both",
            "hours: of each state, each by its own clock, that open and close at the same moment");
}

}  // namespace

void judge_arrangement(Draft& draft) {
  judge_grounds(draft);
  judge_hours(draft);
  const auto& p = draft.procedure;
  for (std::size_t slot = 0; slot < p.slots.size(); ++slot)
    for (std::size_t i = 0; i < p.classes.size(); ++i)
      p.slots[slot].milestone == Milestone::none ? judge_control(draft, slot, i) : judge_milestone(draft, slot, i);
}

}  // namespace onestop::law
