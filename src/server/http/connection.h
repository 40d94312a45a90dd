#pragma once
// One connection: reads a request, has it answered, writes the answer, and again. All of it on its worker's thread.
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/http/channel.h"
#include "server/http/exchange.h"
#include "server/http/large_places.h"
#include "server/http/request_parser.h"
#include "server/http/server.h"

namespace onestop::server::http {

using Clock = std::chrono::steady_clock;

/// What all threads of one server share.
struct Shared {
  Options options;
  Router router;
  Hooks hooks;
  std::atomic<std::uint64_t> open{0}, total{0}, refused{0}, streams{0}, dropped{0}, requests{0}, malformed{0}, missed{0};
  std::atomic<std::size_t> body_bytes{0};
  LargePlaces large_places;
  AddressPlaces addresses;
  std::atomic<bool> stopping{false};
};

class Connection;

/// One thread with its own io_context, so that a connection needs no lock and no strand.
struct Worker : std::enable_shared_from_this<Worker> {
  explicit Worker(std::shared_ptr<Shared> with) : shared(std::move(with)) {}
  void start(std::unique_ptr<Channel> channel, const std::string& peer, bool secure);
  void arm_tick();
  void look_at_deadlines();
  void begin_stop();
  void close_all();

  std::shared_ptr<Shared> shared;
  std::vector<Connection*> connections;  // before io: its destruction ends the last of them
  std::string date;                      // the header's value, renewed once a second
  std::int64_t date_second = -1;
  asio::io_context io{1};
  asio::steady_timer tick{io};
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Worker& worker, std::unique_ptr<Channel> channel, const std::string& peer, bool secure);
  ~Connection();
  asio::awaitable<void> run();

  // Called by the worker and, posted to its thread, by replies and streams.
  void look_at_deadline(Clock::time_point now);
  void begin_stop();
  void close();
  void reply(std::uint64_t serial, Response response);
  void reply_with_stream(std::uint64_t serial, std::shared_ptr<Stream::State> stream, std::vector<Header> headers);
  void wake();

  std::size_t place = 0;  // among the worker's connections

 private:
  enum class Phase { handshake, idle, header, body, handling, writing, streaming, goodbye };
  enum class Read { request, refused, ended };

  void enter(Phase phase, std::chrono::milliseconds deadline);
  asio::awaitable<Read> read_request();
  asio::awaitable<bool> receive();  // false when the connection has ended or a deadline passed
  asio::awaitable<void> answer();
  asio::awaitable<void> write_response();
  asio::awaitable<void> write_stream();
  static asio::awaitable<void> watch_stream(std::shared_ptr<Connection> self);
  asio::awaitable<void> linger();
  asio::awaitable<void> until_woken();
  bool count_body();  // false when all bodies together are too many
  bool admit_large();  // false when it was refused: its sender may not, or too many large bodies are on their way
  void leave_large();
  bool keeps_pace(Clock::time_point now);  // a large body, as fast as it must be
  void release_body();
  void refuse(const Problem& what);
  void take_request();
  void look_behind_proxy();
  void dispatch();
  void call(const Handler& handler);
  void call(const AsyncHandler& handler);
  void failed(std::string_view what);
  void compose_head(const Response& response);
  bool take_events();  // false after the last
  void finished();

  Worker& worker_;
  Shared& shared_;
  std::unique_ptr<Channel> channel_;
  std::string peer_;
  asio::steady_timer wake_;
  std::string in_;   // received, not yet taken by the parser
  std::string out_;  // being written
  std::optional<RequestParser> parser_;
  Request request_;  // the one being answered
  std::optional<Response> response_;
  std::shared_ptr<Stream::State> stream_;
  Phase phase_ = Phase::handshake;
  Clock::time_point deadline_ = Clock::time_point::max();
  Clock::time_point began_;
  std::uint64_t serial_ = 0;  // of the request: a late reply to an earlier one is told by it
  std::size_t counted_body_ = 0;
  std::size_t paced_body_ = 0;   // when its pace was looked at last
  Clock::time_point body_until_;
  std::string holder_;           // of the place of a large body
  std::size_t sent_body_ = 0;
  int sent_status_ = 0;
  std::string certificate_;  // the name in the one that the client showed
  bool keep_alive_ = false, timed_out_ = false, unread_ = false, closed_ = false, heartbeat_due_ = false, secure_ = false, large_ = false, proven_ = false;
};

}  // namespace onestop::server::http
