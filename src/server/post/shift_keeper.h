#pragma once
// The shift of the post as the log holds it. The runner's thread judges and records on it; any thread may look at what
// the last batch made durable.
#include <algorithm>
#include <memory>
#include <mutex>

#include "core/shift/shift.h"
#include "server/post/regime.h"
#include "store/store.h"

namespace onestop::server {

/// Whether what was folded from each recorder is at the head of its stream.
template <class Halves>
bool stand_at(const Halves& halves, const std::vector<wire::Seen>& heads) {
  return std::ranges::all_of(heads, [&](const wire::Seen& head) {
    return std::ranges::any_of(halves, [&](const auto& half) { return half.recorder == head.recorder && half.version == head.version; });
  });
}

class ShiftKeeper {
 public:
  using Snapshot = std::shared_ptr<const shift::Shift>;

  ShiftKeeper(const Regime& regime);
  /// Folds the stream. Call it before anything else, and after a batch was given up.
  Expected<void> load(store::Reader& reader);

  const Id& stream() const { return stream_; }
  /// As the last batch left it; never null.
  Snapshot published() const;

  // On the runner's thread only.
  const shift::Shift& working() const { return *working_; }
  /// Law and layout that the actor sits under: of the minute, or for a desk that finishes what an earlier layout began, of
  /// that one. The law is for traffic that leaves his state; null where there is none.
  struct Seating {
    const law::Procedure* procedure = nullptr;
    const post::Layout* layout = nullptr;
  };
  Seating seating(const shift::Actor& actor, Instant now) const;
  shift::Decision judge(const shift::Actor& actor, const shift::Command& command, const Seating& seating, Instant now) const;
  std::optional<shift::Refusal> at_the_gate(const crossing::RegisterArrival& arrival, const law::Procedure& procedure, Instant now) const;
  /// What the shift would be; the event goes into the commit with the versions that it rests on.
  Snapshot after(const shift::Event& event, const Id& recorder, Instant now, store::Commit& commit) const;
  /// The commit stands only while the shift is as it is here.
  void rest_on(store::Commit& commit) const;
  /// Whether nothing of it is older than these heads of its streams.
  bool stands_at(const std::vector<wire::Seen>& heads) const { return stand_at(working_->halves, heads); }
  /// Takes in an event of the log; false where one before it is missing here.
  Expected<bool> learn(const store::StoredEvent& event);
  /// The commit stands in the batch.
  void accept(Snapshot next) { working_ = std::move(next); }
  /// The batch is durable. True where it changed the shift.
  bool publish();

 private:
  const Regime& regime_;
  Id stream_;
  Snapshot working_;
  mutable std::mutex lock_;
  Snapshot published_;
};

}  // namespace onestop::server
