#include <algorithm>

#include "core/crossing/corrections.h"

namespace onestop::crossing {

std::vector<Code> closed_controls(const View& view, const SubjectView& subject, std::optional<Side> of) {
  std::vector<Code> codes;
  const auto& slots = view.procedure().slots;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const bool closed = (subject.closed & (Slots{1} << i)) != 0 && slots[i].milestone == post::Milestone::none && (!of || slots[i].side == *of);
    if (closed && std::find(codes.begin(), codes.end(), slots[i].control) == codes.end()) codes.push_back(slots[i].control);
  }
  return codes;
}

std::optional<Refusal> by_the_power(const Case& c, RefusalCode code, bool broken, const Id& subject) {
  auto no = c.refused(code, broken, subject);
  if (no) no->provision = c.basis;
  return no;
}

std::optional<Refusal> past_correcting(const Case& c, const Id& id) {
  const auto& subject = *c.view.subject(id);
  if (auto no = c.refused(RefusalCode::already_released, subject.released, id)) return no;
  if (auto no = c.refused(RefusalCode::subject_gone, subject.gone(), id)) return no;
  bool drawn = false;
  for (const auto& half : c.crossing.halves)
    for (const auto& one : half.inspections) drawn = drawn || (one.consignment == id && c.view.act(one.id) && !c.view.superseded(one.id));
  const bool handed_over = c.view.noticed() && !closed_controls(c.view, subject, Side::exit).empty();
  return c.refused(RefusalCode::decided_upon, drawn || handed_over, id);
}

Decision judge(Case& c, const AnswerCorrection& command) {
  if (auto no = c.powerless(law::Act::approve_correction)) return *no;
  const auto* asked = c.view.correction_asked(command.correction);
  if (!asked) return *by_the_power(c, RefusalCode::no_such_correction, true, command.correction);
  if (auto no = c.refused(RefusalCode::already_answered, c.view.answer_to(command.correction) != nullptr, asked->subject)) return *no;
  Code state;
  for (const auto& half : c.crossing.halves)
    for (const auto& one : half.corrections)
      if (&one == asked) state = half.state;
  if (auto no = by_the_power(c, RefusalCode::recorded_by_others, state != c.actor.state, asked->subject)) return *no;
  if (auto no = by_the_power(c, RefusalCode::own_request, asked->officer == c.actor.officer, asked->subject)) return *no;
  if (!command.granted) return done(CorrectionAnswered{c.by(), command.correction, false, {}});
  if (auto no = past_correcting(c, asked->subject)) return *no;
  return done(CorrectionAnswered{c.by(), command.correction, true, closed_controls(c.view, *c.view.subject(asked->subject), std::nullopt)});
}

}  // namespace onestop::crossing
