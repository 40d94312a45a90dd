// Firms register, sign in and out; officers confirm and block them.
#include <algorithm>

#include "server/api/client.h"
#include "server/api/operators.h"
#include "server/firm_messages.h"
#include "server/right/answer.h"

namespace onestop::server {

void add_firm_key_routes(http::Router& router, wire::OpenApi& doc, Api& api);

namespace {

constexpr std::int64_t usual_page = 50;

FirmView view(const store::FirmRow& firm) { return {firm.id, firm.name, firm.tax_number, firm.country, firm.mail, firm.registered, firm.state}; }

std::string small_letters(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

bool printable(std::string_view text) {
  return std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

wire::Findings judge(const RegisterFirm& wish) {
  wire::Findings found;
  const auto& mail = wish.mail;
  const auto at = mail.find('@');
  const bool blank = mail.find(' ') != std::string::npos || !printable(mail);
  if (at == 0 || at == std::string::npos || mail.find('.', at) == std::string::npos || blank) found.push_back({"/mail", "format", "This is no mail address; right would be: clerk@example.org"});
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (wish.country.view().size() != 2 || !std::ranges::all_of(wish.country.view(), capital)) found.push_back({"/country", "format", "A country is two capital letters of ISO 3166; right would be: KZ"});
  const auto plain = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-'; };
  if (!std::ranges::all_of(wish.tax_number, plain)) found.push_back({"/tax_number", "format", "A tax number has digits, Latin letters and \"-\" only."});
  if (!printable(wish.name)) found.push_back({"/name", "format", "A name has no control characters."});
  return found;
}

std::optional<http::Response> too_often(Api& api, const http::Request& request, const std::string& what, const Rate& rate) {
  const auto verdict = api.firms->rates.take(what + request.peer, rate);
  if (verdict.allowed) return std::nullopt;
  auto response = http::problem(request, {.status = 429, .code = "client.too_often", .detail = "Too many of these came from your address; the header Retry-After says when you may try again."});
  response.headers.push_back({"Retry-After", std::to_string(verdict.reset_s)});
  return response;
}

std::optional<http::Response> paused(Api& api, const http::Request& request, const std::string& mail) {
  const auto pause = api.firms->tries.pause_s(mail, request.peer);
  if (pause == 0) return std::nullopt;
  auto response = http::problem(request, {.status = 429, .code = "session.paused", .detail = "Too many wrong tries; wait before you try again."});
  response.headers.push_back({"Retry-After", std::to_string(pause)});
  return response;
}

http::Response unwritten(const http::Request& request, Firms::Done done) {
  if (done == Firms::Done::mail_taken) return http::problem(request, {.status = 409, .code = "firm.mail_taken", .detail = "A firm with this mail address is registered already; sign in."});
  if (done == Firms::Done::full) return http::problem(request, {.status = 503, .code = "firm.full", .detail = "No more firms can be registered here; ask customs at the post."});
  return busy(request);
}

/// A form on a foreign page can send neither the type nor the header.
std::optional<http::Response> foreign_form(const http::Request& request) {
  const auto type = request.header("content-type");
  if (request.header("x-onestop") || (type && type->starts_with("application/json"))) return std::nullopt;
  return http::problem(request, {.status = 415, .code = "message.type", .detail = "Send this as application/json."});
}

void enrol(Api& api, const std::shared_ptr<http::Request>& request, const std::shared_ptr<http::Reply>& reply, const RegisterFirm& wish) {
  auto hashed = hashed_password(wish.password);
  if (!hashed) return (*reply)(fault_answer(*request, hashed.error()));
  const auto now = wall_now();
  const store::FirmRow firm{fresh_id(now), wish.name, wish.tax_number, wish.country, small_letters(wish.mail), now, store::FirmState::registered};
  api.firms->enrol(firm, *hashed, [request, reply, firm](Firms::Done done) {
    (*reply)(done == Firms::Done::yes ? http::json(wire::to_json(view(firm)), 201) : unwritten(*request, done));
  });
}

void take_registration(Api& api, http::Request request, http::Reply reply) {
  if (!api.firms) return reply(not_found(request, "Nothing is lodged at this server."));
  if (auto no = turned_away(api, request, outside::lodging)) return reply(std::move(*no));
  if (auto no = foreign_form(request)) return reply(std::move(*no));
  const auto wish = wire::read_json<RegisterFirm>(request.body);
  if (!wish) return reply(invalid(request, wish.error()));
  if (auto found = judge(*wish); !found.empty()) return reply(invalid(request, std::move(found)));
  if (auto no = too_often(api, request, "r:", api.firms->limits.registrations)) return reply(std::move(*no));
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto asked = std::make_shared<http::Request>(std::move(request));
  const bool queued = api.firm_sign_ins.add([&api, later, asked, wish = *wish] { enrol(api, asked, later, wish); });
  if (!queued) (*later)(busy(*asked));
}

std::string cookie(const Api& api, const std::string& token) {
  return "onestop_firm=" + token + "; Path=/; HttpOnly; SameSite=Strict" + (token.empty() ? "; Max-Age=0" : "") + (api.secure_cookies ? "; Secure" : "");
}

void sign_in(Api& api, const std::shared_ptr<http::Request>& request, const std::shared_ptr<http::Reply>& reply, const FirmSignIn& wish) {
  const auto mail = small_letters(wish.mail);
  if (auto wait = paused(api, *request, mail)) return (*reply)(std::move(*wait));  // again: others of the same name came first
  const auto firm = api.firms->firm_of_mail(mail);
  bool fits = false;
  if (firm) {
    const auto answer = api.firms->password_fits(firm->id, wish.password);
    if (!answer) return (*reply)(fault_answer(*request, answer.error()));
    fits = *answer;
  } else {
    Officers::waste_time(wish.password);
  }
  api.firms->tries.tried(mail, request->peer, fits);
  if (!fits) return (*reply)(http::problem(*request, {.status = 401, .code = "session.wrong", .detail = "Mail address or password is wrong."}));
  if (firm->state == store::FirmState::blocked)
    return (*reply)(http::problem(*request, {.status = 403, .code = "client.blocked", .detail = "This firm is blocked; ask customs at the post why."}));
  api.firms->open_session(firm->id, [&api, request, reply, firm](const std::string& token, Instant expires) {
    if (token.empty()) return (*reply)(busy(*request));
    auto response = http::json(wire::to_json(FirmSessionView{view(*firm), expires}), 201);
    response.headers.push_back({"Set-Cookie", cookie(api, token)});
    (*reply)(std::move(response));
  });
}

void take_sign_in(Api& api, http::Request request, http::Reply reply) {
  if (!api.firms) return reply(not_found(request, "Nothing is lodged at this server."));
  if (auto no = turned_away(api, request, outside::lodging)) return reply(std::move(*no));
  if (auto no = foreign_form(request)) return reply(std::move(*no));
  const auto wish = wire::read_json<FirmSignIn>(request.body);
  if (!wish) return reply(invalid(request, wish.error()));
  if (auto wait = paused(api, request, small_letters(wish->mail))) return reply(std::move(*wait));
  if (auto no = too_often(api, request, "i:", api.firms->limits.sign_ins)) return reply(std::move(*no));
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto asked = std::make_shared<http::Request>(std::move(request));
  const bool queued = api.firm_sign_ins.add([&api, later, asked, wish = *wish] { sign_in(api, asked, later, wish); });
  if (!queued) (*later)(busy(*asked));
}

void sign_out(Api& api, http::Request request, http::Reply reply) {
  auto who = person_of(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto asked = std::make_shared<http::Request>(std::move(request));
  const std::string token(asked->cookie("onestop_firm").value_or(""));
  api.firms->close_session(token, [&api, later, asked](Firms::Done done) {
    if (done != Firms::Done::yes) return (*later)(busy(*asked));
    auto response = http::no_content();
    response.headers.push_back({"Clear-Site-Data", "\"cache\""});
    response.headers.push_back({"Set-Cookie", cookie(api, "")});
    (*later)(std::move(response));
  });
}

std::optional<http::Response> no_head(Api& api, const http::Request& request, Id& officer) {
  auto who = signed_in(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
  if (!api.firms) return not_found(request, "Nothing is lodged at this server.");
  const auto& one = std::get<SignedIn>(who).session.officer;
  if (!heads_a_shift(api, one)) return http::problem(request, {.status = 403, .code = "firm.not_yours", .detail = "Firms are confirmed and blocked by a shift head."});
  officer = one.id;
  return std::nullopt;
}

http::Response list(Api& api, const http::Request& request, Look& look) {
  Id officer;
  if (auto no = no_head(api, request, officer)) return std::move(*no);
  if (auto no = look.refused(request, "read_firms")) return std::move(*no);
  const auto query = wire::read_query<FirmQuery>(request.query);
  if (!query) return invalid(request, query.error());
  const auto limit = static_cast<std::size_t>(query->limit.value_or(usual_page));
  const auto rows = api.firms->list(query->state, query->after.value_or(Id{}), limit + 1);
  FirmList shown;
  for (const auto& row : rows) {
    if (shown.firms.size() == limit) shown.next = shown.firms.back().id;
    else shown.firms.push_back(view(row));
  }
  return masked_json(look, std::move(shown));
}

void decide(Api& api, http::Request request, http::Reply reply, store::FirmState state) {
  Id officer;
  if (auto no = no_head(api, request, officer)) return reply(std::move(*no));
  const auto id = parse_id(request.param("id"));
  auto firm = id ? api.firms->firm(*id) : std::nullopt;
  if (!firm) return reply(not_found(request, "There is no such firm."));
  if (state == store::FirmState::confirmed && api.firms->tax_number_taken(*firm))
    return reply(http::problem(request, {.status = 409, .code = "firm.tax_number_taken", .detail = "Another firm of this country is confirmed with this tax number; block that one first, or this one."}));
  firm->state = state;
  firm->decided_by = officer;
  firm->decided = wall_now();
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto asked = std::make_shared<http::Request>(std::move(request));
  api.firms->change(*firm, [later, asked, firm = *firm](Firms::Done done) {
    (*later)(done == Firms::Done::yes ? http::json(wire::to_json(view(firm))) : busy(*asked));
  });
}

void describe(wire::OpenApi& doc) {
  doc.route("POST", "/api/v1/firms", "Register a firm").body<RegisterFirm>().answers<FirmView>(201, "registered; customs confirms it later")
      .problem(400, "unreadable").problem(409, "the mail address is registered").problem(429, "too many from your address").problem(503, "try again");
  doc.route("GET", "/api/v1/firms", "The firms, for shift heads").query<FirmQuery>().answers<FirmList>(200, "by registration").problem(401, "sign in first").problem(403, "no shift head");
  doc.route("POST", "/api/v1/firms/{id}/confirmation", "Confirm that a firm is who it says; also lifts a block").path<Id>("id").answers<FirmView>(200, "confirmed")
      .problem(401, "sign in first").problem(403, "no shift head").problem(404, "unknown").problem(409, "another firm is confirmed with its tax number");
  doc.route("POST", "/api/v1/firms/{id}/block", "Block a firm: its keys and sessions are refused from now on").path<Id>("id").answers<FirmView>(200, "blocked")
      .problem(401, "sign in first").problem(403, "no shift head").problem(404, "unknown");
  doc.route("POST", "/api/v1/firms/sessions", "Sign in as a firm").body<FirmSignIn>().answers<FirmSessionView>(201, "signed in, by the cookie onestop_firm")
      .problem(401, "wrong mail address or password").problem(403, "blocked").problem(429, "too many tries");
  doc.route("DELETE", "/api/v1/firms/sessions/current", "Sign out").answers(204, "signed out").problem(401, "nobody");
  doc.route("GET", "/api/v1/firm", "Who you are").answers<FirmView>(200, "your firm").problem(401, "no key and no session").problem(403, "blocked").problem(429, "too often");
}

}  // namespace

void add_firm_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  describe(doc);
  router.post("/api/v1/firms", [&api](http::Request request, http::Reply reply) { take_registration(api, std::move(request), std::move(reply)); });
  router.get("/api/v1/firms", [&api](http::Request request, http::Reply reply) {
    auto looks = looking(api, request);
    if (auto* no = std::get_if<http::Response>(&looks)) return reply(std::move(*no));
    auto& look = std::get<Looking>(looks).look;
    auto response = list(api, request, look);
    give(api, std::move(request), std::move(reply), look, "firms", {}, 1, std::move(response));
  });
  router.post("/api/v1/firms/{id}/confirmation", [&api](http::Request request, http::Reply reply) { decide(api, std::move(request), std::move(reply), store::FirmState::confirmed); });
  router.post("/api/v1/firms/{id}/block", [&api](http::Request request, http::Reply reply) { decide(api, std::move(request), std::move(reply), store::FirmState::blocked); });
  router.post("/api/v1/firms/sessions", [&api](http::Request request, http::Reply reply) { take_sign_in(api, std::move(request), std::move(reply)); });
  router.del("/api/v1/firms/sessions/current", [&api](http::Request request, http::Reply reply) { sign_out(api, std::move(request), std::move(reply)); });
  router.get("/api/v1/firm", [&api](const http::Request& request) -> http::Response {
    auto who = client_of(api, request);
    if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
    const auto& client = std::get<Client>(who);
    const auto firm = api.firms->firm(client.firm);
    return with_rate(firm ? http::json(wire::to_json(view(*firm))) : not_found(request, "There is no such firm."), client);
  });
  add_firm_key_routes(router, doc, api);
}

}  // namespace onestop::server
