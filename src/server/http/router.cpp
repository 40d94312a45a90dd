#include "server/http/router.h"

#include <algorithm>
#include <functional>

#include "base/check.h"
#include "server/http/target.h"

namespace onestop::server::http {
namespace {

bool is_name(std::string_view segment) { return segment.starts_with('{') && segment.ends_with('}'); }

std::vector<std::string_view> split(std::string_view pattern) {
  check(pattern.starts_with('/'), "a route's pattern begins with a slash");
  std::vector<std::string_view> out;
  for (std::size_t at = 1; at <= pattern.size();) {
    const auto end = std::min(pattern.find('/', at), pattern.size());
    out.push_back(pattern.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

}  // namespace

Router& Router::add(Method method, std::string_view pattern, Handler handler) {
  return put_in(method, pattern, std::move(handler));
}
Router& Router::add(Method method, std::string_view pattern, AsyncHandler handler) {
  return put_in(method, pattern, std::move(handler));
}

Router& Router::put_in(Method method, std::string_view pattern, AnyHandler handler) {
  Node* at = &root_;
  for (const auto segment : split(pattern)) {
    auto& next = is_name(segment) ? at->any : at->words[std::string(segment)];
    if (!next) next = std::make_unique<Node>();
    at = next.get();
  }
  check(at->pattern.empty() || at->pattern == pattern, "two routes differ only in the names of their parameters");
  auto& place = at->handlers[static_cast<std::size_t>(method)];
  check(!place, "one method is registered twice for one pattern");
  at->pattern = pattern;
  place = std::make_unique<AnyHandler>(std::move(handler));
  return *this;
}

Router& Router::most_body(Method method, std::string_view pattern, std::size_t bytes, Gate gate) {
  Node* at = &root_;
  for (const auto segment : split(pattern)) {
    auto& next = is_name(segment) ? at->any : at->words[std::string(segment)];
    check(next != nullptr, "a route has a limit of its own only once it is there");
    at = next.get();
  }
  at->most_body[static_cast<std::size_t>(method)] = bytes;
  if (gate) at->gates[method] = std::move(gate);
  any_large_ = true;
  return *this;
}

const Gate* Router::gate(Method method, std::string_view target) const {
  const auto path = path_segments(split_target(target).path);
  if (!path) return nullptr;
  std::vector<std::string> values;
  const auto* node = find(root_, *path, 0, values);
  if (!node) return nullptr;
  const auto found = node->gates.find(method);
  return found == node->gates.end() ? nullptr : &found->second;
}

std::size_t Router::body_limit(Method method, std::string_view target) const {
  if (!any_large_) return 0;
  const auto path = path_segments(split_target(target).path);
  if (!path) return 0;
  std::vector<std::string> values;
  const auto* node = find(root_, *path, 0, values);
  return node ? node->most_body[static_cast<std::size_t>(method)] : 0;
}

Router& Router::otherwise(Handler handler) {
  otherwise_ = std::make_unique<AnyHandler>(std::move(handler));
  return *this;
}

const Router::Node* Router::find(const Node& at, const std::vector<std::string>& path, std::size_t depth,
                                 std::vector<std::string>& values) {
  if (depth == path.size()) return at.pattern.empty() ? nullptr : &at;
  if (const auto word = at.words.find(path[depth]); word != at.words.end())
    if (const auto* found = find(*word->second, path, depth + 1, values)) return found;
  if (!at.any || path[depth].empty()) return nullptr;
  values.push_back(path[depth]);
  if (const auto* found = find(*at.any, path, depth + 1, values)) return found;
  values.pop_back();
  return nullptr;
}

Router::Match Router::match(Request& request) const {
  const auto refuse = [&](Problem what) { return Match{nullptr, problem(request, what)}; };
  if (request.method == Method::options && request.target == "*") return {nullptr, no_content()};
  const auto target = split_target(request.target);
  request.path = target.path;
  const auto path = path_segments(target.path);
  if (!path) return refuse({400, "http.path", "The path of the request cannot be decoded; escape it as in RFC 3986."});
  auto query = query_pairs(target.query);
  if (!query) return refuse({400, "http.query", "The query of the request cannot be decoded or has over 100 parameters."});
  request.query = *std::move(query);

  std::vector<std::string> values;
  const auto* node = find(root_, *path, 0, values);
  const bool reads = request.method == Method::get || request.method == Method::head;
  if (!node) {
    if (otherwise_ && reads) return {otherwise_.get(), {}};
    return refuse({404, "http.not_found", "There is nothing at this address."});
  }
  request.pattern = node->pattern;
  std::size_t next = 0;
  for (const auto segment : split(node->pattern))
    if (is_name(segment)) request.params.emplace_back(segment.substr(1, segment.size() - 2), std::move(values[next++]));

  const auto handler = [&](Method method) { return node->handlers[static_cast<std::size_t>(method)].get(); };
  if (const auto* exact = handler(request.method)) return {exact, {}};
  if (request.method == Method::head && handler(Method::get)) return {handler(Method::get), {}};
  std::string allow = "OPTIONS";
  for (const auto method : {Method::get, Method::post, Method::put, Method::patch, Method::delete_})
    if (handler(method)) allow.append(method == Method::get ? ", GET, HEAD" : ", ").append(method == Method::get ? "" : name(method));
  auto answer = request.method == Method::options
                    ? no_content()
                    : problem(request, {405, "http.method", "This address does not take this method; it takes " + allow + "."});
  answer.headers.push_back({"Allow", allow});
  return {nullptr, std::move(answer)};
}

std::vector<std::pair<Method, std::string>> Router::routes() const {
  std::vector<std::pair<Method, std::string>> out;
  const std::function<void(const Node&)> walk = [&](const Node& node) {
    for (std::size_t i = 0; i < node.handlers.size(); ++i)
      if (node.handlers[i]) out.emplace_back(static_cast<Method>(i), node.pattern);
    for (const auto& [word, child] : node.words) walk(*child);
    if (node.any) walk(*node.any);
  };
  walk(root_);
  return out;
}

}  // namespace onestop::server::http
