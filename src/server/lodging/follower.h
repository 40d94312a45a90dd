#pragma once
// Reads the log behind everybody else and does what follows from it for firms: judges again what belongs together, and tells
// firms what becomes of their vehicles. Its place in the log is kept with what it wrote, so that a crash neither loses a
// notification nor doubles one.
#include <condition_variable>
#include <mutex>
#include <thread>

#include "server/lodging/lodgements.h"

namespace onestop::server {

class LodgementFollower {
 public:
  static constexpr const char* place = "lodgement_notices";  // of how far it has come, in the store
  explicit LodgementFollower(Lodgements& lodgements) : lodgements_(lodgements) {}
  ~LodgementFollower();
  LodgementFollower(const LodgementFollower&) = delete;
  LodgementFollower& operator=(const LodgementFollower&) = delete;

  void start();
  void stop();
  /// Something was written: it looks at once instead of in a second.
  void wake();
  /// One look on the calling thread, for tests; false when there was nothing new.
  Expected<bool> follow();
  /// Why it does not get on; nothing while it does.
  std::optional<std::string> trouble() const;

 private:
  void loop();
  struct Found;
  Expected<void> look_at(store::Reader& reader, const store::RawEvent& raw, Found& found) const;
  Expected<void> tell_of_crossing(store::Reader& reader, const store::RawEvent& raw, Found& found) const;

  Lodgements& lodgements_;
  std::mutex following_;  // one look at a time
  std::uint64_t looked_ = 0;  // up to there nothing follows that is not written
  Instant written_;           // when the log was last told how far that is
  mutable std::mutex lock_;
  std::condition_variable wake_;
  bool stopping_ = false, woken_ = false;
  std::optional<std::string> trouble_;
  std::optional<std::string> skipped_;  // since the start: what had to be left out
  std::thread thread_;
};

}  // namespace onestop::server
