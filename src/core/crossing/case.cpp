#include "core/crossing/case.h"

#include "base/check.h"
#include "core/law/power.h"
#include "core/law/reason.h"

namespace onestop::crossing {
namespace {

constexpr std::uint8_t every_nationality = 7;

/// What the person may be, seen from the officer's state. Where nobody has recorded it, it may be any of the three.
std::uint8_t nationality_bits(const Code& of, const Code& state, const Procedure& procedure) {
  if (of.empty()) return every_nationality;
  auto nationality = law::Nationality::third;
  if (of == state) nationality = law::Nationality::own;
  else if (of == procedure.states[0] || of == procedure.states[1]) nationality = law::Nationality::partner;
  return static_cast<std::uint8_t>(1u << static_cast<int>(nationality));
}

}  // namespace

std::optional<Refusal> Case::powerless(law::Act act, const Subject* person) {
  const auto phase = static_cast<std::uint8_t>(1u << static_cast<int>(view.phase()));
  const auto nationality = person ? nationality_bits(view.nationality(*person), actor.state, procedure) : std::uint8_t{0};
  const auto [in_role, in_zone, in_phase, in_nation] = law::narrow(procedure, {actor.state, actor.agency, actor.role, actor.desk, phase, nationality}, act);
  if (auto no = refused(RefusalCode::not_yours, !in_role)) return no;
  if (auto no = refused_by(RefusalCode::wrong_zone, !in_zone, in_role ? in_role->provision : 0)) return no;
  if (auto no = refused_by(RefusalCode::wrong_phase, !in_phase, in_zone ? in_zone->provision : 0)) return no;
  if (auto no = refused_by(RefusalCode::wrong_nationality, !in_nation, in_phase ? in_phase->provision : 0, person ? person->id : Id{})) return no;
  const auto* granted = in_nation ? in_nation : in_phase ? in_phase : in_zone ? in_zone : in_role;
  basis = granted ? procedure.provisions[granted->provision].id : procedure.cite(law::Clause::powers_as_listed).id;
  return std::nullopt;
}

std::optional<Refusal> Case::not_demanded(const law::Cell& cell, const Id& subject, const Code& control) const {
  using law::Effect;
  if (auto no = refused_by(RefusalCode::abolished, cell.effect == Effect::abolish, cell.provision, subject, control)) return no;
  if (auto no = refused_by(RefusalCode::waived, cell.effect == Effect::waive, cell.provision, subject, control)) return no;
  return refused_by(RefusalCode::recognised, cell.effect == Effect::recognise, cell.provision, subject, control);
}

std::optional<Refusal> Case::no_ground(const Code& control, const SubjectView& subject) const {
  if (control.empty()) return std::nullopt;
  const auto id = subject.subject->id;
  const int slot = procedure.slot_of(control, side());
  const bool own = slot >= 0 && procedure.slots[slot].agency == actor.agency;
  if (auto no = refused(RefusalCode::not_your_control, !own, id, control)) return no;
  const auto* cell = slot < 0 ? nullptr : law::governing(procedure, slot, subject.facts);
  if (!cell) return *refused(RefusalCode::not_required, true, id, control);
  return not_demanded(*cell, id, control);
}

std::optional<Refusal> Case::unworkable(const Code& control, const Id& subject) const {
  const auto* one = view.subject(subject);
  if (!one) return *refused(RefusalCode::not_here, true, subject, control);
  const int slot = procedure.slot_of(control, side());
  const auto* cell = slot < 0 ? nullptr : law::governing(procedure, slot, one->facts);
  if (!cell) return *refused(RefusalCode::not_required, true, subject, control);
  const auto& at = procedure.slots[slot];
  if (auto no = refused(RefusalCode::not_your_control, at.agency != actor.agency, subject, control)) return no;
  if (auto no = refused(RefusalCode::subject_gone, one->gone(), subject, control)) return no;
  if (auto no = not_demanded(*cell, subject, control)) return no;
  if (auto no = refused(RefusalCode::isolated, view.alarm_open(), subject, control)) return no;
  const bool again = view.did_before(control, subject, side(), actor.officer);
  if (auto no = refused(RefusalCode::other_officer_needed, again, subject, control)) return no;
  const auto mask = Slots{1} << slot;
  if (auto no = refused(RefusalCode::already_closed, (one->closed & mask) != 0, subject, control)) return no;
  if (auto no = refused(RefusalCode::hold_open, (one->held & mask) != 0, subject, control)) return no;
  const bool turn = (law::enabled(procedure, one->done, one->facts) & mask) != 0;
  return refused(RefusalCode::not_yet, !turn, subject, control);
}

std::optional<Refusal> Case::unfit(const Covered& covers) const {
  const auto* one = view.subject(covers.subject);
  if (!one) return *refused(RefusalCode::not_here, true, covers.subject);
  const auto kind = one->subject->kind;
  bool fits = covers.item == 0;
  switch (covers.scope) {
    case Scope::person: fits = fits && kind == SubjectKind::person; break;
    case Scope::vehicle: fits = fits && kind == SubjectKind::vehicle; break;
    case Scope::consignment: fits = fits && kind == SubjectKind::consignment; break;
    case Scope::item: fits = kind == SubjectKind::consignment && covers.item >= 1 && covers.item <= one->subject->items; break;
  }
  if (auto no = refused(RefusalCode::scope_unfit, !fits, covers.subject)) return no;
  if (auto no = refused(RefusalCode::scope_unfit, covers.item != 0 && view.line_moved(covers.subject, covers.item), covers.subject)) return no;
  const bool released = one->released || (covers.item != 0 && view.item_released(covers.subject, covers.item));
  if (auto no = refused(RefusalCode::already_released, released, covers.subject)) return no;
  return refused(RefusalCode::subject_gone, one->gone(), covers.subject);
}

std::optional<Refusal> Case::unreachable(const Id& subject, std::initializer_list<SubjectKind> kinds) const {
  const auto* one = view.subject(subject);
  if (!one) return *refused(RefusalCode::not_here, true, subject);
  bool fits = false;
  for (const auto kind : kinds) fits = fits || one->subject->kind == kind;
  if (auto no = refused(RefusalCode::wrong_subject, !fits, subject)) return no;
  if (auto no = refused(RefusalCode::divergence_open, view.diverges_on(subject), subject)) return no;
  if (auto no = refused(RefusalCode::already_released, one->released, subject)) return no;
  return refused(RefusalCode::subject_gone, one->gone(), subject);
}

std::optional<Refusal> Case::reason_too_short(const std::string& reason) const {
  return refused(RefusalCode::reason_missing, law::written_characters(reason) < procedure.figure(law::Clause::reasoned_order));
}

bool Case::own_offence(const OffenceMark& offence) const {
  for (const auto& half : crossing.halves)
    for (const auto& one : half.offences)
      if (one.id == offence.id) return half.state == actor.state && one.agency == actor.agency;
  return false;
}

std::optional<Refusal> Case::unfounded(const Id& id, const Id& subject) const {
  const auto* offence = view.offence(id);
  if (!offence || offence->subject != subject) return *refused(RefusalCode::no_such_offence, true, subject);
  if (auto no = refused(RefusalCode::offence_closed, view.is_settled(*offence), subject)) return no;
  return refused(RefusalCode::not_your_offence, !own_offence(*offence), subject);
}

std::optional<Refusal> Case::charge(Accepted& accepted, const Id& deposit, law::Fee fee, Side by_side, Facts facts) const {
  const auto* entry = procedure.fee(fee, by_side, facts);
  if (!entry) return *refused(RefusalCode::fee_missing, true, deposit);
  auto on_the_tariff = by();
  on_the_tariff.basis = procedure.provisions[entry->provision].id;
  accepted.events.push_back(CostIncurred{on_the_tariff, deposit, fee, {entry->amount, entry->currency}});
  return std::nullopt;
}

Claim Case::claim_of(const Code& code) const {
  const auto* fact = procedure.fact(code);
  const bool relative = fact && fact->bits[0] != fact->bits[1];
  return {code, relative ? std::optional(side()) : std::nullopt};
}

std::vector<Code> Case::facts_of(const SubjectView& subject) const {
  std::vector<Code> names;
  const auto mine = static_cast<int>(side());
  for (const auto& fact : procedure.facts)
    if (subject.facts & fact.bits[mine]) names.push_back(fact.code);
  return names;
}

Decision decide(const Crossing& crossing, const Procedure& procedure, const Actor& actor, const Command& command, Instant now) {
  return decide(View(crossing, procedure), actor, command, now);
}

Decision decide(const View& view, const Actor& actor, const Command& command, Instant now) {
  const auto& procedure = view.procedure();
  Case c{view.crossing(), procedure, actor, now, view, {}};
  const bool arrival = std::holds_alternative<RegisterArrival>(command);
  if (auto no = c.refused(RefusalCode::not_open, !arrival && !c.view.opening())) return *no;
  if (c.view.opening())
    check(c.view.opening()->procedure == procedure.hash, "a crossing is judged under the procedure that it was opened under");
  if (auto no = c.refused(RefusalCode::ended, c.view.end() != End::none)) return *no;
  return std::visit([&](const auto& one) { return judge(c, one); }, command);
}

std::string sentence(const Refusal& refusal) {
  std::string text(entry(refusal.code).sentence);
  if (refusal.control.empty()) return text;
  text.pop_back();  // the full stop
  return text + " (" + refusal.control.text() + ").";
}

}  // namespace onestop::crossing
