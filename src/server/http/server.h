#pragma once
// The listening server: threads, connections, limits and deadlines.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "server/http/http.h"
#include "server/http/peers.h"
#include "server/http/router.h"

namespace onestop::server::http {

struct Options {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one, ask Server::port()
  int threads = 2;
  std::string certificate_file;  // PEM; with the key: TLS 1.2 and later
  std::string key_file;
  std::string client_ca_file;  // PEM; with it clients may show certificates signed by these, for Request::certificate
  std::size_t most_connections = 8192;  // beyond: 503 and closed
  std::size_t most_of_address = 2048;   // connections of one address, behind which a whole office may sit; beyond: the same
  std::size_t most_unproven_of_address = 256;  // of these, that have not sent a whole request yet
  std::vector<Network> trusted_proxies{};      // whose X-Forwarded-For and X-Forwarded-Proto are believed; they have no bound of their own
  std::size_t most_header_bytes = 16u << 10;
  std::size_t most_body_bytes = 1u << 20;
  std::size_t most_large_bodies = 8;  // of routes with a limit of their own, received or answered at once; beyond: 503
  std::size_t most_large_of_one = 2;  // of one holder, as its gate names him
  std::chrono::milliseconds large_pace{10'000};  // in each such time a large body must grow by the bytes below, or it loses its place
  std::size_t large_pace_bytes = 64u << 10;
  std::size_t most_body_bytes_together = 256u << 20;  // of all requests being received or answered; beyond: 503
  std::size_t most_stream_events = 256;         // waiting for one client; beyond: dropped
  std::size_t most_stream_bytes = 256u << 10;
  std::chrono::milliseconds header_deadline{10'000};
  std::chrono::milliseconds body_deadline{30'000};
  std::chrono::milliseconds handler_deadline{60'000};  // then 504, and the reply goes nowhere
  std::chrono::milliseconds write_deadline{30'000};
  std::chrono::milliseconds idle_deadline{60'000};  // between two requests of one connection
  std::chrono::milliseconds heartbeat{15'000};      // a comment on silent event streams
  std::chrono::milliseconds tick{250};              // how often deadlines are looked at
  /// Sent with every response that does not set the same header itself.
  std::vector<Header> default_headers = security_headers();
  static std::vector<Header> security_headers();
};

/// Called on network threads; must be quick and must not throw.
struct Hooks {
  struct Done {
    Method method = Method::get;
    std::string_view pattern;  // "" when no route matched
    int status = 0;
    std::int64_t duration_us = 0;
    std::size_t bytes = 0;  // of the response's body
    std::string_view correlation;
    std::string_view peer;
  };
  std::function<void(const Done&)> on_request_done;
  /// A handler threw; the client got 500 with the same correlation id.
  std::function<void(std::string_view correlation, std::string_view what)> on_handler_failed;
};

struct Counters {
  std::uint64_t connections_open = 0, connections_total = 0, connections_refused = 0;
  std::uint64_t streams_open = 0, streams_dropped = 0;
  std::uint64_t requests_total = 0, requests_malformed = 0, deadlines_missed = 0;
};

class Server {
 public:
  Server(Options options, Router router, Hooks hooks = {});
  ~Server();  // stops without grace if still running
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  Expected<void> start();
  std::uint16_t port() const;
  Counters counters() const;
  /// Stops accepting, ends streams, lets requests under way finish within the grace, then closes what is left.
  void stop(std::chrono::milliseconds grace);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace onestop::server::http
