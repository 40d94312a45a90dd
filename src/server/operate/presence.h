#pragma once
// That this process serves the database, for whoever asks another one how the post does.
#include <atomic>
#include <string>

#include "server/post/runner.h"
#include "store/operating_rows.h"

namespace onestop::server {

class Presence {
 public:
  static constexpr std::int64_t beats_ms = 5'000;
  static constexpr std::int64_t missed_ms = 30'000;   // not seen for so long: shown as missing
  static constexpr std::int64_t forgotten_ms = day_ms;

  Presence(Runner& runner, const std::string& address);
  /// To be called every now and then on any thread; writes as often as it should.
  void beat(Instant now);
  /// In the transaction of the caller: the process ends in order.
  void leave();
  const Id& id() const { return row_.id; }

 private:
  Runner& runner_;
  store::ProcessRow row_;
  std::atomic<std::int64_t> told_ms_{0};
};

}  // namespace onestop::server
