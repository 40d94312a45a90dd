#include "core/duty/case.h"

namespace onestop::duty {

/// One's own, or what was offered to oneself; a shift head also what others have.
Decision judge(Case& c, const GiveBackWork& command) {
  if (auto no = c.powerless(law::Act::staff_desk)) return *no;
  if (command.places.empty()) return c.no(RefusalCode::nothing_named);
  if (command.places.size() > most_items) return c.no(RefusalCode::too_many);
  WorkGivenBack back{c.by(), {}, "own_wish"};
  for (const auto& place : command.places) {
    const auto* known = c.at(place);
    if (!known || !known->hand) return c.no(RefusalCode::not_in_hand, place.crossing);
    if (!c.has(known) && !c.offered(known)) {
      if (c.powerless(law::Act::assign_desk)) return c.no(RefusalCode::not_in_hand, place.crossing);
      back.by = c.by();
      back.why = "shift_head";
    }
    back.items.push_back({place, known->hand->officer, known->hand->desk});
  }
  return back;
}

}  // namespace onestop::duty
