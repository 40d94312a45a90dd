#pragma once
// What a handler sees of HTTP: a request, a response, a reply that may come later from another thread, and a stream
// of events. No socket, no thread and no library type appears here, so that handlers compile quickly.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/json_finding.h"

namespace onestop::server::http {

enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options };
std::string_view name(Method method);  // "GET"

struct Header {
  std::string name;
  std::string value;
};
using Pair = std::pair<std::string, std::string>;

struct Request {
  Method method = Method::get;
  std::string target;            // as sent: "/api/v1/crossings/17?limit=5"
  std::string path;              // before the question mark, not decoded
  std::string pattern;           // of the route that matched: "/api/v1/crossings/{id}"
  std::vector<Pair> params;      // decoded, by the names in the pattern
  std::vector<Pair> query;       // decoded, in the order sent
  std::vector<Header> headers;
  std::string body;
  std::string peer;              // address of the other end: "127.0.0.1"
  std::string correlation;       // ties this request to logs, answers and events
  bool secure = false;           // came over TLS
  std::string certificate;       // the name in the client's certificate, where one was shown that the server trusts

  std::string_view param(std::string_view key) const;                      // empty when the pattern has no such name
  std::optional<std::string_view> query_value(std::string_view key) const;  // the first of that name
  std::optional<std::string_view> header(std::string_view key) const;       // the name in any case
  std::optional<std::string_view> cookie(std::string_view key) const;
};

struct Response {
  int status = 200;
  std::string content_type;
  std::string body;
  std::vector<Header> headers = {};
  std::shared_ptr<const std::string> shared_body = nullptr;  // instead of `body`: one copy for many answers
};

Response json(std::string body, int status = 200);
Response text(std::string body, int status = 200);
Response no_content();

/// RFC 9457. `title` may stay empty: the phrase that belongs to the status.
struct Problem {
  int status = 500;
  std::string code;    // stable, a key for translation: "crossing.alarm_open"
  std::string detail;  // one sentence for the one who asked
  std::string title = {};
  wire::Findings findings = {};
  std::string provision = {};  // what the refusal rests on: "model agreement, art. 9"
};
Response problem(const Problem& problem, std::string_view correlation);
inline Response problem(const Request& request, const Problem& what) { return problem(what, request.correlation); }

/// A stream of server-sent events to one browser. Copies are handles to one stream; any thread may use them. At most
/// 256 events or 256 KiB wait for a client; one that is slower is dropped and has to come back with Last-Event-ID.
class Stream {
 public:
  struct State;
  Stream() = default;
  explicit Stream(std::shared_ptr<State> state) : state_(std::move(state)) {}
  /// False once the stream is closed. `event` and `id` may be empty; `data` may have several lines.
  bool send(std::string_view event, std::string_view id, std::string_view data) const;
  /// The same for many streams at once: build the frame once with `event_frame`, share it.
  bool send(std::shared_ptr<const std::string> frame) const;
  void close() const;
  bool open() const;
  /// Called once, on a network thread, when the stream has ended for whatever reason; at once if it already has.
  void on_close(std::function<void()> then) const;

 private:
  std::shared_ptr<State> state_;
};
std::shared_ptr<const std::string> event_frame(std::string_view event, std::string_view id, std::string_view data);

/// The one answer to one request, from any thread, at any time within the handler's deadline. A reply that is
/// destroyed unused answers 500; one that comes too late, or to a closed connection, goes nowhere.
class Reply {
 public:
  struct Sink;
  explicit Reply(std::shared_ptr<Sink> sink) : sink_(std::move(sink)) {}
  Reply(Reply&&) noexcept = default;
  Reply& operator=(Reply&&) noexcept;
  ~Reply();
  void operator()(Response response);
  /// Answers with an event stream instead. "Last-Event-ID" is an ordinary header of the request.
  Stream stream(std::vector<Header> headers = {});

 private:
  std::shared_ptr<Sink> sink_;
};

/// Runs on a network thread: quick work only.
using Handler = std::function<Response(const Request&)>;
/// For work that another thread finishes. std::function wants copies: keep the Reply in a shared_ptr if a
/// std::function has to hold it.
using AsyncHandler = std::function<void(Request, Reply)>;

}  // namespace onestop::server::http
