#include <algorithm>

#include "core/crossing/case.h"

namespace onestop::crossing {

Decision judge(Case& c, const AcceptEntry&) {
  if (auto no = c.refused(RefusalCode::notice_missing, !c.view.noticed())) return *no;
  if (auto no = c.refused(RefusalCode::already_given, c.view.accepted())) return *no;
  if (auto no = c.powerless(law::Act::accept_entry)) return *no;
  const auto& all = c.view.subjects();  // of a vehicle that was seized the persons may go on
  const bool nobody_left = std::all_of(all.begin(), all.end(), [](const SubjectView& one) { return one.gone(); });
  if (auto no = c.refused(RefusalCode::subject_gone, nobody_left, c.view.vehicle().subject->id)) return *no;
  if (auto no = c.refused(RefusalCode::alarm_open, c.view.alarm_open())) return *no;
  const int slot = c.procedure.milestone_slot(post::Milestone::acceptance);
  const bool turn = (law::enabled(c.procedure, c.view.vehicle().done, c.view.vehicle().facts) & (Slots{1} << slot)) != 0;
  if (auto no = c.refused(RefusalCode::not_yet, !turn)) return *no;
  if (auto no = c.refused(RefusalCode::post_closed, !c.procedure.open_at(Side::entry, c.now))) return *no;
  EntryAccepted accepted{c.by(), {}};
  for (const auto& one : c.view.subjects())
    if (!one.gone()) accepted.subjects.push_back(one.subject->id);
  return done(std::move(accepted));
}

}  // namespace onestop::crossing
