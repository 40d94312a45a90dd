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

const Code& Procedure::station_of(int slot, const Code& traffic_class) const {
  static const Code nowhere;
  const auto& at = slots[static_cast<std::size_t>(slot)].station;
  for (std::size_t i = 0; i < classes.size() && i < at.size(); ++i)
    if (classes[i] == traffic_class) return at[i];
  return nowhere;
}

std::int64_t Procedure::rank(Facts of) const {
  for (const auto& one : priorities)
    if ((of & one.set) == one.set && !(of & one.clear) && (!one.classes || (of & one.classes))) return one.rank;
  return 0;
}

const FeeEntry* Procedure::fee(Fee kind, Side side, Facts of) const {
  for (const auto& one : fees)
    if (one.fee == kind && (one.sides >> static_cast<int>(side) & 1) && (!one.classes || (of & one.classes))) return &one;
  return nullptr;
}

bool Procedure::open_at(Side side, Instant at) const {
  const auto index = static_cast<std::size_t>(side);
  const auto local_ms = at.ms + utc_offset_min[index] * minute_ms;
  const auto minute = ((local_ms % day_ms) + day_ms) % day_ms / minute_ms;
  return minute >= hours[index].from_min && minute < hours[index].until_min;
}

const Citation* Procedure::cite(const Code& provision) const {
  const auto at = std::ranges::find(provisions, provision, &Citation::id);
  return at == provisions.end() ? nullptr : &*at;
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
