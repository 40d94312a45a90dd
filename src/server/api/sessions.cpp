#include <algorithm>

#include "server/api/api.h"
#include "server/identity/sign_in.h"
#include "wire/json.h"

template <> struct onestop::wire::Rules<&onestop::server::SignIn::name> { static constexpr FieldRules value{.min_length = 1, .max_length = 100}; };
template <> struct onestop::wire::Rules<&onestop::server::SignIn::code> { static constexpr FieldRules value{.max_length = 40}; };
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

const law::Citation* administers_accounts(const Api& api, const Officer& officer, const Code& desk) {
  const auto* procedure = api.regime.in_force(officer.state, api.clock.now());
  if (!procedure) return nullptr;
  const auto* seat = procedure->desk(desk);
  return identity::power_for(*procedure, identity::administering, {procedure->post, officer.state, officer.agency, officer.role}, seat ? seat->zone : Code());
}

SessionView session_view(const Api& api, const Sessions::Session& session) {
  const auto& o = session.officer;
  const bool whole_post = heads_a_shift(api, o);
  return {{o.id, o.title, o.state, o.agency, o.role}, session.desk, session.station, !session.limited.empty() ? "/account" : whole_post ? "/post" : "/desk", session.expires, {},
          session.limited.empty() ? std::nullopt : std::optional(session.limited), administers_accounts(api, o, session.desk) != nullptr};
}

void end_session(Api& api, const Sessions::Session& session, const Code& why, std::function<void(bool)> then) {
  auto row = store::SessionRow{session.token, session.id, session.officer.id, session.appointment, session.desk, session.method, session.second_factor, session.opened, session.expires, session.last_used};
  api.sessions.close(session.token, [&api, row = std::move(row), officer = session.officer, why, then = std::move(then)](bool done) {
    if (done) {
      session_ended(api, row, why);
      if (!api.sessions.sits(officer.id, row.desk)) api.assignments.free(row.desk);
      leave_desk(api, officer, row.desk);
    }
    if (then) then(done);
  });
}

std::string session_cookie(const Api& api, const std::string& token) {
  return "onestop=" + token + "; Path=/; HttpOnly; SameSite=Strict" + (api.secure_cookies ? "; Secure" : "");
}

std::variant<Sessions::Opened, http::Response> sit_down(Api& api, const http::Request& request, const store::AccountRow& account, const Code& wanted, const Code& method, bool second_factor) {
  const auto no = [&](const Code& state, const char* why, http::Problem problem) {
    api.refused_sign_ins.add(state, account.id, why);
    return http::problem(request, problem);
  };
  const auto* desk = open_desk(api, wanted, api.clock.now());
  if (!desk) return no(account.state, "desk", {.status = 403, .code = "session.desk", .detail = "This desk is not one of your state, agency and role."});
  const auto appointments = api.officers.appointments_of(account.id);
  const identity::Seat seat{api.regime.post().code, desk->state, desk->agency, desk->role};
  const auto* held = identity::appointment_for(appointments, seat, api.sessions.today(desk->state));
  if (!held) {
    const bool other_days = std::ranges::any_of(appointments, [&](const auto& one) { return identity::appointment_for(std::span(&one, 1), seat, one.from) != nullptr; });
    if (other_days) return no(desk->state, "appointment", {.status = 403, .code = "session.appointment", .detail = "You hold no appointment for this desk today."});
    return no(desk->state, "desk", {.status = 403, .code = "session.desk", .detail = "This desk is not one of your state, agency and role."});
  }
  if (const auto before = request.cookie("onestop"))  // of whoever sat at this browser
    if (const auto session = api.sessions.find(*before)) end_session(api, *session, "own_wish", {});
  const auto officer = Officers::in_office(account, *held);
  auto opened = api.sessions.open(officer, held->id, desk->code, desk->station, method, second_factor);
  if (!opened) return fault_answer(request, opened.error());
  for (const auto& relieved : opened->relieved) session_ended(api, relieved, "relieved");
  take_desk(api, officer, desk->code);
  if (const auto station = shift::station_of(*api.runner.shift(), api.regime.layout(api.clock.now()), desk->code); !station.empty()) opened->session.station = station;
  on_record(api, officer.state, audit::SignedIn{by_of(opened->session), method, second_factor, opened->session.id});
  return std::move(*opened);
}

namespace {

std::optional<http::Response> paused(Api& api, const http::Request& request, const std::string& name) {
  const auto pause = api.sessions.pause_s(name, request.peer);
  if (pause == 0) return std::nullopt;
  api.refused_sign_ins.add(api.regime.post().host, {}, "paused");
  auto response = http::problem(request, {.status = 429, .code = "session.paused", .detail = "Too many wrong tries; wait before you try again."});
  response.headers.push_back({"Retry-After", std::to_string(pause)});
  return response;
}

/// Who gives this name and password; nothing where they do not fit, which takes as long for a name that nobody has.
Expected<std::optional<store::AccountRow>> who_gives(Api& api, const SignIn& wish) {
  const auto account = api.officers.account_named(wish.name);
  const bool open = account && !account->closed && account->kind == identity::AccountKind::officer;
  bool fits = false;
  if (open) {
    const auto answer = api.officers.password_fits(account->id, wish.password);
    if (!answer) return std::unexpected(answer.error());
    fits = *answer;
  } else {
    Officers::waste_time(wish.password);
  }
  if (fits) return account;
  api.refused_sign_ins.add(account ? account->state : api.regime.post().host, account ? account->id : Id{}, account && account->closed ? "closed" : "password");
  return std::optional<store::AccountRow>();
}

/// Whether the second factor was given; or the answer that asks for it.
std::variant<bool, http::Response> second_factor_of(Api& api, const http::Request& request, const SignIn& wish, const store::AccountRow& account) {
  if (!account.second_factor) return false;
  if (!wish.code || wish.code->empty()) return http::problem(request, {.status = 401, .code = "session.code_needed", .detail = "Give the code of your second factor as well."});
  const auto fits = api.second_factor->fits(account.id, *wish.code);
  if (!fits) return fault_answer(request, fits.error());
  if (*fits) return true;
  api.sessions.tried(wish.name, request.peer, false);
  api.refused_sign_ins.add(account.state, account.id, "second_factor");
  return http::problem(request, {.status = 401, .code = "session.wrong_code", .detail = "The code is wrong or was used before."});
}

http::Response sign_in(Api& api, const http::Request& request, const SignIn& wish) {
  if (auto wait = paused(api, request, wish.name)) return std::move(*wait);  // again: others of the same name came first
  const auto account = who_gives(api, wish);
  if (!account) return fault_answer(request, account.error());
  if (!*account) {
    api.sessions.tried(wish.name, request.peer, false);
    return http::problem(request, {.status = 401, .code = "session.wrong", .detail = "Name or password is wrong."});
  }
  auto second = second_factor_of(api, request, wish, **account);
  if (auto* no = std::get_if<http::Response>(&second)) return std::move(*no);
  api.sessions.tried(wish.name, request.peer, true);
  auto seated = sit_down(api, request, **account, wish.desk, "password", std::get<bool>(second));
  if (auto* no = std::get_if<http::Response>(&seated)) return std::move(*no);
  const auto& opened = std::get<Sessions::Opened>(seated);
  auto answer = session_view(api, opened.session);
  answer.token = opened.token;
  auto response = http::json(wire::to_json(answer), 201);
  response.headers.push_back({"Set-Cookie", session_cookie(api, opened.token)});
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
    return http::json(wire::to_json(session_view(api, std::get<SignedIn>(who).session)));
  });

  doc.route("DELETE", "/api/v1/sessions/current", "Sign out").answers(204, "signed out").problem(401, "nobody");
  router.del("/api/v1/sessions/current", [&api](http::Request request, http::Reply reply) {
    auto who = signed_in(api, request);
    if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
    auto later = std::make_shared<http::Reply>(std::move(reply));
    end_session(api, std::get<SignedIn>(who).session, "own_wish", [later, correlation = request.correlation](bool done) {
      if (!done) return (*later)(http::problem({.status = 503, .code = "server.fault", .detail = "The sign-out could not be written down; try again."}, correlation));
      auto response = http::no_content();
      response.headers.push_back({"Clear-Site-Data", "\"cache\""});
      response.headers.push_back({"Set-Cookie", "onestop=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"});
      (*later)(std::move(response));
    });
  });

  doc.route("GET", "/api/v1/demo/officers", "The demonstration's sign-ins; empty outside of it").answers<DemoOfficers>(200, "the officers");
  router.get("/api/v1/demo/officers", [&api](const http::Request&) { return http::json(wire::to_json(DemoOfficers{api.demo_officers})); });
}

}  // namespace onestop::server
