// Accounts over HTTP: who is let in on which day, what ends a session, what needs two administrators, the second factor.
#include "../../http/client.h"
#include "server/account_messages.h"
#include "server/api/api.h"
#include "server/audit/audit.h"
#include "server/identity/one_time_codes.h"
#include "standing_post.h"
#include "wire/json.h"

namespace onestop::server::test {
namespace {

const auto noon = instant("2010-12-31T12:00:00Z");  // a holiday's eve; midnight of Korday comes at 19:00
const Day new_year{14'975};
constexpr const char* password = "a long password";

struct AccountsApi : testing::Test {
  StandingPost post;
  std::unique_ptr<Readers> readers;
  std::unique_ptr<Api> api;
  std::unique_ptr<http::Server> server;

  void SetUp() override {
    post.open(noon);
    post.sign();
    const auto made = credentials(password, "123456", Password::known_to_all);
    ASSERT_TRUE(made);
    ASSERT_TRUE(post.officers->enrol({officer("kz_shift_head", "head"), officer("kz_shift_head", "second"), officer("kg_shift_head", "neighbour"), officer("kz_bay_1", "bay"), officer("kz_bay_1", "relief")}, *made));
    serve();
  }
  void TearDown() override { stop(); }

  Officer officer(const char* desk, const std::string& name) const {
    const auto actor = post.at_desk(desk);
    return {id(name), name, "Officer " + name, actor.state, actor.agency, actor.role, {}};
  }
  static Id id(const std::string& name) { return {8, std::hash<std::string>{}(name)}; }
  void serve(std::set<Code> second_factor = {}) {
    readers = std::make_unique<Readers>(*post.store);
    api = std::unique_ptr<Api>(new Api{*post.store, *post.regime, *post.officers, *post.runner, *readers, post.clock, {}, false, {}, {}, {}, {}, {}, {}, wall_now(), {},
                                       std::make_shared<prometheus::Family<prometheus::Histogram>>("onestop_request_seconds", "Time.", prometheus::Labels{})});
    api->audit = std::make_unique<Audit>(*post.runner, post.clock, post.regime->post().host);
    api->sessions.require_second_factor(std::move(second_factor));
    const auto started = post.runner->start();
    ASSERT_TRUE(started) << started.error().what;
    server = http::started({}, make_router(*api));
  }
  void stop() {
    if (server) server->stop(http::milliseconds(500));
    server.reset();
    if (post.runner) post.runner->stop();
    api.reset();
    readers.reset();
  }
  void restart(Instant at, std::set<Code> second_factor = {}) {
    stop();
    post.open(at);
    serve(std::move(second_factor));
  }
  http::Answer send(const std::string& method, const std::string& path, const std::string& body, const std::string& token = "", const std::string& more = "") {
    http::Client client(server->port());
    const auto signed_in = token.empty() ? "" : "Authorization: Bearer " + token + "\r\n";
    client.send(method + " " + path + " HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n" + signed_in + more + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    // Argon2id takes its time on a busy machine, longer than a client waits elsewhere.
    (void)client.wait_for("\r\n\r\n", http::milliseconds(60'000));
    return client.answer();
  }
  http::Answer try_in(const std::string& name, const std::string& desk, const std::string& code = "", const std::string& with = password) {
    return send("POST", "/api/v1/sessions", R"({"name":")" + name + R"(","password":")" + with + R"(","desk":")" + desk + "\"" + (code.empty() ? "" : R"(,"code":")" + code + "\"") + "}");
  }
  std::string sign_in(const std::string& name, const std::string& desk) {
    const auto answer = try_in(name, desk);
    EXPECT_EQ(answer.status, 201) << answer.body;
    const auto view = wire::read_json<SessionView>(answer.body);
    return view && view->token ? *view->token : std::string();
  }
  int looks(const std::string& token) { return send("GET", "/api/v1/sessions/current", "", token).status; }
  template <class T>
  T read(const http::Answer& answer) {
    auto view = wire::read_json<T>(answer.body);
    EXPECT_TRUE(view) << answer.body;
    return view ? *view : T{};
  }
  AccountRequestView ask(const AccountWish& wish, const std::string& token) {
    const auto answer = send("POST", "/api/v1/account-requests", wire::to_json(wish), token);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return read<AccountRequestView>(answer);
  }
  http::Answer decide(const Id& request, bool approve, const std::string& token) {
    return send("POST", "/api/v1/account-requests/" + to_text(request) + "/decision", approve ? R"({"approve":true})" : R"({"approve":false})", token);
  }
  /// One asks, the other approves; they sit at one desk, one after the other.
  AccountDecided by_two(const AccountWish& wish) {
    const auto request = ask(wish, sign_in("head", "kz_shift_head"));
    const auto answer = decide(request.id, true, sign_in("second", "kz_shift_head"));
    EXPECT_EQ(answer.status, 200) << answer.body;
    return read<AccountDecided>(answer);
  }
  AccountWish about(identity::Change change, const std::string& name) const {
    AccountWish wish;
    wish.change = change;
    wish.officer = id(name);
    return wish;
  }
  Bytes set_up_factor(const std::string& token, std::vector<std::string>& paper) {
    const auto prepared = read<PreparedFactor>(send("POST", "/api/v1/account/second-factor", R"({"password":"a long password"})", token));
    const auto key = from_base32(prepared.key).value_or(Bytes());
    EXPECT_EQ(key.size(), 20u);
    EXPECT_NE(prepared.uri.find("secret=" + prepared.key), std::string::npos);
    const auto confirmed = send("POST", "/api/v1/account/second-factor/confirm", R"({"code":")" + code(key, -1) + "\"}", token);
    EXPECT_EQ(confirmed.status, 200) << confirmed.body;
    paper = read<RecoveryCodes>(confirmed).codes;
    return key;
  }
  static std::string code(const Bytes& key, int steps) { return one_time_code(key, wall_now().ms / 1000 / code_step_s + steps); }
};

TEST_F(AccountsApi, does_a_session_outlive_a_restart_and_a_sign_out_too) {
  const auto stays = sign_in("head", "kz_shift_head"), gone = sign_in("bay", "kz_bay_1");
  ASSERT_EQ(send("DELETE", "/api/v1/sessions/current", "", gone).status, 204);
  restart(noon + minute_ms);
  EXPECT_EQ(looks(stays), 200);
  EXPECT_EQ(looks(gone), 401);
}

TEST_F(AccountsApi, does_idleness_not_begin_anew_with_a_restart) {
  const auto token = sign_in("bay", "kz_bay_1");
  stop();
  {
    store::Options options;
    options.path = post.data();
    post.close();
    auto store = store::open(options);
    ASSERT_TRUE(store);
    auto& writer = (*store)->writer();
    ASSERT_TRUE(writer.begin());
    auto row = *(*store)->reader().value()->session(sha256(as_bytes(token))).value();
    ASSERT_TRUE(writer.end_session(row.token_hash));
    row.opened = row.last_used = wall_now() + -(hour_ms + minute_ms);
    ASSERT_TRUE(writer.put_session(row));
    ASSERT_TRUE(writer.finish());
  }
  post.open(noon + minute_ms);
  serve();
  EXPECT_EQ(looks(token), 401);
}

TEST_F(AccountsApi, is_a_session_that_another_process_ended_over_within_seconds) {
  const auto token = sign_in("bay", "kz_bay_1");
  ASSERT_EQ(looks(token), 200);
  store::Options options;
  options.path = post.data();
  auto other = store::open(options);
  ASSERT_TRUE(other);
  auto& writer = (*other)->writer();
  ASSERT_TRUE(writer.begin());
  ASSERT_TRUE(writer.end_session(sha256(as_bytes(token))));
  ASSERT_TRUE(writer.finish());
  EXPECT_TRUE(http::soon([&] { return looks(token) == 401; }));
}

TEST_F(AccountsApi, is_the_token_nowhere_in_the_database) {
  const auto token = sign_in("bay", "kz_bay_1");
  stop();
  post.close();
  for (const auto* file : {"post.db", "post.db-wal", "post.keys.db", "post.keys.db-wal"}) {
    const auto path = std::filesystem::path(post.data()).parent_path() / file;
    std::ifstream in(path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    EXPECT_EQ(bytes.find(token), std::string::npos) << file;
  }
}

TEST_F(AccountsApi, does_a_sign_in_give_a_token_of_its_own_whatever_came_with_it) {
  http::Client client(server->port());
  const std::string body = R"({"name":"bay","password":"a long password","desk":"kz_bay_1"})";
  client.send("POST /api/v1/sessions HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nCookie: onestop=0123456789abcdef\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  const auto answer = client.answer();
  EXPECT_EQ(answer.status, 201);
  EXPECT_FALSE(answer.has("0123456789abcdef")) << "a token that somebody else chose is not taken up";
  EXPECT_TRUE(answer.has("HttpOnly") && answer.has("SameSite=Strict")) << answer.head;
  EXPECT_EQ(looks("0123456789abcdef"), 401);
}

TEST_F(AccountsApi, does_whoever_sits_down_relieve_who_sat_there) {
  const auto first = sign_in("bay", "kz_bay_1"), second = sign_in("relief", "kz_bay_1");
  EXPECT_EQ(looks(first), 401);
  EXPECT_EQ(looks(second), 200);
}

TEST_F(AccountsApi, does_signing_out_everywhere_end_every_own_session_and_no_other) {
  const auto one = sign_in("bay", "kz_bay_1"), two = sign_in("bay", "kz_bay_1"), other = sign_in("head", "kz_shift_head");
  EXPECT_EQ(read<OwnAccount>(send("GET", "/api/v1/account", "", one)).sessions.size(), 2u);
  EXPECT_EQ(send("DELETE", "/api/v1/account/sessions", "", one).status, 204);
  EXPECT_EQ(looks(one), 401);
  EXPECT_TRUE(http::soon([&] { return looks(two) == 401; }));
  EXPECT_EQ(looks(other), 200);
}

TEST_F(AccountsApi, is_one_own_session_ended_and_no_session_of_others) {
  const auto mine = sign_in("bay", "kz_bay_1"), also = sign_in("bay", "kz_bay_1"), other = sign_in("head", "kz_shift_head");
  Id theirs;
  for (const auto& one : read<OwnAccount>(send("GET", "/api/v1/account", "", other)).sessions) theirs = one.id;
  EXPECT_EQ(send("DELETE", "/api/v1/account/sessions/" + to_text(theirs), "", mine).status, 404);
  EXPECT_EQ(looks(other), 200);
  for (const auto& one : read<OwnAccount>(send("GET", "/api/v1/account", "", mine)).sessions)
    if (!one.here) EXPECT_EQ(send("DELETE", "/api/v1/account/sessions/" + to_text(one.id), "", mine).status, 204);
  EXPECT_EQ(looks(also), 401);
  EXPECT_EQ(looks(mine), 200);
}

TEST_F(AccountsApi, is_nobody_appointed_by_one_person_alone) {
  const auto head = sign_in("head", "kz_shift_head");
  auto wish = about(identity::Change::appoint, "bay");
  wish.agency = "frontier", wish.role = "officer", wish.from = Day{new_year.number - 1};
  const auto request = ask(wish, head);
  EXPECT_EQ(request.outcome, store::RequestOutcome::waiting);
  const auto own = decide(request.id, true, head);
  EXPECT_EQ(own.status, 422) << own.body;
  EXPECT_TRUE(own.says("account.same_person")) << own.body;
  EXPECT_EQ(try_in("bay", "kz_gate_in_1").status, 403);
  const auto neighbour = sign_in("neighbour", "kg_shift_head");
  EXPECT_EQ(decide(request.id, true, neighbour).status, 404) << "the neighbour does not even learn of it";
  const auto second = sign_in("second", "kz_shift_head");
  EXPECT_EQ(decide(request.id, true, second).status, 200);
  const auto again = decide(request.id, false, second);
  EXPECT_EQ(again.status, 409) << again.body;
  EXPECT_EQ(try_in("bay", "kz_gate_in_1").status, 201);
  EXPECT_EQ(try_in("bay", "kz_bay_1").status, 201) << "and the appointment before it holds as well";
}

TEST_F(AccountsApi, does_an_officer_without_the_power_neither_see_nor_ask) {
  const auto bay = sign_in("bay", "kz_bay_1");
  EXPECT_EQ(send("GET", "/api/v1/accounts", "", bay).status, 403);
  const auto no = send("POST", "/api/v1/account-requests", wire::to_json(about(identity::Change::end_sessions, "head")), bay);
  EXPECT_EQ(no.status, 403);
  EXPECT_TRUE(no.says("account.not_yours")) << no.body;
  const auto foreign = send("POST", "/api/v1/account-requests", wire::to_json(about(identity::Change::end_sessions, "bay")), sign_in("neighbour", "kg_shift_head"));
  EXPECT_TRUE(foreign.says("account.other_state")) << foreign.body;
}

TEST_F(AccountsApi, does_an_appointment_begin_and_end_at_the_midnight_of_its_state) {
  auto begins = about(identity::Change::appoint, "bay");
  begins.agency = "frontier", begins.role = "officer", begins.from = new_year;
  by_two(begins);
  AccountWish ends = about(identity::Change::end_appointment, "bay");
  ends.appointment = id("bay"), ends.until = new_year;
  by_two(ends);
  post.set_clock(kz_midnight + -1);
  const auto bay = sign_in("bay", "kz_bay_1");
  const auto early = try_in("bay", "kz_gate_in_1");
  EXPECT_EQ(early.status, 403);
  EXPECT_TRUE(early.says("session.appointment")) << early.body;
  EXPECT_EQ(looks(bay), 200);
  post.set_clock(kz_midnight);
  EXPECT_EQ(looks(bay), 401) << "the appointment of this session has ended";
  EXPECT_EQ(try_in("bay", "kz_bay_1").status, 403);
  EXPECT_EQ(try_in("bay", "kz_gate_in_1").status, 201);
}

TEST_F(AccountsApi, is_a_closed_account_out_at_once_and_for_good) {
  const auto bay = sign_in("bay", "kz_bay_1");
  by_two(about(identity::Change::close_account, "bay"));
  EXPECT_EQ(looks(bay), 401);
  EXPECT_EQ(try_in("bay", "kz_bay_1").status, 401) << "as for a name that nobody has";
  restart(noon + minute_ms);
  EXPECT_EQ(looks(bay), 401);
  by_two(about(identity::Change::open_account, "bay"));
  EXPECT_EQ(looks(bay), 401) << "an ended session does not come back with the account";
  EXPECT_EQ(try_in("bay", "kz_bay_1").status, 201);
}

TEST_F(AccountsApi, does_what_was_asked_for_lapse_when_the_account_changes) {
  const auto request = ask(about(identity::Change::issue_password, "bay"), sign_in("head", "kz_shift_head"));
  const auto second = sign_in("second", "kz_shift_head");
  EXPECT_EQ(ask(about(identity::Change::end_sessions, "bay"), second).outcome, store::RequestOutcome::approved) << "needs no second person";
  const auto no = decide(request.id, true, second);
  EXPECT_EQ(no.status, 409);
  EXPECT_TRUE(no.says("account.changed")) << no.body;
}

TEST_F(AccountsApi, must_an_issued_password_be_changed_before_anything_else) {
  const auto given = by_two(about(identity::Change::issue_password, "bay"));
  ASSERT_TRUE(given.password);
  EXPECT_EQ(try_in("bay", "kz_bay_1").status, 401);
  const auto in = try_in("bay", "kz_bay_1", "", *given.password);
  ASSERT_EQ(in.status, 201) << in.body;
  const auto view = read<SessionView>(in);
  EXPECT_EQ(view.limited, Code("password"));
  const auto barred = send("GET", "/api/v1/crossings", "", *view.token);
  EXPECT_EQ(barred.status, 403);
  EXPECT_TRUE(barred.says("session.limited_password")) << barred.body;
  EXPECT_EQ(send("GET", "/api/v1/accounts", "", *view.token).status, 403);
  const auto change = R"({"current":")" + *given.password + R"(","password":"another long one"})";
  EXPECT_EQ(send("POST", "/api/v1/account/password", R"({"current":"wrong","password":"another long one"})", *view.token).status, 403);
  EXPECT_EQ(send("POST", "/api/v1/account/password", change, *view.token).status, 204);
  EXPECT_EQ(send("GET", "/api/v1/crossings", "", *view.token).status, 200);
}

TEST_F(AccountsApi, does_a_new_officer_come_in_when_two_have_said_so) {
  AccountWish wish;
  wish.change = identity::Change::enrol;
  wish.name = "fresh", wish.title = "Officer fresh", wish.agency = "customs", wish.role = "officer", wish.from = Day{new_year.number - 1};
  const auto done = by_two(wish);
  ASSERT_TRUE(done.password);
  const auto in = try_in("fresh", "kz_bay_1", "", *done.password);
  ASSERT_EQ(in.status, 201) << in.body;
  const auto token = *read<SessionView>(in).token;
  const auto account = read<OwnAccount>(send("GET", "/api/v1/account", "", token));
  EXPECT_FALSE(account.has_pin);
  EXPECT_EQ(send("POST", "/api/v1/account/pin", R"({"password":")" + *done.password + R"(","pin":"654321"})", token).status, 204);
  EXPECT_TRUE(read<OwnAccount>(send("GET", "/api/v1/account", "", token)).has_pin);
}

TEST_F(AccountsApi, is_a_code_of_the_second_factor_asked_for_and_taken_once) {
  std::vector<std::string> paper;
  const auto key = set_up_factor(sign_in("bay", "kz_bay_1"), paper);
  ASSERT_EQ(paper.size(), 10u);
  const auto without = try_in("bay", "kz_bay_1");
  EXPECT_EQ(without.status, 401);
  EXPECT_TRUE(without.says("session.code_needed")) << without.body;
  EXPECT_TRUE(try_in("bay", "kz_bay_1", "000000").says("session.wrong_code"));
  const auto used = code(key, 0);
  EXPECT_EQ(try_in("bay", "kz_bay_1", used).status, 201);
  EXPECT_TRUE(try_in("bay", "kz_bay_1", used).says("session.wrong_code")) << "no code twice";
  EXPECT_EQ(try_in("bay", "kz_bay_1", paper.front()).status, 201);
  EXPECT_TRUE(try_in("bay", "kz_bay_1", paper.front()).says("session.wrong_code")) << "nor one on paper";
}

TEST_F(AccountsApi, does_guessing_codes_make_one_wait) {
  std::vector<std::string> paper;
  set_up_factor(sign_in("bay", "kz_bay_1"), paper);
  for (int i = 0; i < Tries::patience; ++i) EXPECT_EQ(try_in("bay", "kz_bay_1", "00000" + std::to_string(i)).status, 401);
  EXPECT_EQ(try_in("bay", "kz_bay_1", paper.front()).status, 429);
}

TEST_F(AccountsApi, is_a_lost_factor_taken_away_by_two) {
  std::vector<std::string> paper;
  const auto bay = sign_in("bay", "kz_bay_1");
  set_up_factor(bay, paper);
  EXPECT_EQ(send("POST", "/api/v1/account/second-factor", R"({"password":"a long password"})", bay).status, 409) << "nobody takes his own away with the password alone";
  by_two(about(identity::Change::remove_second_factor, "bay"));
  EXPECT_EQ(looks(bay), 401);
  EXPECT_EQ(try_in("bay", "kz_bay_1").status, 201);
}

TEST_F(AccountsApi, does_a_role_that_must_have_a_second_factor_set_it_up_first) {
  restart(noon + minute_ms, {"supervisor"});
  const auto in = read<SessionView>(try_in("head", "kz_shift_head"));
  EXPECT_EQ(in.limited, Code("second_factor"));
  EXPECT_EQ(send("GET", "/api/v1/crossings", "", *in.token).status, 403);
  std::vector<std::string> paper;
  set_up_factor(*in.token, paper);
  EXPECT_EQ(send("GET", "/api/v1/crossings", "", *in.token).status, 200) << "the code that set it up has shown it";
  EXPECT_FALSE(read<SessionView>(try_in("bay", "kz_bay_1")).limited) << "of officers none is asked";
}

TEST_F(AccountsApi, is_everything_about_accounts_on_the_log) {
  const auto before = post.store->reader().value()->last_seq().value();
  by_two(about(identity::Change::close_account, "bay"));
  try_in("head", "kz_shift_head", "", "wrong");
  api->refused_sign_ins.tell(*api);
  const auto types = [&] {
    std::multiset<std::string> found;
    const auto events = post.store->reader().value()->read_after(before, 1000).value();
    for (const auto& one : events) found.insert(one.envelope.type.text());
    return found;
  };
  EXPECT_TRUE(http::soon([&] {
    const auto found = types();
    return found.count("SignedIn") == 2 && found.count("SignedOut") == 1 && found.count("AccountChanged") == 1 && found.count("SignInsRefused") == 1;
  })) << [&] { std::string all; for (const auto& one : types()) all += one + " "; return all; }();
}

}  // namespace
}  // namespace onestop::server::test
