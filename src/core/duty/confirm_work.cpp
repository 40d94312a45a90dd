#include "core/duty/case.h"

namespace onestop::duty {

Decision judge(Case& c, const ConfirmWork& command) {
  if (auto no = c.powerless(law::Act::staff_desk)) return *no;
  if (command.places.empty()) return c.no(RefusalCode::nothing_named);
  if (command.places.size() > most_items) return c.no(RefusalCode::too_many);
  for (const auto& place : command.places)
    if (!c.offered(c.at(place))) return c.no(RefusalCode::not_handed_over, place.crossing);
  return WorkConfirmed{c.by(), command.places};
}

}  // namespace onestop::duty
