#include <charconv>
#include <cmath>

#include "wire/json_reader.h"

namespace onestop::wire {
namespace {

constexpr char hex_digits[] = "0123456789abcdef";

/// Length of the well-formed UTF-8 sequence at the start of the text, 0 when it is not one (RFC 3629).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xc0u) == 0x80u; };
  const auto first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return tail(1) ? 2 : 0;
  if ((first & 0xf0u) == 0xe0u) {
    if (!tail(1) || !tail(2) || (first == 0xe0 && byte(1) < 0xa0) || (first == 0xed && byte(1) > 0x9f)) return 0;
    return 3;
  }
  if (first < 0xf0 || first > 0xf4 || !tail(1) || !tail(2) || !tail(3)) return 0;
  return (first == 0xf0 && byte(1) < 0x90) || (first == 0xf4 && byte(1) > 0x8f) ? 0 : 4;
}

void escape(std::string& out, char c) {
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default:
      out += "\\u00";
      out += hex_digits[(c >> 4) & 15];
      out += hex_digits[c & 15];
  }
}

template <class N>
void number(std::string& out, N value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  out.append(text, end);
}

}  // namespace

std::size_t first_not_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto length = static_cast<unsigned char>(text[i]) < 0x80 ? 1 : utf8_length(text.substr(i));
    if (length == 0) return i;
    i += length;
  }
  return i;
}

void write_text(std::string& out, std::string_view text) {
  out += '"';
  std::size_t plain = 0, i = 0;
  const auto flush = [&] { out.append(text.data() + plain, i - plain); };
  while (i < text.size()) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x80) {
      if (const auto length = utf8_length(text.substr(i))) {
        i += length;
        continue;
      }
      // Bytes from a damaged source must not make the whole answer unreadable.
      flush();
      out += "\\ufffd";
    } else if (c < 0x20 || c == '"' || c == '\\' || c == 0x7f) {
      flush();
      escape(out, text[i]);
    } else {
      ++i;
      continue;
    }
    plain = ++i;
  }
  flush();
  out += '"';
}

void write_number(std::string& out, std::int64_t value) { number(out, value); }
void write_number(std::string& out, std::uint64_t value) { number(out, value); }
void write_number(std::string& out, double value) {
  if (std::isfinite(value)) number(out, value);
  else out += "null";
}

void write_hex(std::string& out, ByteView bytes) {
  out += '"';
  for (const auto byte : bytes) {
    out += hex_digits[byte >> 4];
    out += hex_digits[byte & 15];
  }
  out += '"';
}

}  // namespace onestop::wire
