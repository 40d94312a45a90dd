#pragma once
// What the firms of one environment are told: each has a box with numbered notifications, which it reads or waits for, and
// webhooks. Notifications are written by whoever commits what they tell of; here they are handed out.
#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

#include "server/post/crossing_file.h"
#include "server/post/runner.h"
#include "server/webhook/sender.h"

namespace onestop::server {

class Box {
 public:
  static constexpr std::int64_t kept_days = 30;           // by the post's clock
  static constexpr std::size_t most_waiting = 4096;       // requests that wait for something new; beyond, and beyond
  static constexpr std::size_t most_waiting_of_one = 16;  // those of one firm, they are answered at once

  struct Page {
    store::BoxState state;
    std::vector<store::NotificationRow> notifications;
  };
  using Then = std::function<void(Expected<Page>)>;

  /// Before the runner starts: the store tells this box what was written.
  Box(store::Store& store, Runner& runner, Readers& readers, webhook::DeliveryRules rules);
  ~Box();
  Expected<void> start();
  void stop();

  Expected<store::BoxState> state(const Id& firm);
  Expected<Page> read(const store::BoxQuery& query);
  /// Answers when there is something, or after that time with nothing, on the box's own thread.
  void wait(const store::BoxQuery& query, std::int64_t wait_ms, Then then);
  /// Another process may have put something into any box.
  void look_at_all();
  /// Forgets what is older than `kept_days`. On any thread, from time to time.
  void tidy(Instant now);

  store::Store& store() { return store_; }
  Runner& runner() { return runner_; }
  Readers& readers() { return readers_; }
  webhook::Sender& sender() { return sender_; }

 private:
  struct Waiter {
    store::BoxQuery query;
    Instant until;
    Then then;
    bool fresh = true;  // not looked at yet
  };
  /// What the writer's thread may touch even when this box is gone.
  struct News {
    std::mutex lock;
    std::condition_variable wake;
    std::list<Waiter> waiting;
    std::set<Id> firms;  // in whose box something is new
    bool all = false;    // something may be new in any
    bool stopping = false;
  };
  void loop();
  void look(Waiter waiter, bool last);

  store::Store& store_;
  Runner& runner_;
  Readers& readers_;
  webhook::Sender sender_;
  std::shared_ptr<News> news_ = std::make_shared<News>();
  std::thread thread_;
};

}  // namespace onestop::server
