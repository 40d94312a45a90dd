#pragma once
// Rights from YAML: one file. docs/rights.md says how it reads.
#include <expected>
#include <filesystem>

#include "core/right/right.h"
#include "wire/law_yaml.h"

namespace onestop::wire {

/// Every kind, field and act that the file names exists, and every word stands where it may; agencies, roles, states and
/// provisions of the law are looked up in `words`.
std::expected<right::Rights, Findings> read_rights(const NamedText& file, const right::Words& words);
std::expected<right::Rights, Findings> load_rights(const std::filesystem::path& path, const right::Words& words);

/// The words of a law, for a post of these states.
right::Words words_of(const law::Law& law, const std::vector<Code>& states, const std::vector<Code>& posts);

}  // namespace onestop::wire
