#include "core/crossing/case.h"

namespace onestop::crossing {

Decision judge(Case& c, const TakeSample& command) {
  if (auto no = c.powerless(law::Act::take_sample)) return *no;
  if (auto no = c.unreachable(command.consignment, {SubjectKind::consignment})) return *no;
  if (auto no = c.unworkable(command.control, command.consignment)) return *no;
  if (auto no = c.refused(RefusalCode::already_known, c.view.identity_taken(command.sample), command.sample)) return *no;
  const bool open = c.view.open_sample(command.consignment, command.control) != nullptr;
  if (auto no = c.refused(RefusalCode::sample_open, open, command.consignment, command.control)) return *no;
  if (auto no = c.refused(RefusalCode::reason_missing, command.laboratory.empty(), command.consignment)) return *no;
  return done(SampleTaken{c.by(), command.sample, command.consignment, command.control, command.laboratory, command.seal});
}

}  // namespace onestop::crossing
