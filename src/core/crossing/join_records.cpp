#include "core/crossing/case.h"

namespace onestop::crossing {

Decision judge(Case& c, const JoinRecords& command) {
  if (auto no = c.powerless(law::Act::join_records)) return *no;
  if (auto no = c.refused(RefusalCode::same_record, command.other == c.crossing.id || command.other == Id{})) return *no;
  if (auto no = c.refused(RefusalCode::departed, c.view.departed())) return *no;
  bool said = false;
  for (const auto& half : c.crossing.halves)
    for (const auto& one : half.joins) said = said || (one.other == command.other && one.officer == c.actor.officer);
  if (auto no = c.refused(RefusalCode::second_head_needed, said)) return *no;
  if (auto no = c.reason_too_short(command.reason)) return *no;
  return done(SameCrossing{c.by(), command.other, command.reason});
}

}  // namespace onestop::crossing
