#include "app/hourly_delays.h"

#include <fmt/core.h>
#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "base/instant.h"

namespace onestop::app {
namespace {

constexpr std::size_t most_bytes = 256u << 20;

/// zlib hands on what is not packed as it is.
Expected<std::string> bytes_of(const std::string& file) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> in(gzopen(file.c_str(), "rb"), gzclose);
  if (!in) return fault("cannot read " + file + "; name an existing file");
  std::string out;
  std::vector<char> part(1 << 16);
  for (;;) {
    const int n = gzread(in.get(), part.data(), static_cast<unsigned>(part.size()));
    int state = Z_OK;
    if (n <= 0) gzerror(in.get(), &state);
    if (n < 0 || state != Z_OK) return fault(file + " is damaged: it cannot be unpacked to its end");
    if (n == 0) return out;
    out.append(part.data(), static_cast<std::size_t>(n));
    if (out.size() > most_bytes) return fault(file + " holds more than 256 MiB; give a shorter time");
  }
}

std::optional<std::int64_t> hour_of(std::string_view text) {
  if (text.size() < 13 || (text[10] != ' ' && text[10] != 'T')) return std::nullopt;
  const auto day = parse_day(text.substr(0, 10));
  int hour = -1;
  const auto [end, wrong] = std::from_chars(text.data() + 11, text.data() + 13, hour);
  if (!day || wrong != std::errc() || end != text.data() + 13 || hour < 0 || hour > 23) return std::nullopt;
  return std::int64_t{day->number} * 24 + hour;
}

}  // namespace

Expected<std::vector<fit::DelayHour>> read_hourly_delays(const std::string& file) {
  const auto bytes = bytes_of(file);
  if (!bytes) return std::unexpected(bytes.error());
  std::vector<fit::DelayHour> out;
  std::string_view left = *bytes;
  for (std::size_t line = 1; !left.empty(); ++line) {
    const auto end = left.find('\n');
    auto text = left.substr(0, end);
    left = end == std::string_view::npos ? std::string_view() : left.substr(end + 1);
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (line == 1 || text.empty()) continue;
    const auto comma = text.find(',');
    const auto hour = hour_of(text.substr(0, comma));
    if (!hour || comma == std::string_view::npos) return fault(fmt::format("{} line {}: right would be 2014-01-01 00:00:00,0.1", file, line));
    double minutes = -1;
    const auto value = text.substr(comma + 1);
    const auto [past, wrong] = std::from_chars(value.data(), value.data() + value.size(), minutes);
    const bool measured = wrong == std::errc() && past == value.data() + value.size() && minutes >= 0 && minutes < 1e6;
    out.push_back({*hour, measured ? std::optional(minutes) : std::nullopt});
  }
  if (std::ranges::none_of(out, [](const fit::DelayHour& one) { return one.delay_min.has_value(); })) return fault(file + " holds no hour with a delay that is a number of minutes");
  return out;
}

}  // namespace onestop::app
