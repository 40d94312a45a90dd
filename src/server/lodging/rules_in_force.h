#pragma once
// The agencies' channel rules as the log has them, and which of them judge now. Any thread may ask.
#include <map>
#include <memory>
#include <mutex>

#include "core/channel/rule_book.h"
#include "server/post/regime.h"
#include "store/store.h"

namespace onestop::server {

class RulesInForce {
 public:
  using Sets = std::shared_ptr<const std::vector<channel::RuleSet>>;

  /// Folds the rule books of all agencies of both states. A published edition that cannot be read any more is a fault.
  static Expected<std::unique_ptr<RulesInForce>> load(store::Reader& reader, const post::Post& post, const std::vector<Code>& agencies);

  Sets published() const;
  /// As some edition has them, of whatever standing; null for one that nobody wrote.
  std::shared_ptr<const channel::RuleSet> edition(const Code& state, const Code& agency, std::uint32_t version) const;
  channel::RuleBook book(const Code& state, const Code& agency) const;
  std::vector<channel::RuleBook> books() const;
  /// Takes in what became durable as that version of the book's stream; what is in here already is passed by.
  void landed(const Code& state, const Code& agency, std::uint64_t version, Instant at, const channel::RuleEvent& event);
  /// The same for an event of the log, whoever wrote it.
  void learn(const store::StoredEvent& event);
  static Expected<channel::RuleSet> read(const channel::Edition& edition, const Code& state, const Code& agency);

 private:
  void take_published();
  mutable std::mutex lock_;
  std::map<std::pair<Code, Code>, channel::RuleBook> books_;
  mutable std::map<std::tuple<Code, Code, std::uint32_t>, std::shared_ptr<const channel::RuleSet>> read_;  // editions never change
  Sets published_ = std::make_shared<const std::vector<channel::RuleSet>>();
};

/// The event with what must stand before it in the stream.
store::Commit commit_of(const Code& post, const channel::RuleBook& book, const Id& recorder, Instant now, const channel::RuleEvent& event);

}  // namespace onestop::server
