#pragma once
// What each agency may read with SQL, from YAML: one file for a post.
#include <expected>
#include <filesystem>

#include "core/post/post.h"
#include "core/right/right.h"
#include "store/readers.h"
#include "wire/yaml_tree.h"

namespace onestop::app {

/// One reader for each state at whose desks the agency sits.
std::expected<std::vector<store::ReaderRights>, wire::Findings> load_reader_rights(const std::filesystem::path& path, const post::Post& post);

/// Says which reader would see a kind of row that the rights show to no officer of the agency; empty: none.
std::string beyond_rights(const std::vector<store::ReaderRights>& readers, const right::Rights& rights);

}  // namespace onestop::app
