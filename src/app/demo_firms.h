#pragma once
#include <vector>

#include "server/firm/firms.h"
#include "server/messages.h"

namespace onestop::app {

/// Carriers and brokers of both states with passwords and keys that everybody knows, confirmed. Once for a file; the writer must run.
Expected<std::vector<server::DemoFirm>> enrol_demo_firms(server::Firms& firms);

}  // namespace onestop::app
