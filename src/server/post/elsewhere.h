#pragma once
// What happens on a database that several processes serve: reads the log behind everybody and hands on what this process
// must know of, whoever wrote it, in the order of the log. It begins where the log stands when it starts.
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "server/post/crossing_file.h"
#include "server/post/runner.h"

namespace onestop::server {

class Elsewhere {
 public:
  struct Hands {
    std::function<void(const std::vector<Landed>&)> landed;            // events of crossings and of the shift, for live streams
    std::function<void(const std::vector<store::StoredEvent>&)> rules;  // events of channel rules
    std::function<void()> wrote;                                       // something was written, or a second has passed
    std::function<void(store::Reader&)> look_around;                   // the same, for what stands in tables beside the log
  };
  /// The runner learns of its shift by itself.
  Elsewhere(store::Store& store, Runner& runner, Hands hands);
  ~Elsewhere();
  Expected<void> start();
  void stop();
  /// Something was written here.
  void wake();
  /// Why it does not get on; nothing while it does.
  std::optional<std::string> trouble() const;

 private:
  void loop();
  Expected<bool> look();
  Expected<void> add(std::uint64_t seq, std::vector<store::StoredEvent>& to);

  store::Store& store_;
  Runner& runner_;
  Hands hands_;
  std::unique_ptr<store::Reader> reader_;
  std::uint64_t seen_ = 0;
  mutable std::mutex lock_;
  std::condition_variable wake_;
  bool stopping_ = false, woken_ = false;
  std::optional<std::string> trouble_;
  std::thread thread_;
};

}  // namespace onestop::server
