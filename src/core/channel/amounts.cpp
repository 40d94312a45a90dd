#include "core/channel/amounts.h"

#include <algorithm>

namespace onestop::channel {

std::string whole_text(Wide amount) {
  const bool negative = amount < 0;
  std::string digits;
  do {
    const int digit = static_cast<int>(amount % 10);
    digits += static_cast<char>('0' + (digit < 0 ? -digit : digit));
    amount /= 10;
  } while (amount != 0);
  if (negative) digits += '-';
  std::ranges::reverse(digits);
  return digits;
}

namespace {

std::string parted(Wide amount, std::size_t after_point) {
  auto text = whole_text(amount < 0 ? -amount : amount);
  if (text.size() <= after_point) text.insert(0, after_point + 1 - text.size(), '0');
  text.insert(text.size() - after_point, 1, '.');
  return amount < 0 ? "-" + text : text;
}

}  // namespace

std::string money_text(Wide hundredths) { return parted(hundredths, 2); }

std::string kg_text(Wide grams) {
  auto text = parted(grams, 3);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace onestop::channel
