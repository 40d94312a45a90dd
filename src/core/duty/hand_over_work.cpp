#include <algorithm>

#include "core/duty/case.h"

namespace onestop::duty {
namespace {

const post::Desk* desk_of(const Case& c, const Code& code) {
  const auto at = std::ranges::find(c.site.layout.desks, code, &post::Desk::code);
  return at == c.site.layout.desks.end() ? nullptr : &*at;
}

/// The places that are handed over, each with its note.
std::vector<HandedItem> all_items(const Case& c, const HandOverWork& command) {
  auto items = command.items;
  if (!command.everything) return items;
  for (const auto& one : c.known) {
    const bool named = std::ranges::any_of(items, [&](const HandedItem& item) { return item.place == one.place; });
    if (!named && c.has(&one) && one.waits) items.push_back({one.place, {}});
  }
  return items;
}

}  // namespace

Decision judge(Case& c, const HandOverWork& command) {
  if (auto no = c.powerless(law::Act::staff_desk)) return *no;
  const auto items = all_items(c, command);
  if (items.empty()) return c.no(RefusalCode::nothing_named);
  if (items.size() > most_items) return c.no(RefusalCode::too_many);
  const auto* desk = desk_of(c, command.to_desk);
  if (!desk) return c.no(RefusalCode::unknown_desk);
  if (desk->state != c.actor.state) return c.no(RefusalCode::other_state);
  if (command.to_officer == c.actor.officer) return c.no(RefusalCode::handed_to_oneself);
  if (command.note.size() > longest_note_bytes) return c.no(RefusalCode::note_too_long);
  const auto station = shift::station_of(c.shift, c.site.layout, command.to_desk);
  WorkHandedOver over{c.by(), command.to_desk, command.to_officer, {}, {}};
  if (!command.note.empty()) over.note = command.note;
  for (const auto& item : items) {
    const auto* known = c.at(item.place);
    if (!known || !known->waits) return c.no(RefusalCode::nothing_waits, item.place.crossing);
    if (item.place.station != station) return c.no(RefusalCode::wrong_station, item.place.crossing);
    if (item.note.size() > longest_note_bytes) return c.no(RefusalCode::note_too_long, item.place.crossing);
    if (!c.has(known)) {  // a shift head gives out what others have, and what nobody has
      if (c.powerless(law::Act::assign_desk)) return c.no(RefusalCode::not_in_hand, item.place.crossing);
      over.by = c.by();
    }
    Passed passed{{item.place, {}, {}}, {}};
    if (known->hand) passed.from = {item.place, known->hand->officer, known->hand->desk};
    if (!item.note.empty()) passed.note = item.note;
    over.items.push_back(std::move(passed));
  }
  return over;
}

}  // namespace onestop::duty
