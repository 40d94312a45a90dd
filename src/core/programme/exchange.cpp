// What must be told follows from the procedures: a notice for every hand-over, the results of every control that is
// recognised, the acts of every control that is joint.
#include <algorithm>

#include "core/law/words.h"
#include "core/programme/judging.h"

namespace onestop::programme {
namespace {

bool brings(const Phase& phase, ExchangeKind what, const Code& control, const Code& from) {
  return std::ranges::any_of(phase.exchange, [&](const Exchange& one) {
    const bool of_it = control.empty() || std::ranges::find(one.controls, control) != one.controls.end();
    return one.what == what && of_it && (one.from.empty() || one.from == from);
  });
}

std::string cited(const law::Procedure& procedure, std::uint16_t provision) {
  const auto& citation = procedure.provisions[provision];
  return citation.title + ", art. " + citation.article;
}

std::string entry_for(const char* what, const Code& control, const Code& from) {
  const auto controls = control.empty() ? std::string() : ", controls: [" + control.text() + "]";
  return "exchange: - { what: " + std::string(what) + controls + ", from: " + from.text() + " }";
}

/// Several provisions may rest on the same telling; it is missed once, with the first of them.
void lack(Judging& judging, Day day, std::string sentence, std::string right) {
  const bool told = std::ranges::any_of(judging.out.lacks, [&](const Lack& one) { return one.kind == LackKind::exchange && one.right == right; });
  if (!told) judging.lack(LackKind::exchange, day, judging.phase.place, std::move(sentence), std::move(right));
}

void judge_recognised(Judging& judging, const law::Procedure& p, const law::Slot& slot, const law::Cell& cell, Day day) {
  const auto& rests = p.state_of(slot.side);
  const auto& tells = p.state_of(slot.side == law::Side::exit ? law::Side::entry : law::Side::exit);
  if (brings(judging.phase, ExchangeKind::results, slot.control, tells)) return;
  lack(judging, day, rests.text() + " recognises " + slot.control.text() + " done by " + tells.text() + " (" + cited(p, cell.provision) + "), but its results are not told to " + rests.text(),
       entry_for("results", slot.control, tells));
}

void judge_joint(Judging& judging, const law::Procedure& p, const law::Slot& slot, const law::Cell& cell, Day day) {
  for (const auto& tells : p.states) {
    if (brings(judging.phase, ExchangeKind::acts, slot.control, tells)) continue;
    lack(judging, day, slot.control.text() + " is done jointly (" + cited(p, cell.provision) + "), but " + tells.text() + " does not tell its part of the act",
         entry_for("acts", slot.control, tells));
  }
}

void judge_direction(Judging& judging, const law::Procedure& p, Day day) {
  const auto& leaves = p.state_of(law::Side::exit);
  const auto& enters = p.state_of(law::Side::entry);
  if (p.milestone_slot(post::Milestone::notice) >= 0 && !brings(judging.phase, ExchangeKind::notices, {}, leaves))
    lack(judging, day, enters.text() + " may act only after the exit notice of " + leaves.text() + " (" + cited(p, p.clause_provision[static_cast<int>(law::Clause::exit_before_entry)]) + "), but notices are not told to " + enters.text(),
         entry_for("notices", {}, leaves));
  for (const auto& cell : p.cells) {
    const auto& slot = p.slots[cell.slot];
    if (cell.effect == law::Effect::recognise) judge_recognised(judging, p, slot, cell, day);
    if (cell.effect == law::Effect::joint) judge_joint(judging, p, slot, cell, day);
  }
}

}  // namespace

void judge_exchange_words(Judging& judging) {
  const auto states = codes_of(judging.post.states);
  const auto controls = codes_of(judging.law.controls);
  for (const auto& one : judging.phase.exchange) {
    if (!one.from.empty() && std::ranges::find(states, one.from.text()) == states.end())
      judging.lack(LackKind::exchange, one.place, "there is no state \"" + one.from.text() + "\" at the post", law::suggestion(one.from.view(), "states", states));
    for (const auto& control : one.controls)
      if (std::ranges::find(controls, control.text()) == controls.end())
        judging.lack(LackKind::exchange, one.place, "there is no control \"" + control.text() + "\"", law::suggestion(control.view(), "controls", controls));
  }
}

void judge_exchange(Judging& judging, const law::Compiled& compiled, Day day) {
  for (const auto& procedure : compiled.procedures) judge_direction(judging, procedure, day);
}

}  // namespace onestop::programme
