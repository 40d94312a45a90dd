#pragma once
// Vehicles as the world sends them: when they come and what is aboard. All names and plates are invented.
#include <optional>

#include "app/traffic/draws.h"
#include "app/traffic/parameters.h"
#include "server/messages.h"

namespace onestop::traffic {

struct Vehicle {
  Id crossing;
  Code flow;
  crossing::RegisterArrival arrival;
  std::uint64_t key = 0;  // of its draws: the same vehicle comes again under the same key
  double came_ms = 0;     // on the agenda
  std::pair<std::size_t, std::uint64_t> pair;  // stream and number in it
  std::size_t round = 0;  // how often the same arrivals came before
};

/// The vehicle with this key. `now` goes into its ids, nothing else depends on it.
Vehicle invent_vehicle(const Parameters& parameters, const Flow& flow, const server::PostView& post, const Code& exit_state,
                       std::uint64_t key, Instant now);

/// One that the post has now for its class and direction: the layout may change while the vehicle waits on the road.
void choose_lane(Vehicle& vehicle, const server::PostView& post);
bool has_lane(const server::PostView& post, const crossing::RegisterArrival& arrival);

/// Arrivals of one flow in one direction: a Poisson process whose rate follows the hour profile, made by thinning.
class ArrivalStream {
 public:
  ArrivalStream(const Parameters& parameters, const Flow& flow, double scale, int utc_offset_min, std::uint64_t key);
  /// The first arrival after `from`, or nothing where the flow is empty.
  std::optional<Instant> next(Instant from);

 private:
  const Parameters& parameters_;
  double highest_per_ms_ = 0, highest_factor_ = 0;
  int utc_offset_min_;
  Draws draws_;
};

}  // namespace onestop::traffic
