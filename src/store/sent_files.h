#pragma once
// Who has sent which files in his shift, beside the files themselves, so that all processes of a post know it: a mark for each,
// onestop.files/sent/OFFICER/document-abcdef... A mark is no evidence and may be lost; its owner sends the bytes again.
#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/id.h"
#include "base/result.h"

namespace onestop::store {

class SentFiles {
 public:
  /// Marks older than `lifetime` count no longer, and go.
  SentFiles(const std::filesystem::path& files, std::chrono::seconds lifetime) : folder_(files / "sent"), lifetime_(lifetime) {}

  /// `kind`: "photograph" or "document".
  std::size_t count(const Id& officer, std::string_view kind) const;
  Expected<void> mark(const Id& officer, std::string_view kind, const Hash& hash) const;
  bool is_own(const Id& officer, std::string_view kind, const Hash& hash) const;

 private:
  std::filesystem::path place(const Id& officer, std::string_view kind, const Hash& hash) const;
  bool counts(const std::filesystem::path& mark) const;
  std::filesystem::path folder_;
  std::chrono::seconds lifetime_;
};

}  // namespace onestop::store
