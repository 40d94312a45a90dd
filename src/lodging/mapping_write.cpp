#include <algorithm>

#include "lodging/mapping.h"
#include "lodging/structure.h"

namespace onestop::lodging {
namespace {

using Contexts = std::vector<void*>;

bool fits(const PathStep& step, void* one) {
  return std::ranges::all_of(step.is, [&](const auto& is) { return static_cast<Value*>(is.first->at(one))->text == is.second; });
}

// Everything that a path leads to.
std::vector<void*> targets(const std::vector<PathStep>& path, const Contexts& contexts) {
  auto depth = contexts.size() - 1;
  std::vector<void*> at{contexts[depth]};
  for (const auto& step : path) {
    std::vector<void*> next;
    switch (step.kind) {
      case PathStep::Kind::root: next = {contexts.front()}; break;
      case PathStep::Kind::up: next = {contexts[--depth]}; break;
      case PathStep::Kind::member:
        for (void* one : at) next.push_back(step.member->at(one));
        break;
      case PathStep::Kind::first:
      case PathStep::Kind::each:
        for (void* one : at) {
          void* list = step.member->at(one);
          const auto count = step.member->count(list);
          for (std::size_t i = 0; i < count && (step.kind == PathStep::Kind::each || i == 0); ++i)
            if (void* item = step.member->item(list, i); fits(step, item)) next.push_back(item);
        }
        break;
    }
    at = std::move(next);
  }
  return at;
}

class MappedWriter {
 public:
  MappedWriter(const Shape& shape, Lodgement lodgement) : shape_(shape), lodgement_(std::move(lodgement)) {}

  Written run() {
    const Contexts contexts{&lodgement_};
    for (std::size_t i = 1; i < shape_.spaces.size(); ++i) out_.tree.space(shape_.spaces[i]);
    const auto root = out_.tree.add(0, shape_.root.name);
    out_.tree.parts[root].space = shape_.root.space;
    inside(shape_.root, contexts, root);
    for (auto& one : check_structure(shape_, out_.tree)) out_.findings.push_back(std::move(one));
    return std::move(out_);
  }

 private:
  static const Member* last(const Row& row) { return row.member.empty() ? nullptr : row.member.back().member; }
  static bool is_text(const Row& row) { return last(row) && (last(row)->kind == Member::Kind::value || last(row)->kind == Member::Kind::values); }

  // What stands in a list was lodged, even where it says nothing more than that it is there.
  static bool in_list(const Row& row) { return last(row)->kind == Member::Kind::many; }

  std::vector<std::string> texts(const Row& row, const Contexts& contexts) const {
    std::vector<std::string> out;
    for (void* target : targets(row.member, contexts)) {
      if (last(row)->kind == Member::Kind::value) {
        if (const auto& value = *static_cast<Value*>(target); !value.empty()) out.push_back(value.text);
      } else {
        for (const auto& value : *static_cast<std::vector<Value>*>(target))
          if (!value.empty()) out.push_back(value.text);
      }
    }
    if (row.high == 1 && out.size() > 1 && last(row)->kind == Member::Kind::values) {
      for (std::size_t i = 1; i < out.size(); ++i) out[0] += " " + out[i];
      out.resize(1);
    }
    return row.type ? adapted(std::move(out), row) : out;
  }

  // Days and instants in the form that the type has; long descriptions over several parts where several may stand.
  static std::vector<std::string> adapted(std::vector<std::string> texts, const Row& row) {
    const auto base = row.type->base();
    for (auto& text : texts) {
      if (base == SimpleType::Base::date && text.size() > 10 && text[10] == 'T') text.resize(10);
      if (base == SimpleType::Base::datetime && text.size() == 10) text += "T00:00:00";
    }
    if (row.high == 1 || texts.size() != 1) return texts;
    std::vector<std::string> out;
    for (std::string_view rest = texts.front(); !rest.empty();) {
      auto end = rest.size();
      while (characters(rest.substr(0, end)) > row.type->longest()) {
        do --end;
        while (end > 0 && (static_cast<unsigned char>(rest[end]) & 0xC0) == 0x80);
      }
      if (end == 0) break;
      out.emplace_back(rest.substr(0, end));
      rest.remove_prefix(end);
    }
    return out;
  }

  bool has_content(const Row& row, const Contexts& contexts) const {
    if (row.opaque) return false;
    if (is_text(row)) return !texts(row, contexts).empty();
    if (row.kind != Row::Kind::part || row.member.empty())
      return std::ranges::any_of(row.rows, [&](const Row& one) { return has_content(one, contexts); });
    const auto found = targets(row.member, contexts);
    if (in_list(row)) return !found.empty();
    return std::ranges::any_of(found, [&](void* target) { return holds(row, contexts, target); });
  }

  bool holds(const Row& row, const Contexts& contexts, void* target) const {
    auto inner = contexts;
    inner.push_back(target);
    return std::ranges::any_of(row.rows, [&](const Row& one) { return has_content(one, inner); });
  }

  std::uint32_t open(const Row& row, std::uint32_t above) {
    const auto made = out_.tree.add(above, row.name);
    out_.tree.parts[made].space = row.space;
    out_.tree.parts[made].attribute = row.attribute;
    if (!row.attribute) out_.tree.parts[above].has_parts = true;
    if (shape_.notation == Notation::json && row.high > 1) out_.tree.parts[made].mixed = true;  // an array even of one
    return made;
  }

  void inside(const Row& row, const Contexts& contexts, std::uint32_t at) {
    for (const auto& one : row.rows) emit(one, contexts, at);
  }

  void emit(const Row& row, const Contexts& contexts, std::uint32_t above) {
    if (row.kind == Row::Kind::choice) return choose(row, contexts, above);
    if (row.kind == Row::Kind::sequence) {
      if (row.low > 0 || has_content(row, contexts)) inside(row, contexts, above);
      return;
    }
    if (row.fixed) {
      if (row.low > 0) out_.tree.set_text(open(row, above), *row.fixed);
      return;
    }
    if (is_text(row)) return emit_texts(row, contexts, above);
    if ((row.type && row.rows.empty()) || row.opaque) {
      if (row.low > 0) missing(row, above);
      return;
    }
    if (row.member.empty()) {
      if (row.low > 0 || has_content(row, contexts)) inside(row, contexts, open(row, above));
      return;
    }
    emit_items(row, contexts, above);
  }

  void choose(const Row& row, const Contexts& contexts, std::uint32_t above) {
    for (const auto& one : row.rows)
      if (has_content(one, contexts)) return emit(one, contexts, above);
  }

  void emit_items(const Row& row, const Contexts& contexts, std::uint32_t above) {
    std::size_t written = 0;
    for (void* target : targets(row.member, contexts)) {
      if (!in_list(row) && !holds(row, contexts, target)) continue;
      auto inner = contexts;
      inner.push_back(target);
      ordinal_ = ++written;
      inside(row, inner, open(row, above));
    }
    if (written == 0 && row.low > 0) missing(row, above);
  }

  void emit_texts(const Row& row, const Contexts& contexts, std::uint32_t above) {
    auto found = texts(row, contexts);
    if (found.empty() && row.low > 0 && last(row)->name.ends_with("sequence")) found.push_back(std::to_string(ordinal_));
    if (found.empty()) {
      if (row.low > 0) missing(row, above);
      return;
    }
    for (const auto& text : found) {
      const auto made = open(row, above);
      out_.tree.set_text(made, text);
      for (const auto& one : row.rows) emit(one, contexts, made);
    }
  }

  void missing(const Row& row, std::uint32_t above) {
    if (out_.findings.size() < most_findings)
      out_.findings.push_back({"write.missing", out_.tree.path(above, shape_.notation != Notation::xml), 0, 0, {{"name", row.name}, {"format", shape_.name}}});
  }

  const Shape& shape_;
  Lodgement lodgement_;
  Written out_;
  std::size_t ordinal_ = 1;
};

bool one_consignment(const Row& row) {
  return std::ranges::any_of(row.member, [](const PathStep& step) { return step.kind == PathStep::Kind::first; }) || std::ranges::any_of(row.rows, one_consignment);
}

// Formats with one list of goods take the goods of all consignments.
Lodgement joined(Lodgement lodgement) {
  auto& all = lodgement.consignments;
  for (std::size_t i = 1; i < all.size(); ++i) {
    std::ranges::move(all[i].items, std::back_inserter(all[0].items));
    std::ranges::move(all[i].parties, std::back_inserter(all[0].parties));
    std::ranges::move(all[i].documents, std::back_inserter(all[0].documents));
  }
  if (all.size() <= 1) return lodgement;
  all.resize(1);
  for (std::size_t i = 0; i < all[0].items.size(); ++i) all[0].items[i].sequence.text = std::to_string(i + 1);
  return lodgement;
}

}  // namespace

Written write_mapped(const Shape& shape, const Lodgement& lodgement) {
  return MappedWriter(shape, one_consignment(shape.root) ? joined(lodgement) : lodgement).run();
}

}  // namespace onestop::lodging
