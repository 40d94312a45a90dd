#include "store/files.h"

#include <fcntl.h>
#include <sodium/randombytes.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "wire/json_reader.h"

namespace onestop::store {
namespace {

namespace fs = std::filesystem;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  explicit operator bool() const { return number_ >= 0; }
  int get() const { return number_; }

 private:
  int number_;
};

Fault failed(std::string_view what, const fs::path& where) {
  return {std::string(what) + " " + where.string() + ": " + std::strerror(errno)};
}

Expected<void> sync_folder(const fs::path& folder) {
  const Descriptor open(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!open || ::fsync(open.get()) != 0) return std::unexpected(failed("the folder cannot be made durable:", folder));
  return {};
}

/// A new entry is durable once the folder that holds it is.
Expected<void> make_folder(const fs::path& folder) {
  std::error_code ec;
  if (!fs::create_directories(folder, ec)) {
    if (ec) return fault("the folder " + folder.string() + " cannot be made: " + ec.message());
    return {};
  }
  const auto parent = folder.parent_path();
  return sync_folder(parent.empty() ? fs::path(".") : parent);
}

Expected<void> write_durably(const fs::path& path, std::string_view bytes) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640));
  if (!file) return std::unexpected(failed("the file cannot be made:", path));
  while (!bytes.empty()) {
    const auto written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return std::unexpected(failed("the file cannot be written:", path));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file.get()) != 0) return std::unexpected(failed("the file cannot be made durable:", path));
  return {};
}

/// Two that write the same bytes at once must not share a name.
std::string passing_name() {
  std::array<unsigned char, 16> random{};
  randombytes_buf(random.data(), random.size());
  return "." + to_hex(random);
}

bool begins_page(std::string_view text) {
  std::string beginning(text.substr(0, 14));
  std::ranges::transform(beginning, beginning.begin(), [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
  return beginning.starts_with("<html") || beginning == "<!doctype html";
}

}  // namespace

std::optional<std::string_view> media_type_of(std::string_view bytes) {
  if (bytes.starts_with("\xff\xd8\xff")) return "image/jpeg";
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
  if (bytes.size() >= 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") return "image/webp";
  return std::nullopt;
}

std::optional<std::string_view> document_type_of(std::string_view bytes) {
  if (bytes.starts_with("%PDF-")) return "application/pdf";
  if (const auto picture = media_type_of(bytes)) return *picture == "image/webp" ? std::nullopt : picture;
  if (bytes.empty() || bytes.find('\0') != std::string_view::npos || wire::first_not_utf8(bytes) < bytes.size()) return std::nullopt;
  auto text = bytes;
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  if (begins_page(text)) return std::nullopt;
  return text.starts_with("<") ? "application/xml" : "text/plain";
}

fs::path files_path(const std::string& log_path) {
  const std::string ending = ".db";
  return (log_path.ends_with(ending) ? log_path.substr(0, log_path.size() - ending.size()) : log_path) + ".files";
}

fs::path Files::place(const Hash& hash) const {
  const auto name = to_hex(hash);
  return folder_ / name.substr(0, 2) / name;
}

Expected<StoredFile> Files::put(std::string_view bytes) const {
  const auto type = media_type_of(bytes);
  if (!type || bytes.size() > largest_bytes) return fault("these bytes are no photograph that is kept here");
  return keep(bytes, *type);
}

Expected<StoredFile> Files::put_document(std::string_view bytes) const {
  const auto type = document_type_of(bytes);
  if (!type || bytes.size() > largest_document_bytes) return fault("these bytes are no document that is kept here");
  return keep(bytes, *type);
}

Expected<StoredFile> Files::keep(std::string_view bytes, std::string_view type) const {
  const StoredFile stored{sha256(as_bytes(bytes)), type, bytes.size()};
  if (const auto known = read(stored.hash); known && *known) return stored;
  const auto path = place(stored.hash);
  if (auto made = make_folder(folder_); !made) return std::unexpected(made.error());
  if (auto made = make_folder(path.parent_path()); !made) return std::unexpected(made.error());
  const auto passing = path.parent_path() / passing_name();
  std::error_code ec;
  if (auto written = write_durably(passing, bytes); !written) {
    fs::remove(passing, ec);
    return std::unexpected(written.error());
  }
  fs::rename(passing, path, ec);  // over a damaged one as well
  if (ec) return fault("the file " + path.string() + " cannot be put in its place: " + ec.message());
  if (auto done = sync_folder(path.parent_path()); !done) return std::unexpected(done.error());
  return stored;
}

Expected<std::optional<std::string>> Files::read(const Hash& hash) const {
  const auto path = place(hash);
  std::error_code ec;
  const auto size = fs::file_size(path, ec);
  if (ec == std::errc::no_such_file_or_directory) return std::optional<std::string>{};
  if (ec) return fault("the file " + path.string() + " cannot be read: " + ec.message());
  if (size > largest_document_bytes) return fault("the file " + path.string() + " is larger than any that was kept");
  std::ifstream file(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file) return fault("the file " + path.string() + " cannot be read");
  if (sha256(as_bytes(bytes)) != hash) return fault("the file " + path.string() + " is damaged: its bytes have another hash than its name");
  return bytes;
}

Expected<std::optional<StoredFile>> Files::find(const Hash& hash) const {
  const auto bytes = read(hash);
  if (!bytes) return std::unexpected(bytes.error());
  const auto type = *bytes ? media_type_of(**bytes) : std::nullopt;
  if (!type) return std::optional<StoredFile>{};
  return StoredFile{hash, *type, (*bytes)->size()};
}

Expected<std::optional<StoredFile>> Files::find_document(const Hash& hash) const {
  const auto bytes = read(hash);
  if (!bytes) return std::unexpected(bytes.error());
  const auto type = *bytes ? document_type_of(**bytes) : std::nullopt;
  if (!type) return std::optional<StoredFile>{};
  return StoredFile{hash, *type, (*bytes)->size()};
}

}  // namespace onestop::store
