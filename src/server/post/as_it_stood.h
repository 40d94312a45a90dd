#pragma once
// The post as it stood at one minute, in the form in which the simulator goes on from it.
#include <map>

#include "core/shift/shift.h"
#include "server/post/regime.h"
#include "sim/opening.h"
#include "store/store.h"

namespace onestop::server {

/// Plans of the post under one overlay: one for each law, layout and set of devices out of service.
class Planning {
 public:
  Planning(const Regime& regime, sim::Overlay overlay) : regime_(regime), overlay_(std::move(overlay)) {}
  const Regime& regime() const { return regime_; }
  const sim::Overlay& overlay() const { return overlay_; }
  /// A fault names the word of the overlay that the post or the law does not know.
  Expected<std::shared_ptr<const sim::Plan>> plan(Instant at, const shift::Shift& shift);

 private:
  static constexpr std::size_t most_kept = 16;
  const Regime& regime_;
  sim::Overlay overlay_;
  std::map<std::string, std::shared_ptr<const sim::Plan>> kept_;
};

/// A crossing on record that has not ended.
struct Inside {
  Id crossing;
  std::string plate;
  Instant arrived;
};

struct Stood {
  Instant at;
  std::shared_ptr<const sim::Plan> plan;
  sim::Opening opening;
  std::vector<Inside> vehicles;          // as in the opening
  struct Still {                         // no forecast moves it
    Inside vehicle;
    sim::Beyond why = sim::Beyond::none;
    int direction = 0;
  };
  std::vector<Still> still;
  std::size_t staffed = 0, desks = 0;    // of the layout
  /// Microseconds since the midnight by UTC.
  std::int64_t start_us() const { return ((at.ms % day_ms) + day_ms) % day_ms * 1'000; }
  /// Of that day, from Monday; the first of 1970 was a Thursday.
  int weekday() const { return static_cast<int>(((at.ms - ((at.ms % day_ms) + day_ms) % day_ms) / day_ms % 7 + 7 + 3) % 7); }
};

inline constexpr std::size_t most_inside = 5'000;  // beyond, the latest arrivals are not looked at

/// Reads what stood there. `inside` are the crossings that had arrived and not ended by then.
Expected<Stood> read_as_it_stood(store::Reader& reader, Planning& planning, const shift::Shift& shift, const std::vector<Inside>& inside, Instant at);
/// Crossings that are inside now.
Expected<std::vector<Inside>> inside_now(store::Reader& reader, const Code& post);
/// The shift as it was then.
Expected<shift::Shift> shift_until(store::Reader& reader, const Code& post, Instant until);

}  // namespace onestop::server
