#include "server/http/server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <netinet/tcp.h>

#include <array>
#include <ctime>
#include <latch>
#include <thread>

#include "server/http/connection.h"

namespace onestop::server::http {

using asio::ip::tcp;
using std::chrono::milliseconds;

std::vector<Header> Options::security_headers() {
  return {{"Content-Security-Policy", "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
                                      "form-action 'self'; frame-ancestors 'none'"},
          {"X-Content-Type-Options", "nosniff"},
          {"Referrer-Policy", "same-origin"},
          {"Cross-Origin-Opener-Policy", "same-origin"},
          {"Cache-Control", "no-store"}};
}

namespace {

asio::awaitable<void> run(std::shared_ptr<Connection> connection) { co_await connection->run(); }

std::string http_date(std::int64_t second) {
  // Not strftime: names of days and months must not follow the locale.
  static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto at = static_cast<std::time_t>(second);
  std::tm utc{};
  gmtime_r(&at, &utc);
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[utc.tm_wday], utc.tm_mday, months[utc.tm_mon],
                utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
  return text;
}

// A peer that vanished without a word is noticed after this long, also while only heartbeats are written.
void set_socket_options(tcp::socket& socket) {
  error_code ec;
  socket.set_option(tcp::no_delay(true), ec);
  const unsigned gone_after_ms = 30'000;
  setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &gone_after_ms, sizeof gone_after_ms);
}

}  // namespace

void Worker::start(std::unique_ptr<Channel> channel, const std::string& peer, bool secure) {
  auto connection = std::make_shared<Connection>(*this, std::move(channel), peer, secure);
  asio::co_spawn(io, run(std::move(connection)), asio::detached);
}

void Worker::arm_tick() {
  const auto second = static_cast<std::int64_t>(std::time(nullptr));
  if (second != date_second) {
    date_second = second;
    date = http_date(second);
  }
  tick.expires_after(shared->options.tick);
  tick.async_wait([this](error_code ec) {
    if (ec) return;
    look_at_deadlines();
    arm_tick();
  });
}

void Worker::look_at_deadlines() {
  const auto now = Clock::now();
  for (auto* connection : connections) connection->look_at_deadline(now);
}
void Worker::begin_stop() {
  for (auto* connection : connections) connection->begin_stop();
}
void Worker::close_all() {
  for (auto* connection : connections) connection->close();
}

struct Server::Inside {
  std::shared_ptr<Shared> shared = std::make_shared<Shared>();
  std::vector<std::shared_ptr<Worker>> workers;
  std::vector<std::thread> threads;
  std::shared_ptr<TlsContext> tls;
  std::optional<tcp::acceptor> acceptor;    // on the first worker
  std::optional<asio::steady_timer> pause;  // when the system has no descriptor left
  std::size_t next_worker = 0;
  std::uint16_t port = 0;
  /// A waiting accept holds the context of the worker whose turn it is: none may be left when workers end, one by one and, where
  /// an answer is just being handed to one, on another thread than this.
  std::latch accepted_last{1};

  Expected<void> listen() {
    error_code ec;
    const auto& options = shared->options;
    const auto address = asio::ip::make_address(options.address, ec);
    if (ec) return fault("the address to listen at, " + options.address + ", is not an IP address");
    const tcp::endpoint here(address, options.port);
    acceptor->open(here.protocol(), ec);
    if (!ec) acceptor->set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec) acceptor->bind(here, ec);
    if (!ec) acceptor->listen(1024, ec);
    if (ec) return fault("cannot listen at " + options.address + ":" + std::to_string(options.port) + ": " + ec.message());
    port = acceptor->local_endpoint(ec).port();
    return {};
  }

  void accept() {
    auto& worker = *workers[next_worker++ % workers.size()];
    acceptor->async_accept(worker.io, [this, &worker](error_code ec, tcp::socket socket) {
      if (shared->stopping || ec == asio::error::operation_aborted) return accepted_last.count_down();
      if (!ec) {
        take(worker, std::move(socket));
        return accept();
      }
      pause->expires_after(milliseconds(100));
      pause->async_wait([this](error_code stopped) {
        if (stopped || shared->stopping) return accepted_last.count_down();
        accept();
      });
    });
  }

  void take(Worker& worker, tcp::socket socket) {
    error_code ec;
    const auto peer = socket.remote_endpoint(ec).address().to_string();
    const bool place = shared->open.fetch_add(1) < shared->options.most_connections && shared->addresses.take(peer, shared->options);
    if (!place) {
      --shared->open;
      ++shared->refused;
      return turn_away(std::move(socket));
    }
    ++shared->total;
    set_socket_options(socket);
    const bool secure = tls != nullptr;
    auto channel = secure ? tls->channel(std::move(socket)) : plain_channel(std::move(socket));
    asio::post(worker.io, [&worker, secure, peer, held = std::move(channel)]() mutable { worker.start(std::move(held), peer, secure); });
  }

  void turn_away(tcp::socket socket) const {
    static constexpr std::string_view full =
        "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n";
    error_code ec;
    socket.non_blocking(true, ec);
    if (!tls) socket.write_some(asio::buffer(full), ec);
    socket.shutdown(tcp::socket::shutdown_send, ec);
  }

  bool empty_within(milliseconds limit) const {
    for (const auto until = Clock::now() + limit; Clock::now() < until; std::this_thread::sleep_for(milliseconds(2)))
      if (shared->open == 0) return true;
    return shared->open == 0;
  }
};

Server::Server(Options options, Router router, Hooks hooks) : inside_(std::make_unique<Inside>()) {
  inside_->shared->options = std::move(options);
  inside_->shared->router = std::move(router);
  inside_->shared->hooks = std::move(hooks);
}

Server::~Server() { stop(milliseconds(0)); }

Expected<void> Server::start() {
  auto& in = *inside_;
  const auto& options = in.shared->options;
  if (!options.certificate_file.empty()) {
    auto tls = TlsContext::load(options.certificate_file, options.key_file, options.client_ca_file);
    if (!tls) return std::unexpected(tls.error());
    in.tls = *std::move(tls);
    in.shared->options.default_headers.push_back({"Strict-Transport-Security", "max-age=31536000"});
  }
  for (int i = 0; i < std::max(1, options.threads); ++i) in.workers.push_back(std::make_shared<Worker>(in.shared));
  auto& first = in.workers.front()->io;
  in.acceptor.emplace(first);
  in.pause.emplace(first);
  if (const auto listening = in.listen(); !listening) return listening;
  in.accept();
  for (const auto& worker : in.workers) {
    worker->arm_tick();
    in.threads.emplace_back([worker] { worker->io.run(); });
  }
  return {};
}

std::uint16_t Server::port() const { return inside_->port; }

Counters Server::counters() const {
  const auto& s = *inside_->shared;
  return {s.open, s.total, s.refused, s.streams, s.dropped, s.requests, s.malformed, s.missed};
}

void Server::stop(milliseconds grace) {
  auto& in = *inside_;
  if (in.threads.empty() || in.shared->stopping.exchange(true)) return;
  asio::post(in.workers.front()->io, [&in] {
    error_code ec;
    in.acceptor->close(ec);
    in.pause->cancel();
  });
  for (const auto& worker : in.workers) asio::post(worker->io, [at = worker.get()] { at->begin_stop(); });
  in.empty_within(grace);
  for (const auto& worker : in.workers) asio::post(worker->io, [at = worker.get()] { at->close_all(); });
  in.empty_within(milliseconds(1'000));
  in.accepted_last.wait();
  for (const auto& worker : in.workers) worker->io.stop();
  for (auto& thread : in.threads) thread.join();
  in.threads.clear();
  in.acceptor.reset();
  in.pause.reset();
  in.workers.clear();
}

}  // namespace onestop::server::http
