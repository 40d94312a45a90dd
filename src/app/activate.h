#pragma once
// Law and post come into force, at once or on a day to come, when an officer of each state has signed.
#include <string>
#include <vector>

#include "app/serve.h"

namespace onestop::app {

/// Adds the officer's signature. A wrong PIN is a fault.
Expected<void> endorse(law::RegimeActivated& activation, server::Officers& officers, const std::string& name, const std::string& pin);
/// Whose stream holds what concerns the whole post.
Id host_recorder(const server::Regime& regime, const std::vector<server::Runner::Recorder>& recorders);

/// Two officers sign the sources, each with a PIN asked for on the terminal. `from` is a day such as 2026-12-01, from whose
/// midnight by the host's clock on the regime governs; empty: from now on.
int activate(const ServeOptions& options, const std::vector<std::string>& officers, const std::string& from);

}  // namespace onestop::app
