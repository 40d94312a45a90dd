#pragma once
// 128-bit identifiers in the layout of RFC 9562 version 7 (time first), minted by the first recorder of a thing and
// passed in as arguments. A plate or a passport number is never an identifier.
#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"

namespace onestop {

struct Id {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  auto operator<=>(const Id&) const = default;
  explicit operator bool() const { return high != 0 || low != 0; }
};

/// Built from the instant and 80 random bits, of which 74 are used; the caller supplies both.
Id mint_id(Instant at, std::uint64_t random_a, std::uint64_t random_b);
/// "0190f6a8-1c2d-7e3f-8a9b-0c1d2e3f4a5b"
std::string to_text(const Id& id);
std::optional<Id> parse_id(std::string_view text);
/// Big-endian, the form that is hashed and stored.
std::array<unsigned char, 16> to_bytes(const Id& id);
Id id_from_bytes(const unsigned char* sixteen_bytes);

/// A short name from data files (an agency, a control, a station): at most 31 bytes, kept inline, compared by bytes.
class Code {
 public:
  static constexpr std::size_t longest = 31;
  Code() = default;
  /// Cuts nothing: text longer than `longest` is a defect of the caller; readers of outside text use `fits` first.
  Code(std::string_view text);                                  // NOLINT(google-explicit-constructor)
  Code(const char* text) : Code(std::string_view(text)) {}      // NOLINT(google-explicit-constructor)
  Code(const std::string& text) : Code(std::string_view(text)) {}  // NOLINT(google-explicit-constructor)
  static bool fits(std::string_view text) { return text.size() <= longest; }
  std::string_view view() const { return {text_.data(), static_cast<std::size_t>(size())}; }
  std::string text() const { return std::string(view()); }
  bool empty() const { return text_[0] == 0 && size() == 0; }
  bool operator==(const Code& other) const { return text_ == other.text_; }
  auto operator<=>(const Code& other) const { return view() <=> other.view(); }

 private:
  int size() const { return text_[longest]; }
  std::array<char, longest + 1> text_{};  // zero-filled, the length in the last byte
};

}  // namespace onestop

template <>
struct std::hash<onestop::Id> {
  std::size_t operator()(const onestop::Id& id) const noexcept { return id.low ^ (id.high * 0x9e3779b97f4a7c15ull); }
};
template <>
struct std::hash<onestop::Code> {
  std::size_t operator()(const onestop::Code& code) const noexcept { return std::hash<std::string_view>{}(code.view()); }
};
