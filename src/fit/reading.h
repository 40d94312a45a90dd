#pragma once
// Events become observations. Where nobody recorded that a control began, it began when the vehicle could have it and the officer was
// free, whichever was later.
#include <memory>
#include <span>

#include "core/crossing/events.h"
#include "core/law/procedure.h"
#include "fit/observations.h"

namespace onestop::fit {

/// All events of one crossing in the order of the log, and the law it ran under; null where that is not on record.
struct Crossing {
  std::vector<crossing::Recorded> events;
  const law::Procedure* procedure = nullptr;
};

struct Reading {
  Instant from{INT64_MIN}, to{INT64_MAX};  // of arrivals, and of the closing of acts
  Code parted_by = "transit";              // the fact of loads by which flows and durations are told apart
};

/// Takes one crossing after the other, in any order, and keeps only what is observed.
class Observer {
 public:
  explicit Observer(Reading reading);
  ~Observer();
  void take(const Crossing& crossing);
  /// Of all that were taken; call it once.
  Observations finish();

 private:
  struct Pending;
  Reading reading_;
  std::unique_ptr<Pending> pending_;
};

Observations observe(std::span<const Crossing> crossings, const Reading& reading);

}  // namespace onestop::fit
