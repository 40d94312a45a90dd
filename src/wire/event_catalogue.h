#pragma once
// Every stored event, told to people: what it tells, who writes it, how long it is kept. The sentences stand here, beside the types;
// docs/audit-catalogue.md is printed from them.
#include <string>

namespace onestop::wire {

/// The page in Markdown.
std::string event_catalogue();

}  // namespace onestop::wire
