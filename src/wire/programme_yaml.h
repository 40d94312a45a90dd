#pragma once
// A programme from YAML: one file. docs/how-to/write-a-programme.md says how it reads.
#include <expected>
#include <filesystem>

#include "core/programme/programme.h"
#include "wire/law_yaml.h"

namespace onestop::wire {

/// Reads the words only; whether post, layout, agencies and controls exist is the readiness's question.
std::expected<programme::Programme, Findings> read_programme(const NamedText& file);
std::expected<programme::Programme, Findings> load_programme(const std::filesystem::path& path);

}  // namespace onestop::wire
