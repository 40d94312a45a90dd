#pragma once
// A post from YAML: one file. docs/law-and-post.md says how it reads.
#include <expected>
#include <filesystem>

#include "core/post/post.h"
#include "wire/law_yaml.h"

namespace onestop::wire {

/// Reads the words only; whether they fit a law is the compiler's question.
std::expected<post::Post, Findings> read_post(const NamedText& file);
std::expected<post::Post, Findings> load_post(const std::filesystem::path& path);

}  // namespace onestop::wire
