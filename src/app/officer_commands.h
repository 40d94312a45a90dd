#pragma once
// Officers' accounts at the machine: whoever may write the database answers for it, on the log as the operator.
#include <string>

#include <CLI/CLI.hpp>

namespace onestop::app {

void add_officer_commands(CLI::App& officer, int& code);

}  // namespace onestop::app
