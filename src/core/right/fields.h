#pragma once
// What can be seen of the record at all, and which acts of reading the server knows. A right names one of these; what is
// shown on a page is one of these. A word that does not stand here exists for nobody.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace onestop::right {

/// How closely a field is kept.
enum class Guard : std::uint8_t {
  plain,     // shown to whom a rule names
  personal,  // about a person: shown for a purpose that was said, and put on record
  own,       // of the state whose officer wrote it; no rule can give it to the other state
};

struct FieldEntry {
  std::string_view kind, name;
  Guard guard;
  std::string_view means;
};

/// Place in `all_fields`.
using Field = std::uint16_t;

std::span<const FieldEntry> all_fields();
inline const FieldEntry& entry(Field field) { return all_fields()[field]; }
std::optional<Field> field_named(std::string_view kind, std::string_view name);
/// "person.name"
std::optional<Field> field_named(std::string_view whole);
std::string to_text(Field field);

/// Something that is read or done without a command of the law.
struct ActEntry {
  std::string_view name, means;
};
std::span<const ActEntry> all_acts();

}  // namespace onestop::right
