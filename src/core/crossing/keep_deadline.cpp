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

}  // namespace

Decision judge(Case& c, const KeepDeadline& command) {
  if (auto no = c.powerless(law::Act::keep_deadline)) return *no;
  switch (command.kind) {
    case DeadlineKind::hold_expiry: return hold_expiry(c, command.about);
    case DeadlineKind::partner_absence: return partner_absence(c, command.about);
  }
  return *c.refused(RefusalCode::deadline_moot, true);
}

}  // namespace onestop::crossing
