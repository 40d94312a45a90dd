#pragma once
// Time as onestop knows it: UTC milliseconds since 1970-01-01. The core never asks for the time, it is told.
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace onestop {

struct Instant {
  std::int64_t ms = 0;  // since 1970-01-01T00:00:00Z
  auto operator<=>(const Instant&) const = default;
};

inline Instant operator+(Instant at, std::int64_t span_ms) { return {at.ms + span_ms}; }
inline std::int64_t operator-(Instant later, Instant earlier) { return later.ms - earlier.ms; }

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t hour_ms = 60 * minute_ms;
constexpr std::int64_t day_ms = 24 * hour_ms;

/// A calendar day, counted from 1970-01-01. Law comes into force and ends on days, at the acting state's midnight.
struct Day {
  std::int32_t number = 0;
  auto operator<=>(const Day&) const = default;
};

/// The day at the given instant for clocks that run `utc_offset_min` ahead of UTC.
Day day_of(Instant at, int utc_offset_min);
/// "2006-07-01"
std::string to_text(Day day);
std::optional<Day> parse_day(std::string_view text);
/// RFC 3339 in UTC with milliseconds: "2006-07-01T08:00:00.000Z"
std::string to_text(Instant at);
/// Accepts RFC 3339 with "Z" or a numeric offset, with or without a fraction.
std::optional<Instant> parse_instant(std::string_view text);

}  // namespace onestop
