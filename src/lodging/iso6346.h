#pragma once
// Numbers of freight containers after ISO 6346.
#include <optional>
#include <string_view>

namespace onestop::lodging {

/// Three letters of the owner, the category (U, J, Z), six digits, the check digit.
bool is_container_form(std::string_view number);
/// The digit that belongs behind the first ten characters; nothing where they are not of the form. Letters count from
/// A = 10 leaving out the multiples of 11, weights are powers of two, modulo 11, ten counts as nought.
std::optional<char> container_check_digit(std::string_view number);

}  // namespace onestop::lodging
