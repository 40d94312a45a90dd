// A firm's API keys. Secrets are shown once; only their hashes are kept.
#include "server/api/client.h"
#include "server/firm_messages.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

constexpr const char* path = "/api/v1/firm/keys";

KeyView view(const store::ApiKeyRow& key) { return {key.id, key.name, key.environment, key.created, key.expires, key.revoked, key.last_used, {}}; }

http::Response unwritten(const http::Request& request, Firms::Done done) {
  if (done == Firms::Done::full)
    return http::problem(request, {.status = 422, .code = "key.too_many", .detail = "A firm has at most " + std::to_string(Firms::most_keys) + " keys; revoke one that you do not use."});
  return busy(request);
}

void create(Api& api, http::Request request, http::Reply reply) {
  auto who = person_of(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
  const auto wish = wire::read_json<NewKey>(request.body);
  if (!wish) return reply(invalid(request, wish.error()));
  const auto now = wall_now();
  if (wish->expires && *wish->expires <= now) return reply(invalid(request, {{"/expires", "past", "A key must expire later than now, or never."}}));
  const auto secret = fresh_key_secret(wish->environment);
  const store::ApiKeyRow key{fresh_id(now), std::get<Client>(who).firm, wish->environment, wish->name, sha256(as_bytes(secret)), now, wish->expires, {}, {}};
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto asked = std::make_shared<http::Request>(std::move(request));
  api.firms->put_key(key, [later, asked, key, secret](Firms::Done done) {
    if (done != Firms::Done::yes) return (*later)(unwritten(*asked, done));
    auto shown = view(key);
    shown.secret = secret;
    (*later)(http::json(wire::to_json(shown), 201));
  });
}

void revoke(Api& api, http::Request request, http::Reply reply) {
  auto who = person_of(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
  const auto id = parse_id(request.param("id"));
  for (auto& key : api.firms->keys_of(std::get<Client>(who).firm)) {
    if (key.id != id) continue;
    if (key.revoked) return reply(http::no_content());
    key.revoked = wall_now();
    auto later = std::make_shared<http::Reply>(std::move(reply));
    auto asked = std::make_shared<http::Request>(std::move(request));
    return api.firms->put_key(key, [later, asked](Firms::Done done) { (*later)(done == Firms::Done::yes ? http::no_content() : unwritten(*asked, done)); });
  }
  reply(not_found(request, "Your firm has no such key."));
}

}  // namespace

void add_firm_key_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", path, "The firm's API keys").answers<KeyList>(200, "without their secrets").problem(401, "sign in first").problem(403, "a key may not see keys");
  router.get(path, [&api](const http::Request& request) -> http::Response {
    auto who = person_of(api, request);
    if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
    KeyList shown;
    for (const auto& key : api.firms->keys_of(std::get<Client>(who).firm)) shown.keys.push_back(view(key));
    return http::json(wire::to_json(shown));
  });
  doc.route("POST", path, "Make an API key; its secret is shown in this answer and never again").body<NewKey>().answers<KeyView>(201, "the key and its secret")
      .problem(400, "unreadable").problem(401, "sign in first").problem(403, "a key may not make keys").problem(422, "too many keys");
  router.post(path, [&api](http::Request request, http::Reply reply) { create(api, std::move(request), std::move(reply)); });
  doc.route("DELETE", "/api/v1/firm/keys/{id}", "Revoke a key, at once and for good").path<Id>("id").answers(204, "revoked")
      .problem(401, "sign in first").problem(403, "a key may not revoke keys").problem(404, "your firm has no such key");
  router.del("/api/v1/firm/keys/{id}", [&api](http::Request request, http::Reply reply) { revoke(api, std::move(request), std::move(reply)); });
}

}  // namespace onestop::server
