#pragma once
// Times that somebody observed and wrote into a table: comma separated, UTF-8, the first line names the columns.
//
//   class, direction (as KZ-KG), layout   words of at most 31 bytes; required
//   laden                                 yes or no; no where the column is missing
//   facts                                 words with blanks between
//   utc_offset_min                        of the exit state's clock, -840 to 840; 0 where the column is missing
//   T0 to T12                             RFC 3339, as 2010-07-05T08:00:00+06:00; empty where nobody saw it; T3 and T11 required as columns;
//                                         T9 in three columns, T9_ordered, T9_begun and T9_ended
//   stored, fetched                       into the temporary warehouse and out of it, likewise
//
// Any other column is an error, so that a plate or a name cannot come in. So is a line that cannot be read: it is named with its
// line and column, and the whole table is refused. No line is left out.
#include <array>
#include <expected>
#include <optional>

#include "wire/yaml_tree.h"

namespace onestop::wire {

inline constexpr std::size_t most_observed_bytes = 2u << 30;

struct ObservedTime {
  std::string traffic_class, direction, layout;
  bool laden = false;
  std::vector<std::string> facts;
  int utc_offset_min = 0;
  std::array<std::optional<Instant>, 17> stamps;  // T1, T3, T5, T6, T11, T12, T0, T2, T4, T7, T8, T9 three times, T10, stored, fetched
  bool operator==(const ObservedTime&) const = default;
};

std::expected<std::vector<ObservedTime>, Findings> read_observed_times(const std::string& file, std::string_view bytes);
std::expected<std::vector<ObservedTime>, Findings> load_observed_times(const std::string& path);

}  // namespace onestop::wire
