#pragma once
// Canonical bytes: the one way in which a value is written before it is hashed, signed or stored.
// Integers big-endian and of fixed width; a text or blob is its length (4 bytes) and its bytes; nothing is optional.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/instant.h"

namespace onestop {

using Bytes = std::vector<unsigned char>;
using ByteView = std::span<const unsigned char>;

inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}
std::string to_hex(ByteView bytes);
/// Empty when the text is not an even number of hexadecimal digits.
Bytes from_hex(std::string_view text);

class ByteWriter {
 public:
  void u8(std::uint8_t v) { out_.push_back(v); }
  void u16(std::uint16_t v) { fixed(v, 2); }
  void u32(std::uint32_t v) { fixed(v, 4); }
  void u64(std::uint64_t v) { fixed(v, 8); }
  void i64(std::int64_t v) { u64(static_cast<std::uint64_t>(v)); }
  void raw(ByteView bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }
  void blob(ByteView bytes) {
    u32(static_cast<std::uint32_t>(bytes.size()));
    raw(bytes);
  }
  void text(std::string_view text) { blob(as_bytes(text)); }
  void id(const Id& id) {
    u64(id.high);
    u64(id.low);
  }
  void instant(Instant at) { i64(at.ms); }
  const Bytes& bytes() const { return out_; }
  Bytes take() { return std::move(out_); }

 private:
  void fixed(std::uint64_t v, int width) {
    for (int i = width - 1; i >= 0; --i) out_.push_back(static_cast<unsigned char>(v >> (8 * i)));
  }
  Bytes out_;
};

/// Reads what ByteWriter wrote. Past the end every read gives zero or nothing and `ok` stays false: callers read a
/// whole value and ask once.
class ByteReader {
 public:
  explicit ByteReader(ByteView in) : in_(in) {}
  std::uint8_t u8() { return static_cast<std::uint8_t>(fixed(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(fixed(2)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(fixed(4)); }
  std::uint64_t u64() { return fixed(8); }
  std::int64_t i64() { return static_cast<std::int64_t>(fixed(8)); }
  ByteView raw(std::size_t count) {
    if (!ok_ || count > in_.size()) {
      ok_ = false;
      return {};
    }
    const auto part = in_.first(count);
    in_ = in_.subspan(count);
    return part;
  }
  ByteView blob() { return raw(u32()); }
  std::string text() {
    const auto part = blob();
    return {reinterpret_cast<const char*>(part.data()), part.size()};
  }
  Id id() {
    const auto high = u64();
    return {high, u64()};
  }
  Instant instant() { return {i64()}; }
  std::size_t left() const { return in_.size(); }
  bool ok() const { return ok_; }
  /// True when everything was there and nothing is left over.
  bool done() const { return ok_ && in_.empty(); }

 private:
  std::uint64_t fixed(std::size_t width) {
    std::uint64_t v = 0;
    for (const auto byte : raw(width)) v = (v << 8) | byte;
    return v;
  }
  ByteView in_;
  bool ok_ = true;
};

}  // namespace onestop
