#pragma once
// Where replies and streams meet their connection. For the kernel's own sources, not for handlers.
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "server/http/http.h"

namespace onestop::server::http {

bool same_name(std::string_view a, std::string_view b);  // header names, in any case
std::string_view phrase(int status);

struct Reply::Sink {
  virtual ~Sink() = default;
  virtual void deliver(Response response) = 0;
  virtual std::shared_ptr<Stream::State> open_stream(std::vector<Header> headers) = 0;
  virtual void lost() = 0;  // the reply was destroyed unused
};

/// The queue between any thread that sends and the network thread that writes.
struct Stream::State {
  State(std::size_t events, std::size_t bytes) : most_events(events), most_bytes(bytes) {}
  virtual ~State() = default;
  virtual void wake() = 0;  // posts to the network thread

  bool push(std::shared_ptr<const std::string> frame);
  void end(std::string_view comment);
  bool open();
  void ended();  // by the network thread, when the connection is gone

  const std::size_t most_events, most_bytes;
  std::mutex mutex;
  std::vector<std::shared_ptr<const std::string>> waiting;
  std::size_t waiting_bytes = 0;
  bool woken = false;    // a wake-up is on its way, another would add nothing
  bool closing = false;  // nothing more is taken
  bool dropped = false;  // because the client was too slow
  bool gone = false;
  std::string_view farewell;  // a literal
  std::function<void()> on_close;
};

}  // namespace onestop::server::http
