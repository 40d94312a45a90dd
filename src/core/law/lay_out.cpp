// Slots in the order of the layout's steps. Only the order of declaration counts, never a name.
#include <algorithm>

#include "core/law/check.h"
#include "core/law/draft.h"
#include "core/post/check.h"

namespace onestop::law {
namespace {

using post::Milestone;

const char* name(Milestone milestone) {
  switch (milestone) {
    case Milestone::none: return "none";
    case Milestone::notice: return "notice";
    case Milestone::acceptance: return "acceptance";
    case Milestone::release: return "release";
    case Milestone::departure: return "departure";
  }
  return "";
}

Slot make_slot(const Law& law, const post::SlotRef& ref) {
  Slot slot;
  slot.milestone = ref.milestone;
  if (ref.milestone != Milestone::none) {
    slot.control = name(ref.milestone);
    slot.side = ref.milestone == Milestone::notice ? Side::exit : Side::entry;
    return slot;
  }
  const auto& control = *find_control(law, ref.control);
  slot.control = control.code;
  slot.agency = control.agency;
  slot.activity = control.activity;
  slot.of = control.of;
  slot.side = ref.side;
  slot.inspection = control.inspection;
  slot.fields = control.fields;
  return slot;
}

std::vector<Code> stations(const Draft& draft, const post::Step& step) {
  std::vector<Code> out(draft.procedure.classes.size());
  for (std::size_t i = 0; i < out.size(); ++i)
    for (const auto& where : step.at)
      if (where.traffic_class.empty() ? out[i].empty() : where.traffic_class == draft.procedure.classes[i]) out[i] = where.station;
  return out;
}

int placed(const Procedure& p, const Slot& slot) {
  return slot.milestone != Milestone::none ? p.milestone_slot(slot.milestone) : p.slot_of(slot.control, slot.side);
}

/// A control that the layout leaves out still has a slot, so that an attempt is refused with its provision.
void add_unplaced(Draft& draft) {
  auto& p = draft.procedure;
  for (const auto& control : draft.law.controls)
    for (const auto side : control.sides) {
      if (p.slot_of(control.code, side) >= 0) continue;
      auto slot = make_slot(draft.law, {control.code, side, Milestone::none});
      slot.station.resize(p.classes.size());
      p.slots.push_back(std::move(slot));
      draft.step_of.push_back(-1);
    }
}

void check_milestones(Draft& draft) {
  static constexpr Milestone order[] = {Milestone::notice, Milestone::acceptance, Milestone::release, Milestone::departure};
  const auto& p = draft.procedure;
  int last = -1;
  for (const auto milestone : order) {
    const int slot = p.milestone_slot(milestone);
    if (slot < 0) {
      draft.say(draft.layout.place, "layout " + p.layout.text() + " has no step for the " + name(milestone),
                "steps with notice, acceptance, release and departure, each once and in this order");
      continue;
    }
    const int step = draft.step_of[static_cast<std::size_t>(slot)];
    if (step <= last)
      draft.say(draft.layout.steps[static_cast<std::size_t>(step)].place, std::string("the ") + name(milestone) + " stands too early",
                "notice, acceptance, release and departure in steps of their own, in this order");
    last = std::max(last, step);
  }
}

/// The exit side acts before its notice, and nothing is controlled after release.
void check_sides(Draft& draft) {
  const auto& p = draft.procedure;
  const int notice = p.milestone_slot(Milestone::notice), release = p.milestone_slot(Milestone::release);
  if (notice < 0 || release < 0) return;
  for (std::size_t i = 0; i < p.slots.size(); ++i) {
    if (p.slots[i].milestone != Milestone::none || draft.step_of[i] < 0) continue;
    const auto& place = draft.layout.steps[static_cast<std::size_t>(draft.step_of[i])].place;
    if (p.slots[i].side == Side::exit && draft.step_of[i] >= draft.step_of[static_cast<std::size_t>(notice)])
      draft.say(place, p.slots[i].control.text() + " by the exit side stands after the notice", "place it in a step before the notice: the exit side acts in its own phase");
    if (draft.step_of[i] >= draft.step_of[static_cast<std::size_t>(release)])
      draft.say(place, p.slots[i].control.text() + " stands after the release", "place it in a step before the release");
  }
}

}  // namespace

void lay_out(Draft& draft) {
  auto& p = draft.procedure;
  Slots earlier = 0, here = 0;
  for (std::size_t step = 0; step < draft.layout.steps.size(); ++step) {
    const auto& source = draft.layout.steps[step];
    if (!source.beside) {
      earlier |= here;
      here = 0;
    }
    for (const auto& ref : source.does) {
      auto slot = make_slot(draft.law, ref);
      if (placed(p, slot) >= 0) {
        const auto first = draft.step_of[static_cast<std::size_t>(placed(p, slot))];
        draft.say(source.place, slot.control.text() + (slot.milestone == Milestone::none ? " of " + draft.side_text(slot.side) : "") + " stands in layout " + p.layout.text() + " twice; the first is at line " + std::to_string(draft.layout.steps[static_cast<std::size_t>(first)].place.line),
                  "one step for all classes, which may differ in the stations of its at:");
        continue;
      }
      if (p.slots.size() == 64) {
        draft.say(source.place, "layout " + p.layout.text() + " has more than 64 controls and milestones", "at most 64, counting each side");
        return;
      }
      slot.before = earlier;
      slot.station = stations(draft, source);
      here |= Slots{1} << p.slots.size();
      p.slots.push_back(std::move(slot));
      draft.step_of.push_back(static_cast<int>(step));
    }
  }
  add_unplaced(draft);
  if (p.slots.size() > 64) {
    draft.say(draft.layout.place, "the law's controls and the milestones are " + std::to_string(p.slots.size()) + " slots", "at most 64, counting each side");
    return;
  }
  for (auto& slot : p.slots) {
    if (slot.milestone != Milestone::none) continue;
    const int counterpart = p.slot_of(slot.control, draft.other(slot.side));
    if (counterpart >= 0) slot.counterpart = Slots{1} << counterpart;
  }
  check_milestones(draft);
  check_sides(draft);
}

}  // namespace onestop::law
