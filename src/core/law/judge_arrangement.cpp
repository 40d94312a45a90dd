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

}  // namespace

void judge_arrangement(Draft& draft) {
  const auto& p = draft.procedure;
  for (std::size_t slot = 0; slot < p.slots.size(); ++slot)
    for (std::size_t i = 0; i < p.classes.size(); ++i)
      p.slots[slot].milestone == Milestone::none ? judge_control(draft, slot, i) : judge_milestone(draft, slot, i);
}

}  // namespace onestop::law
