#pragma once
// Tells webhooks what lies in the boxes of their firms: at least once, within a movement in order, different movements side
// by side. What has to be told lies in the store since the transaction of the notification, and what became of an attempt is
// written there before the next, so a crash loses nothing and repeats at most what was under way.
//
// One thread carries all transfers. A receiver that is slow or fails is allowed one transfer at a time until it answers
// quickly again, so that it takes no place from others.
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "server/post/runner.h"
#include "server/webhook/address.h"
#include "server/webhook/secrets.h"

namespace onestop::server::webhook {

struct DeliveryRules {
  UrlRules urls;
  std::int64_t first_pause_ms = 10'000;         // doubled after each failure, give or take a fifth
  std::int64_t longest_pause_ms = 6 * hour_ms;
  std::uint32_t most_tries = 20;
  std::int64_t longest_ms = 3 * day_ms;         // from the first try; then it is dead
  std::int64_t answer_ms = 5'000;
  std::int64_t slow_ms = 1'000;                 // an answer that took longer
  std::size_t most_at_once = 256;
  std::size_t most_of_receiver = 8;
  std::string authorities = {};                 // PEM file; empty: the system's
  /// Whether webhooks of this firm may be told now; what may not waits and its time does not run. Empty: always.
  std::function<bool(const Id& firm)> may_tell = {};
};

constexpr std::size_t most_answer_bytes = 64 * 1024;  // of the head, and of the body; what is beyond is not read

/// The pause after so many failures; `chance` is any number.
std::int64_t pause_ms(const DeliveryRules& rules, std::uint32_t attempts, std::uint64_t chance);

/// What other threads leave for the sender. Outlives it.
class Inbox {
 public:
  ~Inbox();
  /// Something is new for the webhooks of this firm, or about them.
  void look_at(const Id& firm);
  /// The same for all.
  void look_at_all();
  /// Ask the receiver to answer a challenge.
  void challenge(const store::WebhookRow& webhook);

 private:
  friend class Sender;
  Inbox();
  struct Written {
    Id webhook, movement;
    bool good = true;
  };
  void wake();
  std::mutex lock_;
  std::set<Id> firms_;
  std::vector<store::WebhookRow> challenges_;
  std::vector<Written> written_;
  bool all_ = false;
  bool stopping_ = false;
  void* multi_ = nullptr;  // curl's, which may be woken from any thread
};

class Sender {
 public:
  Sender(store::Store& store, Runner& runner, DeliveryRules rules);
  ~Sender();
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;
  Expected<void> start();
  void stop();
  std::shared_ptr<Inbox> inbox() const { return inbox_; }
  const DeliveryRules& rules() const { return rules_; }
  struct Transfer;

 private:
  struct Receiver {
    std::size_t busy = 0;
    bool slow = false;  // or failing: one transfer at a time
  };
  struct Known {
    store::WebhookRow row;
    std::vector<Secret> secrets;
    std::string receiver;
    std::size_t busy = 0;  // transfers, and results that are being written
    Instant look_at;       // when something may be due
  };
  static constexpr Instant never{INT64_MAX};

  void loop();
  bool take_lead(Instant now);
  void learn_all(Instant now);
  bool take_inbox();
  void learn(const Id& firm);
  bool may_tell(const Id& firm) const { return !rules_.may_tell || rules_.may_tell(firm); }
  void start_due(Instant now);
  bool start_some(Known& known, Instant now);
  std::size_t places_for(const std::string& receiver);
  void begin(const Known& known, std::unique_ptr<Transfer> transfer);
  void challenge(const store::WebhookRow& row);
  void take_finished();
  void finish(Transfer& transfer, int result);
  /// The error is empty where all went well.
  void finish_delivery(const Transfer& transfer, std::string error);
  void finish_challenge(const Transfer& transfer, std::string error);
  std::int64_t sleep_ms(Instant now) const;

  store::Store& store_;
  Runner& runner_;
  DeliveryRules rules_;
  std::shared_ptr<Inbox> inbox_;
  std::unique_ptr<store::Reader> reader_;
  std::map<Id, Known> known_;  // webhooks
  std::map<std::string, Receiver> receivers_;
  std::map<void*, std::unique_ptr<Transfer>> transfers_;
  std::set<std::pair<Id, Id>> busy_;  // webhook and movement
  std::vector<store::WebhookRow> held_challenges_;  // until their firm may be told
  Id last_served_;
  bool leads_ = false;    // one process alone of those on a database tells webhooks
  bool look_at_all_ = false;  // when the last look is old enough
  Instant looked_at_all_{};
  bool crowded_ = false;  // something is due that has no place yet
  std::thread thread_;
};

/// What a webhook is sent, and what an item of the box is.
std::string notification_json(const store::NotificationRow& row);

}  // namespace onestop::server::webhook
