#include "core/crossing/case.h"

namespace onestop::crossing {

Decision judge(Case& c, const BeginControl& command) {
  if (auto no = c.powerless(law::Act::work_control)) return *no;
  if (auto no = c.unworkable(command.control, command.subject)) return *no;
  return done(ControlBegun{c.by(), command.control, command.subject});
}

}  // namespace onestop::crossing
