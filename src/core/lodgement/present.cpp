#include "core/lodgement/judging.h"

namespace onestop::lodgement {

Decided judge(const Case& c, const Present& command) {
  const auto* kept = c.lodgement.keeper();
  if (!kept) return c.no(RefusalCode::unknown);
  if (kept->cancelled) return c.no(RefusalCode::cancelled);
  if (kept->crossing) return c.no(RefusalCode::arrived);
  return std::vector<Event>{VehiclePresented{kept->entry_state, command.crossing, c.now - kept->versions.back().at < c.terms.notice_min * minute_ms}};
}

}  // namespace onestop::lodgement
