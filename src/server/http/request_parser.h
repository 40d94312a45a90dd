#pragma once
// Bytes to one request. Beast's parser behind a plain interface, with what it lets through refused before it.
#include <cstddef>
#include <memory>
#include <string_view>

#include "server/http/router.h"

namespace onestop::server::http {

class RequestParser {
 public:
  struct Limits {
    std::size_t header_bytes, body_bytes;
    const Router* routes = nullptr;  // whose limits for single routes go before `body_bytes`
  };
  enum class State { header, body, done, refused };
  explicit RequestParser(Limits limits);
  RequestParser(RequestParser&&) noexcept;
  ~RequestParser();
  /// Takes from the front of what has been received and not taken yet; gives the number of bytes taken. While the
  /// header is incomplete it takes nothing: hand it the same bytes again with more behind them. Of a body it takes all.
  std::size_t feed(std::string_view bytes);
  State state() const;
  const Problem& refusal() const;  // when refused
  Request& request();
  bool keep_alive() const;
  bool large() const;             // by a limit of its route: longer than others may be, or of a length that was not announced
  bool expects_continue() const;  // the client waits for "100 Continue" before it sends the body

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace onestop::server::http
