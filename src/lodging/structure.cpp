#include "lodging/structure.h"

#include <algorithm>
#include <unordered_map>

namespace onestop::lodging {
namespace {

class Checker {
 public:
  Checker(const Shape& shape, const Tree& tree) : shape_(shape), tree_(tree) {}

  Findings run() {
    part(shape_.root, 0);
    return std::move(findings_);
  }

 private:
  void add(std::string code, std::uint32_t at, std::string name, std::string right = {}, std::string value = {}) {
    if (findings_.size() > most_findings) return;
    if (findings_.size() == most_findings) {
      findings_.push_back({"structure.more", "", 0, 0, {{"most", std::to_string(most_findings)}}});
      return;
    }
    if (value.size() > 80) value = value.substr(0, 77) + "...";
    const auto& found = tree_.parts[at];
    // Some schemas let a required text be empty; the reader of the message is none the wiser.
    const bool mild = code == "structure.empty" || (shape_.lenient && (code == "structure.order" || code == "structure.unknown" || code == "structure.too_many"));
    findings_.push_back({std::move(code), tree_.path(at, shape_.notation != Notation::xml), found.line, found.column, {{"name", std::move(name)}, {"right", std::move(right)}, {"value", std::move(value)}}, mild ? Weight::warning : Weight::error});
  }

  std::string_view name(std::uint32_t at) const { return tree_.parts[at].name; }

  void part(const Row& row, std::uint32_t at) {
    const auto& found = tree_.parts[at];
    if (shape_.notation == Notation::xml && shape_.spaces[row.space] != tree_.spaces[found.space]) space(row, at);
    if (row.opaque) return;
    if (row.fixed || row.type) text(row, at);
    if (row.type && row.type->base() == SimpleType::Base::any) return;
    attributes(row, at);
    if (row.type || row.rows.empty()) return;
    const bool lonely = !found.has_parts && tree_.text(at).find_first_not_of(" \t\r\n") != std::string_view::npos;
    if (lonely || (found.mixed && shape_.notation == Notation::xml)) add("structure.text_between", at, std::string(found.name));
    if (shape_.notation == Notation::xml) ordered(row, at);
    else loose(row, at);
  }

  // Once for each pair: another version of a format has another namespace in every part.
  void space(const Row& row, std::uint32_t at) {
    const std::pair<std::string, std::string> both{shape_.spaces[row.space], tree_.spaces[tree_.parts[at].space]};
    if (std::ranges::find(spaces_, both) != spaces_.end()) return;
    spaces_.push_back(both);
    add("structure.namespace", at, std::string(name(at)), both.first, both.second);
  }

  void text(const Row& row, std::uint32_t at) {
    const auto given = tree_.text(at);
    const bool any = row.type && row.type->base() == SimpleType::Base::any;
    if (tree_.parts[at].has_parts && !tree_.parts[at].attribute && !any) return add("structure.parts_in_text", at, std::string(name(at)));
    if (row.fixed) {
      if (given != *row.fixed) add("structure.fixed", at, std::string(name(at)), *row.fixed, std::string(given));
    } else if (const auto fault = row.type->judge(given)) {
      add(fault->code, at, std::string(name(at)), fault->right, std::string(given));
    } else if (row.low > 0 && !tree_.parts[at].has_parts && given.find_first_not_of(" \t\r\n") == given.npos) {
      add("structure.empty", at, std::string(name(at)));
    }
  }

  void attributes(const Row& row, std::uint32_t at) {
    if (shape_.notation != Notation::xml) return;
    for (const auto& one : row.rows) {
      if (!one.attribute || one.low == 0) continue;
      if (!child(at, one.name, true)) add("structure.missing", at, one.name);
    }
    for (auto below = tree_.parts[at].first; below; below = tree_.parts[below].next) {
      if (!tree_.parts[below].attribute) continue;
      const auto* known = find_row(row.rows, name(below), true);
      if (known && known->opaque) continue;
      if (known) text(*known, below);
      else if (!shape_.open) add("structure.unknown", below, std::string(name(below)));
    }
  }

  bool child(std::uint32_t at, std::string_view wanted, bool attribute) const {
    for (auto below = tree_.parts[at].first; below; below = tree_.parts[below].next)
      if (tree_.parts[below].attribute == attribute && name(below) == wanted) return true;
    return false;
  }

  void loose(const Row& row, std::uint32_t at) {
    for (const auto& one : row.rows) {
      std::uint32_t count = 0;
      for (auto below = tree_.parts[at].first; below; below = tree_.parts[below].next)
        if (name(below) == one.name && ++count > one.high) add("structure.too_many", below, one.name, std::to_string(one.high));
      if (count < one.low) add("structure.missing", at, one.name);
    }
    for (auto below = tree_.parts[at].first; below; below = tree_.parts[below].next) {
      if (const auto* known = find_row(row.rows, name(below), false)) part(*known, below);
      else if (!shape_.open) add("structure.unknown", below, std::string(name(below)));
    }
  }

  struct Walk {
    std::vector<std::uint32_t> parts;
    std::size_t at = 0;
    std::uint32_t above = 0;
    bool done() const { return at == parts.size(); }
  };

  static bool begins(const Row& row, std::string_view wanted) {
    if (row.kind == Row::Kind::part) return !row.attribute && row.name == wanted;
    for (const auto& one : row.rows) {
      if (begins(one, wanted)) return true;
      if (row.kind == Row::Kind::sequence && one.low > 0) return false;
    }
    return false;
  }

  void ordered(const Row& row, std::uint32_t at) {
    Walk walk;
    walk.above = at;
    for (auto below = tree_.parts[at].first; below; below = tree_.parts[below].next) {
      if (tree_.parts[below].attribute) continue;
      if (find_row(row.rows, name(below), false)) walk.parts.push_back(below);
      else if (!shape_.open) add("structure.unknown", below, std::string(name(below)));
    }
    sequence(row.rows, walk);
    // What is left over stands too late, or once too often.
    std::unordered_map<std::string_view, std::size_t> before;
    if (!walk.done())
      for (std::size_t i = 0; i < walk.at; ++i) ++before[name(walk.parts[i])];
    for (; !walk.done(); ++walk.at) {
      const auto left = walk.parts[walk.at];
      const auto* known = find_row(row.rows, name(left), false);
      if (before[name(left)]++ >= known->high) add("structure.too_many", left, known->name, std::to_string(known->high));
      else add("structure.order", left, known->name);
      part(*known, left);
    }
  }

  bool comes(const Walk& walk, std::string_view wanted) const {
    return std::any_of(walk.parts.begin() + static_cast<std::ptrdiff_t>(walk.at), walk.parts.end(), [&](auto one) { return name(one) == wanted; });
  }

  void sequence(const std::vector<Row>& rows, Walk& walk) {
    for (const auto& row : rows) {
      if (row.attribute) continue;
      if (row.kind == Row::Kind::part) one_part(row, walk);
      else group(row, walk);
    }
  }

  void one_part(const Row& row, Walk& walk) {
    std::uint32_t count = 0;
    for (; !walk.done() && name(walk.parts[walk.at]) == row.name; ++walk.at) {
      if (++count > row.high) add("structure.too_many", walk.parts[walk.at], row.name, std::to_string(row.high));
      part(row, walk.parts[walk.at]);
    }
    if (count < row.low && !comes(walk, row.name)) add("structure.missing", walk.above, row.name);
  }

  void group(const Row& row, Walk& walk) {
    std::uint32_t count = 0;
    while (!walk.done() && count < row.high && begins(row, name(walk.parts[walk.at]))) {
      ++count;
      if (row.kind == Row::Kind::sequence) {
        sequence(row.rows, walk);
        continue;
      }
      for (const auto& one : row.rows) {
        if (!begins(one, name(walk.parts[walk.at]))) continue;
        if (one.kind == Row::Kind::part) one_part(one, walk);
        else group(one, walk);
        break;
      }
    }
    if (count >= row.low || optional(row)) return;
    std::string right;
    for (const auto& one : row.rows) right += (right.empty() ? "" : ", ") + one.name;
    add(row.kind == Row::Kind::choice ? "structure.choice" : "structure.missing", walk.above, row.rows.front().name, right);
  }

  static bool optional(const Row& row) {
    const auto may_lack = [](const Row& one) { return one.low == 0 || (one.kind != Row::Kind::part && optional(one)); };
    return row.kind == Row::Kind::choice ? std::ranges::any_of(row.rows, may_lack) : std::ranges::all_of(row.rows, may_lack);
  }

  const Shape& shape_;
  const Tree& tree_;
  Findings findings_;
  std::vector<std::pair<std::string, std::string>> spaces_;
};

}  // namespace

Findings check_structure(const Shape& shape, const Tree& tree) { return Checker(shape, tree).run(); }

}  // namespace onestop::lodging
