#include "core/shift/case.h"

namespace onestop::shift {

Decision judge(Case& c, const OpenLane& command) {
  const auto lane = own_lane(c, command.lane);
  if (const auto* no = std::get_if<Refusal>(&lane)) return *no;
  if (c.shift.lane_open(command.lane)) return c.no(RefusalCode::lane_is_open, command.lane);
  return LaneOpened{c.by(), command.lane};
}

}  // namespace onestop::shift
