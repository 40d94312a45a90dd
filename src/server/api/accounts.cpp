// The own account of whoever is signed in, and the accounts of a state as its administrators see and change them.
#include <algorithm>

#include "server/account_messages.h"
#include "server/identity/administration.h"
#include "server/identity/one_time_codes.h"
#include "server/identity/sign_in.h"
#include "wire/json.h"

namespace onestop::wire {
template <> struct Rules<&server::ChangePassword::current> { static constexpr FieldRules value{.max_length = 1000}; };
template <> struct Rules<&server::ChangePassword::password> { static constexpr FieldRules value{.min_length = 12, .max_length = 1000}; };
template <> struct Rules<&server::ChangePin::password> { static constexpr FieldRules value{.max_length = 1000}; };
template <> struct Rules<&server::ChangePin::current> { static constexpr FieldRules value{.max_length = 100}; };
template <> struct Rules<&server::ChangePin::pin> { static constexpr FieldRules value{.min_length = 6, .max_length = 100}; };
template <> struct Rules<&server::AskSecondFactor::password> { static constexpr FieldRules value{.max_length = 1000}; };
template <> struct Rules<&server::GiveCode::code> { static constexpr FieldRules value{.max_length = 40}; };
template <> struct Rules<&server::AccountWish::name> { static constexpr FieldRules value{.max_length = 100}; };
template <> struct Rules<&server::AccountWish::title> { static constexpr FieldRules value{.max_length = 200}; };
template <> struct Rules<&server::AccountWish::issuer> { static constexpr FieldRules value{.max_length = 500}; };
template <> struct Rules<&server::AccountWish::subject> { static constexpr FieldRules value{.max_length = 255}; };
template <> struct Rules<&server::AccountWish::certificate> { static constexpr FieldRules value{.max_length = 255}; };
}  // namespace onestop::wire

namespace onestop::server {
namespace {

constexpr std::size_t most_requests = 200;

AppointmentView view(const Api& api, const identity::Appointment& a) {
  return {a.id, a.post, a.state, a.agency, a.role, a.from, a.until, identity::holds(a, api.sessions.today(a.state))};
}

std::vector<AppointmentView> appointments(const Api& api, const Id& officer) {
  std::vector<AppointmentView> list;
  for (const auto& one : api.officers.appointments_of(officer)) list.push_back(view(api, one));
  return list;
}

OwnAccount own_account(Api& api, const SignedIn& who) {
  const auto account = *api.officers.account(who.session.officer.id);
  OwnAccount shown{account.id, account.name, account.title, account.second_factor, api.sessions.requires_second_factor(who.session.officer.role),
                   account.key != PublicKey{}, account.second_factor ? api.second_factor->recovery_codes_left(account.id) : 0, {}, appointments(api, account.id), {}};
  if (!who.session.limited.empty()) shown.limited = who.session.limited;
  for (const auto& one : api.sessions.of(account.id))
    shown.sessions.push_back({one.id, one.desk, one.method, one.opened, one.last_used, one.expires, one.token_hash == who.session.token});
  return shown;
}

/// Slow work for somebody who has signed in; it answers on a thread of its own.
template <class Body>
void in_workshop(Api& api, http::Request request, http::Reply reply, std::function<http::Response(const http::Request&, const SignedIn&, const Body&)> work) {
  auto who = signed_in(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
  auto body = wire::read_json<Body>(request.body);
  if (!body) return reply(invalid(request, body.error()));
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto asked = std::make_shared<http::Request>(std::move(request));
  const bool queued = api.workshop.add([=, person = std::get<SignedIn>(who), wish = std::move(*body)] { (*later)(work(*asked, person, wish)); });
  if (!queued) (*later)(http::problem(*asked, {.status = 503, .code = "server.busy", .detail = "Too much at once; try again."}));
}

/// The answer to give instead where the password is not that of whoever is signed in. Wrong ones count as at the sign-in.
std::optional<http::Response> prove(Api& api, const http::Request& request, const SignedIn& who, const std::string& password) {
  const auto& name = who.session.officer.name;
  if (const auto pause = api.sessions.pause_s(name, request.peer); pause > 0) {
    auto response = http::problem(request, {.status = 429, .code = "session.paused", .detail = "Too many wrong tries; wait before you try again."});
    response.headers.push_back({"Retry-After", std::to_string(pause)});
    return response;
  }
  const auto fits = api.officers.password_fits(who.session.officer.id, password);
  if (!fits) return fault_answer(request, fits.error());
  api.sessions.tried(name, request.peer, *fits);
  if (!*fits) return http::problem(request, {.status = 403, .code = "account.wrong_password", .detail = "The password is wrong."});
  return std::nullopt;
}

http::Response changed_by_another(const http::Request& request) {
  return http::problem(request, {.status = 409, .code = "account.changed", .detail = "The account was changed at the same moment; look again."});
}

/// Writes the own account and tells the log what changed of it.
std::optional<http::Response> put_own(Api& api, const http::Request& request, const SignedIn& who, store::AccountRow account, const char* what) {
  const auto before = *api.officers.account(account.id);
  const auto put = change_account(api, std::move(account));
  if (!put) return fault_answer(request, put.error());
  if (!*put) return changed_by_another(request);
  api.sessions.look_again(before.id);
  on_record(api, before.state, audit::AccountChanged{by_of(who.session), before.id, what, account_hash(before), account_hash(**put), (*put)->key});
  return std::nullopt;
}

void end_all_but(Api& api, const Id& officer, const Hash& kept, const Code& why) {
  for (const auto& one : api.sessions.of(officer))
    if (one.token_hash != kept) api.sessions.close(one.token_hash, [&api, one, why](bool done) { if (done) session_ended(api, one, why); });
}

http::Response change_password(Api& api, const http::Request& request, const SignedIn& who, const ChangePassword& wish) {
  if (auto no = prove(api, request, who, wish.current)) return std::move(*no);
  if (wish.password == wish.current) return http::problem(request, {.status = 422, .code = "account.same_password", .detail = "Choose another password than before."});
  const auto hash = hashed_password(wish.password);
  if (!hash) return fault_answer(request, hash.error());
  auto account = *api.officers.account(who.session.officer.id);
  if (auto put = api.officers.put_password(account.id, *hash); !put) return fault_answer(request, put.error());
  account.new_password = false;
  if (auto no = put_own(api, request, who, account, "password")) return std::move(*no);
  end_all_but(api, account.id, who.session.token, "own_wish");
  return http::no_content();
}

http::Response change_pin(Api& api, const http::Request& request, const SignedIn& who, const ChangePin& wish) {
  if (auto no = prove(api, request, who, wish.password)) return std::move(*no);
  auto account = *api.officers.account(who.session.officer.id);
  if (account.key != PublicKey{}) {
    const auto key = api.officers.unlock(who.session.officer, wish.current.value_or(""));
    if (!key) return fault_answer(request, key.error());
    api.sessions.tried(who.session.officer.name, request.peer, key->has_value());
    if (!*key) return http::problem(request, {.status = 403, .code = "session.wrong_pin", .detail = "The PIN is wrong."});
    if (auto put = api.officers.wrap_again(account.id, **key, wish.pin); !put) return fault_answer(request, put.error());
  } else {
    const auto key = api.officers.put_key(account.id, wish.pin);
    if (!key) return fault_answer(request, key.error());
    account.key = *key;
  }
  if (auto no = put_own(api, request, who, account, "pin")) return std::move(*no);
  return http::no_content();
}

http::Response prepare_factor(Api& api, const http::Request& request, const SignedIn& who, const AskSecondFactor& wish) {
  if (auto no = prove(api, request, who, wish.password)) return std::move(*no);
  if (api.officers.account(who.session.officer.id)->second_factor)
    return http::problem(request, {.status = 409, .code = "account.second_factor_on", .detail = "There is a second factor already; administrators remove a lost one."});
  const auto key = api.second_factor->prepare(who.session.officer.id);
  if (!key) return fault_answer(request, key.error());
  return http::json(wire::to_json(PreparedFactor{base32(*key), key_uri("onestop " + api.regime.post().code.text(), who.session.officer.name, *key)}));
}

std::optional<http::Response> paused(Api& api, const http::Request& request, const SignedIn& who) {
  const auto pause = api.sessions.pause_s(who.session.officer.name, request.peer);
  if (pause == 0) return std::nullopt;
  auto response = http::problem(request, {.status = 429, .code = "session.paused", .detail = "Too many wrong tries; wait before you try again."});
  response.headers.push_back({"Retry-After", std::to_string(pause)});
  return response;
}

http::Response wrong_code(Api& api, const http::Request& request, const SignedIn& who) {
  api.sessions.tried(who.session.officer.name, request.peer, false);
  return http::problem(request, {.status = 403, .code = "session.wrong_code", .detail = "The code is wrong or was used before."});
}

http::Response confirm_factor(Api& api, const http::Request& request, const SignedIn& who, const GiveCode& wish) {
  if (auto wait = paused(api, request, who)) return std::move(*wait);
  auto account = *api.officers.account(who.session.officer.id);
  if (account.second_factor) return http::problem(request, {.status = 409, .code = "account.second_factor_on", .detail = "There is a second factor already; administrators remove a lost one."});
  const auto fits = api.second_factor->confirm(account.id, wish.code);
  if (!fits) return fault_answer(request, fits.error());
  if (!*fits) return wrong_code(api, request, who);
  const auto codes = api.second_factor->fresh_recovery_codes(account.id);
  if (!codes) return fault_answer(request, codes.error());
  account.second_factor = true;
  if (auto no = put_own(api, request, who, account, "second_factor_on")) return std::move(*no);
  if (const auto proved = api.sessions.prove_second_factor(who.session.token); !proved) return fault_answer(request, proved.error());
  end_all_but(api, account.id, who.session.token, "own_wish");
  return http::json(wire::to_json(RecoveryCodes{*codes}));
}

http::Response renew_codes(Api& api, const http::Request& request, const SignedIn& who, const GiveCode& wish) {
  if (auto wait = paused(api, request, who)) return std::move(*wait);
  const auto account = *api.officers.account(who.session.officer.id);
  const auto fits = account.second_factor ? api.second_factor->fits(account.id, wish.code) : Expected<bool>(false);
  if (!fits) return fault_answer(request, fits.error());
  if (!*fits) return wrong_code(api, request, who);
  const auto codes = api.second_factor->fresh_recovery_codes(account.id);
  if (!codes) return fault_answer(request, codes.error());
  on_record(api, account.state, audit::AccountChanged{by_of(who.session), account.id, "recovery_codes", account_hash(account), account_hash(account), account.key});
  return http::json(wire::to_json(RecoveryCodes{*codes}));
}

void add_own_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/account", "The own account, its appointments and sessions").answers<OwnAccount>(200, "the account").problem(401, "sign in first");
  router.get("/api/v1/account", [&api](const http::Request& request) -> http::Response {
    auto who = signed_in(api, request);
    if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
    return http::json(wire::to_json(own_account(api, std::get<SignedIn>(who))));
  });
  doc.route("POST", "/api/v1/account/password", "Change the own password; other sessions end").body<ChangePassword>().answers(204, "changed").problem(401, "sign in first").problem(403, "wrong password").problem(429, "too many tries");
  router.post("/api/v1/account/password", [&api](http::Request request, http::Reply reply) {
    in_workshop<ChangePassword>(api, std::move(request), std::move(reply), [&api](const auto& asked, const auto& who, const auto& wish) { return change_password(api, asked, who, wish); });
  });
  doc.route("POST", "/api/v1/account/pin", "Set or change the PIN of the own signing key").body<ChangePin>().answers(204, "changed").problem(401, "sign in first").problem(403, "wrong password or PIN").problem(429, "too many tries");
  router.post("/api/v1/account/pin", [&api](http::Request request, http::Reply reply) {
    in_workshop<ChangePin>(api, std::move(request), std::move(reply), [&api](const auto& asked, const auto& who, const auto& wish) { return change_pin(api, asked, who, wish); });
  });
  doc.route("POST", "/api/v1/account/second-factor", "A key for an authenticator app").body<AskSecondFactor>().answers<PreparedFactor>(200, "counts once a code of it is given").problem(401, "sign in first").problem(403, "wrong password").problem(409, "there is one already");
  router.post("/api/v1/account/second-factor", [&api](http::Request request, http::Reply reply) {
    in_workshop<AskSecondFactor>(api, std::move(request), std::move(reply), [&api](const auto& asked, const auto& who, const auto& wish) { return prepare_factor(api, asked, who, wish); });
  });
  doc.route("POST", "/api/v1/account/second-factor/confirm", "The first code of the app").body<GiveCode>().answers<RecoveryCodes>(200, "codes for the day the app is lost, shown once").problem(401, "sign in first").problem(403, "wrong code").problem(409, "there is one already");
  router.post("/api/v1/account/second-factor/confirm", [&api](http::Request request, http::Reply reply) {
    in_workshop<GiveCode>(api, std::move(request), std::move(reply), [&api](const auto& asked, const auto& who, const auto& wish) { return confirm_factor(api, asked, who, wish); });
  });
  doc.route("POST", "/api/v1/account/recovery-codes", "Fresh recovery codes; earlier ones count no longer").body<GiveCode>().answers<RecoveryCodes>(200, "shown once").problem(401, "sign in first").problem(403, "wrong code");
  router.post("/api/v1/account/recovery-codes", [&api](http::Request request, http::Reply reply) {
    in_workshop<GiveCode>(api, std::move(request), std::move(reply), [&api](const auto& asked, const auto& who, const auto& wish) { return renew_codes(api, asked, who, wish); });
  });
}

void add_session_end_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("DELETE", "/api/v1/account/sessions", "Sign out everywhere").answers(204, "signed out").problem(401, "sign in first");
  router.del("/api/v1/account/sessions", [&api](http::Request request, http::Reply reply) {
    auto who = signed_in(api, request);
    if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
    const auto& session = std::get<SignedIn>(who).session;
    end_all_but(api, session.officer.id, session.token, "own_wish");
    auto later = std::make_shared<http::Reply>(std::move(reply));
    end_session(api, session, "own_wish", [later, correlation = request.correlation](bool done) {
      if (!done) return (*later)(http::problem({.status = 503, .code = "server.fault", .detail = "The sign-out could not be written down; try again."}, correlation));
      auto response = http::no_content();
      response.headers.push_back({"Set-Cookie", "onestop=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"});
      (*later)(std::move(response));
    });
  });
  doc.route("DELETE", "/api/v1/account/sessions/{id}", "End one of the own sessions").answers(204, "ended").problem(401, "sign in first").problem(404, "no such session");
  router.del("/api/v1/account/sessions/{id}", [&api](http::Request request, http::Reply reply) {
    auto who = signed_in(api, request);
    if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
    const auto& session = std::get<SignedIn>(who).session;
    const auto wanted = parse_id(request.param("id"));
    const auto own = api.sessions.of(session.officer.id);
    const auto at = wanted ? std::ranges::find(own, *wanted, &store::SessionRow::id) : own.end();
    if (at == own.end()) return reply(not_found(request, "You have no such session."));
    auto later = std::make_shared<http::Reply>(std::move(reply));
    api.sessions.close(at->token_hash, [&api, later, row = *at, correlation = request.correlation](bool done) {
      if (!done) return (*later)(http::problem({.status = 503, .code = "server.fault", .detail = "This could not be written down; try again."}, correlation));
      session_ended(api, row, "own_wish");
      (*later)(http::no_content());
    });
  });
}

AccountRequestView request_view(const Api& api, const store::AccountRequestRow& row, const Id& viewer) {
  AccountRequestView shown{row.id, row.change, row.officer, api.officers.title_of(row.officer), {}, api.officers.title_of(row.asked_by), row.asked,
                           row.decided_by ? api.officers.title_of(*row.decided_by) : std::string(), row.decided, row.outcome, row.asked_by == viewer};
  if (auto wish = wire::read_json<AccountWish>(row.wish)) shown.wish = std::move(*wish);
  if (shown.title.empty()) shown.title = shown.wish.title.value_or("");
  return shown;
}

http::Response refused(Api& api, const http::Request& request, const SignedIn& who, identity::RefusalCode code) {
  using enum identity::RefusalCode;
  const int status = code == not_yours || code == other_state ? 403 : code == already_decided || code == account_changed ? 409 : 422;
  http::Problem problem{.status = status, .code = std::string(identity::name_of(code)), .detail = std::string(identity::sentence_of(code)), .title = "Refused"};
  if (const auto* provision = administers_accounts(api, who.session.officer, who.session.desk)) problem.provision = provision->title + ", " + provision->article;
  return http::problem(request, problem);
}

http::Response list_accounts(Api& api, const http::Request& request, const SignedIn& who) {
  if (!administrator(api, who).may) return refused(api, request, who, identity::RefusalCode::not_yours);
  const auto& state = who.session.officer.state;
  AccountList list{state, {}, {}, {}, {}, api.sessions.today(state)};
  for (const auto& one : api.officers.accounts())
    if (one.state == state) list.accounts.push_back({one.id, one.name, one.title, one.kind, one.closed, one.second_factor, one.issuer, one.subject, one.certificate, appointments(api, one.id)});
  std::ranges::sort(list.accounts, {}, &AccountView::name);
  auto reader = api.readers.borrow();
  if (!reader) return fault_answer(request, {"the accounts cannot be read"});
  const auto rows = reader->account_requests(state, false, most_requests);
  if (!rows) return fault_answer(request, rows.error());
  for (const auto& row : *rows) list.requests.push_back(request_view(api, row, who.session.officer.id));
  if (const auto* law = api.regime.in_force(state, api.clock.now())) list.agencies = law->agencies, list.roles = law->roles;
  return http::json(wire::to_json(list));
}

http::Response ask(Api& api, const http::Request& request, const SignedIn& who, const AccountWish& wish) {
  auto asked = ask_for(api, who, wish);
  if (const auto* no = std::get_if<NotDone>(&asked)) return refused(api, request, who, no->code);
  if (const auto* wrong = std::get_if<Unfit>(&asked)) return invalid(request, {{wrong->pointer, "account.unfit", wrong->what}});
  if (const auto* failed = std::get_if<Fault>(&asked)) return fault_answer(request, *failed);
  return http::json(wire::to_json(request_view(api, std::get<store::AccountRequestRow>(asked), who.session.officer.id)), 201);
}

http::Response answer_request(Api& api, const http::Request& request, const SignedIn& who, const AccountDecision& wish) {
  auto reader = api.readers.borrow();
  if (!reader) return fault_answer(request, {"the requests cannot be read"});
  const auto id = parse_id(request.param("id"));
  const auto row = id ? reader->account_request(*id) : Expected<std::optional<store::AccountRequestRow>>(std::nullopt);
  if (!row) return fault_answer(request, row.error());
  // Nobody learns of the other state's requests.
  if (!*row || (*row)->state != who.session.officer.state) return not_found(request, "There is no such request.");
  auto decision = decide(api, who, **row, wish.approve);
  if (const auto* no = std::get_if<NotDone>(&decision)) return refused(api, request, who, no->code);
  if (const auto* failed = std::get_if<Fault>(&decision)) return fault_answer(request, *failed);
  const auto& done = std::get<Decided>(decision);
  return http::json(wire::to_json(AccountDecided{request_view(api, done.request, who.session.officer.id), done.password}));
}

}  // namespace

void add_account_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  add_own_routes(router, doc, api);
  add_session_end_routes(router, doc, api);
  doc.route("GET", "/api/v1/accounts", "Accounts of the own state, for its administrators").answers<AccountList>(200, "accounts, appointments and what waits for a second person")
      .problem(401, "sign in first").problem(403, "no administrator");
  router.get("/api/v1/accounts", [&api](const http::Request& request) -> http::Response {
    auto who = signed_in(api, request);
    if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
    return list_accounts(api, request, std::get<SignedIn>(who));
  });
  doc.route("POST", "/api/v1/account-requests", "Ask for a change of an account").body<AccountWish>().answers<AccountRequestView>(201, "waits for a second administrator, or is done")
      .problem(400, "unreadable").problem(401, "sign in first").problem(403, "no administrator of that state").problem(422, "refused");
  router.post("/api/v1/account-requests", [&api](http::Request request, http::Reply reply) {
    in_workshop<AccountWish>(api, std::move(request), std::move(reply), [&api](const auto& asked, const auto& who, const auto& wish) { return ask(api, asked, who, wish); });
  });
  doc.route("POST", "/api/v1/account-requests/{id}/decision", "Approve or decline what another administrator asked for").body<AccountDecision>().answers<AccountDecided>(200, "decided")
      .problem(401, "sign in first").problem(403, "no administrator").problem(404, "no such request").problem(409, "decided or changed already").problem(422, "refused");
  router.post("/api/v1/account-requests/{id}/decision", [&api](http::Request request, http::Reply reply) {
    in_workshop<AccountDecision>(api, std::move(request), std::move(reply), [&api](const auto& asked, const auto& who, const auto& wish) { return answer_request(api, asked, who, wish); });
  });
}

}  // namespace onestop::server
