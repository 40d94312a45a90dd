#pragma once
// Amounts wider than 64 bits, so that no product of two lodged numbers can overflow, and how they are written.
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace onestop::channel {

__extension__ typedef __int128 Wide;

inline constexpr std::int64_t grams_of_kg = 1000;

/// amount / by to the nearest whole, halves up. For amounts and divisors that are not negative.
inline Wide rounded(Wide amount, std::int64_t by) { return (amount + by / 2) / by; }

inline std::optional<std::int64_t> narrow(Wide amount) {
  if (amount < std::numeric_limits<std::int64_t>::min() || amount > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  return static_cast<std::int64_t>(amount);
}

std::string whole_text(Wide amount);
std::string money_text(Wide hundredths);  // "12.50"
std::string kg_text(Wide grams);          // "21000", "0.5"

}  // namespace onestop::channel
