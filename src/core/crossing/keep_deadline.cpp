#include "core/crossing/case.h"

namespace onestop::crossing {

namespace {

Decision hold_expiry(Case& c, const Id& id) {
  const auto* hold = c.view.hold(id);
  if (!hold) return *c.refused(RefusalCode::no_such_hold, true, id);
  if (auto no = c.refused(RefusalCode::deadline_moot, c.crossing.status_of(*hold) != HoldStatus::open, id)) return *no;
  if (auto no = c.refused(RefusalCode::not_due, c.now < hold->expires, id)) return *no;
  return done(HoldExpired{c.by(), id});
}

Decision partner_absence(Case& c, const Id& id) {
  const auto* inspection = c.view.inspection(id);
  if (!inspection) return *c.refused(RefusalCode::no_such_inspection, true, id);
  bool awaited = false;
  for (const auto side : {Side::exit, Side::entry})
    awaited = awaited || (!c.view.attended(id, side) && !c.view.declined(id, side));
  const bool moot = !inspection->joint || c.view.absence_reported(id) || !awaited;
  if (auto no = c.refused(RefusalCode::deadline_moot, moot, id)) return *no;
  const auto due = inspection->at + c.procedure.figure(law::Clause::partner_absence) * minute_ms;
  if (auto no = c.refused(RefusalCode::not_due, c.now < due, id)) return *no;
  return done(PartnerAbsent{c.by(), id});
}

Decision call_absence(Case& c, const Id& id) {
  const auto* call = c.view.call(id);
  if (!call) return *c.refused(RefusalCode::no_such_call, true, id);
  bool here = true;
  for (const auto& half : c.crossing.halves)
    for (const auto& one : half.calls)
      if (one.id == id) {
        const int slot = c.procedure.slot_of(call->control, c.view.side_of(half) == Side::exit ? Side::entry : Side::exit);
        const auto* subject = c.view.subject(call->subject);
        here = !subject || slot < 0 || (subject->done & (Slots{1} << slot)) != 0;
      }
  if (auto no = c.refused(RefusalCode::deadline_moot, here || c.view.absence_reported(id), id)) return *no;
  const auto due = call->at + c.procedure.figure(law::Clause::partner_absence) * minute_ms;
  if (auto no = c.refused(RefusalCode::not_due, c.now < due, id)) return *no;
  return done(CallUnanswered{c.by(), id});
}

/// Storage days begun so far, as costs on record.
std::int64_t days_charged(const Crossing& crossing, const Id& deposit) {
  std::int64_t days = 0;
  for (const auto& half : crossing.halves)
    for (const auto& one : half.costs) days += one.deposit == deposit && one.fee == law::Fee::storage_day ? 1 : 0;
  return days;
}

/// One more day in the warehouse; the next one is due a day later.
Decision storage_day(Case& c, const Id& id) {
  const auto* deposit = c.view.deposit(id);
  if (!deposit) return *c.refused(RefusalCode::no_such_deposit, true, id);
  const auto* goods = c.view.subject(deposit->consignment);
  const bool stored = goods->deposit && goods->deposit->id == id && !goods->settled();
  if (auto no = c.refused(RefusalCode::deadline_moot, !stored, id)) return *no;
  const auto due = deposit->at + days_charged(c.crossing, id) * day_ms;
  if (auto no = c.refused(RefusalCode::not_due, c.now < due, id)) return *no;
  auto side = Side::entry;
  for (const auto& half : c.crossing.halves)
    for (const auto& one : half.deposits)
      if (one.id == id) side = c.view.side_of(half);
  Accepted accepted;
  if (auto no = c.charge(accepted, id, law::Fee::storage_day, side, goods->facts)) return *no;
  accepted.deadlines.push_back({DeadlineKind::storage_day, id, due + day_ms});
  return accepted;
}

}  // namespace

Decision judge(Case& c, const KeepDeadline& command) {
  if (auto no = c.powerless(law::Act::keep_deadline)) return *no;
  switch (command.kind) {
    case DeadlineKind::hold_expiry: return hold_expiry(c, command.about);
    case DeadlineKind::partner_absence: return partner_absence(c, command.about);
    case DeadlineKind::call_absence: return call_absence(c, command.about);
    case DeadlineKind::storage_day: return storage_day(c, command.about);
  }
  return *c.refused(RefusalCode::deadline_moot, true);
}

}  // namespace onestop::crossing
