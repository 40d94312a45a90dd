#include <algorithm>

#include "core/crossing/case.h"

namespace onestop::crossing {

namespace {

/// The subject and what it was split from.
std::vector<Id> lineage(const View& view, const Id& subject) {
  std::vector<Id> ids{subject};
  for (const auto* split = view.split_of(subject); split && ids.size() <= view.subjects().size(); split = view.split_of(ids.back())) ids.push_back(split->consignment);
  return ids;
}

/// Officers of this side who closed the control, or attended the inspection of whichever side.
std::vector<Id> who_did(const Case& c, const OrderReexamination& command, bool inspects) {
  std::vector<Id> officers;
  const auto add = [&](const Id& officer) {
    if (officer != Id{} && std::find(officers.begin(), officers.end(), officer) == officers.end()) officers.push_back(officer);
  };
  for (const auto& subject : lineage(c.view, command.subject)) {
    const auto* inspection = inspects ? c.view.inspection_for(subject, command.control, c.side()) : nullptr;
    for (const auto& half : c.crossing.halves) {
      if (inspection)
        for (const auto& one : half.attended)
          if (one.inspection == inspection->id) add(one.officer);
      if (c.view.side_of(half) != c.side()) continue;
      for (const auto& one : half.controls)
        if (one.control == command.control && one.subject == subject) add(one.officer);
      for (const auto& before : half.reexaminations)
        if (before.control == command.control && before.subject == subject)
          for (const auto& officer : before.not_by) add(officer);
    }
  }
  return officers;
}

}  // namespace

Decision judge(Case& c, const OrderReexamination& command) {
  if (auto no = c.powerless(law::Act::reexamine)) return *no;
  if (auto no = c.unreachable(command.subject, {SubjectKind::vehicle, SubjectKind::person, SubjectKind::consignment})) return *no;
  if (auto no = c.refused(RefusalCode::alarm_open, c.view.alarm_open(), command.subject)) return *no;
  const int slot = c.procedure.slot_of(command.control, c.side());
  const auto* subject = c.view.subject(command.subject);
  const bool closed = slot >= 0 && (subject->closed & (Slots{1} << slot)) != 0;
  if (auto no = c.refused(RefusalCode::not_closed, !closed, command.subject, command.control)) return *no;
  if (auto no = c.reason_too_short(command.reason)) return *no;
  const bool inspects = c.procedure.slots[static_cast<std::size_t>(slot)].inspection;
  const auto* inspection = inspects ? c.view.inspection_for(command.subject, command.control, c.side()) : nullptr;
  return done(ReexaminationOrdered{c.by(), command.control, command.subject, command.reason, who_did(c, command, inspects),
                                   inspection ? inspection->id : Id{}});
}

}  // namespace onestop::crossing
