#include <algorithm>

#include "lodging/notations.h"
#include "wire/json_reader.h"

namespace onestop::lodging {
namespace {

class TableReader {
 public:
  explicit TableReader(std::string_view bytes) : rest_(bytes) {
    if (rest_.starts_with("\xef\xbb\xbf")) rest_.remove_prefix(3);
  }

  std::expected<Tree, Finding> read() {
    tree_.cells = true;
    tree_.add(0, "table");
    const auto heading = rest_.substr(0, rest_.find('\n'));
    separator_ = std::ranges::count(heading, ';') > std::ranges::count(heading, ',') ? ';' : ',';
    if (!line()) return std::unexpected(wrong_);
    names_ = cells_;
    for (auto& name : names_) clean(name);
    if (names_.empty() || names_.size() > TableLimits::columns) return std::unexpected(refuse("table.columns", {{"most", std::to_string(TableLimits::columns)}}));
    for (std::size_t i = 0; i < names_.size(); ++i)
      if (std::find(names_.begin(), names_.begin() + static_cast<std::ptrdiff_t>(i), names_[i]) != names_.begin() + static_cast<std::ptrdiff_t>(i)) return std::unexpected(refuse("table.twice", {{"name", names_[i]}}));
    for (std::size_t rows = 0; !rest_.empty(); ++rows) {
      if (rows == TableLimits::rows) return std::unexpected(refuse("table.rows", {{"most", std::to_string(TableLimits::rows)}}));
      if (!line()) return std::unexpected(wrong_);
      if (cells_.size() == 1 && cells_[0].empty()) continue;
      if (cells_.size() > names_.size()) return std::unexpected(refuse("table.cells", {{"most", std::to_string(names_.size())}}));
      add_row();
      if (tree_.parts.size() > TableLimits::parts) return std::unexpected(refuse("xml.too_many", {{"most", std::to_string(TableLimits::parts)}}));
    }
    return std::move(tree_);
  }

 private:
  static void clean(std::string& name) {
    while (!name.empty() && (name.back() == ' ' || name.back() == '\r')) name.pop_back();
    while (!name.empty() && name.front() == ' ') name.erase(0, 1);
    for (char& c : name)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }

  Finding refuse(std::string code, std::vector<std::pair<std::string, std::string>> with) const { return {std::move(code), "line " + std::to_string(began_), began_, 0, std::move(with)}; }

  bool fail(std::string code) {
    wrong_ = refuse(std::move(code), {{"most", std::to_string(TableLimits::cell_bytes)}});
    return false;
  }

  // One line into cells_; a quoted cell may hold line breaks.
  bool line() {
    cells_.assign(1, {});
    began_ = line_;
    bool quoted = false;
    while (!rest_.empty()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '\n') ++line_;
      if (c == '\0') return fail("table.character");
      if (quoted) {
        if (c != '"') cells_.back() += c;
        else if (rest_.starts_with('"')) cells_.back() += '"', rest_.remove_prefix(1);
        else quoted = false;
      } else if (c == '"' && cells_.back().empty()) quoted = true;
      else if (c == separator_) {
        if (cells_.size() > TableLimits::columns) return fail("table.columns");
        cells_.emplace_back();
      } else if (c == '\n') break;
      else cells_.back() += c;
      if (cells_.back().size() > TableLimits::cell_bytes) return fail("table.cell_too_long");
    }
    if (quoted) return fail("table.quote");
    if (!std::ranges::all_of(cells_, [](const std::string& one) { return wire::first_not_utf8(one) == one.size(); })) return fail("table.character");
    if (!cells_.back().empty() && cells_.back().back() == '\r') cells_.back().pop_back();
    return true;
  }

  void add_row() {
    const auto row = tree_.add(0, "row");
    tree_.parts[0].has_parts = true;
    tree_.parts[row].line = began_;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (cells_[i].empty()) continue;
      const auto cell = tree_.add(row, names_[i]);
      tree_.parts[row].has_parts = true;
      tree_.parts[cell].line = began_;
      tree_.parts[cell].column = static_cast<std::uint32_t>(i + 1);
      tree_.set_text(cell, cells_[i]);
    }
  }

  std::string_view rest_;
  char separator_ = ',';
  std::uint32_t line_ = 1, began_ = 1;
  std::vector<std::string> cells_, names_;
  Tree tree_;
  Finding wrong_;
};

void write_cell(std::string& out, std::string_view text) {
  if (text.find_first_of(",\"\r\n;") == text.npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

std::expected<Tree, Finding> read_table(std::string_view bytes) {
  if (bytes.size() > TableLimits::text_bytes) return std::unexpected(Finding{"text.too_large", "", 0, 0, {{"most", std::to_string(TableLimits::text_bytes)}, {"size", std::to_string(bytes.size())}}});
  return TableReader(bytes).read();
}

std::string write_table(const Tree& tree, const std::vector<std::string>& columns) {
  std::string out;
  for (const auto& name : columns) out += (out.empty() ? "" : ",") + name;
  out += "\r\n";
  for (auto row = tree.parts[0].first; row; row = tree.parts[row].next) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i) out += ',';
      for (auto cell = tree.parts[row].first; cell; cell = tree.parts[cell].next)
        if (tree.parts[cell].name == columns[i]) write_cell(out, tree.text(cell));
    }
    out += "\r\n";
  }
  return out;
}

}  // namespace onestop::lodging
