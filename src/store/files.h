#pragma once
// Photographs and documents beside the log, each under the SHA-256 of its bytes: onestop.files/ab/abcdef... They are durable before
// anybody is told their hash, and checked against it when they are read.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/result.h"

namespace onestop::store {

struct StoredFile {
  Hash hash{};
  std::string_view media_type;  // what its first bytes say
  std::uint64_t size_bytes = 0;
};

class Files {
 public:
  static constexpr std::size_t largest_bytes = 8u << 20;            // of a photograph
  static constexpr std::size_t largest_document_bytes = 16u << 20;

  explicit Files(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Durable when it returns. The same bytes again give the same answer. `media_type_of` must know them.
  Expected<StoredFile> put(std::string_view bytes) const;
  /// The same for a document; `document_type_of` must know it.
  Expected<StoredFile> put_document(std::string_view bytes) const;
  /// Nothing where there is no such file; a fault where its bytes have another hash.
  Expected<std::optional<std::string>> read(const Hash& hash) const;
  Expected<std::optional<StoredFile>> find(const Hash& hash) const;
  Expected<std::optional<StoredFile>> find_document(const Hash& hash) const;
  const std::filesystem::path& folder() const { return folder_; }

 private:
  Expected<StoredFile> keep(std::string_view bytes, std::string_view type) const;
  std::filesystem::path place(const Hash& hash) const;
  std::filesystem::path folder_;
};

/// "image/jpeg", "image/png" or "image/webp" by the first bytes; nothing for anything else.
std::optional<std::string_view> media_type_of(std::string_view bytes);

/// "application/pdf", "image/jpeg" or "image/png" by the first bytes; "application/xml" or "text/plain" for UTF-8 without NUL that
/// begins as one or as the other; nothing for a page of HTML and for anything else.
std::optional<std::string_view> document_type_of(std::string_view bytes);

/// "post.db" keeps its files in "post.files".
std::filesystem::path files_path(const std::string& log_path);

}  // namespace onestop::store
