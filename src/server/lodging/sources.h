#pragma once
// What the service for traders starts from.
#include <string>
#include <vector>

#include "core/lodgement/lodgement.h"

namespace onestop::server {

struct LodgingSources {
  std::string codes, schemas;  // folders; empty for none
  lodgement::Terms terms;
  std::vector<channel::RuleSet> first_rules;  // in force where an agency has none on record, in the demonstration and the sandbox
  std::vector<channel::DutyTable> duties;
  std::string sandbox;       // its log; empty for no sandbox
  std::string sandbox_keys;  // its keys; empty for beside the file
};

}  // namespace onestop::server
