#pragma once
// Files in one: a zip archive without compression and without times, so that the same files are the same bytes. What is
// read must be exactly what would be written; every byte of the archive is checked by that.
#include <map>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace onestop::server::evidence {

using FileSet = std::map<std::string, Bytes>;  // by name

constexpr std::size_t most_files = 20'000;
constexpr std::size_t largest_archive = std::size_t{1} << 30;

/// Together at most `largest_archive` bytes.
Expected<Bytes> zip(const FileSet& files);
Expected<FileSet> unzip(ByteView archive);

}  // namespace onestop::server::evidence
