#include "store/sent_files.h"

#include <fstream>
#include <vector>

namespace onestop::store {

namespace fs = std::filesystem;

fs::path SentFiles::place(const Id& officer, std::string_view kind, const Hash& hash) const {
  return folder_ / to_text(officer) / (std::string(kind) + "-" + to_hex(hash));
}

bool SentFiles::counts(const fs::path& mark) const {
  std::error_code ec;
  const auto at = fs::last_write_time(mark, ec);
  return !ec && fs::file_time_type::clock::now() - at < lifetime_;
}

std::size_t SentFiles::count(const Id& officer, std::string_view kind) const {
  std::error_code ec;
  std::size_t found = 0;
  std::vector<fs::path> over;
  for (fs::directory_iterator at(folder_ / to_text(officer), ec), end; !ec && at != end; at.increment(ec)) {
    if (!counts(at->path())) over.push_back(at->path());
    else if (at->path().filename().string().starts_with(std::string(kind) + "-")) ++found;
  }
  for (const auto& one : over) fs::remove(one, ec);
  return found;
}

Expected<void> SentFiles::mark(const Id& officer, std::string_view kind, const Hash& hash) const {
  const auto path = place(officer, kind, hash);
  std::error_code ec;
  fs::create_directories(path.parent_path(), ec);
  if (ec) return fault("the folder " + path.parent_path().string() + " cannot be made: " + ec.message());
  std::ofstream written(path, std::ios::trunc);
  if (!written) return fault("the file " + path.string() + " cannot be made");
  return {};
}

bool SentFiles::is_own(const Id& officer, std::string_view kind, const Hash& hash) const { return counts(place(officer, kind, hash)); }

}  // namespace onestop::store
