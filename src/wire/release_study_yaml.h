#pragma once
// A release-time study from YAML: one file, as posts/study/korday.yaml. An unknown key is a finding.
#include <expected>
#include <filesystem>

#include "core/post/post.h"
#include "core/programme/release_study.h"
#include "wire/law_yaml.h"

namespace onestop::wire {

/// Reads the words only; whether classes and facts exist is asked with `unknown_words`.
std::expected<programme::ReleaseStudy, Findings> read_release_study(const NamedText& file);
std::expected<programme::ReleaseStudy, Findings> load_release_study(const std::filesystem::path& path);

/// Classes, facts (of rows, marks and targets) and layouts that neither the law nor the post knows, and costs of rows that are not there.
Findings unknown_words(const programme::ReleaseStudy& study, const law::Law& law, const post::Post& post);

}  // namespace onestop::wire
