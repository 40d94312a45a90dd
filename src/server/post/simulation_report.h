#pragma once
// A simulation as a page that prints and as a table, with everything by which somebody else may run it again.
#include <string>

#include "server/simulation_messages.h"

namespace onestop::server {

std::string simulation_report(const Simulated& result);
std::string simulation_csv(const Simulated& result);

}  // namespace onestop::server
