#include "server/http/connection.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <random>

#include "server/http/gzip.h"

// g++ 12 miscompiles `condition ? co_await f() : g()` and temporaries or capturing lambdas inside a co_await
// expression. Everything awaited here is a named object or a plain call.

namespace onestop::server::http {

using std::chrono::milliseconds;

namespace {

constexpr std::size_t read_piece = 4u << 10;
constexpr std::size_t body_piece = 16u << 10;
constexpr std::size_t write_piece = 64u << 10;     // each has the whole write deadline: links may be slow
constexpr std::size_t kept_capacity = 16u << 10;   // of buffers between requests
constexpr std::size_t stream_capacity = 1u << 10;  // of buffers between events
constexpr std::size_t most_discarded = 256u << 10;  // of what a refused client still sends
constexpr std::size_t most_stream_input = 4u << 10;
constexpr int large_patience = 10;  // times the deadline of an ordinary body: links may be slow
constexpr milliseconds goodbye_deadline{2'000};
constexpr milliseconds drop_deadline{5'000};  // for what is already being written to a client that was too slow

struct ConnectionSink final : Reply::Sink {
  void deliver(Response response) override {
    if (const auto here = worker.lock())
      asio::dispatch(here->io, [to = connection, number = serial, answer = std::move(response)]() mutable {
        if (const auto live = to.lock()) live->reply(number, std::move(answer));
      });
  }
  std::shared_ptr<Stream::State> open_stream(std::vector<Header> headers) override;
  void lost() override {
    if (const auto& failed = shared->hooks.on_handler_failed) failed(correlation, "the handler let go of its reply unused");
    deliver(problem({500, "http.defect", "The server failed to answer; give the correlation to its operator."}, correlation));
  }

  std::shared_ptr<Shared> shared;
  std::weak_ptr<Worker> worker;
  std::weak_ptr<Connection> connection;
  std::uint64_t serial = 0;
  std::string correlation;
};

struct ConnectionStream final : Stream::State {
  using State::State;
  void wake() override {
    if (const auto here = worker.lock())
      asio::post(here->io, [to = connection] {
        if (const auto live = to.lock()) live->wake();
      });
  }
  std::weak_ptr<Worker> worker;
  std::weak_ptr<Connection> connection;
};

std::shared_ptr<Stream::State> ConnectionSink::open_stream(std::vector<Header> headers) {
  const auto here = worker.lock();
  const auto& options = shared->options;
  auto stream = std::make_shared<ConnectionStream>(options.most_stream_events, options.most_stream_bytes);
  stream->worker = worker;
  stream->connection = connection;
  if (!here) {
    stream->ended();
    return stream;
  }
  asio::dispatch(here->io, [to = connection, number = serial, stream, extra = std::move(headers)]() mutable {
    const auto live = to.lock();
    if (live) live->reply_with_stream(number, std::move(stream), std::move(extra));
    else stream->ended();
  });
  return stream;
}

bool fit_for_correlation(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

std::string mint_correlation() {
  thread_local std::mt19937_64 random{std::random_device{}()};  // a name, not a secret
  static constexpr char hex[] = "0123456789abcdef";
  std::string out(16, '0');
  auto value = random();
  for (auto& c : out) {
    c = hex[value & 15];
    value >>= 4;
  }
  return out;
}

void append_header(std::string& out, std::string_view key, std::string_view value) {
  out.append(key).append(": ");
  for (const char c : value) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;  // no forged line
  out += "\r\n";
}

bool has(const std::vector<Header>& headers, std::string_view key) {
  return std::ranges::any_of(headers, [&](const Header& h) { return same_name(h.name, key); });
}

void trim(std::string& buffer, std::size_t capacity) {
  buffer.clear();
  if (buffer.capacity() > capacity) std::string().swap(buffer);
}

}  // namespace

Connection::Connection(Worker& worker, std::unique_ptr<Channel> channel, const std::string& peer, bool secure)
    : worker_(worker), shared_(*worker.shared), channel_(std::move(channel)), peer_(peer), wake_(worker.io), secure_(secure) {
  place = worker_.connections.size();
  worker_.connections.push_back(this);
}

Connection::~Connection() {
  if (stream_) {
    stream_->ended();
    --shared_.streams;
  }
  shared_.body_bytes -= counted_body_;
  leave_large();
  shared_.addresses.leave(peer_, proven_, shared_.options);
  worker_.connections.back()->place = place;
  worker_.connections[place] = worker_.connections.back();
  worker_.connections.pop_back();
  --shared_.open;
}

void Connection::enter(Phase phase, milliseconds deadline) {
  phase_ = phase;
  deadline_ = Clock::now() + deadline;
}

asio::awaitable<void> Connection::run() {
  error_code ec;
  enter(Phase::handshake, shared_.options.header_deadline);
  co_await channel_->handshake(ec);
  if (ec || closed_) co_return;
  certificate_ = channel_->client_certificate();
  enter(Phase::idle, shared_.options.header_deadline);
  do {
    const Read got = co_await read_request();
    if (got == Read::ended) break;
    if (got == Read::request) co_await answer();
    if (closed_) break;
    if (stream_) {
      co_await write_stream();
      break;
    }
    co_await write_response();
    enter(Phase::idle, shared_.options.idle_deadline);
  } while (keep_alive_ && !closed_);
  if (!closed_) co_await linger();
}

asio::awaitable<bool> Connection::receive() {
  const auto piece = phase_ == Phase::body ? body_piece : read_piece;
  const auto had = in_.size();
  in_.resize(had + piece);
  error_code ec;
  const asio::mutable_buffer space(in_.data() + had, piece);
  const auto got = co_await channel_->read_some(space, ec);
  in_.resize(had + got);
  co_return !ec && !timed_out_ && !closed_;
}

asio::awaitable<Connection::Read> Connection::read_request() {
  parser_.emplace(RequestParser::Limits{shared_.options.most_header_bytes, shared_.options.most_body_bytes, &shared_.router});
  bool continued = false;
  while (true) {
    if (!in_.empty() && phase_ == Phase::idle) enter(Phase::header, shared_.options.header_deadline);
    std::size_t taken = 0;
    do {
      taken = in_.empty() ? 0 : parser_->feed(in_);
      in_.erase(0, taken);
    } while (taken != 0 && !in_.empty() && parser_->state() <= RequestParser::State::body);
    if (parser_->state() == RequestParser::State::refused) {
      refuse(parser_->refusal());
      co_return Read::refused;
    }
    if (!admit_large()) co_return Read::refused;
    if (!count_body()) {
      refuse({503, "http.busy", "The server is receiving too much at once; try again shortly."});
      co_return Read::refused;
    }
    if (parser_->state() == RequestParser::State::done) {
      take_request();
      if (!std::exchange(proven_, true)) shared_.addresses.proven(peer_, shared_.options);
      keep_alive_ = parser_->keep_alive();
      co_return Read::request;
    }
    if (parser_->state() == RequestParser::State::body && phase_ != Phase::body) {
      const auto deadline = shared_.options.body_deadline * (parser_->large() ? large_patience : 1);
      body_until_ = Clock::now() + deadline;
      paced_body_ = counted_body_;
      enter(Phase::body, parser_->large() ? std::min<milliseconds>(deadline, shared_.options.large_pace) : deadline);
    }
    if (phase_ == Phase::body && !continued && parser_->expects_continue()) {
      continued = true;
      error_code ec;
      static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
      const std::array<asio::const_buffer, 2> parts{asio::buffer(go_on), asio::const_buffer()};
      co_await channel_->write(parts, ec);
      if (ec) co_return Read::ended;
    }
    const bool more = co_await receive();
    if (more) continue;
    if (!timed_out_ || closed_) co_return Read::ended;
    refuse({408, "http.too_slow", "The request did not arrive in time."});
    co_return Read::refused;
  }
}

bool Connection::admit_large() {
  if (large_ || !parser_->large()) return true;
  if (const auto* gate = shared_.router.gate(parser_->request().method, parser_->request().target)) {
    auto admission = (*gate)(parser_->request());
    if (admission.refusal) {
      refuse(*admission.refusal);
      return false;
    }
    holder_ = std::move(admission.holder);
  }
  large_ = shared_.large_places.take(holder_, shared_.options);
  if (!large_) refuse({503, "http.busy", "The server is receiving too much at once; try again shortly."});
  return large_;
}

void Connection::leave_large() {
  if (std::exchange(large_, false)) shared_.large_places.leave(holder_);
}

bool Connection::keeps_pace(Clock::time_point now) {
  if (!large_ || now >= body_until_ || counted_body_ < paced_body_ + shared_.options.large_pace_bytes) return false;
  paced_body_ = counted_body_;
  deadline_ = std::min(body_until_, now + shared_.options.large_pace);
  return true;
}

bool Connection::count_body() {
  const auto now = parser_->request().body.size();
  const auto together = shared_.body_bytes += now - counted_body_;
  const bool grown = now > counted_body_;
  counted_body_ = now;
  return !grown || together <= shared_.options.most_body_bytes_together;
}

void Connection::take_request() {
  request_ = std::move(parser_->request());
  request_.peer = peer_;
  request_.secure = secure_;
  request_.certificate = certificate_;
  if (!shared_.options.trusted_proxies.empty()) look_behind_proxy();
  const auto sent = request_.header("x-correlation-id");
  request_.correlation = sent && fit_for_correlation(*sent) ? std::string(*sent) : mint_correlation();
  began_ = Clock::now();
}

void Connection::look_behind_proxy() {
  const auto& trusted = shared_.options.trusted_proxies;
  if (!is_trusted(peer_, trusted)) return;
  std::vector<std::string> forwarded;
  for (const auto& header : request_.headers)
    if (same_name(header.name, "x-forwarded-for")) forwarded.push_back(header.value);
  request_.peer = client_behind(peer_, forwarded, trusted);
  if (const auto scheme = request_.header("x-forwarded-proto")) request_.secure = *scheme == "https";
}

void Connection::refuse(const Problem& what) {
  take_request();
  ++shared_.malformed;
  response_ = problem(request_, what);
  keep_alive_ = false;
  unread_ = true;
}

asio::awaitable<void> Connection::answer() {
  enter(Phase::handling, shared_.options.handler_deadline);
  ++serial_;
  dispatch();
  while (!response_ && !stream_ && !closed_) co_await until_woken();
}

void Connection::dispatch() {
  auto match = shared_.router.match(request_);
  if (!match.handler) {
    response_ = std::move(match.refusal);
    return;
  }
  try {
    std::visit([this](const auto& handler) { call(handler); }, *match.handler);
  } catch (const std::exception& thrown) {
    failed(thrown.what());
  } catch (...) {
    failed("something that is no exception was thrown");
  }
}

void Connection::call(const Handler& handler) { response_ = handler(request_); }

void Connection::call(const AsyncHandler& handler) {
  auto sink = std::make_shared<ConnectionSink>();
  sink->shared = worker_.shared;
  sink->worker = worker_.weak_from_this();
  sink->connection = weak_from_this();
  sink->serial = serial_;
  sink->correlation = request_.correlation;
  Request given = std::move(request_);
  request_ = {};
  request_.method = given.method;
  request_.pattern = given.pattern;
  request_.correlation = given.correlation;
  request_.peer = given.peer;
  for (const auto& header : given.headers)
    if (same_name(header.name, "connection") || same_name(header.name, "accept-encoding")) request_.headers.push_back(header);
  handler(std::move(given), Reply(std::move(sink)));
}

void Connection::failed(std::string_view what) {
  if (shared_.hooks.on_handler_failed) shared_.hooks.on_handler_failed(request_.correlation, what);
  if (!stream_)
    response_ = problem(request_, {500, "http.defect", "The server failed to answer; give the correlation to its operator."});
}

asio::awaitable<void> Connection::until_woken() {
  error_code ec;
  wake_.expires_at(Clock::time_point::max());
  auto token = asio::redirect_error(asio::use_awaitable, ec);
  co_await wake_.async_wait(token);
}

void Connection::reply(std::uint64_t serial, Response response) {
  if (serial != serial_ || phase_ != Phase::handling || response_ || stream_) return;
  response_ = std::move(response);
  wake_.cancel();
}

void Connection::reply_with_stream(std::uint64_t serial, std::shared_ptr<Stream::State> stream, std::vector<Header> headers) {
  if (serial != serial_ || phase_ != Phase::handling || response_ || stream_) return stream->ended();
  stream_ = std::move(stream);
  ++shared_.streams;
  Response head{200, "text/event-stream", "", std::move(headers)};
  head.headers.push_back({"X-Accel-Buffering", "no"});
  keep_alive_ = false;
  compose_head(head);
  wake_.cancel();
}

void Connection::wake() {
  wake_.cancel();
  if (!stream_ || phase_ != Phase::writing) return;
  const std::lock_guard lock(stream_->mutex);
  if (stream_->dropped) deadline_ = std::min(deadline_, Clock::now() + drop_deadline);
}

void Connection::compose_head(const Response& response) {
  if (shared_.stopping) keep_alive_ = false;
  out_.clear();
  out_.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ").append(phrase(response.status));
  out_.append("\r\nServer: onestop\r\nDate: ").append(worker_.date).append("\r\n");
  if (!response.content_type.empty()) append_header(out_, "Content-Type", response.content_type);
  if (!stream_ && response.status != 204 && response.status != 304) {
    sent_body_ = response.shared_body ? response.shared_body->size() : response.body.size();
    append_header(out_, "Content-Length", std::to_string(sent_body_));
  }
  if (!keep_alive_) out_ += "Connection: close\r\n";
  else if (request_.header("connection")) out_ += "Connection: keep-alive\r\n";
  append_header(out_, "X-Correlation-Id", request_.correlation);
  for (const auto& header : response.headers) append_header(out_, header.name, header.value);
  for (const auto& header : shared_.options.default_headers)
    if (!has(response.headers, header.name)) append_header(out_, header.name, header.value);
  out_ += "\r\n";
  sent_status_ = response.status;
}

asio::awaitable<void> Connection::write_response() {
  Response response = std::move(*response_);
  response_.reset();
  compress(request_, response);
  sent_body_ = 0;
  compose_head(response);
  release_body();
  std::string_view body = response.shared_body ? *response.shared_body : response.body;
  if (request_.method == Method::head || response.status == 204 || response.status == 304) {
    body = {};
    sent_body_ = 0;
  }
  if (body.size() <= read_piece) {
    out_.append(body);
    body = {};
  }
  std::string_view head = out_;
  error_code ec;
  do {
    const auto piece = body.substr(0, write_piece);
    body.remove_prefix(piece.size());
    enter(Phase::writing, shared_.options.write_deadline);
    const std::array<asio::const_buffer, 2> parts{asio::buffer(head), asio::buffer(piece)};
    co_await channel_->write(parts, ec);
    head = {};
  } while (!body.empty() && !ec && !closed_);
  if (ec) close();
  finished();
  trim(out_, kept_capacity);
  if (in_.empty()) trim(in_, kept_capacity);
}

void Connection::finished() {
  ++shared_.requests;
  if (const auto& done = shared_.hooks.on_request_done) {
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began_).count();
    done({request_.method, request_.pattern, sent_status_, took, sent_body_, request_.correlation, request_.peer});
  }
  release_body();
  request_ = {};
}

void Connection::release_body() {
  shared_.body_bytes -= std::exchange(counted_body_, 0);
  leave_large();
  std::string().swap(request_.body);
}

bool Connection::take_events() {
  const std::lock_guard lock(stream_->mutex);
  stream_->woken = false;
  std::size_t taken = 0;
  while (taken < stream_->waiting.size() && out_.size() < write_piece) out_ += *stream_->waiting[taken++];
  stream_->waiting.erase(stream_->waiting.begin(), stream_->waiting.begin() + static_cast<std::ptrdiff_t>(taken));
  stream_->waiting_bytes = 0;
  for (const auto& frame : stream_->waiting) stream_->waiting_bytes += frame->size();
  if (stream_->waiting.empty()) std::vector<std::shared_ptr<const std::string>>().swap(stream_->waiting);
  if (!stream_->closing || !stream_->waiting.empty()) return true;
  out_ += stream_->farewell;
  return false;
}

asio::awaitable<void> Connection::write_stream() {
  const bool head_only = request_.method == Method::head;
  finished();  // an event stream is a request that was answered at once
  parser_.reset();
  std::string().swap(in_);
  error_code ec;
  channel_->socket().set_option(asio::socket_base::send_buffer_size(64 << 10), ec);  // or a slow client costs megabytes
  const auto self = shared_from_this();
  if (!head_only) asio::co_spawn(worker_.io, watch_stream(self), asio::detached);
  bool more = !head_only;
  do {
    if (more) more = take_events();
    if (std::exchange(heartbeat_due_, false) && out_.empty()) out_ = ":\n\n";
    if (!out_.empty()) {
      enter(Phase::writing, shared_.options.write_deadline);
      const std::array<asio::const_buffer, 2> parts{asio::buffer(out_), asio::const_buffer()};
      co_await channel_->write(parts, ec);
      trim(out_, stream_capacity);
      if (ec) break;
    } else if (more) {
      enter(Phase::streaming, shared_.options.heartbeat);
      co_await until_woken();
    }
  } while (more && !closed_);
  {
    const std::lock_guard lock(stream_->mutex);
    if (stream_->dropped) ++shared_.dropped;
  }
  stream_->ended();
  stream_.reset();
  --shared_.streams;
  close();  // the reader may still be waiting, which a polite TLS ending does not allow
}

asio::awaitable<void> Connection::watch_stream(std::shared_ptr<Connection> self) {
  std::array<char, 64> scratch;
  std::size_t heard = 0;
  error_code ec;
  const asio::mutable_buffer space(scratch.data(), scratch.size());
  while (!ec && !self->closed_ && heard < most_stream_input) {
    const auto got = co_await self->channel_->read_some(space, ec);
    heard += got;
  }
  if (self->stream_) self->stream_->end("");
}

asio::awaitable<void> Connection::linger() {
  enter(Phase::goodbye, goodbye_deadline);
  error_code ec;
  co_await channel_->say_goodbye(ec);
  // Closing over unread bytes would reset the connection and take the answer with it.
  std::size_t discarded = 0;
  in_.resize(read_piece);
  const asio::mutable_buffer space(in_.data(), in_.size());
  while (unread_ && !ec && !closed_ && discarded < most_discarded) {
    const auto got = co_await channel_->read_some(space, ec);
    discarded += got;
  }
  close();
}

void Connection::close() {
  if (std::exchange(closed_, true)) return;
  error_code ec;
  channel_->socket().close(ec);
  wake_.cancel();
}

void Connection::look_at_deadline(Clock::time_point now) {
  if (now < deadline_) return;
  deadline_ = Clock::time_point::max();
  error_code ec;
  switch (phase_) {
    case Phase::handshake:
    case Phase::idle:
    case Phase::goodbye: return close();
    case Phase::body:
      if (keeps_pace(now)) return;
      [[fallthrough]];
    case Phase::header:
      ++shared_.missed;
      timed_out_ = true;
      channel_->socket().cancel(ec);
      return;
    case Phase::handling:
      ++shared_.missed;
      return reply(serial_, problem(request_, {504, "http.no_answer_in_time", "The server has not finished this in time; ask whether it was done before you repeat it."}));
    case Phase::writing:
      ++shared_.missed;
      if (stream_) {
        const std::lock_guard lock(stream_->mutex);
        stream_->dropped = true;
      }
      return close();
    case Phase::streaming:
      heartbeat_due_ = true;
      wake_.cancel();
      return;
  }
}

void Connection::begin_stop() {
  if (phase_ == Phase::handshake || phase_ == Phase::idle) return close();
  if (stream_) stream_->end(": the server is stopping\n\n");
}

}  // namespace onestop::server::http
