#pragma once
// Which handler answers a method and a path. Filled before the server starts, read-only afterwards.
#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "server/http/http.h"

namespace onestop::server::http {

/// Who sends a large body, or why he may not.
struct Admission {
  std::string holder;               // one holder has at most Options::most_large_of_one places; empty: nobody in particular
  std::optional<Problem> refusal;
};
using Gate = std::function<Admission(const Request&)>;

class Router {
 public:
  /// "/api/v1/crossings/{id}/timeline"; a fixed word goes before a name in braces. Registering one method twice for
  /// one pattern is a defect.
  Router& add(Method method, std::string_view pattern, Handler handler);
  Router& add(Method method, std::string_view pattern, AsyncHandler handler);
  template <class H> Router& get(std::string_view pattern, H handler) { return add(Method::get, pattern, std::move(handler)); }
  template <class H> Router& post(std::string_view pattern, H handler) { return add(Method::post, pattern, std::move(handler)); }
  template <class H> Router& put(std::string_view pattern, H handler) { return add(Method::put, pattern, std::move(handler)); }
  template <class H> Router& patch(std::string_view pattern, H handler) { return add(Method::patch, pattern, std::move(handler)); }
  template <class H> Router& del(std::string_view pattern, H handler) { return add(Method::delete_, pattern, std::move(handler)); }
  /// Lets bodies of this route be larger than the server's own limit. At most Options::most_large_bodies of such are
  /// received and answered at once.
  /// `gate` is asked once the header is there, before the body is given a place; it runs on a network thread.
  Router& most_body(Method method, std::string_view pattern, std::size_t bytes, Gate gate = {});
  /// Nothing where everybody is let in.
  const Gate* gate(Method method, std::string_view target) const;
  /// Of a request line; 0 where the server's own limit holds.
  std::size_t body_limit(Method method, std::string_view target) const;
  /// Answers GET and HEAD where no pattern matches (pages). It answers 404 itself.
  Router& otherwise(Handler handler);

  using AnyHandler = std::variant<Handler, AsyncHandler>;
  struct Match {
    const AnyHandler* handler = nullptr;  // or nothing, and then `refusal` is the answer
    Response refusal;
  };
  /// Fills the request's path, pattern, params and query from its target.
  Match match(Request& request) const;
  /// (method, pattern) of every route, for a test against the OpenAPI document.
  std::vector<std::pair<Method, std::string>> routes() const;

 private:
  struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> words;
    std::unique_ptr<Node> any;
    std::string pattern;
    std::array<std::unique_ptr<AnyHandler>, 7> handlers;  // by Method
    std::array<std::size_t, 7> most_body{};               // by Method; 0: the server's own
    std::map<Method, Gate> gates;                         // of large bodies
  };
  Router& put_in(Method method, std::string_view pattern, AnyHandler handler);
  static const Node* find(const Node& at, const std::vector<std::string>& path, std::size_t depth,
                          std::vector<std::string>& values);
  Node root_;
  std::unique_ptr<AnyHandler> otherwise_;
  bool any_large_ = false;
};

}  // namespace onestop::server::http
