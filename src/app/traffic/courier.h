#pragma once
// Carries HTTP calls over a few kept connections, all on the caller's thread.
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace onestop::traffic {

struct Call {
  std::string method, path, body;
  std::vector<std::string> headers = {};  // "Name: value"
};

struct Reply {
  long status = 0;  // 0: nobody answered
  std::string body;
};
using Then = std::function<void(const Reply&)>;

class Courier {
 public:
  static constexpr long most_connections = 8;  // calls beyond wait inside libcurl
  static constexpr std::size_t largest_reply = 4u << 20;
  static constexpr long patience_ms = 15'000;

  explicit Courier(std::string url);  // "http://127.0.0.1:8080"
  ~Courier();
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;

  void send(const Call& call, Then then);
  bool idle() const;
  /// Waits at most that long for an answer, then delivers all that have come.
  void attend(std::chrono::milliseconds wait);

 private:
  struct Trip;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace onestop::traffic
