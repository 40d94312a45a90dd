#pragma once
// Rule sets of channels and tables of duties from YAML: one file. docs/channels.md says how it reads.
#include <expected>
#include <filesystem>

#include <string>
#include <vector>

#include "core/channel/channel.h"

namespace onestop::wire {

struct RuleSets {
  std::vector<channel::RuleSet> sets;
  std::vector<channel::DutyTable> duties;
  bool operator==(const RuleSets&) const = default;
};

struct ChannelFinding {
  std::string file;
  int line = 0, column = 0;  // from 1; 0: not known
  std::string wrong, right;
};
BOOST_DESCRIBE_STRUCT(ChannelFinding, (), (file, line, column, wrong, right))
using ChannelFindings = std::vector<ChannelFinding>;

/// Reads the words only; whether the rules make sense is what `channel::flaws` says.
std::expected<RuleSets, ChannelFindings> read_rule_sets(const std::string& file, const std::string& text);
std::expected<RuleSets, ChannelFindings> load_rule_sets(const std::filesystem::path& path);

/// "posts/a.yaml:12:7: there is no ...\n  would be right: ..."
std::string to_text(const ChannelFindings& findings);

/// A file with this one set. It reads back as an equal one where codes are codes (letters, digits, _, - and .), no word of a
/// list is empty, no text is beyond 4000 bytes and the whole stays within the bounds of a file (1 MiB).
std::string to_yaml(const channel::RuleSet& set);

}  // namespace onestop::wire
