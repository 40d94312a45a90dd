#include "base/instant.h"

#include <chrono>
#include <cstdio>

namespace onestop {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count) {
  if (from + count > text.size()) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(from, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

Day day_of(Instant at, int utc_offset_min) {
  const auto local = at.ms + utc_offset_min * minute_ms;
  const auto floor = local >= 0 ? local / day_ms : -((-local + day_ms - 1) / day_ms);
  return {static_cast<std::int32_t>(floor)};
}

std::string to_text(Day day) {
  const year_month_day date{sys_days{std::chrono::days{day.number}}};
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()));
  return text;
}

std::optional<Day> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  if (!year || !month || !day) return std::nullopt;
  const year_month_day date{std::chrono::year{*year}, std::chrono::month(static_cast<unsigned>(*month)),
                            std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return Day{static_cast<std::int32_t>(sys_days{date}.time_since_epoch().count())};
}

std::string to_text(Instant at) {
  const Day day = day_of(at, 0);
  const auto rest = at.ms - day.number * day_ms;
  char text[40];
  std::snprintf(text, sizeof text, "T%02d:%02d:%02d.%03dZ", static_cast<int>(rest / hour_ms),
                static_cast<int>(rest / minute_ms % 60), static_cast<int>(rest / 1000 % 60),
                static_cast<int>(rest % 1000));
  return to_text(day) + text;
}

std::optional<Instant> parse_instant(std::string_view text) {
  if (text.size() < 20 || (text[10] != 'T' && text[10] != ' ') || text[13] != ':' || text[16] != ':') return std::nullopt;
  const auto day = parse_day(text.substr(0, 10));
  const auto hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
  if (!day || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  std::int64_t ms = day->number * day_ms + *hour * hour_ms + *minute * minute_ms + *second * 1000;
  std::size_t at = 19;
  if (text[at] == '.') {
    int scale = 100;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10) ms += (text[at] - '0') * scale;
  }
  if (at >= text.size()) return std::nullopt;
  if (text.substr(at) == "Z") return Instant{ms};
  const auto ahead_hours = digits(text, at + 1, 2), ahead_minutes = digits(text, at + 4, 2);
  if ((text[at] != '+' && text[at] != '-') || text.size() != at + 6 || text[at + 3] != ':' || !ahead_hours || !ahead_minutes)
    return std::nullopt;
  const auto ahead = *ahead_hours * hour_ms + *ahead_minutes * minute_ms;
  return Instant{text[at] == '+' ? ms - ahead : ms + ahead};
}

}  // namespace onestop
