#include <algorithm>

#include "server/api/api.h"
#include "wire/json.h"

template <> struct onestop::wire::Rules<&onestop::server::SignIn::name> { static constexpr FieldRules value{.min_length = 1, .max_length = 100}; };
template <> struct onestop::wire::Rules<&onestop::server::SignIn::password> { static constexpr FieldRules value{.min_length = 1, .max_length = 1000}; };

namespace onestop::server {

bool heads_a_shift(const Api& api, const Officer& officer) {
  const auto* procedure = api.regime.in_force(api.regime.post().host, api.clock.now());
  if (!procedure) return false;
  const auto at = std::ranges::find(procedure->roles, officer.role);
  if (at == procedure->roles.end()) return false;
  const auto bit = std::uint64_t{1} << (at - procedure->roles.begin());
  return std::ranges::any_of(procedure->powers, [&](const law::Power& one) { return one.act == law::Act::resolve_divergence && (one.roles & bit) != 0; });
}

namespace {

SessionView view(const Api& api, const Sessions::Session& session) {
  const auto& o = session.officer;
  const bool whole_post = heads_a_shift(api, o);
  return {{o.id, o.title, o.state, o.agency, o.role}, session.desk, session.station, whole_post ? "/post" : "/desk", session.expires, {}};
}

std::optional<http::Response> paused(Api& api, const http::Request& request, const std::string& name) {
  const auto pause = api.sessions.pause_s(name, request.peer);
  if (pause == 0) return std::nullopt;
  auto response = http::problem(request, {.status = 429, .code = "session.paused", .detail = "Too many wrong tries; wait before you try again."});
  response.headers.push_back({"Retry-After", std::to_string(pause)});
  return response;
}

void end_session(Api& api, const std::string& token) {
  const auto session = api.sessions.find(token);
  if (!session) return;
  api.sessions.close(token);
  api.live.leave(token);
  if (!api.sessions.sits(session->officer.id, session->desk)) api.assignments.free(session->desk);
  leave_desk(api, session->officer, session->desk);
}

http::Response sign_in(Api& api, const http::Request& request, const SignIn& wish) {
  if (auto wait = paused(api, request, wish.name)) return std::move(*wait);  // again: others of the same name came first
  const auto* officer = api.officers.by_name(wish.name);
  bool fits = false;
  if (officer) {
    const auto answer = api.officers.password_fits(*officer, wish.password);
    if (!answer) return fault_answer(request, answer.error());
    fits = *answer;
  } else {
    Officers::waste_time(wish.password);
  }
  api.sessions.tried(wish.name, request.peer, fits);
  if (!fits) return http::problem(request, {.status = 401, .code = "session.wrong", .detail = "Name or password is wrong."});
  const auto* desk = open_desk(api, wish.desk, api.clock.now());
  const bool own = desk && desk->state == officer->state && desk->agency == officer->agency && desk->role == officer->role;
  if (!own) return http::problem(request, {.status = 403, .code = "session.desk", .detail = "This desk is not one of your state, agency and role."});
  if (const auto before = request.cookie("onestop")) end_session(api, std::string(*before));  // of whoever sat at this browser
  for (const auto& relieved : api.sessions.close_others(desk->code, officer->id)) api.live.leave(relieved);
  auto [token, session] = api.sessions.open(*officer, desk->code, desk->station);
  take_desk(api, *officer, desk->code);
  if (const auto station = shift::station_of(*api.runner.shift(), api.regime.layout(api.clock.now()), desk->code); !station.empty()) session.station = station;
  auto answer = view(api, session);
  answer.token = token;
  auto response = http::json(wire::to_json(answer), 201);
  response.headers.push_back({"Set-Cookie", "onestop=" + token + "; Path=/; HttpOnly; SameSite=Strict" + (api.secure_cookies ? "; Secure" : "")});
  return response;
}

}  // namespace

void add_session_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("POST", "/api/v1/sessions", "Sign in at a desk").body<SignIn>().answers<SessionView>(201, "signed in")
      .problem(401, "wrong name or password").problem(403, "not your desk").problem(429, "too many tries");
  router.post("/api/v1/sessions", [&api](http::Request request, http::Reply reply) {
    // A form on a foreign page can send neither: nobody is signed in under another's name without noticing.
    const auto type = request.header("content-type");
    if (!request.header("x-onestop") && !(type && type->starts_with("application/json")))
      return reply(http::problem(request, {.status = 415, .code = "message.type", .detail = "Send the sign-in as application/json."}));
    const auto wish = wire::read_json<SignIn>(request.body);
    if (!wish) return reply(http::problem(request, {.status = 400, .code = "message.invalid", .detail = "The message cannot be read.", .findings = wish.error()}));
    if (auto wait = paused(api, request, wish->name)) return reply(std::move(*wait));
    auto later = std::make_shared<http::Reply>(std::move(reply));
    auto asked = std::make_shared<http::Request>(std::move(request));
    const bool queued = api.workshop.add([&api, later, asked, wish = *wish] { (*later)(sign_in(api, *asked, wish)); });
    if (!queued) (*later)(http::problem(*asked, {.status = 503, .code = "server.busy", .detail = "Too many people sign in at once; try again."}));
  });

  doc.route("GET", "/api/v1/sessions/current", "Who is signed in").answers<SessionView>(200, "the session").problem(401, "nobody");
  router.get("/api/v1/sessions/current", [&api](const http::Request& request) -> http::Response {
    auto who = signed_in(api, request);
    if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
    return http::json(wire::to_json(view(api, std::get<SignedIn>(who).session)));
  });

  doc.route("DELETE", "/api/v1/sessions/current", "Sign out").answers(204, "signed out").problem(401, "nobody");
  router.del("/api/v1/sessions/current", [&api](const http::Request& request) -> http::Response {
    auto who = signed_in(api, request);
    if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
    end_session(api, std::get<SignedIn>(who).token);
    auto response = http::no_content();
    response.headers.push_back({"Clear-Site-Data", "\"cache\""});
    response.headers.push_back({"Set-Cookie", "onestop=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"});
    return response;
  });

  doc.route("GET", "/api/v1/demo/officers", "The demonstration's sign-ins; empty outside of it").answers<DemoOfficers>(200, "the officers");
  router.get("/api/v1/demo/officers", [&api](const http::Request&) { return http::json(wire::to_json(DemoOfficers{api.demo_officers})); });
}

}  // namespace onestop::server
