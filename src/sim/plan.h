#pragma once
// A post ready to be run: the procedures of both directions, the teams that work them, and the overlay with every word resolved.
#include <array>
#include <deque>
#include <memory>
#include <span>
#include <vector>

#include "base/result.h"
#include "core/law/procedure.h"
#include "sim/overlay.h"
#include "sim/philox.h"
#include "sim/quantiles.h"

namespace onestop::sim {

inline constexpr int nobody = -1;
inline constexpr std::int64_t minute_us = 60'000'000, hour_us = 60 * minute_us, day_us = 24 * hour_us;

/// Desks of one state and agency at one station; where lanes keep the directions apart, at one site.
struct Team {
  Code state, agency, station;
  int zone = nobody;               // index into Plan::zones
  std::vector<Code> desks;
  int direction = nobody;          // whose vehicles alone it serves, where booths are divided
  int pool = nobody;               // index into Plan::pools
  std::array<std::int32_t, 24> servers{};  // by the hour of the state's clock
  bool rostered = false;
  int utc_offset_min = 0;
  std::uint64_t partners = 0;      // teams whose joint inspections need this one
};

/// Officers who open desks of several teams.
struct Staff {
  Code state, agency;
  std::array<std::int32_t, 24> officers{};  // by the hour of the state's clock
  std::uint64_t teams = 0;
};

struct Zone {
  Code code;
  int capacity = 0;  // 0 where nobody counts
};

/// A time in microseconds: fixed, or a mean and the quantiles of its distribution.
struct Timing {
  std::uint64_t mean_us = 0;
  const Quantiles* spread = nullptr;
  bool as_one = false;             // where both states' officers do it meanwhile, they take one and the same time
  bool opens = true;               // an inspection opens the load
};

struct Finding {
  law::Facts bits = 0;
  Odds odds;
  std::uint32_t index = 0;  // of the rule, part of the draw's key
};

struct Hold {
  Odds odds;
  std::uint64_t least_us = 0, most_us = 0;
};

struct Device {
  Code code;
  std::uint64_t cycle_us = 0;           // 0: as quick as the officer
  std::uint64_t up_us = 0, down_us = 0; // means; 0: never fails
  law::Facts missing[2] = {0, 0};       // by direction; 0 where the law has no answer but to wait
  std::uint64_t teams = 0;              // that use it
};

/// Vehicles of one flow in one direction.
struct Stream {
  std::size_t flow = 0;
  std::uint32_t key = 0;                 // the same in every layout
  Code name;
  int direction = 0;
  int traffic_class = 0;
  std::uint64_t gap_us = 0;              // mean between candidates, at the highest rate of the day
  std::array<Odds, 168> comes{};         // by the hour of the week of the exit state's clock, from Monday
  std::vector<Odds> chances;             // of claims and loads in their order; the pattern of a vehicle is one bit each
  std::uint64_t extra_us = 0;            // mean of further persons in millionths, where they are exponential
  Odds extra;                            // of one further person otherwise
  std::uint32_t extra_most = 0;
};

class Plan {
 public:
  /// `compiled` must be of this layout; every name in the overlay must be one of the law's or of the post's.
  static Expected<std::shared_ptr<const Plan>> of(const post::Post& post, const Code& layout, law::Compiled compiled, Overlay overlay);

  const law::Procedure& procedure(int direction) const { return compiled_.procedures[static_cast<std::size_t>(direction)]; }
  const Overlay& overlay() const { return overlay_; }
  const std::vector<Team>& teams() const { return teams_; }
  const std::vector<Staff>& pools() const { return pools_; }
  const std::vector<Zone>& zones() const { return zones_; }
  const std::vector<Stream>& streams() const { return streams_; }
  const std::vector<Device>& devices() const { return devices_; }  // of which the overlay speaks
  std::size_t devices_of_layout() const { return devices_of_layout_; }
  const std::vector<std::int64_t>& ranks() const { return ranks_; }  // highest first; the last is 0
  bool counts_places() const { return counts_places_; }
  bool drives(int direction) const { return drive_us_[static_cast<std::size_t>(direction)] > 0; }
  std::int64_t drive_us(int direction) const { return drive_us_[static_cast<std::size_t>(direction)]; }
  /// Vehicles that fit on the road before the post; negative where nobody counts.
  std::int64_t road(int direction) const { return road_[static_cast<std::size_t>(direction)]; }

  /// Who does the slot for the class; nobody where no desk has the power.
  int team(int direction, int slot, int traffic_class) const { return at(team_, direction, slot, traffic_class); }
  /// The other state's team for a joint inspection.
  int partner(int direction, int slot, int traffic_class) const { return at(partner_, direction, slot, traffic_class); }
  /// The device on which the control rests there, where the overlay speaks of it.
  int device(int direction, int slot, int team) const;
  /// Whether the other state's officers of the agency sit at the same station in the same zone.
  bool together(int direction, int slot, int traffic_class) const;
  /// Whether they do their own part of the control meanwhile.
  bool beside(int direction, int slot, int traffic_class) const;
  Timing timing(int direction, const Code& what, law::Side side, int traffic_class, law::Facts facts, bool laden, bool paired) const;
  std::vector<Finding> findings(int direction, int slot, int traffic_class, law::Facts facts) const;
  const Hold* hold(const Code& control) const;
  const Odds& alarm() const { return alarm_; }
  const Odds& confirmed() const { return confirmed_; }
  const Odds& refusal() const { return refusal_; }
  /// The same for one control of one state in every layout: part of the key of its draws.
  std::uint32_t step_key(int direction, int slot) const { return step_keys_[static_cast<std::size_t>(direction)][static_cast<std::size_t>(slot)]; }
  /// The same without the state, for examinations that are one.
  std::uint32_t shared_key(int direction, int slot) const { return shared_keys_[static_cast<std::size_t>(direction)][static_cast<std::size_t>(slot)]; }

 private:
  friend class Planner;
  using PerClass = std::array<std::vector<std::vector<int>>, 2>;
  static int at(const PerClass& table, int direction, int slot, int traffic_class) {
    return table[static_cast<std::size_t>(direction)][static_cast<std::size_t>(slot)][static_cast<std::size_t>(traffic_class)];
  }

  law::Compiled compiled_;
  Overlay overlay_;
  std::vector<Team> teams_;
  std::vector<Staff> pools_;
  std::vector<Zone> zones_;
  std::vector<Stream> streams_;
  std::vector<Device> devices_;
  std::vector<std::vector<std::pair<Code, int>>> serves_;  // by device: control, zone
  std::size_t devices_of_layout_ = 0;
  std::vector<std::int64_t> ranks_;
  std::vector<std::pair<Code, Hold>> holds_;
  std::vector<Timing> timings_;  // by rule of the overlay
  std::deque<Quantiles> tables_;
  PerClass team_, partner_;
  std::array<std::vector<std::uint32_t>, 2> step_keys_, shared_keys_;
  std::array<std::int64_t, 2> drive_us_{}, road_{-1, -1};
  Odds alarm_, confirmed_, refusal_;
  bool counts_places_ = false;
};

}  // namespace onestop::sim
