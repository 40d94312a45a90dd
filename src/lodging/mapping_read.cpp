#include <algorithm>
#include <map>

#include "lodging/mapping.h"

namespace onestop::lodging {
namespace {

class MappedReader {
 public:
  MappedReader(const Shape& shape, const Tree& tree) : shape_(shape), tree_(tree), places_(tree.parts.size(), 0) {}

  Mapped run() {
    auto& lodgement = out_.lodgement;
    lodgement.style = shape_.notation == Notation::xml ? Lodgement::Places::xpath : shape_.notation == Notation::json ? Lodgement::Places::pointer : Lodgement::Places::cell;
    contexts_.push_back(&lodgement);
    lodgement.places.reserve(tree_.parts.size() + 1);
    for (const auto& [path, text] : shape_.sets) static_cast<Value*>(resolve(path, 0))->text = text;
    if (!shape_.root.attribute) part(shape_.root, 0);
    return std::move(out_);
  }

 private:
  Place place(std::uint32_t at) {
    if (places_[at]) return places_[at];
    auto& places = out_.lodgement.places;
    const auto& found = tree_.parts[at];
    const Place above = at == 0 ? 0 : place(found.parent);
    const bool nameless = at == 0 && out_.lodgement.style == Lodgement::Places::pointer;
    places.push_back({above, nameless ? "" : std::string(found.name), tree_.ordinal(at), found.line, found.column});
    return places_[at] = static_cast<Place>(places.size() - 1);
  }

  void* item(const PathStep& step, void* list, std::uint32_t at, bool begins) {
    const auto count = step.member->count(list);
    if (step.kind == PathStep::Kind::first && count > 0) return step.member->item(list, 0);
    // A constant that is not the last step finds what it began: "offices[use=border].code".
    if (!begins) {
      auto& index = found_.try_emplace({&step, list}, 0).first->second;  // lists only grow: what was passed over stays so
      for (; index < count; ++index) {
        void* one = step.member->item(list, index);
        if (std::ranges::all_of(step.is, [&](const auto& is) { return static_cast<Value*>(is.first->at(one))->text == is.second; })) return one;
      }
    }
    list_bytes_ += step.member->bytes;
    out_.too_many = out_.too_many || list_bytes_ > most_list_bytes;
    void* made = step.member->add(list);
    for (const auto& [member, text] : step.is) static_cast<Value*>(member->at(made))->text = text;
    if (step.member->inner->place) *step.member->inner->place(made) = place(at);
    return made;
  }

  // Follows the path, making what is not there yet. Of the last list on the way a new item is begun, unless it is told by
  // constants and the path goes on to a text.
  void* resolve(const std::vector<PathStep>& path, std::uint32_t at) {
    auto depth = contexts_.size() - 1;
    void* whole = contexts_[depth];
    for (std::size_t i = 0; i < path.size(); ++i) {
      const auto& step = path[i];
      switch (step.kind) {
        case PathStep::Kind::root: whole = contexts_.front(); break;
        case PathStep::Kind::up: whole = contexts_[--depth]; break;
        case PathStep::Kind::member: whole = step.member->at(whole); break;
        case PathStep::Kind::first:
        case PathStep::Kind::each: {
          const bool last = std::none_of(path.begin() + static_cast<std::ptrdiff_t>(i) + 1, path.end(), [](const PathStep& one) { return one.kind == PathStep::Kind::each; });
          const bool found_by = i + 1 < path.size() && !step.is.empty();
          whole = item(step, step.member->at(whole), at, step.kind == PathStep::Kind::each && last && !found_by);
          break;
        }
      }
    }
    return whole;
  }

  void part(const Row& row, std::uint32_t at) {
    if (out_.too_many) return;
    if (row.opaque) return whole_unmapped(at);
    const auto& found = tree_.parts[at];
    std::size_t pushed = 0;
    const auto* last = row.member.empty() ? nullptr : row.member.back().member;
    if (last && (last->kind == Member::Kind::value || last->kind == Member::Kind::values)) {
      value(row, at, *last);
    } else if (!row.member.empty()) {
      contexts_.push_back(resolve(row.member, at));
      pushed = 1;
    } else if (!found.has_parts && !row.fixed && found.text_size) {
      unmapped(at);
    }
    for (auto below = found.first; below; below = tree_.parts[below].next) {
      const auto* known = find_row(row.rows, tree_.parts[below].name, tree_.parts[below].attribute);
      if (known) part(*known, below);
      else whole_unmapped(below);
    }
    contexts_.resize(contexts_.size() - pushed);
  }

  void value(const Row& row, std::uint32_t at, const Member& member) {
    const auto text = collapsed(tree_.text(at));
    if (member.kind == Member::Kind::values) {
      static_cast<std::vector<Value>*>(resolve(row.member, at))->push_back({text, place(at)});
      return;
    }
    auto& value = *static_cast<Value*>(resolve(row.member, at));
    if (value.place) return unmapped(at);  // a second one where the format has one
    value = {text, place(at)};
  }

  void unmapped(std::uint32_t at) {
    if (++out_.unmapped_count <= most_findings) out_.unmapped.push_back({tree_.path(at, shape_.notation != Notation::xml), std::string(tree_.text(at).substr(0, 200))});
  }

  void whole_unmapped(std::uint32_t at) {
    const auto& found = tree_.parts[at];
    if (!found.has_parts) unmapped(at);
    for (auto below = found.first; below; below = tree_.parts[below].next) whole_unmapped(below);
  }

  const Shape& shape_;
  const Tree& tree_;
  std::vector<Place> places_;
  std::size_t list_bytes_ = 0;
  std::map<std::pair<const PathStep*, const void*>, std::size_t> found_;  // the item that constants tell, by step and list
  std::vector<void*> contexts_;
  Mapped out_;
};

}  // namespace

Mapped read_mapped(const Shape& shape, const Tree& tree) { return MappedReader(shape, tree).run(); }

}  // namespace onestop::lodging
