#include "core/duty/case.h"

namespace onestop::duty {

/// What a relieved officer left at this desk passes to whoever sits there now.
Decision judge(Case& c, const TakeWork& command) {
  const auto& id = command.place.crossing;
  if (auto no = c.powerless(law::Act::staff_desk)) return *no;
  const auto* known = c.at(command.place);
  if (!known || !known->waits) return c.no(RefusalCode::nothing_waits, id);
  if (shift::station_of(c.shift, c.site.layout, c.actor.desk) != command.place.station) return c.no(RefusalCode::wrong_station, id);
  if (c.has(known)) return c.no(RefusalCode::in_hand_already, id);
  const bool free = !known->hand || c.offered(known) || c.lapsed(*known->hand);
  if (!free && !known->hand->confirmed) return c.no(RefusalCode::handed_to_another, id);
  if (!free && known->hand->desk != c.actor.desk) return c.no(RefusalCode::in_other_hands, id);
  return WorkTaken{c.by(), command.place};
}

}  // namespace onestop::duty
