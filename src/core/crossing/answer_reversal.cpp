#include "core/crossing/case.h"

namespace onestop::crossing {

namespace {

/// A subject that the entry side has disposed of already; what it decided cannot be taken back with the crossing.
const SubjectView* disposed_of(const View& view) {
  for (const auto& one : view.subjects()) {
    if (one.released || one.refused_entry || one.fate) return &one;
    for (std::uint32_t item = 1; item <= one.subject->items; ++item)
      if (view.item_released(one.subject->id, item)) return &one;
  }
  return nullptr;
}

}  // namespace

// Consent undoes the notice, and the acceptance where there was one: the exit side controls again.
Decision judge(Case& c, const AnswerReversal& command) {
  if (auto no = c.powerless(law::Act::consent_reversal)) return *no;
  if (auto no = c.refused(RefusalCode::no_such_reversal, !c.view.reversal_asked(command.request), command.request)) return *no;
  if (auto no = c.refused(RefusalCode::already_answered, c.view.reversal_answered(command.request), command.request)) return *no;
  if (command.granted) {
    const auto* one = disposed_of(c.view);
    if (auto no = c.refused(RefusalCode::already_released, one != nullptr, one ? one->subject->id : Id{})) return *no;
    if (auto no = c.refused(RefusalCode::alarm_open, c.view.alarm_open())) return *no;
  }
  return done(ReversalAnswered{c.by(), command.request, command.granted, command.granted && c.view.accepted()});
}

}  // namespace onestop::crossing
