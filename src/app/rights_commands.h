#pragma once
// Rights at the command line: judged by their words, and put in force by two officers.
#include <string>
#include <vector>

#include "app/serve.h"

namespace onestop::app {

/// Says what is wrong with the file, or what it holds.
int rights_check(const std::string& law, const std::string& post, const std::string& rights);
/// In force from that day on by the host's clock; at once where none is given.
int rights_activate(const ServeOptions& options, const std::vector<std::string>& officers, const std::string& from);

}  // namespace onestop::app
