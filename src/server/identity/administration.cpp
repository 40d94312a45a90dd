#include "server/identity/administration.h"

#include <algorithm>

#include "server/identity/one_time_codes.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

using identity::Change;
using identity::RefusalCode;

constexpr std::size_t password_bytes = 10;  // 16 letters and digits

std::string fresh_password() {
  Bytes random(password_bytes);
  random_bytes(random);
  auto text = base32(random);
  for (const std::size_t at : {12u, 8u, 4u}) text.insert(at, "-");
  return text;
}

const identity::Appointment* find(const std::vector<identity::Appointment>& list, const std::optional<Id>& id) {
  const auto at = id ? std::ranges::find(list, *id, &identity::Appointment::id) : list.end();
  return at == list.end() ? nullptr : &*at;
}

bool given(const std::optional<std::string>& text) { return text && !text->empty(); }

bool knows(const std::vector<Code>& list, const std::optional<Code>& one) { return one && std::ranges::find(list, *one) != list.end(); }

std::optional<Unfit> unfit_appointment(const Api& api, const Code& state, const AccountWish& wish) {
  const auto* law = api.regime.in_force(state, api.clock.now());
  if (!law || !knows(law->agencies, wish.agency)) return Unfit{"/agency", "Name an agency of the post."};
  if (!knows(law->roles, wish.role)) return Unfit{"/role", "Name a role of the law."};
  if (!wish.from) return Unfit{"/from", "Say from which day on."};
  return std::nullopt;
}

/// What the form of the wish lacks; `account` is null for a new one.
std::optional<Unfit> unfit(const Api& api, const Code& state, const AccountWish& wish, const store::AccountRow* account) {
  switch (wish.change) {
    case Change::enrol:
      if (!given(wish.name)) return Unfit{"/name", "Give the name for signing in."};
      if (api.officers.account_named(*wish.name)) return Unfit{"/name", "Somebody has this name already."};
      if (!given(wish.title)) return Unfit{"/title", "Give the name as shown on records."};
      if (given(wish.certificate) && api.officers.account_of_certificate(*wish.certificate)) return Unfit{"/certificate", "Another account has this certificate."};
      return unfit_appointment(api, state, wish);
    case Change::appoint: return unfit_appointment(api, state, wish);
    case Change::end_appointment:
      if (!find(api.officers.appointments_of(account->id), wish.appointment)) return Unfit{"/appointment", "There is no such appointment."};
      return wish.until ? std::nullopt : std::optional(Unfit{"/until", "Say on which day it holds no longer."});
    case Change::bind_subject:
      if (!given(wish.issuer)) return Unfit{"/issuer", "Name the issuer."};
      if (!given(wish.subject)) return Unfit{"/subject", "Name the subject."};
      return api.officers.account_of_subject(*wish.issuer, *wish.subject) ? std::optional(Unfit{"/subject", "Another account has this subject."}) : std::nullopt;
    case Change::bind_certificate:
      if (account->kind != identity::AccountKind::machine) return Unfit{"/officer", "Only machines come with certificates."};
      if (!given(wish.certificate)) return Unfit{"/certificate", "Give the name in the certificate."};
      return api.officers.account_of_certificate(*wish.certificate) ? std::optional(Unfit{"/certificate", "Another account has this certificate."}) : std::nullopt;
    case Change::rename: return given(wish.title) ? std::nullopt : std::optional(Unfit{"/title", "Give the name as shown on records."});
    case Change::close_account: case Change::open_account: case Change::issue_password: case Change::reset_pin: case Change::remove_second_factor: case Change::end_sessions: return std::nullopt;
  }
  return std::nullopt;
}

std::optional<identity::Refusal> judge_wish_days(const Api& api, const Code& state, const AccountWish& wish, const store::AccountRow* account) {
  const auto today = api.sessions.today(state);
  if (wish.change == Change::enrol || wish.change == Change::appoint) return identity::judge_days(today, *wish.from, wish.until);
  if (wish.change != Change::end_appointment) return std::nullopt;
  const auto held = api.officers.appointments_of(account->id);
  return identity::judge_end(today, *find(held, wish.appointment), *wish.until);
}

/// The account as it is after the change; `now` is the wall's.
store::AccountRow changed(const store::AccountRow& before, const AccountWish& wish, Instant now) {
  auto after = before;
  ++after.version;
  switch (wish.change) {
    case Change::close_account: after.closed = now; after.sessions_from = now; break;
    case Change::open_account: after.closed.reset(); break;
    case Change::issue_password: after.new_password = true; after.sessions_from = now; break;
    case Change::reset_pin: after.key = {}; break;
    case Change::remove_second_factor: after.second_factor = false; after.sessions_from = now; break;
    case Change::bind_subject: after.issuer = *wish.issuer; after.subject = *wish.subject; break;
    case Change::bind_certificate: after.certificate = *wish.certificate; break;
    case Change::end_sessions: after.sessions_from = now; break;
    case Change::rename: after.title = *wish.title; break;
    case Change::enrol: case Change::appoint: case Change::end_appointment: after.version = before.version; break;
  }
  return after;
}

/// What the change is called on the log.
Code what(Change change) {
  switch (change) {
    case Change::enrol: return "enrolled";
    case Change::close_account: return "closed";
    case Change::open_account: return "opened";
    case Change::issue_password: return "password";
    case Change::reset_pin: return "pin";
    case Change::remove_second_factor: return "second_factor_off";
    case Change::bind_subject: return "oidc";
    case Change::bind_certificate: return "certificate";
    case Change::end_sessions: return "sessions_ended";
    case Change::rename: return "title";
    case Change::appoint: case Change::end_appointment: return "appointment";
  }
  return {};
}

/// What is written, and told, when the change is carried out.
struct Plan {
  store::AccountRow before, after;  // the same version where the account stays as it is
  bool fresh = false;               // the account is made
  std::optional<identity::Appointment> appointment;
  std::optional<std::string> password;
};

Plan plan(const Api& api, const store::AccountRequestRow& request, const AccountWish& wish, const Id& approved_by) {
  Plan made;
  const auto now = wall_now();
  if (wish.change == Change::enrol) {
    made.fresh = true;
    made.after = {request.officer, *wish.name, *wish.title, given(wish.certificate) ? identity::AccountKind::machine : identity::AccountKind::officer, request.state};
    made.after.certificate = wish.certificate.value_or("");
    made.after.new_password = made.after.kind == identity::AccountKind::officer;
  } else {
    made.before = *api.officers.account(request.officer);
    made.after = changed(made.before, wish, now);
  }
  if (wish.change == Change::enrol || wish.change == Change::appoint)
    made.appointment = identity::Appointment{fresh_id(now), request.officer, api.regime.post().code, request.state, *wish.agency, *wish.role, *wish.from, wish.until, request.asked_by, approved_by};
  if (wish.change == Change::end_appointment) {
    const auto held = api.officers.appointments_of(request.officer);
    made.appointment = *find(held, wish.appointment);
    made.appointment->until = wish.until;
    made.appointment->asked_by = request.asked_by;
    made.appointment->approved_by = approved_by;
  }
  if (wish.change == Change::issue_password || (made.fresh && made.after.kind == identity::AccountKind::officer)) made.password = fresh_password();
  return made;
}

Expected<void> put_secrets(Api& api, const Plan& made, Change change) {
  if (change == Change::remove_second_factor) return api.second_factor->remove(made.after.id);
  if (!made.password) return {};
  const auto hash = hashed_password(*made.password);
  if (!hash) return std::unexpected(hash.error());
  return api.officers.put_password(made.after.id, *hash);
}

/// The asker is put on the log as whoever he is now: a session of his may be long over.
crossing::By by_asker(const Api& api, const store::AccountRequestRow& request) {
  const auto* officer = api.officers.by_id(request.asked_by);
  if (!officer) return {request.asked_by, request.state, {}, {}, {}, {}};
  return {officer->id, officer->state, officer->agency, officer->role, {}, {}};
}

void tell(Api& api, const store::AccountRequestRow& request, const Plan& made, const SignedIn& who, const Id& approved_by) {
  auto by = approved_by == Id{} ? by_of(who.session) : by_asker(api, request);
  if (const auto* provision = administers_accounts(api, who.session.officer, who.session.desk)) by.basis = provision->id;
  if (made.appointment) {
    const auto& a = *made.appointment;
    on_record(api, request.state, audit::Appointed{by, approved_by, a.id, a.officer, a.post, a.state, a.agency, a.role, a.from, a.until, request.change == Change::end_appointment});
  }
  if (made.fresh || made.after != made.before)
    on_record(api, request.state, audit::AccountChanged{by, request.officer, what(request.change), made.fresh ? Hash{} : account_hash(made.before), account_hash(made.after), made.after.key});
}

enum class Carried { out, changed, failed };

Carried carry_out(Api& api, const store::AccountRequestRow& request, const Plan& made, bool fresh_request, const Id& decided_by) {
  auto result = std::make_shared<Carried>(Carried::failed);
  const bool durable = written(api.runner, [=](store::Writer& writer) -> Expected<void> {
    *result = Carried::changed;
    if (fresh_request) {
      if (auto put = writer.put_account_request(request); !put) return put;
    } else {
      const auto first = writer.decide_account_request(request.id, decided_by, *request.decided, store::RequestOutcome::approved);
      if (!first) return std::unexpected(first.error());
      if (!*first) return fault("decided before");
    }
    if (made.fresh || made.after != made.before) {
      const auto put = writer.put_account(made.after);
      if (!put) return std::unexpected(put.error());
      if (!*put) return fault("changed by somebody else");
    }
    if (made.appointment)
      if (auto put = writer.put_appointment(*made.appointment); !put) return put;
    *result = Carried::out;
    return {};
  });
  if (!durable && *result == Carried::out) return Carried::failed;
  return durable ? Carried::out : *result;
}

Decision carried(Api& api, const SignedIn& who, const store::AccountRequestRow& request, bool fresh_request, const Id& approved_by) {
  const auto wish = wire::read_json<AccountWish>(request.wish);
  if (!wish) return Fault{"the wish on record cannot be read"};
  auto made = plan(api, request, *wish, approved_by);
  switch (carry_out(api, request, made, fresh_request, request.decided_by.value_or(Id{}))) {
    case Carried::changed: return NotDone{RefusalCode::account_changed};
    case Carried::failed: return Fault{"this could not be written down; try again"};
    case Carried::out: break;
  }
  if (auto put = put_secrets(api, made, request.change); !put) return put.error();
  if (auto reader = api.readers.borrow()) (void)api.officers.refresh(*reader);
  api.sessions.look_again(request.officer);
  tell(api, request, made, who, approved_by);
  return Decided{request, made.password};
}

}  // namespace

Hash account_hash(const store::AccountRow& a) {
  ByteWriter out;
  out.text("onestop account 2");
  out.id(a.id);
  for (const auto& text : {a.name, a.title, wire::to_json(a.kind), a.state.text(), a.issuer, a.subject, a.certificate}) out.text(text);
  out.raw(a.key);
  out.instant(a.closed.value_or(Instant{}));
  out.u32(a.second_factor ? 1 : 0);
  return sha256(out.bytes());
}

identity::Administrator administrator(const Api& api, const SignedIn& who) {
  const auto& officer = who.session.officer;
  return {officer.id, officer.state, administers_accounts(api, officer, who.session.desk) != nullptr};
}

Asked ask_for(Api& api, const SignedIn& who, const AccountWish& wish) {
  const auto now = wall_now();
  const bool fresh = wish.change == Change::enrol;
  const auto& own = who.session.officer;
  const auto account = fresh || !wish.officer ? std::nullopt : api.officers.account(*wish.officer);
  const auto admin = administrator(api, who);
  if (!admin.may) return NotDone{RefusalCode::not_yours};
  if (!fresh && !account) return Unfit{"/officer", "There is no such account."};
  const auto about = fresh ? fresh_id(now) : account->id;
  const auto state = fresh ? own.state : account->state;
  if (const auto no = identity::judge_wish(admin, wish.change, about, state)) return NotDone{no->code};
  const auto* known = account ? &*account : nullptr;
  if (known && known->closed && wish.change != Change::open_account) return NotDone{RefusalCode::closed};
  if (auto wrong = unfit(api, state, wish, known)) return *wrong;
  if (const auto no = judge_wish_days(api, state, wish, known)) return NotDone{no->code};
  store::AccountRequestRow request{fresh_id(now), state, wish.change, about, wire::to_json(wish), account ? account->version : 0, own.id, now};
  if (identity::needs_second_person(wish.change)) {
    const bool durable = written(api.runner, [request](store::Writer& writer) { return writer.put_account_request(request); });
    if (!durable) return Fault{"this could not be written down; try again"};
    return request;
  }
  request.outcome = store::RequestOutcome::approved;
  request.decided = now;
  request.decided_by = own.id;
  auto done = carried(api, who, request, true, {});
  if (auto* no = std::get_if<NotDone>(&done)) return *no;
  if (auto* failed = std::get_if<Fault>(&done)) return *failed;
  return request;
}

Decision decide(Api& api, const SignedIn& who, const store::AccountRequestRow& waiting, bool approve) {
  const auto admin = administrator(api, who);
  auto request = waiting;
  const bool own = waiting.asked_by == admin.officer;
  if (approve || !own) {
    const auto no = identity::judge_approval(admin, {waiting.change, waiting.state, waiting.asked_by, waiting.officer, waiting.outcome == store::RequestOutcome::waiting});
    if (no) return NotDone{no->code};
  } else if (waiting.outcome != store::RequestOutcome::waiting) {
    return NotDone{RefusalCode::already_decided};
  }
  request.decided_by = admin.officer;
  request.decided = wall_now();
  request.outcome = approve ? store::RequestOutcome::approved : own ? store::RequestOutcome::withdrawn : store::RequestOutcome::declined;
  if (approve) {
    const auto account = api.officers.account(request.officer);
    if (account && account->version != waiting.account_version) return NotDone{RefusalCode::account_changed};
    const auto wish = wire::read_json<AccountWish>(request.wish);
    if (!wish) return Fault{"the wish on record cannot be read"};
    if (const auto late = judge_wish_days(api, request.state, *wish, account ? &*account : nullptr)) return NotDone{late->code};
    return carried(api, who, request, false, admin.officer);
  }
  auto first = std::make_shared<bool>(false);
  const bool durable = written(api.runner, [request, first](store::Writer& writer) -> Expected<void> {
    const auto done = writer.decide_account_request(request.id, *request.decided_by, *request.decided, request.outcome);
    if (!done) return std::unexpected(done.error());
    *first = *done;
    return {};
  });
  if (!durable) return Fault{"this could not be written down; try again"};
  if (!*first) return NotDone{RefusalCode::already_decided};
  return Decided{request, {}};
}

Expected<std::optional<store::AccountRow>> change_account(Api& api, store::AccountRow account) {
  ++account.version;
  auto first = std::make_shared<bool>(false);
  const bool durable = written(api.runner, [account, first](store::Writer& writer) -> Expected<void> {
    const auto put = writer.put_account(account);
    if (!put) return std::unexpected(put.error());
    *first = *put;
    return {};
  });
  if (!durable) return fault("the account could not be written; try again");
  if (auto reader = api.readers.borrow()) (void)api.officers.refresh(*reader);
  if (!*first) return std::optional<store::AccountRow>();
  return std::optional(account);
}

}  // namespace onestop::server
