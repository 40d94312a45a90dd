#pragma once
// How long a reason is, as the clause of reasoned orders counts it.
#include <cstdint>
#include <string_view>

namespace onestop::law {

/// Blanks say nothing; of a letter in UTF-8 only the first byte counts.
inline std::int64_t written_characters(std::string_view text) {
  std::int64_t characters = 0;
  for (const char c : text)
    if (c != ' ' && c != '\t' && c != '\n' && (static_cast<unsigned char>(c) & 0xc0) != 0x80) ++characters;
  return characters;
}

}  // namespace onestop::law
