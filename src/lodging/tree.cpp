#include "lodging/tree.h"

namespace onestop::lodging {

std::uint32_t Tree::add(std::uint32_t parent, std::string_view name) {
  auto known = known_.find(name);
  if (known == known_.end()) {
    names_.emplace_back(name);
    known = known_.emplace(names_.back(), static_cast<std::uint32_t>(names_.size() - 1)).first;
  }
  const auto index = static_cast<std::uint32_t>(parts.size());
  parts.push_back({});
  parts[index].name = known->first;
  parts[index].name_number = known->second;
  parts[index].parent = parent;
  if (index == 0) return index;
  auto& above = parts[parent];
  if (above.last) parts[above.last].next = index;
  else above.first = index;
  above.last = index;
  return index;
}

void Tree::set_text(std::uint32_t part, std::string_view text) {
  parts[part].text_at = static_cast<std::uint32_t>(texts_.size());
  parts[part].text_size = static_cast<std::uint32_t>(text.size());
  texts_ += text;
}

std::uint16_t Tree::space(std::string_view uri) {
  for (std::size_t i = 0; i < spaces.size(); ++i)
    if (spaces[i] == uri) return static_cast<std::uint16_t>(i);
  if (spaces.size() >= 1000) return 999;  // nobody needs so many; the last stands for all further
  spaces.emplace_back(uri);
  return static_cast<std::uint16_t>(spaces.size() - 1);
}

std::uint32_t Tree::ordinal(std::uint32_t part) const {
  if (ordinals_.size() != parts.size()) count_ordinals();
  return ordinals_[part];
}

void Tree::count_ordinals() const {
  /// Of a name: the parent it was last seen below, the first part there, how many.
  struct Seen {
    std::uint32_t parent = UINT32_MAX, first = 0, count = 0;
  };
  std::vector<Seen> seen(names_.size());
  ordinals_.assign(parts.size(), 0);
  for (std::uint32_t parent = 0; parent < parts.size(); ++parent)
    for (auto at = parts[parent].first; at; at = parts[at].next) {
      auto& name = seen[parts[at].name_number];
      if (name.parent != parent) {
        name = {parent, at, 1};
        ordinals_[at] = arrays && parts[at].mixed ? 1 : 0;
        continue;
      }
      ordinals_[name.first] = 1;
      ordinals_[at] = ++name.count;
    }
}

std::string Tree::path(std::uint32_t part, bool pointer) const {
  if (pointer && part == 0) return {};
  if (cells) {
    const auto& at = parts[part];
    const auto line = "line " + std::to_string(at.line);
    return at.column ? line + ", column " + std::string(at.name) : line;
  }
  std::string out = part == 0 ? std::string() : path(parts[part].parent, pointer);
  out += '/';
  out += parts[part].name;
  const auto which = ordinal(part);
  if (which && pointer) out += "/" + std::to_string(which - 1);
  else if (which) out += "[" + std::to_string(which) + "]";
  return out;
}

}  // namespace onestop::lodging
