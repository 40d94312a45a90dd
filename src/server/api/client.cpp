#include "server/api/client.h"

#include "server/api/operators.h"

namespace onestop::server {
namespace {

void add_rate(http::Response& response, const Rate& rate, const Rates::Verdict& verdict) {
  response.headers.push_back({"RateLimit-Policy", "\"client\";q=" + std::to_string(rate.burst) + ";w=" + std::to_string(rate.window_s())});
  response.headers.push_back({"RateLimit", "\"client\";r=" + std::to_string(verdict.left) + ";t=" + std::to_string(verdict.reset_s)});
}

http::Response too_often(const http::Request& request, const Rate& rate, const Rates::Verdict& verdict) {
  auto response = http::problem(request, {.status = 429, .code = "client.too_often", .detail = "You ask too often; the header Retry-After says when you may ask again."});
  response.headers.push_back({"Retry-After", std::to_string(verdict.reset_s)});
  add_rate(response, rate, verdict);
  return response;
}

/// Whoever proves nobody is counted by his address, so that guessing keys is slow.
http::Response stranger(Api& api, const http::Request& request) {
  const auto& rate = api.firms->limits.of_stranger;
  const auto verdict = api.firms->rates.take("s:" + request.peer, rate);
  if (!verdict.allowed) return too_often(request, rate, verdict);
  return http::problem(request, {.status = 401, .code = "client.none", .detail = "Send an API key as \"Authorization: Bearer osk_...\", or sign in; this one is unknown, revoked or over."});
}

std::variant<Client, http::Response> admitted(Api& api, const http::Request& request, const store::FirmRow& firm, Client client) {
  if (firm.state == store::FirmState::blocked)
    return http::problem(request, {.status = 403, .code = "client.blocked", .detail = "This firm is blocked; ask customs at the post why."});
  if (auto closed = turned_away(api, request, client.sandbox ? outside::sandbox : outside::lodging)) return std::move(*closed);
  client.firm = firm.id;
  client.name = firm.name;
  client.tax_number = firm.tax_number;
  client.confirmed = firm.state == store::FirmState::confirmed;
  client.rate = api.firms->limits.of_client;
  client.allowance = api.firms->rates.take("c:" + to_text(firm.id), client.rate);
  if (!client.allowance.allowed) return too_often(request, client.rate, client.allowance);
  return client;
}

}  // namespace

std::variant<Client, http::Response> client_of(Api& api, const http::Request& request) {
  if (!api.firms) return not_found(request, "Nothing is lodged at this server.");
  if (const auto header = request.header("authorization")) {
    constexpr std::string_view scheme = "Bearer ";
    const auto holder = header->starts_with(scheme) ? api.firms->holder_of(header->substr(scheme.size())) : std::nullopt;
    if (!holder) return stranger(api, request);
    Client client;
    client.key = holder->key;
    client.sandbox = holder->environment == store::Environment::sandbox;
    return admitted(api, request, holder->firm, std::move(client));
  }
  const auto cookie = request.cookie("onestop_firm");
  const auto session = cookie ? api.firms->session(*cookie) : std::nullopt;
  const auto firm = session ? api.firms->firm(session->firm) : std::nullopt;
  if (!firm) return stranger(api, request);
  const bool changes = request.method != http::Method::get && request.method != http::Method::head;
  if (changes && !request.header("x-onestop"))
    return http::problem(request, {.status = 403, .code = "session.foreign", .detail = "A request that changes something needs the header X-Onestop."});
  return admitted(api, request, *firm, {});
}

std::variant<Client, http::Response> person_of(Api& api, const http::Request& request) {
  auto client = client_of(api, request);
  if (const auto* one = std::get_if<Client>(&client); one && one->key)
    return http::problem(request, {.status = 403, .code = "client.key", .detail = "A key may not do this; sign in as the firm."});
  return client;
}

Box* box_of(Api& api, const Client& client) { return client.sandbox ? api.sandbox_box.get() : api.box.get(); }

http::Response busy(const http::Request& request) {
  auto response = http::problem(request, {.status = 503, .code = "server.busy", .detail = "Too many at once; try again in a moment."});
  response.headers.push_back({"Retry-After", "1"});
  return response;
}

http::Response with_rate(http::Response response, const Client& client) {
  add_rate(response, client.rate, client.allowance);
  return response;
}

}  // namespace onestop::server
