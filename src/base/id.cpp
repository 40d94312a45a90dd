#include "base/id.h"

#include "base/check.h"

namespace onestop {

Id mint_id(Instant at, std::uint64_t random_a, std::uint64_t random_b) {
  Id id;
  id.high = (static_cast<std::uint64_t>(at.ms) << 16) | 0x7000u | (random_a & 0x0fffu);
  id.low = (random_b & 0x3fff'ffff'ffff'ffffull) | 0x8000'0000'0000'0000ull;
  return id;
}

std::array<unsigned char, 16> to_bytes(const Id& id) {
  std::array<unsigned char, 16> bytes{};
  for (int i = 0; i < 8; ++i) {
    bytes[i] = static_cast<unsigned char>(id.high >> (56 - 8 * i));
    bytes[8 + i] = static_cast<unsigned char>(id.low >> (56 - 8 * i));
  }
  return bytes;
}

Id id_from_bytes(const unsigned char* b) {
  Id id;
  for (int i = 0; i < 8; ++i) {
    id.high = (id.high << 8) | b[i];
    id.low = (id.low << 8) | b[8 + i];
  }
  return id;
}

std::string to_text(const Id& id) {
  static constexpr char hex[] = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  const auto bytes = to_bytes(id);
  for (int i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += hex[bytes[i] >> 4];
    text += hex[bytes[i] & 15];
  }
  return text;
}

std::optional<Id> parse_id(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Id id;
  int nibbles = 0;
  for (std::size_t i = 0; i < 36; ++i) {
    const char c = text[i];
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (c != '-') return std::nullopt;
      continue;
    }
    unsigned value;
    if (c >= '0' && c <= '9') value = static_cast<unsigned>(c - '0');
    else if (c >= 'a' && c <= 'f') value = static_cast<unsigned>(c - 'a' + 10);
    else if (c >= 'A' && c <= 'F') value = static_cast<unsigned>(c - 'A' + 10);
    else return std::nullopt;
    auto& half = nibbles < 16 ? id.high : id.low;
    half = (half << 4) | value;
    ++nibbles;
  }
  return id;
}

Code::Code(std::string_view text) {
  check(fits(text), "a code from a data file is longer than 31 bytes");
  std::memcpy(text_.data(), text.data(), text.size());
  text_[longest] = static_cast<char>(text.size());
}

}  // namespace onestop
