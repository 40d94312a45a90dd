#include "core/law/procedure.h"

#include <algorithm>

namespace onestop::law {

Facts Procedure::class_bit(const Code& traffic_class) const {
  const auto at = std::ranges::find(classes, traffic_class);
  if (at == classes.end()) return 0;
  return Facts{1} << (3 + (at - classes.begin()));
}

const FactBit* Procedure::fact(const Code& code) const {
  const auto at = std::ranges::find(facts, code, &FactBit::code);
  return at == facts.end() ? nullptr : &*at;
}

int Procedure::slot_of(const Code& control, Side side) const {
  for (std::size_t i = 0; i < slots.size(); ++i)
    if (slots[i].milestone == post::Milestone::none && slots[i].control == control && slots[i].side == side) return static_cast<int>(i);
  return -1;
}

int Procedure::milestone_slot(post::Milestone milestone) const {
  for (std::size_t i = 0; i < slots.size(); ++i)
    if (slots[i].milestone == milestone) return static_cast<int>(i);
  return -1;
}

const DeskSeat* Procedure::desk(const Code& code) const {
  const auto at = std::ranges::find(desks, code, &DeskSeat::code);
  return at == desks.end() ? nullptr : &*at;
}

const Cell* governing(const Procedure& procedure, int slot, Facts facts) {
  const Cell* cell = procedure.cells.data() + procedure.first_cell[static_cast<std::size_t>(slot)];
  const Cell* end = procedure.cells.data() + procedure.first_cell[static_cast<std::size_t>(slot) + 1];
  for (; cell != end; ++cell)
    if ((facts & cell->set) == cell->set && (facts & cell->clear) == 0) return cell;
  return nullptr;
}

Standing standing(const Procedure& procedure, Facts facts) {
  Standing s;
  for (std::size_t i = 0; i < procedure.slots.size(); ++i) {
    const auto* cell = governing(procedure, static_cast<int>(i), facts);
    if (!cell) continue;
    const Slots bit = Slots{1} << i;
    switch (cell->effect) {
      case Effect::perform: s.perform |= bit; break;
      case Effect::joint: s.joint |= bit; break;
      case Effect::recognise: s.recognise |= bit; break;
      case Effect::waive: s.waive |= bit; break;
      case Effect::abolish: s.abolish |= bit; break;
    }
  }
  return s;
}

Slots enabled(const Procedure& procedure, Slots closed, Facts facts) {
  const bool vehicle = facts & Procedure::kind_bit(SubjectKind::vehicle);
  const bool lodged = facts & procedure.lodged_bits;
  Slots out = 0;
  for (std::size_t i = 0; i < procedure.slots.size(); ++i) {
    const auto& slot = procedure.slots[i];
    const Slots bit = Slots{1} << i;
    if (closed & bit) continue;
    const bool in_turn = (slot.before & ~closed) == 0;
    if (slot.milestone != post::Milestone::none) {
      if (vehicle && in_turn) out |= bit;
      continue;
    }
    if (!in_turn && !(lodged && slot.side == Side::entry)) continue;
    const auto* cell = governing(procedure, static_cast<int>(i), facts);
    if (!cell || (cell->effect != Effect::perform && cell->effect != Effect::joint)) continue;
    if (in_turn || cell->depth == Depth::documents) out |= bit;
  }
  return out;
}

}  // namespace onestop::law
