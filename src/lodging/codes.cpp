#include "lodging/codes.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace onestop::lodging {
namespace {

constexpr std::array<std::string_view, all_lists.size()> names{"hs", "tnved", "locode", "packages", "documents", "units", "countries", "currencies", "iso6346", "plates"};
constexpr std::size_t longest_file = 64u << 20;

Expected<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fault("cannot open " + path.string());
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (text.size() > longest_file) return fault(path.string() + " is longer than 64 MiB");
  return text;
}

}  // namespace

std::string_view name_of(List list) { return names[static_cast<std::size_t>(list)]; }

std::optional<List> list_named(std::string_view name) {
  const auto* found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return all_lists[static_cast<std::size_t>(found - names.begin())];
}

bool CodeList::has(std::string_view code) const { return std::ranges::binary_search(entries, code, {}, [](const CodeEntry& one) { return std::string_view(one.code); }); }

bool CodeList::has_beginning(std::string_view beginning) const {
  const auto at = std::ranges::lower_bound(entries, beginning, {}, [](const CodeEntry& one) { return std::string_view(one.code); });
  return at != entries.end() && at->code.starts_with(beginning);
}

std::string to_text(const CodeList& list) {
  std::string out = "# list " + std::string(name_of(list.list)) + "\n# version " + list.version + "\n# valid-from " + onestop::to_text(list.valid_from) + "\n";
  for (const auto& [code, name] : list.entries) out += code + "\t" + name + "\n";
  return out;
}

Expected<CodeList> read_code_list(std::string_view text) {
  CodeList out;
  bool listed = false, dated = false;
  for (std::size_t at = 0, line = 1; at < text.size(); ++line) {
    const auto end = std::min(text.find('\n', at), text.size());
    const auto row = text.substr(at, end - at);
    at = end + 1;
    if (row.starts_with("# list ")) {
      const auto list = list_named(row.substr(7));
      if (!list) return fault("line " + std::to_string(line) + ": no such list as " + std::string(row.substr(7)));
      out.list = *list, listed = true;
    } else if (row.starts_with("# version ")) {
      out.version = row.substr(10);
    } else if (row.starts_with("# valid-from ")) {
      const auto day = parse_day(row.substr(13));
      if (!day) return fault("line " + std::to_string(line) + ": no such day as " + std::string(row.substr(13)));
      out.valid_from = *day, dated = true;
    } else if (!row.empty()) {
      const auto tab = row.find('\t');
      if (tab == row.npos || tab == 0) return fault("line " + std::to_string(line) + ": no code and name with a tab between");
      out.entries.push_back({std::string(row.substr(0, tab)), std::string(row.substr(tab + 1))});
    }
  }
  if (!listed || !dated) return fault("the lines \"# list\" and \"# valid-from\" are missing");
  std::ranges::sort(out.entries);
  out.entries.erase(std::unique(out.entries.begin(), out.entries.end()), out.entries.end());
  return out;
}

void CodeBook::add(CodeList list) {
  auto& versions = lists_[list.list];
  versions.insert(std::ranges::upper_bound(versions, list.valid_from, {}, &CodeList::valid_from), std::move(list));
}

const CodeList* CodeBook::at(List list, Day day) const {
  const auto found = lists_.find(list);
  if (found == lists_.end()) return nullptr;
  const auto next = std::ranges::upper_bound(found->second, day, {}, &CodeList::valid_from);
  return next == found->second.begin() ? nullptr : &*std::prev(next);
}

std::size_t CodeBook::size() const {
  std::size_t out = 0;
  for (const auto& [list, versions] : lists_) out += versions.size();
  return out;
}

Expected<CodeBook> CodeBook::of_folder(const std::string& folder) {
  CodeBook out;
  std::error_code wrong;
  std::filesystem::recursive_directory_iterator files(folder, wrong);
  if (wrong) return fault("cannot open the folder of code lists " + folder + ": " + wrong.message());
  for (const auto& file : files) {
    if (!file.is_regular_file() || file.path().extension() != ".tsv") continue;
    const auto text = read_file(file.path());
    if (!text) return std::unexpected(text.error());
    auto list = read_code_list(*text);
    if (!list) return fault(file.path().string() + ", " + list.error().what);
    out.add(std::move(*list));
  }
  return out;
}

Expected<std::string> save_code_list(const CodeList& list, const std::string& folder) {
  std::string version = list.version;
  for (char& c : version)
    if (c == '/' || c == '\\' || c == ' ') c = '-';
  const auto into = std::filesystem::path(folder) / name_of(list.list);
  std::error_code wrong;
  std::filesystem::create_directories(into, wrong);
  if (wrong) return fault("cannot make the folder " + into.string() + ": " + wrong.message());
  const auto path = into / (onestop::to_text(list.valid_from) + "_" + version + ".tsv");
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << to_text(list);
  file.close();
  if (!file) return fault("cannot write " + path.string());
  return path.string();
}

}  // namespace onestop::lodging
