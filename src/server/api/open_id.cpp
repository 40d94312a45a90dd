// The way to the OpenID Connect provider and back.
#include <spdlog/spdlog.h>

#include <boost/json.hpp>

#include "server/api/operators.h"
#include "server/identity/open_id.h"
#include "server/identity/sign_in.h"

namespace onestop::server {
namespace {

constexpr const char* trip_cookie = "onestop_trip";

/// Lax: the browser comes back from a foreign page.
std::string trip_header(const Api& api, const std::string& value, const std::string& more) {
  return std::string(trip_cookie) + "=" + value + "; Path=/api/v1/open-id; HttpOnly; SameSite=Lax" + more + (api.secure_cookies ? "; Secure" : "");
}

http::Response to_page(const Api& api, const std::string& address) {
  // A page of our own goes on: the session's cookie is sent by pages of this site alone, and the provider's was another.
  http::Response page{.status = 200, .content_type = "text/html; charset=utf-8",
                      .body = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>onestop</title><meta http-equiv=\"refresh\" content=\"0;url=" + address +
                              "\"></head><body><a href=\"" + address + "\">onestop</a></body></html>"};
  page.headers.push_back({"Set-Cookie", trip_header(api, "", "; Max-Age=0")});
  return page;
}

http::Response no(const Api& api, const char* code) { return to_page(api, std::string("/?sign_in=") + code); }

void note(const http::Request& request, const std::string& why) {
  spdlog::warn("{}", boost::json::serialize(boost::json::object{{"at", to_text(wall_now())}, {"level", "warning"}, {"what", "sign-in elsewhere failed"}, {"why", why}, {"correlation", request.correlation}}));
}

http::Response leave(Api& api, const http::Request& request) {
  const auto desk = request.query_value("desk").value_or("");
  if (!Code::fits(desk)) return http::problem(request, {.status = 400, .code = "message.invalid", .detail = "Name a desk."});
  const auto departure = api.open_id->depart(std::string(desk), wall_now());
  if (!departure) {
    note(request, departure.error().what);
    return no(api, "away");
  }
  http::Response response{.status = 303, .content_type = {}, .body = {}};
  response.headers.push_back({"Location", departure->address});
  response.headers.push_back({"Set-Cookie", trip_header(api, departure->cookie, "; Max-Age=600")});
  return response;
}

http::Response come_back(Api& api, const http::Request& request) {
  const auto cookie = request.cookie(trip_cookie);
  const auto trip = cookie ? api.open_id->opened(std::string(*cookie), wall_now()) : std::nullopt;
  const auto state = request.query_value("state");
  const auto host = api.regime.post().host;
  if (!trip || !state || *state != trip->state) {
    note(request, "the browser came back without its cookie, too late, or with another state");
    api.refused_sign_ins.add(host, {}, "oidc");
    return no(api, "wrong");
  }
  const auto code = request.query_value("code");
  const auto issuer = request.query_value("iss");  // RFC 9207
  if (!code || (issuer && *issuer != api.open_id->settings().issuer)) {
    note(request, "the provider answered: " + std::string(request.query_value("error").value_or("no code")));
    return no(api, "refused");
  }
  const auto subject = api.open_id->redeem(std::string(*code), *trip, wall_now());
  if (!subject) {
    note(request, subject.error().what);
    api.refused_sign_ins.add(host, {}, "oidc");
    return no(api, "wrong");
  }
  if (auto reader = api.readers.borrow()) (void)api.officers.refresh(*reader);
  const auto account = api.officers.account_of_subject(subject->issuer, subject->subject);
  if (!account || account->closed || account->kind != identity::AccountKind::officer) {
    api.refused_sign_ins.add(account ? account->state : host, account ? account->id : Id{}, account ? "closed" : "oidc");
    return no(api, "unknown");
  }
  auto seated = sit_down(api, request, *account, Code(trip->desk), "oidc", api.open_id->settings().second_factor);
  if (const auto* refused = std::get_if<http::Response>(&seated)) return no(api, refused->status == 403 ? "desk" : "away");
  auto page = to_page(api, "/");
  page.headers.push_back({"Set-Cookie", session_cookie(api, std::get<Sessions::Opened>(seated).token)});
  return page;
}

void in_workshop(Api& api, http::Request request, http::Reply reply, http::Response (*work)(Api&, const http::Request&)) {
  if (!api.open_id) return reply(not_found(request, "Nobody signs in elsewhere for this post."));
  if (auto closed = turned_away(api, request, outside::oidc)) return reply(std::move(*closed));
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto asked = std::make_shared<http::Request>(std::move(request));
  const bool queued = api.elsewhere.add([&api, later, asked, work] { (*later)(work(api, *asked)); });
  if (!queued) (*later)(http::problem(*asked, {.status = 503, .code = "server.busy", .detail = "Too many people sign in at once; try again."}));
}

}  // namespace

void add_open_id_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/open-id", "To the provider of the other sign-in, for a desk").answers(303, "to the provider").problem(404, "there is none");
  router.get("/api/v1/open-id", [&api](http::Request request, http::Reply reply) { in_workshop(api, std::move(request), std::move(reply), leave); });
  doc.route("GET", "/api/v1/open-id/back", "Back from the provider").answers(200, "a page that goes on").problem(404, "there is none");
  router.get("/api/v1/open-id/back", [&api](http::Request request, http::Reply reply) { in_workshop(api, std::move(request), std::move(reply), come_back); });
}

}  // namespace onestop::server
