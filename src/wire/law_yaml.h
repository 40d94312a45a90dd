#pragma once
// Law from YAML. A law is a set of files; each may hold any of the sections agencies, roles, classes, zone_kinds, facts,
// controls, instruments and provisions. docs/law-and-post.md says how they read.
#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "core/law/law.h"
#include "wire/yaml_tree.h"

namespace onestop::wire {

struct NamedText {
  std::string name;  // as shown in findings
  std::string text;
};

inline constexpr std::size_t most_law_files = 64;

/// The law that the files hold together, in their order, every word checked; or what is wrong with them.
std::expected<law::Law, Findings> read_law(const std::vector<NamedText>& files);

/// The *.yaml files of a folder in the order of their names, or the one file.
std::expected<std::vector<NamedText>, Findings> load_yaml(const std::filesystem::path& path);

std::expected<law::Law, Findings> load_law(const std::filesystem::path& path);

}  // namespace onestop::wire
