#include "wire/fields.h"

#include <algorithm>

namespace onestop::wire {

std::string_view to_text(Visibility visibility) {
  switch (visibility) {
    case Visibility::shared: return "shared";
    case Visibility::private_: return "private";
    case Visibility::personal: return "personal";
  }
  return "unknown";
}

Expected<std::vector<Field>> upcast(const Code& type, std::uint16_t from_version, std::uint16_t to_version,
                                    std::vector<Field> fields, const Upcasters& upcasters) {
  if (from_version > to_version)
    return fault(type.text() + " of version " + std::to_string(from_version) + " was written by a newer program; this one knows version " +
                 std::to_string(to_version));
  for (auto version = from_version; version < to_version; ++version) {
    const auto step = std::find_if(upcasters.begin(), upcasters.end(), [&](const Upcaster& one) {
      return one.type == type && one.from_version == version;
    });
    if (step == upcasters.end())
      return fault("there is no rule that makes " + type.text() + " of version " + std::to_string(version) + " into the next");
    auto next = step->rewrite(std::move(fields));
    if (!next) return next;
    fields = std::move(*next);
  }
  return fields;
}

std::string sorted_lines(std::vector<std::string> lines) {
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const auto& line : lines) text += line;
  return text;
}

namespace detail {

const Field* FieldSource::take(std::string_view name) {
  // Fields mostly come in the order in which they are asked for, so the search starts where the last one ended.
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const auto place = (next_ + i) % fields_.size();
    if (used_[place] || fields_[place].name != name) continue;
    used_[place] = true;
    next_ = place + 1;
    return &fields_[place];
  }
  return nullptr;
}

const Field* FieldSource::left_over() const {
  for (std::size_t i = 0; i < fields_.size(); ++i)
    if (!used_[i]) return &fields_[i];
  return nullptr;
}

void FieldReader::wrong(std::string_view what, std::string_view where) {
  if (wrong_.empty()) wrong_ = std::string(what) + " \"" + std::string(where) + "\"";
}

}  // namespace detail
}  // namespace onestop::wire
