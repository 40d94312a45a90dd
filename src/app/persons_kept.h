#pragma once
// How long persons can be read, out of the rules of retention.
#include <filesystem>
#include <vector>

#include "base/result.h"
#include "core/right/erasure.h"

namespace onestop::app {

Expected<std::vector<right::Keeping>> persons_kept(const std::filesystem::path& retention);

}  // namespace onestop::app
