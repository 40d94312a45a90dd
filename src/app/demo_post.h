#pragma once
// What the demonstration adds to a post: a roster with known passwords, the signatures that bring its layouts into force,
// and the plan of a week that is played twice.
#include "app/serve.h"

namespace onestop::app {

struct DemoPost {
  std::vector<server::DemoOfficer> roster;
  std::optional<server::DemoPlan> plan;
};

/// The layout to open the regime with: none where the file has a plan already, for then the record says it.
Expected<Code> demo_layout(const ServeOptions& options, store::Store& store);

/// Enrols whom the file lacks and signs what is not in force yet; `regime` is opened anew where that changes it.
Expected<DemoPost> prepare_demo(const ServeOptions& options, store::Store& store, std::unique_ptr<server::Regime>& regime, server::Officers& officers,
                                const std::vector<server::Runner::Recorder>& recorders, Instant start);

}  // namespace onestop::app
