#include "core/shift/case.h"

namespace onestop::shift {

Decision judge(Case& c, const CloseLane& command) {
  const auto lane = own_lane(c, command.lane);
  if (const auto* no = std::get_if<Refusal>(&lane)) return *no;
  if (!c.shift.lane_open(command.lane)) return c.no(RefusalCode::lane_is_closed, command.lane);
  if (auto no = c.reason_too_short(command.reason, command.lane)) return *no;
  return LaneClosed{c.by(), command.lane, command.reason};
}

}  // namespace onestop::shift
