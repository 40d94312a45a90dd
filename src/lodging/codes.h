#pragma once
// Code lists: versioned, dated, looked up by day. They are data of a post, not of the program: what a licence keeps out of
// the repository is imported. A list that is absent makes its rules say that they did not look.
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/result.h"

namespace onestop::lodging {

enum class List : std::uint8_t { hs, tnved, locode, packages, documents, units, countries, currencies, iso6346, plates };
inline constexpr std::array all_lists{List::hs, List::tnved, List::locode, List::packages, List::documents, List::units, List::countries, List::currencies, List::iso6346, List::plates};
std::string_view name_of(List list);
std::optional<List> list_named(std::string_view name);

struct CodeEntry {
  std::string code, name;
  auto operator<=>(const CodeEntry&) const = default;
};

/// One version of one list, in force from its day until the next version's.
struct CodeList {
  List list = List::hs;
  std::string version;
  Day valid_from;
  std::vector<CodeEntry> entries;  // in order of code; a code may stand twice (plates: one row per shape)
  bool has(std::string_view code) const;
  /// Whether a code of the list begins so: "0302" where the list has "030211".
  bool has_beginning(std::string_view beginning) const;
};

/// One file: "# list", "# version", "# valid-from" lines, then a code, a tab, a name.
std::string to_text(const CodeList& list);
Expected<CodeList> read_code_list(std::string_view text);

/// What somebody who fills in a form asks a list for. Codes and words may both be empty: then all entries, page by page.
struct CodeQuery {
  List list = List::hs;
  Day day;
  std::string beginning;  // of the code
  std::string words;      // each must occur in the name, in any order, capital or small
  std::string after;      // `CodePage::next` of the page before
  std::size_t limit = 50;
};

struct CodePage {
  static constexpr std::size_t most = 200;          // entries of one page, whatever the limit
  static constexpr std::size_t most_read = 20'000;  // entries looked at for one page: with rare words it may hold fewer than asked
  std::string version;
  Day valid_from;
  std::optional<Day> valid_until;  // the last day; nothing where no later version is known
  std::vector<CodeEntry> entries;
  std::string next;  // "" on the last page
};

/// One version of one list, without its entries.
struct ListVersion {
  List list = List::hs;
  std::string version;
  Day valid_from;
  std::optional<Day> valid_until;
  std::size_t entries = 0;
};

class CodeBook {
 public:
  void add(CodeList list);
  /// The version in force on the day; nothing where none is.
  const CodeList* at(List list, Day day) const;
  /// All files "*.tsv" below the folder. Fails on the first that cannot be read.
  static Expected<CodeBook> of_folder(const std::string& folder);
  std::size_t size() const;
  /// A page of the version in force on the day; nothing where none is.
  std::optional<CodePage> find(const CodeQuery& query) const;
  /// All versions of all lists, by list and day.
  std::vector<ListVersion> versions() const;

 private:
  const std::vector<CodeList>* versions_of(List list) const;

  std::map<List, std::vector<CodeList>> lists_;  // by valid_from
};

/// Reads what publishers publish: CSV with a heading line or JSON, told by content and by the names of columns and members.
Expected<CodeList> import_codes(List list, std::string_view text, std::string version, Day valid_from);

/// Into FOLDER/LIST/DAY_VERSION.tsv; gives the path.
Expected<std::string> save_code_list(const CodeList& list, const std::string& folder);

}  // namespace onestop::lodging
