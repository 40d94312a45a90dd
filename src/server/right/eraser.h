#pragma once
// Destroys the keys of persons whose time is over, and says so on the log in the same commit. Figures do not change by it: they
// rest on what names nobody.
#include "core/right/erasure.h"
#include "server/api/api.h"

namespace onestop::server {

class Eraser {
 public:
  static constexpr std::size_t most_at_once = 200;  // crossings of one turn, so that no command waits long
  static constexpr std::int64_t rest_ms = 60 * minute_ms;  // wall time, once nothing is left to do

  Eraser(store::Store& store, const Regime& regime, Id recorder, std::vector<right::Keeping> rules) : store_(store), regime_(regime), recorder_(recorder), rules_(std::move(rules)) {}

  /// One turn on the writer's thread, outside of a transaction; the number of persons erased. Days are gone through in their
  /// order; what has to stay longer, or has not ended, is looked at again when its time has come.
  Expected<std::size_t> turn(Instant now);

 private:
  struct Place;
  Expected<Place> place();
  Expected<void> look_at_day(Instant now, Place& at);
  Expected<std::size_t> erase_due(Instant now, Place& at);
  Expected<std::size_t> erase(const Id& crossing, Instant now);

  store::Store& store_;
  const Regime& regime_;
  Id recorder_;
  std::vector<right::Keeping> rules_;
  Instant last_{};
};

}  // namespace onestop::server
