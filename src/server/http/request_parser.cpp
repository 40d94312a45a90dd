#include "server/http/request_parser.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "server/http/chunked.h"
#include "server/http/exchange.h"

namespace onestop::server::http {

namespace beast = boost::beast;
using beast::http::field;
using beast::http::verb;
using beast::string_view;
using ErrorCode = beast::error_code;

namespace {

constexpr std::size_t most_headers = 100;

std::optional<Method> method_of(verb method) {
  switch (method) {
    case verb::get: return Method::get;
    case verb::head: return Method::head;
    case verb::post: return Method::post;
    case verb::put: return Method::put;
    case verb::patch: return Method::patch;
    case verb::delete_: return Method::delete_;
    case verb::options: return Method::options;
    default: return std::nullopt;  // Beast's list, of which we know seven
  }
}

std::string_view view(string_view text) { return {text.data(), text.size()}; }
bool digits(std::string_view text) {
  return !text.empty() && text.size() <= 18 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

Problem malformed(std::string detail) { return {400, "http.malformed", std::move(detail)}; }

}  // namespace

struct RequestParser::Inside final : beast::http::basic_parser<true> {
  explicit Inside(Limits limits) : most(limits), chunks(limits.body_bytes, limits.header_bytes) {
    header_limit(static_cast<std::uint32_t>(limits.header_bytes));
    body_limit(boost::none);  // bodies are ours
  }

  /// The length of the header with its empty line, 0 while it is incomplete. Bytes that have no place in a header are
  /// refused as soon as they are seen, and so are the line endings and folded lines on which servers disagree.
  std::size_t header_end(std::string_view bytes) {
    for (; scanned < bytes.size(); ++scanned) {
      const auto c = static_cast<unsigned char>(bytes[scanned]);
      const char before = scanned ? bytes[scanned - 1] : '\0';
      if ((c == '\n') != (before == '\r') || (c < 0x20 && c != '\t' && c != '\r' && c != '\n') || c == 0x7f)
        return refuse(malformed("The header has a line ending other than CR LF or a control character.")), 0;
      if ((c == ' ' || c == '\t') && before == '\n')
        return refuse(malformed("The header has a folded line; send each field on one line.")), 0;
      if (c == '\n' && scanned >= 3 && bytes[scanned - 2] == '\n') return scanned + 1;
    }
    if (bytes.size() >= most.header_bytes) refuse({431, "http.header_too_large", "The header of the request is too large."});
    return 0;
  }
  void refuse(Problem what) {
    if (state != State::refused) refusal = std::move(what);
    state = State::refused;
  }
  void refuse_body() {
    refuse({413, "http.body_too_large", "The body of the request is larger than " + std::to_string(most.body_bytes) + " bytes."});
  }
  /// From within Beast's callbacks.
  void refuse(Problem what, ErrorCode& ec) {
    refuse(std::move(what));
    ec = beast::http::error::bad_field;
  }
  void refuse(const ErrorCode& ec) {
    namespace e = beast::http;
    if (ec == e::error::header_limit) return refuse({431, "http.header_too_large", "The header of the request is too large."});
    if (ec == e::error::bad_version) return refuse({505, "http.version", "This server speaks HTTP/1.1 and HTTP/1.0."});
    refuse(malformed("The request is not HTTP: " + ec.message() + "."));
  }

  void on_request_impl(verb method, string_view, string_view target, int version, ErrorCode& ec) override {
    const auto known = method_of(method);
    if (!known) return refuse({501, "http.method_unknown", "This server does not know this method."}, ec);
    if (version != 10 && version != 11) {
      ec = beast::http::error::bad_version;
      return;
    }
    if (!std::ranges::all_of(target, [](char c) { return c > 0x20 && c < 0x7f && c != '#'; }))
      return refuse(malformed("The address in the request line has a character that must be escaped."), ec);
    request.method = *known;
    request.target = view(target);
    minor = version - 10;
  }
  void on_field_impl(field known, string_view name, string_view value, ErrorCode& ec) override {
    if (request.headers.size() >= most_headers)
      return refuse({431, "http.header_too_large", "The request has more than 100 header fields."}, ec);
    if (known == field::host) ++hosts;
    if (known == field::content_length) {
      if (++lengths > 1 || !digits(view(value)))
        return refuse(malformed("Content-Length must be sent once and be one whole number."), ec);
      left = std::strtoull(std::string(view(value)).c_str(), nullptr, 10);
    }
    if (known == field::transfer_encoding) {
      if (++encodings > 1 || minor == 0) return refuse(malformed("Transfer-Encoding must be sent once, with HTTP/1.1."), ec);
      if (!same_name(view(value), "chunked"))
        return refuse({501, "http.transfer_encoding", "The only transfer encoding taken is \"chunked\"."}, ec);
    }
    if (lengths && encodings) return refuse(malformed("Content-Length and Transfer-Encoding must not be sent together."), ec);
    if (known == field::expect) {
      if (!same_name(view(value), "100-continue"))
        return refuse({417, "http.expectation", "The only expectation met is \"100-continue\"."}, ec);
      wants_continue = minor == 1;
    }
    request.headers.push_back({std::string(view(name)), std::string(view(value))});
  }
  void on_header_impl(ErrorCode& ec) override {
    if (hosts > 1 || (hosts == 0 && minor == 1)) return refuse(malformed("The field Host must be sent once."), ec);
    state = lengths || encodings ? State::body : State::done;
    if (lengths && left == 0) state = State::done;
    if (const auto own = most.routes ? most.routes->body_limit(request.method, request.target) : 0; own != 0) {
      const auto general = most.body_bytes;
      most.body_bytes = own;
      chunks = ChunkDecoder(own, most.header_bytes);
      large = state == State::body && (encodings > 0 || left > general);  // what fits everywhere needs no place
    }
    if (left > most.body_bytes) refuse_body();
  }
  std::size_t take_body(std::string_view bytes) {
    if (encodings) {
      const auto taken = chunks.feed(bytes, request.body);  // what grows is what arrives, not what was announced
      if (chunks.state() == ChunkDecoder::State::done) state = State::done;
      if (chunks.state() == ChunkDecoder::State::too_large) refuse_body();
      if (chunks.state() == ChunkDecoder::State::malformed) refuse(malformed("The chunks of the body are not as in RFC 9112."));
      return taken;
    }
    const auto part = bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left, bytes.size())));
    request.body.append(part);
    left -= part.size();
    if (left == 0) state = State::done;
    return part.size();
  }
  // Beast is given the header only.
  void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCode&) override {}
  std::size_t on_body_impl(string_view, ErrorCode&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, string_view, ErrorCode&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view, ErrorCode&) override { return 0; }
  void on_finish_impl(ErrorCode&) override {}
  void on_response_impl(int, string_view, int, ErrorCode&) override {}

  Limits most;
  ChunkDecoder chunks;
  std::uint64_t left = 0;  // of a body with Content-Length
  State state = State::header;
  Problem refusal;
  Request request;
  std::size_t scanned = 0;
  int minor = 1, hosts = 0, lengths = 0, encodings = 0;
  bool wants_continue = false, forgave = false, large = false;
};

RequestParser::RequestParser(Limits limits) : inside_(std::make_unique<Inside>(limits)) {}
RequestParser::RequestParser(RequestParser&&) noexcept = default;
RequestParser::~RequestParser() = default;

std::size_t RequestParser::feed(std::string_view bytes) {
  auto& in = *inside_;
  std::size_t taken = 0;
  if (in.state == State::header) {
    if (in.scanned == 0 && !in.forgave && bytes.starts_with('\r')) {  // one empty line before a request (RFC 9112 2.2)
      if (bytes.size() == 1) return 0;
      in.forgave = true;
      if (bytes[1] == '\n') return 2;
    }
    const auto end = in.header_end(bytes);
    if (end == 0) return 0;
    ErrorCode ec;
    taken = in.put(boost::asio::const_buffer(bytes.data(), end), ec);
    if (ec == beast::http::error::need_more) ec = {};
    if (ec || in.state == State::refused) return in.refuse(ec), taken;
    bytes.remove_prefix(taken);
  }
  if (in.state == State::body && !bytes.empty()) taken += in.take_body(bytes);
  return taken;
}

RequestParser::State RequestParser::state() const { return inside_->state; }
const Problem& RequestParser::refusal() const { return inside_->refusal; }
Request& RequestParser::request() { return inside_->request; }
bool RequestParser::keep_alive() const { return inside_->keep_alive(); }
bool RequestParser::large() const { return inside_->large; }
bool RequestParser::expects_continue() const { return inside_->wants_continue; }

}  // namespace onestop::server::http
