#include "wire/openapi.h"

#include <algorithm>
#include <map>

#include "base/check.h"
#include "wire/json.h"

namespace onestop::wire {

/// RFC 9457 as the server writes it.
struct Problem {
  std::string type, title;
  std::int32_t status = 0;
  std::optional<std::string> code, detail, provision, correlation;
  std::optional<Findings> findings;
};
BOOST_DESCRIBE_STRUCT(Problem, (), (type, title, status, code, detail, provision, correlation, findings))
template <>
struct Doc<Problem> {
  static constexpr std::string_view text = "Why a request was not done: a stable code, one sentence, and the provision a refusal rests on.";
};

namespace {

std::string quoted(std::string_view text) {
  std::string out;
  write_text(out, text);
  return out;
}

std::vector<std::string> names_in(std::string_view path) {
  std::vector<std::string> out;
  for (auto open = path.find('{'); open != std::string_view::npos; open = path.find('{', open + 1)) {
    const auto close = path.find('}', open);
    check(close != std::string_view::npos, "a path of the API has a brace that is not closed");
    out.emplace_back(path.substr(open + 1, close - open - 1));
  }
  return out;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

/// "get_crossings_id_timeline"
std::string operation_for(std::string_view method, std::string_view path) {
  std::string out = lower(method);
  if (path.starts_with("/api/v1")) path.remove_prefix(7);
  for (const char c : path) {
    if (c == '{' || c == '}') continue;
    out += c == '/' || c == '-' || c == '.' ? '_' : c;
  }
  return out;
}

}  // namespace

OpenApi::Route::Route(SchemaBook& book, std::string_view method, std::string_view path, std::string_view summary)
    : book_(book), method_(lower(method)), path_(path), summary_(summary), operation_(operation_for(method, path)) {
  for (const auto& name : names_in(path)) parameter("path", name, "{\"type\":\"string\"}", true, "");
}

OpenApi::Route& OpenApi::Route::parameter(std::string_view in, std::string_view name, const std::string& schema, bool required,
                                          std::string_view doc) {
  auto key = std::string(in) + " " + std::string(name);
  std::string object = "{\"name\":" + quoted(name) + ",\"in\":" + quoted(in) + ",\"required\":" + (required ? "true" : "false");
  if (!doc.empty()) object += ",\"description\":" + quoted(doc);
  object += ",\"schema\":" + schema + "}";
  const auto known = std::ranges::find(parameters_, key, [](const auto& p) { return p.first; });
  if (known == parameters_.end()) parameters_.emplace_back(std::move(key), std::move(object));
  else known->second = std::move(object);
  return *this;
}

OpenApi::Route& OpenApi::Route::header(std::string_view name, std::string_view doc, bool required) {
  return parameter("header", name, "{\"type\":\"string\"}", required, doc);
}

OpenApi::Route& OpenApi::Route::body_of(const std::string& schema) {
  body_ = "{\"required\":true,\"content\":{\"application/json\":{\"schema\":" + schema + "}}}";
  return *this;
}

OpenApi::Route& OpenApi::Route::answer_of(int status, std::string_view doc, std::string_view type, const std::string& schema) {
  std::string object = "{\"description\":" + quoted(doc);
  if (!type.empty()) object += ",\"content\":{" + quoted(type) + ":{\"schema\":" + schema + "}}";
  answers_.emplace_back(status, object + "}");
  return *this;
}

OpenApi::Route& OpenApi::Route::events_of(std::string_view doc, const std::string& schema) {
  header("Last-Event-ID", "the id of the last event received; the stream goes on after it", false);
  return answer_of(200, doc, "text/event-stream", schema);
}

OpenApi::Route& OpenApi::Route::problem(int status, std::string_view doc) {
  return answer_of(status, doc, "application/problem+json", book_.schema<Problem>());
}

OpenApi::Route& OpenApi::Route::tag(std::string_view name) {
  tag_ = name;
  return *this;
}

OpenApi::Route& OpenApi::Route::named(std::string_view operation_id) {
  operation_ = operation_id;
  return *this;
}

void OpenApi::Route::write(std::string& out) const {
  out += quoted(method_) + ":{\"operationId\":" + quoted(operation_) + ",\"summary\":" + quoted(summary_);
  if (!tag_.empty()) out += ",\"tags\":[" + quoted(tag_) + "]";
  if (!parameters_.empty()) {
    out += ",\"parameters\":[";
    for (bool first = true; const auto& [key, object] : parameters_) out += (std::exchange(first, false) ? "" : ",") + object;
    out += ']';
  }
  if (!body_.empty()) out += ",\"requestBody\":" + body_;
  out += ",\"responses\":{";
  for (const auto& [status, object] : answers_) out += "\"" + std::to_string(status) + "\":" + object + ",";
  out += "\"default\":{\"description\":\"The request was not done.\",\"content\":{\"application/problem+json\":{\"schema\":" +
         book_.schema<Problem>() + "}}}}}";
}

OpenApi::OpenApi(std::string title, std::string version) : title_(std::move(title)), version_(std::move(version)) {
  book_.schema<Problem>();
}

OpenApi::Route& OpenApi::route(std::string_view method, std::string_view path, std::string_view summary) {
  for (const auto& known : routes_)
    check(known.method_ != lower(method) || known.path_ != path, "one route is described twice");
  return routes_.emplace_back(book_, method, path, summary);
}

std::vector<std::pair<std::string, std::string>> OpenApi::routes() const {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& route : routes_) {
    auto method = route.method_;
    std::ranges::transform(method, method.begin(), [](char c) { return static_cast<char>(c - 32); });
    out.emplace_back(std::move(method), route.path_);
  }
  return out;
}

std::string OpenApi::document() const {
  std::map<std::string, std::vector<const Route*>> by_path;
  for (const auto& route : routes_) by_path[route.path_].push_back(&route);
  std::string out = "{\"openapi\":\"3.1.0\",\"info\":{\"title\":" + quoted(title_) + ",\"version\":" + quoted(version_) + "},\"paths\":{";
  for (bool first = true; const auto& [path, routes] : by_path) {
    out += (std::exchange(first, false) ? "" : ",") + quoted(path) + ":{";
    for (bool first_method = true; const auto* route : routes) {
      if (!std::exchange(first_method, false)) out += ',';
      route->write(out);
    }
    out += '}';
  }
  return out + "},\"components\":{\"schemas\":{" + book_.components() + "}}}";
}

}  // namespace onestop::wire
