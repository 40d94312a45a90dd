#pragma once
// What a post asks of whoever lodges, from YAML: one file. docs/lodging-service.md says how it reads.
#include <expected>
#include <filesystem>

#include "core/lodgement/lodgement.h"
#include "wire/yaml_tree.h"

namespace onestop::wire {

std::expected<lodgement::Terms, Findings> read_lodging_terms(const std::string& file, const std::string& text);
std::expected<lodgement::Terms, Findings> load_lodging_terms(const std::filesystem::path& path);

}  // namespace onestop::wire
