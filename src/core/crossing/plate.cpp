#include "core/crossing/plate.h"

#include <array>
#include <cstdint>
#include <utility>

namespace onestop::crossing {
namespace {

/// Cyrillic letters (capital and small) with the Latin capital that they look like on a plate.
constexpr std::array<std::pair<char16_t, char>, 28> look_alikes{{
    {u'А', 'A'}, {u'В', 'B'}, {u'Е', 'E'}, {u'К', 'K'}, {u'М', 'M'}, {u'Н', 'H'}, {u'О', 'O'},
    {u'Р', 'P'}, {u'С', 'C'}, {u'Т', 'T'}, {u'У', 'Y'}, {u'Х', 'X'}, {u'І', 'I'}, {u'Ё', 'E'},
    {u'а', 'A'}, {u'в', 'B'}, {u'е', 'E'}, {u'к', 'K'}, {u'м', 'M'}, {u'н', 'H'}, {u'о', 'O'},
    {u'р', 'P'}, {u'с', 'C'}, {u'т', 'T'}, {u'у', 'Y'}, {u'х', 'X'}, {u'і', 'I'}, {u'ё', 'E'},
}};

}  // namespace

std::string fold_plate(std::string_view text) {
  std::string folded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= '0' && byte <= '9') folded += static_cast<char>(byte);
    else if (byte >= 'A' && byte <= 'Z') folded += static_cast<char>(byte);
    else if (byte >= 'a' && byte <= 'z') folded += static_cast<char>(byte - 'a' + 'A');
    else if ((byte & 0xe0) == 0xc0 && i + 1 < text.size()) {
      const auto letter = static_cast<char16_t>(((byte & 0x1f) << 6) | (static_cast<unsigned char>(text[++i]) & 0x3f));
      for (const auto& [cyrillic, latin] : look_alikes)
        if (cyrillic == letter) folded += latin;
    }
  }
  return folded;
}

}  // namespace onestop::crossing
