#pragma once
// A client that sends exactly the bytes a test wants, good or bad, and a server on a free port.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "server/http/server.h"

namespace onestop::server::http {

using std::chrono::milliseconds;

struct Answer {
  int status = 0;
  std::string head, body;
  bool has(std::string_view text) const { return head.find(text) != std::string::npos; }
  bool says(std::string_view text) const { return body.find(text) != std::string::npos; }
};

class Client {
 public:
  explicit Client(std::uint16_t port, int receive_buffer = 0) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (receive_buffer) setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  }
  Client(Client&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)), connected_(other.connected_), rest_(std::move(other.rest_)) {}
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() { close(); }
  void close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }
  void half_close() { ::shutdown(socket_, SHUT_WR); }
  bool connected() const { return connected_; }

  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  /// More bytes into `rest_`; false at the end or when nothing comes in time.
  bool receive(milliseconds wait = milliseconds(3000)) {
    pollfd ready{socket_, POLLIN, 0};
    if (::poll(&ready, 1, static_cast<int>(wait.count())) <= 0) return false;
    char piece[65536];
    const auto got = ::recv(socket_, piece, sizeof piece, 0);
    if (got <= 0) {
      ended_ = true;
      return false;
    }
    rest_.append(piece, static_cast<std::size_t>(got));
    return true;
  }
  /// Everything until the server closes.
  std::string until_end(milliseconds wait = milliseconds(3000)) {
    while (receive(wait)) {}
    return std::exchange(rest_, {});
  }
  bool wait_for(std::string_view text, milliseconds wait = milliseconds(3000)) {
    while (rest_.find(text) == std::string::npos)
      if (!receive(wait)) return false;
    return true;
  }
  bool ended() const { return ended_; }
  const std::string& seen() const { return rest_; }
  void forget() { rest_.clear(); }

  Answer answer(bool with_body = true) {
    Answer out;
    if (!wait_for("\r\n\r\n")) return out;
    const auto end = rest_.find("\r\n\r\n") + 4;
    out.head = rest_.substr(0, end);
    rest_.erase(0, end);
    out.status = std::stoi(out.head.substr(9, 3));
    const auto at = out.head.find("Content-Length: ");
    if (at == std::string::npos || !with_body) return out;
    const auto length = std::stoul(out.head.substr(at + 16));
    while (rest_.size() < length)
      if (!receive()) break;
    out.body = rest_.substr(0, length);
    rest_.erase(0, length);
    return out;
  }
  Answer get(const std::string& target, const std::string& headers = "") {
    send("GET " + target + " HTTP/1.1\r\nHost: post\r\n" + headers + "\r\n");
    return answer();
  }

 private:
  int socket_ = -1;
  bool connected_ = false, ended_ = false;
  std::string rest_;
};

/// Deadlines short enough to be waited for.
inline Options quick_options() {
  Options options;
  options.header_deadline = milliseconds(300);
  options.body_deadline = milliseconds(300);
  options.idle_deadline = milliseconds(300);
  options.handler_deadline = milliseconds(300);
  options.write_deadline = milliseconds(500);
  options.tick = milliseconds(20);
  return options;
}

inline std::unique_ptr<Server> started(Options options, Router router, Hooks hooks = {}) {
  auto server = std::make_unique<Server>(std::move(options), std::move(router), std::move(hooks));
  const auto begun = server->start();
  EXPECT_TRUE(begun) << begun.error().what;
  return server;
}

template <class Claim>
bool soon(Claim claim, milliseconds limit = milliseconds(5000)) {
  for (const auto until = std::chrono::steady_clock::now() + limit; std::chrono::steady_clock::now() < until; usleep(2000))
    if (claim()) return true;
  return claim();
}

}  // namespace onestop::server::http
