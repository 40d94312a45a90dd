#include "core/crossing/case.h"

namespace onestop::crossing {

namespace {

/// What stands against releasing this subject alone; item 0 means the whole of it.
std::optional<Refusal> unreleasable(const Case& c, const SubjectView& one, std::uint32_t item) {
  const auto id = one.subject->id;
  if (auto no = c.refused(RefusalCode::subject_gone, one.gone(), id)) return no;
  if (const auto open = c.view.open_control(one); open.subject)
    if (auto no = c.refused(RefusalCode::control_open, true, id, c.procedure.slots[open.slot].control)) return no;
  if (auto no = c.refused(RefusalCode::offence_open, c.view.open_offence_on(id) != nullptr, id)) return no;
  if (auto no = c.refused(RefusalCode::sample_open, c.view.open_sample(id, {}) != nullptr, id)) return no;
  if (auto no = c.refused(RefusalCode::divergence_open, c.view.diverges_on(id), id)) return no;
  return c.refused(RefusalCode::hold_open, c.view.open_hold_on(id, item) != nullptr, id);
}

/// The vehicle takes everything aboard with it: what is not released yet is released now, or the vehicle stays.
Decision release_vehicle(Case& c) {
  if (auto no = c.refused(RefusalCode::divergence_open, !c.view.divergences().empty())) return *no;
  Accepted accepted;
  bool driver = false;
  for (const auto& one : c.view.subjects()) {
    const auto kind = one.subject->kind;
    if (kind == SubjectKind::vehicle || one.apart) continue;
    const bool person = kind == SubjectKind::person;
    driver = driver || (person && !one.gone());
    if (one.gone()) {
      const bool aboard = one.goes_back();
      const auto code = person ? RefusalCode::person_not_released : RefusalCode::consignment_not_released;
      if (auto no = c.refused(code, aboard, one.subject->id)) return *no;
      continue;
    }
    if (one.released) continue;
    if (auto no = unreleasable(c, one, 0)) return *no;
    accepted.events.push_back(SubjectReleased{c.by(), one.subject->id, 0, c.facts_of(one)});
  }
  if (auto no = c.refused(RefusalCode::nobody_to_drive, !driver)) return *no;
  const auto& vehicle = c.view.vehicle();
  if (auto no = unreleasable(c, vehicle, 0)) return *no;
  accepted.events.push_back(SubjectReleased{c.by(), vehicle.subject->id, 0, c.facts_of(vehicle)});
  return accepted;
}

}  // namespace

Decision judge(Case& c, const ReleaseSubject& command) {
  if (auto no = c.refused(RefusalCode::not_accepted, c.side() == Side::entry && !c.view.accepted(), command.subject)) return *no;
  if (auto no = c.powerless(law::Act::release)) return *no;
  const auto* subject = c.view.subject(command.subject);
  if (!subject) return *c.refused(RefusalCode::not_here, true, command.subject);
  if (auto no = c.refused(RefusalCode::alarm_open, c.view.alarm_open(), command.subject)) return *no;
  const bool released = subject->released || (command.item != 0 && c.view.item_released(command.subject, command.item));
  if (auto no = c.refused(RefusalCode::already_released, released, command.subject)) return *no;
  const bool item_known = command.item == 0 || (subject->subject->kind == SubjectKind::consignment && command.item <= subject->subject->items &&
                                                !c.view.line_moved(command.subject, command.item));
  if (auto no = c.refused(RefusalCode::scope_unfit, !item_known, command.subject)) return *no;
  if (subject->subject->kind == SubjectKind::vehicle) return release_vehicle(c);
  if (auto no = unreleasable(c, *subject, command.item)) return *no;
  return done(SubjectReleased{c.by(), command.subject, command.item, c.facts_of(*subject)});
}

}  // namespace onestop::crossing
