#include "core/crossing/case.h"

namespace onestop::crossing {

Decision judge(Case& c, const ResolveDivergence& command) {
  if (auto no = c.powerless(law::Act::resolve_divergence)) return *no;
  const Divergence* open = nullptr;
  for (const auto& one : c.view.divergences())
    if (one.kind == command.kind && one.about == command.about && one.control == command.control && one.between(command.keep)) open = &one;
  if (!open) return *c.refused(RefusalCode::no_such_divergence, true, command.about, command.control);
  const ResolutionMark* said = nullptr;  // his last word, unless it is older than the two accounts and was about others
  for (const auto& half : c.crossing.halves)
    for (const auto& one : half.resolutions) {
      const bool his = one.kind == command.kind && one.about == command.about && one.control == command.control && one.officer == c.actor.officer;
      if (his && one.at >= open->at && (!said || said->at < one.at)) said = &one;
    }
  if (auto no = c.refused(RefusalCode::second_head_needed, said && said->keep == command.keep, command.about, command.control)) return *no;
  if (auto no = c.reason_too_short(command.reason)) return *no;
  return done(DivergenceResolved{c.by(), command.kind, command.about, command.control, command.keep, command.reason});
}

}  // namespace onestop::crossing
