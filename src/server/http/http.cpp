#include "server/http/http.h"

#include <algorithm>
#include <cstdio>

#include "server/http/exchange.h"
#include "wire/json_reader.h"

namespace onestop::server::http {

std::string_view name(Method method) {
  switch (method) {
    case Method::get: return "GET";
    case Method::head: return "HEAD";
    case Method::post: return "POST";
    case Method::put: return "PUT";
    case Method::patch: return "PATCH";
    case Method::delete_: return "DELETE";
    case Method::options: return "OPTIONS";
  }
  return "";
}

bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view phrase(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 423: return "Locked";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    default: return "Status";
  }
}

std::string_view Request::param(std::string_view key) const {
  const auto found = std::ranges::find(params, key, &Pair::first);
  return found == params.end() ? std::string_view{} : std::string_view(found->second);
}

std::optional<std::string_view> Request::query_value(std::string_view key) const {
  const auto found = std::ranges::find(query, key, &Pair::first);
  if (found == query.end()) return std::nullopt;
  return found->second;
}

std::optional<std::string_view> Request::header(std::string_view key) const {
  const auto found = std::ranges::find_if(headers, [&](const Header& h) { return same_name(h.name, key); });
  if (found == headers.end()) return std::nullopt;
  return found->value;
}

std::optional<std::string_view> Request::cookie(std::string_view key) const {
  for (const auto& each : headers) {
    if (!same_name(each.name, "cookie")) continue;
    std::string_view rest = each.value;
    while (!rest.empty()) {
      const auto end = std::min(rest.find(';'), rest.size());
      const auto crumb = rest.substr(std::min(rest.find_first_not_of(' '), end), end - std::min(rest.find_first_not_of(' '), end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const auto equals = crumb.find('=');
      if (equals != std::string_view::npos && crumb.substr(0, equals) == key) return crumb.substr(equals + 1);
    }
  }
  return std::nullopt;
}

Response json(std::string body, int status) { return {status, "application/json", std::move(body)}; }
Response text(std::string body, int status) { return {status, "text/plain; charset=utf-8", std::move(body)}; }
Response no_content() { return {204, "", ""}; }

Response problem(const Problem& what, std::string_view correlation) {
  std::string out = "{\"type\":\"about:blank\",\"title\":";
  wire::write_text(out, what.title.empty() ? phrase(what.status) : std::string_view(what.title));
  out += ",\"status\":" + std::to_string(what.status);
  const auto member = [&](std::string_view key, std::string_view value) {
    if (value.empty()) return;
    out.append(",\"").append(key).append("\":");
    wire::write_text(out, value);
  };
  member("code", what.code);
  member("detail", what.detail);
  member("provision", what.provision);
  member("correlation", correlation);
  if (!what.findings.empty()) {
    out += ",\"findings\":[";
    for (bool first = true; const auto& finding : what.findings) {
      out += std::exchange(first, false) ? "{\"pointer\":" : ",{\"pointer\":";
      wire::write_text(out, finding.pointer);
      member("code", finding.code);
      member("detail", finding.detail);
      out += '}';
    }
    out += ']';
  }
  out += '}';
  return {what.status, "application/problem+json", std::move(out)};
}

std::shared_ptr<const std::string> event_frame(std::string_view event, std::string_view id, std::string_view data) {
  auto frame = std::make_shared<std::string>();
  frame->reserve(event.size() + id.size() + data.size() + 32);
  const auto line = [&](std::string_view field, std::string_view value) {
    frame->append(field);
    for (const char c : value)
      if (c != '\r' && c != '\n' && c != '\0') frame->push_back(c);  // a line break would forge another field
    frame->push_back('\n');
  };
  if (!event.empty()) line("event: ", event);
  if (!id.empty()) line("id: ", id);
  for (std::size_t at = 0; at <= data.size();) {
    const auto end = std::min(data.find('\n', at), data.size());
    line("data: ", data.substr(at, end - at));
    at = end + 1;
  }
  frame->push_back('\n');
  return frame;
}

bool Stream::State::push(std::shared_ptr<const std::string> frame) {
  {
    const std::lock_guard lock(mutex);
    if (closing) return false;
    if (waiting.size() >= most_events || waiting_bytes + frame->size() > most_bytes) {
      waiting = {};
      waiting_bytes = 0;
      closing = true;
      dropped = true;
      farewell = ": dropped, too slow\n\n";
    } else {
      waiting_bytes += frame->size();
      waiting.push_back(std::move(frame));
    }
    if (std::exchange(woken, true)) return !closing;
  }
  wake();
  return open();
}

void Stream::State::end(std::string_view comment) {
  {
    const std::lock_guard lock(mutex);
    if (std::exchange(closing, true)) return;
    farewell = comment;
    if (std::exchange(woken, true)) return;
  }
  wake();
}

bool Stream::State::open() {
  const std::lock_guard lock(mutex);
  return !closing;
}

void Stream::State::ended() {
  std::function<void()> then;
  {
    const std::lock_guard lock(mutex);
    closing = true;
    gone = true;
    waiting = {};
    waiting_bytes = 0;
    then = std::exchange(on_close, nullptr);
  }
  if (then) then();
}

bool Stream::send(std::string_view event, std::string_view id, std::string_view data) const {
  return state_ && state_->push(event_frame(event, id, data));
}
bool Stream::send(std::shared_ptr<const std::string> frame) const { return state_ && state_->push(std::move(frame)); }
void Stream::close() const {
  if (state_) state_->end(": closed\n\n");
}
bool Stream::open() const { return state_ && state_->open(); }
void Stream::on_close(std::function<void()> then) const {
  if (state_) {
    const std::lock_guard lock(state_->mutex);
    if (!state_->gone) {
      state_->on_close = std::move(then);
      return;
    }
  }
  then();
}

Reply& Reply::operator=(Reply&& other) noexcept {
  if (this == &other) return *this;
  Reply unused(std::move(*this));
  sink_ = std::move(other.sink_);
  return *this;
}
Reply::~Reply() {
  if (sink_) sink_->lost();
}
void Reply::operator()(Response response) {
  if (const auto sink = std::exchange(sink_, nullptr)) sink->deliver(std::move(response));
}
Stream Reply::stream(std::vector<Header> headers) {
  const auto sink = std::exchange(sink_, nullptr);
  return sink ? Stream(sink->open_stream(std::move(headers))) : Stream();
}

}  // namespace onestop::server::http
