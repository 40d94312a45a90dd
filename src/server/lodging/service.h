#pragma once
// Both environments of the service for traders: the live one on the post's own log, and a sandbox on a log of its own, in
// which a trader's programmer plays the authorities.
#include <memory>

#include "server/lodging/follower.h"
#include "server/lodging/lodgements.h"
#include "server/lodging/sources.h"

namespace onestop::server {

class LodgingService {
 public:
  struct Side {
    store::Store* store = nullptr;
    Readers* readers = nullptr;
    Runner* runner = nullptr;
    std::unique_ptr<RulesInForce> rules;
    std::unique_ptr<Lodgements> lodgements;
    std::unique_ptr<LodgementFollower> follower;
  };
  /// The live runner must not have been started yet.
  static Expected<std::unique_ptr<LodgingService>> open(const LodgingSources& sources, store::Store& store, Runner& runner, Readers& readers, const Regime& regime,
                                                        const DomainClock& clock, std::function<bool(const Id& firm)> confirmed);
  ~LodgingService();
  Expected<void> start();
  void stop();

  Side& live() { return live_; }
  Side* sandbox() { return sandbox_store_ ? &sandbox_ : nullptr; }
  Side& of(bool sandbox) { return sandbox && sandbox_store_ ? sandbox_ : live_; }
  MessageReader& reader() { return *reader_; }

 private:
  LodgingService() = default;
  std::unique_ptr<MessageReader> reader_;
  std::unique_ptr<store::Store> sandbox_store_;
  std::unique_ptr<Readers> sandbox_readers_;
  std::unique_ptr<Runner> sandbox_runner_;
  Side live_, sandbox_;
};

/// Writes each set as the first, published edition where its agency has none: no two people stand behind it, so only where
/// nothing real is decided.
Expected<void> put_first_rules(store::Store& store, const post::Post& post, const std::vector<Runner::Recorder>& recorders, const std::vector<channel::RuleSet>& sets, Instant now);

}  // namespace onestop::server
