#include "core/crossing/case.h"

namespace onestop::crossing {

namespace {

/// A visiting officer takes what he seizes home free of formalities, where the agreement lets him.
bool taken_home(const Case& c) {
  const auto* desk = c.procedure.desk(c.actor.desk);
  if (!desk || !c.procedure.holds(law::Clause::seized_goods_home)) return false;
  for (std::size_t i = 0; i < c.procedure.zones.size(); ++i)
    if (c.procedure.zones[i] == desk->zone) return !c.procedure.grounds[i].soil.empty() && c.procedure.grounds[i].soil != c.actor.state;
  return false;
}

}  // namespace

Decision judge(Case& c, const SeizeSubject& command) {
  if (auto no = c.powerless(law::Act::seize)) return *no;
  if (auto no = c.unreachable(command.subject, {SubjectKind::vehicle, SubjectKind::consignment})) return *no;
  const bool nothing = c.view.on_foot() && command.subject == c.view.opening()->vehicle;
  if (auto no = c.refused(RefusalCode::wrong_subject, nothing, command.subject)) return *no;
  if (auto no = c.unfounded(command.offence, command.subject)) return *no;
  return done(SubjectSeized{c.by(), command.subject, command.offence, taken_home(c)});
}

}  // namespace onestop::crossing
