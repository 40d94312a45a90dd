#include "lodging/iso6346.h"

namespace onestop::lodging {
namespace {

bool ten_of_the_form(std::string_view number) {
  if (number.size() < 10) return false;
  for (std::size_t i = 0; i < 3; ++i)
    if (number[i] < 'A' || number[i] > 'Z') return false;
  if (number[3] != 'U' && number[3] != 'J' && number[3] != 'Z') return false;
  for (std::size_t i = 4; i < 10; ++i)
    if (number[i] < '0' || number[i] > '9') return false;
  return true;
}

int worth(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const int plain = c - 'A' + 10;
  return plain + (plain > 10) + (plain > 20) + (plain > 30);
}

}  // namespace

bool is_container_form(std::string_view number) { return number.size() == 11 && ten_of_the_form(number) && number[10] >= '0' && number[10] <= '9'; }

std::optional<char> container_check_digit(std::string_view number) {
  if (!ten_of_the_form(number)) return std::nullopt;
  int sum = 0;
  for (int i = 0; i < 10; ++i) sum += worth(number[static_cast<std::size_t>(i)]) << i;
  return static_cast<char>('0' + sum % 11 % 10);
}

}  // namespace onestop::lodging
