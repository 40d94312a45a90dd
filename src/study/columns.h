#pragma once
// Stays as columns: one plain array for each thing a study asks about, one place in each for a stay. No plate, no name and no
// identity is in them, so none can leave with a figure made of them.
#include <array>
#include <limits>
#include <map>
#include <tuple>

#include "core/programme/release_study.h"
#include "study/stay.h"

namespace onestop::study {

/// By which stays are told apart; channel, sps and prearrival by the study's marks. Hour (00 to 23) and weekday (1 Monday to 7 Sunday) are those of the exit state's clock at the gate.
/// A stay that bears several facts counts in the segment of each; "-" stands for none, and for an hour that nobody knows.
enum class Dimension { traffic_class, direction, layout, laden, fact, hour, weekday, channel, sps, prearrival };
BOOST_DESCRIBE_ENUM(Dimension, traffic_class, direction, layout, laden, fact, hour, weekday, channel, sps, prearrival)

/// T1, T3, T5, T6, T11 and T12; then T0, T2, T4, T7, T8, T9 (ordered, begun, ended), T10, and into and out of the warehouse.
enum class Stamp { joined, gate_in, exit_notice, entry_accepted, released, gate_out, lodged, called, first_control, declared, channel, inspection_ordered, inspection_begun, inspection_ended, paid, stored, fetched };
inline constexpr std::size_t stamps_count = 17;
inline constexpr std::int64_t unrecorded = std::numeric_limits<std::int64_t>::min();
inline constexpr std::size_t marks_count = 3;  // as programme::Mark

/// Words of one column by the place that stands for them. At most 250; what comes later is "other".
class Words {
 public:
  static constexpr std::size_t most = 250;
  std::uint8_t place_of(const std::string& word);
  const std::vector<std::string>& list() const { return list_; }

 private:
  std::vector<std::string> list_;
  std::map<std::string, std::uint8_t, std::less<>> places_;
};

struct Spender {
  Owner owner;
  Kind kind = Kind::wait;
  bool operator==(const Spender&) const = default;
};
struct Spending {
  Spender spender;
  Code activity;
};

constexpr std::array<std::int64_t, stamps_count> no_stamps() {
  std::array<std::int64_t, stamps_count> all{};
  all.fill(unrecorded);
  return all;
}

/// What one stay is to a study. Also what a line of observed times becomes.
struct Observation {
  std::string traffic_class, direction, layout;
  bool laden = false;
  std::vector<std::string> facts;
  int utc_offset_min = 0;  // of the exit state's clock
  std::array<std::int64_t, stamps_count> stamps = no_stamps();  // UTC ms
  std::vector<Spent> spent;
  std::array<std::string, marks_count> marks{"-", "-", "-"};
  std::optional<std::int64_t> target_ms = {};  // of the release
};
/// Without a study nobody knows its marks, and there is no target.
Observation observed(const Stay& stay, int exit_utc_offset_min, const programme::ReleaseStudy* study = nullptr);

struct Columns {
  Words classes, directions, layouts, facts;  // facts: at most 62, the rest bears the last
  std::vector<std::uint8_t> traffic_class, direction, layout, laden, hour, weekday;
  std::vector<std::uint64_t> fact;            // a bit for each
  std::array<std::vector<std::int64_t>, stamps_count> stamps;  // one that nobody has recorded yet is shorter than the others
  std::array<Words, marks_count> mark_words;
  std::array<std::vector<std::uint8_t>, marks_count> marks;
  std::vector<std::int64_t> targets_ms{unrecorded};            // the first stands for none
  std::vector<std::uint8_t> target;
  std::vector<Spending> spendings;
  std::vector<std::uint32_t> spent_stay;      // which of `spendings` took how much of which stay
  std::vector<std::uint16_t> spent_by;
  std::vector<std::int64_t> spent_ms;

  std::size_t size() const { return traffic_class.size(); }
  std::int64_t stamp(Stamp of, std::size_t stay) const {
    const auto& column = stamps[static_cast<std::size_t>(of)];
    return stay < column.size() ? column[stay] : unrecorded;
  }
  void add(const Observation& one);
  /// Only these stays, in this order.
  Columns chosen(const std::vector<std::uint32_t>& stays) const;

 private:
  std::map<std::tuple<Code, OwnerKind, Code, Code, Kind>, std::uint16_t> known_spendings_;
};

}  // namespace onestop::study
