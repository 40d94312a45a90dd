#include "core/crossing/case.h"

namespace onestop::crossing {

Decision judge(Case& c, const ReportSample& command) {
  if (auto no = c.powerless(law::Act::report_sample)) return *no;
  const auto* sample = c.view.sample(command.sample);
  if (!sample) return *c.refused(RefusalCode::no_such_sample, true, command.sample);
  const int slot = c.procedure.slot_of(sample->control, c.side());
  const bool own = slot >= 0 && (c.actor.agency.empty() || c.procedure.slots[static_cast<std::size_t>(slot)].agency == c.actor.agency);
  if (auto no = c.refused(RefusalCode::not_your_control, !own, sample->consignment, sample->control)) return *no;
  if (auto no = c.refused(RefusalCode::sample_reported, c.view.result_of(command.sample) != nullptr, sample->consignment)) return *no;
  const bool unexplained = !command.fit && command.findings.empty();
  if (auto no = c.refused(RefusalCode::remarks_missing, unexplained, sample->consignment, sample->control)) return *no;
  return done(SampleReported{c.by(), command.sample, command.fit, command.findings});
}

}  // namespace onestop::crossing
