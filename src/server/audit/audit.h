#pragma once
// Puts what officers looked at, how they signed in and what was changed around them onto the log (core/audit).
#include <functional>

#include "core/audit/audit.h"
#include "server/post/clock.h"
#include "server/post/runner.h"

namespace onestop::server {

class Audit {
 public:
  /// `host`: the state whose recorder writes what no other state's does.
  Audit(Runner& runner, const DomainClock& clock, Code host = {}) : runner_(runner), clock_(clock), host_(host) {}

  /// Written by the recorder of that state, together with whatever else waits at the same time. `then` is called on the
  /// writer's thread: true once it is durable; false where it could not be written, and who wanted to show personal data
  /// shows nothing then.
  void record(const Code& state, audit::Event event, std::function<void(bool durable)> then);

 private:
  const Id& recorder_for(const Code& state) const;

  Runner& runner_;
  const DomainClock& clock_;
  Code host_;
};

/// The stream of one day of a state's recorder in which such events lie.
Id audit_stream(const Id& recorder, Day day);
/// The day of an instant, by UTC.
Day audit_day(Instant at);

/// The same inside a transaction of the caller's, together with what else must stand or fall with it.
Expected<void> put_audit(store::Writer& writer, const Id& recorder, Instant now, const audit::Event& event, const store::Commit& with = {});

}  // namespace onestop::server
