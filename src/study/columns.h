#pragma once
// Stays as columns: one plain array for each thing a study asks about, one place in each for a stay. No plate, no name and no
// identity is in them, so none can leave with a figure made of them.
#include <array>
#include <limits>
#include <map>

#include "study/stay.h"

namespace onestop::study {

/// By which stays are told apart. Hour (00 to 23) and weekday (1 Monday to 7 Sunday) are those of the exit state's clock at the gate.
/// A stay that bears several facts counts in the segment of each; "-" stands for none, and for an hour that nobody knows.
enum class Dimension { traffic_class, direction, layout, laden, fact, hour, weekday };
BOOST_DESCRIBE_ENUM(Dimension, traffic_class, direction, layout, laden, fact, hour, weekday)

enum class Stamp { joined, gate_in, exit_notice, entry_accepted, released, gate_out };  // T1, T3, T5, T6, T11, T12
inline constexpr std::size_t stamps_count = 6;
inline constexpr std::int64_t unrecorded = std::numeric_limits<std::int64_t>::min();

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

/// What one stay is to a study. Also what a line of observed times becomes.
struct Observation {
  std::string traffic_class, direction, layout;
  bool laden = false;
  std::vector<std::string> facts;
  int utc_offset_min = 0;  // of the exit state's clock
  std::array<std::int64_t, stamps_count> stamps{unrecorded, unrecorded, unrecorded, unrecorded, unrecorded, unrecorded};  // UTC ms
  std::vector<Spent> spent;
};
Observation observed(const Stay& stay, int exit_utc_offset_min);

struct Columns {
  Words classes, directions, layouts, facts;  // facts: at most 62, the rest bears the last
  std::vector<std::uint8_t> traffic_class, direction, layout, laden, hour, weekday;
  std::vector<std::uint64_t> fact;            // a bit for each
  std::array<std::vector<std::int64_t>, stamps_count> stamps;
  std::vector<Spender> spenders;
  std::vector<std::uint32_t> spent_stay;      // who of `spenders` spent how much of which stay
  std::vector<std::uint16_t> spent_by;
  std::vector<std::int64_t> spent_ms;

  std::size_t size() const { return traffic_class.size(); }
  void add(const Observation& one);
};

}  // namespace onestop::study
