#include "core/crossing/case.h"

namespace onestop::crossing {

Decision judge(Case& c, const RecordOffence& command) {
  if (auto no = c.powerless(law::Act::record_offence)) return *no;
  if (auto no = c.unreachable(command.subject, {SubjectKind::vehicle, SubjectKind::person, SubjectKind::consignment})) return *no;
  if (auto no = c.refused(RefusalCode::already_known, c.view.identity_taken(command.offence), command.offence)) return *no;
  if (auto no = c.refused(RefusalCode::reason_missing, command.kind.empty() || command.article.empty(), command.subject)) return *no;
  OffenceRecorded recorded{c.by(), command.offence, command.subject, command.kind, command.article, {}};
  if (command.account) recorded.account = *command.account;
  return done(std::move(recorded));
}

}  // namespace onestop::crossing
