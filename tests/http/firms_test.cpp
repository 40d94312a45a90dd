// Firms over HTTP: who they are, what their keys open, and what stays closed.
#include "trading.h"

namespace onestop::server::http {
namespace {

struct Trading : testing::Test {
  static void SetUpTestSuite() {
    post = std::make_unique<TradingPost>();
    post->open();
  }
  static void TearDownTestSuite() { post.reset(); }
  void SetUp() override { name = "firm" + std::to_string(++count); }
  static inline std::unique_ptr<TradingPost> post;
  static inline int count = 0;
  std::string name;
};

TEST_F(Trading, does_a_firm_register_sign_in_see_itself_and_leave) {
  const auto made = post->ask("POST", "/api/v1/firms", TradingPost::registration(name));
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_TRUE(made.says("\"state\":\"registered\"") && made.says(name + "@example.org")) << "the mail address in small letters";
  EXPECT_FALSE(made.says("password"));
  EXPECT_EQ(post->ask("POST", "/api/v1/firms", TradingPost::registration(name)).status, 409);
  const auto in = post->sign_in(name);
  ASSERT_EQ(in.status, 201);
  EXPECT_TRUE(in.has("HttpOnly; SameSite=Strict"));
  const auto session = TradingPost::cookie_of(in);
  const auto self = post->ask("GET", "/api/v1/firm", "", session);
  EXPECT_EQ(self.status, 200);
  EXPECT_TRUE(self.has("RateLimit: \"client\";r=") && self.has("RateLimit-Policy: \"client\";q="));
  EXPECT_EQ(post->ask("DELETE", "/api/v1/firms/sessions/current", "", session).status, 204);
  EXPECT_EQ(post->ask("GET", "/api/v1/firm", "", session).status, 401);
}

TEST_F(Trading, which_registrations_are_refused) {
  const auto with = [&](const std::string& from, const std::string& to) {
    auto body = TradingPost::registration(name);
    return post->ask("POST", "/api/v1/firms", body.replace(body.find(from), from.size(), to));
  };
  EXPECT_TRUE(with("@Example.org", "").says("\"pointer\":\"/mail\""));
  EXPECT_TRUE(with("@Example.org", "@localhost").says("\"pointer\":\"/mail\""));
  EXPECT_TRUE(with("\"KZ\"", "\"kaz\"").says("\"pointer\":\"/country\""));
  EXPECT_TRUE(with("123456789012", "1'; --").says("\"pointer\":\"/tax_number\""));
  EXPECT_TRUE(with("a long password", "short").says("\"pointer\":\"/password\""));
  EXPECT_EQ(with("{", "[").status, 400);
}

TEST_F(Trading, is_a_wrong_password_told_from_an_unknown_firm) {
  (void)post->firm(name);
  const auto wrong = post->sign_in(name, "another password"), unknown = post->sign_in(name + "x");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(unknown.status, 401);
  const auto without = [](std::string body) { return body.substr(0, body.find("\"correlation\"")); };
  EXPECT_EQ(without(wrong.body), without(unknown.body));
}

TEST_F(Trading, is_guessing_a_password_paused) {
  (void)post->firm(name);
  for (int i = 0; i < Tries::patience; ++i) EXPECT_EQ(post->sign_in(name, "wrong password " + std::to_string(i)).status, 401);
  const auto paused = post->sign_in(name);
  EXPECT_EQ(paused.status, 429) << "even with the right one";
  EXPECT_TRUE(paused.has("Retry-After: "));
}

TEST_F(Trading, can_a_foreign_page_change_anything) {
  auto session = post->firm(name);
  session.resize(session.find("X-Onestop"));
  EXPECT_EQ(post->ask("GET", "/api/v1/firm", "", session).status, 200);
  EXPECT_EQ(post->ask("POST", "/api/v1/firm/keys", R"({"name":"k","environment":"live"})", session).status, 403);
  EXPECT_EQ(post->ask("DELETE", "/api/v1/firms/sessions/current", "", session).status, 403);
  Client form(post->post->port());
  const std::string body = TradingPost::registration(name + "x");
  form.send("POST /api/v1/firms HTTP/1.1\r\nHost: post\r\nContent-Type: text/plain\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  EXPECT_EQ(form.answer().status, 415);
}

TEST_F(Trading, what_may_a_key_do_and_what_not) {
  const auto session = post->firm(name);
  const auto key = post->key(session);
  ASSERT_TRUE(key.secret);
  EXPECT_TRUE(key.secret->starts_with("osk_live_"));
  EXPECT_EQ(key.secret->size(), 9u + 64u);
  const auto bearer = TradingPost::bearer(key);
  EXPECT_EQ(post->ask("GET", "/api/v1/firm", "", bearer).status, 200);
  const auto list = post->ask("GET", "/api/v1/firm/keys", "", session);
  EXPECT_TRUE(list.says(to_text(key.id)) && list.says("last_used"));
  EXPECT_FALSE(list.says("osk_")) << "the secret is shown once";
  EXPECT_EQ(post->ask("GET", "/api/v1/firm/keys", "", bearer).status, 403);
  EXPECT_EQ(post->ask("POST", "/api/v1/firm/keys", R"({"name":"k","environment":"live"})", bearer).status, 403);
  EXPECT_EQ(post->ask("DELETE", "/api/v1/firm/keys/" + to_text(key.id), "", bearer).status, 403);
  for (const auto* wrong : {"Bearer ", "Bearer osk_live_", "Bearer osk_live_0000", "Basic YTpi", "bearer x"})
    EXPECT_EQ(post->ask("GET", "/api/v1/firm", "", std::string("Authorization: ") + wrong + "\r\n").status, 401) << wrong;
  EXPECT_EQ(post->ask("GET", "/api/v1/firm", "", "Authorization: Bearer " + key.secret->substr(0, 72) + "g\r\n" + session).status, 401) << "a wrong key is not saved by a session";
}

TEST_F(Trading, is_a_revoked_key_refused_at_once_and_after_a_restart) {
  const auto session = post->firm(name);
  const auto key = post->key(session);
  EXPECT_EQ(post->ask("GET", "/api/v1/firm", "", TradingPost::bearer(key)).status, 200);
  EXPECT_EQ(post->ask("DELETE", "/api/v1/firm/keys/" + to_text(key.id), "", session).status, 204);
  EXPECT_EQ(post->ask("GET", "/api/v1/firm", "", TradingPost::bearer(key)).status, 401);
  const auto living = post->key(session);
  post->open();
  EXPECT_EQ(post->ask("GET", "/api/v1/firm", "", TradingPost::bearer(key)).status, 401);
  EXPECT_EQ(post->ask("GET", "/api/v1/firm", "", TradingPost::bearer(living)).status, 200);
  EXPECT_EQ(post->ask("GET", "/api/v1/firm", "", session).status, 200) << "sessions outlive a restart, too";
}

TEST_F(Trading, does_a_key_end_when_it_was_said_to) {
  const auto session = post->firm(name);
  EXPECT_EQ(post->ask("POST", "/api/v1/firm/keys", R"({"name":"k","environment":"live","expires":"2020-01-01T00:00:00Z"})", session).status, 400);
  const auto key = post->key(session, R"(,"expires":")" + to_text(wall_now() + 400) + "\"");
  EXPECT_EQ(post->ask("GET", "/api/v1/firm", "", TradingPost::bearer(key)).status, 200);
  EXPECT_TRUE(soon([&] { return post->ask("GET", "/api/v1/firm", "", TradingPost::bearer(key)).status == 401; }));
}

TEST_F(Trading, has_a_test_key_another_environment) {
  const auto session = post->firm(name);
  const auto answer = post->ask("POST", "/api/v1/firm/keys", R"({"name":"k","environment":"sandbox"})", session);
  const auto key = wire::read_json<KeyView>(answer.body).value();
  EXPECT_TRUE(key.secret->starts_with("osk_test_"));
  Request request;
  request.headers = {{"Authorization", "Bearer " + *key.secret}};
  auto who = client_of(post->api(), request);
  ASSERT_TRUE(std::holds_alternative<server::Client>(who));
  EXPECT_TRUE(std::get<server::Client>(who).sandbox);
  EXPECT_EQ(post->ask("GET", "/api/v1/notifications", "", TradingPost::bearer(key)).status, 404) << "this server has no sandbox, and the live box stays closed";
}

TEST_F(Trading, who_confirms_and_blocks_a_firm_and_does_it_hold_at_once) {
  const auto session = post->firm(name);
  const auto key = TradingPost::bearer(post->key(session));
  const auto path = "/api/v1/firms/" + to_text(post->firm_id(session));
  const auto head = post->officer("kz_shift_head"), gate = post->officer("kz_gate_in_1");
  for (const auto& nobody : {std::string(), session, key, gate}) {
    EXPECT_EQ(post->ask("POST", path + "/confirmation", "", nobody).status / 100, 4);
    EXPECT_EQ(post->ask("POST", path + "/block", "", nobody).status / 100, 4);
    EXPECT_EQ(post->ask("GET", "/api/v1/firms", "", nobody).status / 100, 4);
  }
  EXPECT_TRUE(post->ask("POST", path + "/confirmation", "", head).says("\"state\":\"confirmed\""));
  EXPECT_TRUE(post->ask("GET", "/api/v1/firms?state=confirmed&limit=200", "", head).says(name));
  EXPECT_EQ(post->ask("POST", path + "/block", "", head).status, 200);
  EXPECT_EQ(post->ask("GET", "/api/v1/firm", "", key).status, 403);
  EXPECT_EQ(post->ask("GET", "/api/v1/firm", "", session).status, 403);
  EXPECT_EQ(post->sign_in(name).status, 403);
  EXPECT_EQ(post->ask("POST", path + "/confirmation", "", head).status, 200);
  EXPECT_EQ(post->ask("GET", "/api/v1/firm", "", key).status, 200);
  EXPECT_EQ(post->ask("POST", "/api/v1/firms/" + to_text(Id{1, 1}) + "/block", "", head).status, 404);
}

TEST_F(Trading, can_two_confirmed_firms_have_one_tax_number) {
  const auto head = post->officer("kz_shift_head");
  std::vector<std::string> paths;
  for (const auto* which : {"a", "b"}) {
    ASSERT_EQ(post->ask("POST", "/api/v1/firms", TradingPost::registration(name + which, "55" + std::to_string(count))).status, 201) << "whoever registers first takes it from nobody";
    paths.push_back("/api/v1/firms/" + to_text(post->firm_id(TradingPost::cookie_of(post->sign_in(name + which)))));
  }
  EXPECT_EQ(post->ask("POST", paths[0] + "/confirmation", "", head).status, 200);
  EXPECT_EQ(post->ask("POST", paths[1] + "/confirmation", "", head).status, 409);
}

TEST_F(Trading, is_a_client_that_asks_too_often_told_when_to_come_again) {
  const auto session = post->firm(name);
  const auto one = TradingPost::bearer(post->key(session)), other = TradingPost::bearer(post->key(session));
  post->api().firms->limits.of_client = {3, 60'000'000};
  for (int left = 2; left >= 0; --left) EXPECT_TRUE(post->ask("GET", "/api/v1/firm", "", one).has("r=" + std::to_string(left) + ";"));
  const auto no = post->ask("GET", "/api/v1/firm", "", one);
  EXPECT_EQ(no.status, 429);
  EXPECT_TRUE(no.has("Retry-After: ") && no.has("RateLimit: \"client\";r=0"));
  EXPECT_EQ(post->ask("GET", "/api/v1/firm", "", other).status, 429) << "a second key asks for nothing more";
  post->api().firms->limits.of_client = {100'000, 1};
}

TEST_F(Trading, are_registrations_sign_ins_and_guessed_keys_of_one_address_limited) {
  auto& limits = post->api().firms->limits;
  limits.registrations = limits.sign_ins = limits.of_stranger = {1, 3'600'000'000};
  post->api().firms->rates.take("r:127.0.0.1", limits.registrations);
  EXPECT_EQ(post->ask("POST", "/api/v1/firms", TradingPost::registration(name)).status, 429);
  post->api().firms->rates.take("i:127.0.0.1", limits.sign_ins);
  EXPECT_EQ(post->sign_in(name).status, 429);
  post->api().firms->rates.take("s:127.0.0.1", limits.of_stranger);
  EXPECT_EQ(post->ask("GET", "/api/v1/firm", "", "Authorization: Bearer osk_live_1\r\n").status, 429);
  post->open();  // which forgets who asked how often
}

TEST_F(Trading, has_a_firm_no_more_keys_than_allowed) {
  const auto session = post->firm(name);
  for (std::size_t i = 0; i < Firms::most_keys; ++i) (void)post->key(session);
  EXPECT_EQ(post->ask("POST", "/api/v1/firm/keys", R"({"name":"k","environment":"live"})", session).status, 422);
}

TEST_F(Trading, are_notifications_read_waited_for_and_acknowledged) {
  const auto session = post->firm(name);
  const auto key = TradingPost::bearer(post->key(session));
  const auto firm = post->firm_id(session);
  const auto empty = post->ask("GET", "/api/v1/notifications", "", key);
  EXPECT_TRUE(empty.says(R"("notifications":[],"next":0,"first":1,"last":0,"acknowledged":0,"kept_days":30)")) << empty.body;
  post->tell(firm, {1, 2, 1});
  const auto all = post->ask("GET", "/api/v1/notifications", "", key);
  EXPECT_TRUE(all.says(R"("number":1)") && all.says(R"("number":3)") && all.says(R"("body":{"channel":"green"})") && all.says(R"("next":3)")) << all.body;
  EXPECT_TRUE(post->ask("GET", "/api/v1/notifications?after=0&limit=1", "", key).says(R"("next":1)"));
  EXPECT_TRUE(post->ask("GET", "/api/v1/notifications?kind=vehicle_arrived", "", key).says(R"("notifications":[])"));
  EXPECT_TRUE(post->ask("POST", "/api/v1/notifications/acknowledgement", R"({"up_to":2})", key).says(R"("acknowledged":2)"));
  const auto rest = post->ask("GET", "/api/v1/notifications", "", key);
  EXPECT_TRUE(!rest.says(R"("number":2)") && rest.says(R"("number":3)"));
  for (const auto* wrong : {"?after=-1", "?limit=0", "?limit=501", "?wait_s=21", "?colour=red", "?after=9223372036854775807"})
    EXPECT_EQ(post->ask("GET", std::string("/api/v1/notifications") + wrong, "", key).status, 400) << wrong;
}

TEST_F(Trading, does_whoever_waits_hear_of_it_and_hold_up_nobody) {
  const auto session = post->firm(name);
  const auto key = TradingPost::bearer(post->key(session));
  const auto firm = post->firm_id(session);
  std::list<Client> waiting;
  for (int i = 0; i < 8; ++i) {
    auto& one = waiting.emplace_back(post->post->port());
    one.send("GET /api/v1/notifications?after=0&wait_s=20 HTTP/1.1\r\nHost: post\r\n" + key + "\r\n");
  }
  EXPECT_FALSE(waiting.back().receive(milliseconds(200)));
  EXPECT_EQ(post->ask("GET", "/api/v1/firm", "", key).status, 200);
  post->tell(firm, {1});
  for (auto& one : waiting) EXPECT_TRUE(one.answer().says(R"("number":1)"));
  const auto nothing = post->ask("GET", "/api/v1/notifications?after=1&wait_s=1", "", key);
  EXPECT_EQ(nothing.status, 200);
  EXPECT_TRUE(nothing.says(R"("notifications":[])"));
}

TEST_F(Trading, does_one_firm_see_or_change_what_is_anothers) {
  const auto own = post->firm(name), foreign = post->firm(name + "x");
  const auto key = post->key(own);
  post->tell(post->firm_id(own), {1});
  const auto made = post->ask("POST", "/api/v1/webhooks", R"({"url":"http://127.0.0.1:65000/hook","kinds":[]})", own);
  ASSERT_EQ(made.status, 201) << made.body;
  const auto hook = "/api/v1/webhooks/" + to_text(wire::read_json<WebhookView>(made.body).value().id);
  for (const auto& who : {foreign, TradingPost::bearer(post->key(foreign))}) {
    EXPECT_FALSE(post->ask("GET", "/api/v1/notifications", "", who).says("number"));
    EXPECT_FALSE(post->ask("GET", "/api/v1/webhooks", "", who).says("127.0.0.1"));
    EXPECT_EQ(post->ask("DELETE", hook, "", who).status, 404);
    EXPECT_EQ(post->ask("GET", hook + "/deliveries", "", who).status, 404);
    for (const auto* change : {"/secrets", "/challenge", "/pause", "/resume", "/redrive"}) EXPECT_EQ(post->ask("POST", hook + change, "", who).status, 404) << change;
  }
  EXPECT_FALSE(post->ask("GET", "/api/v1/firm/keys", "", foreign).says(to_text(key.id)));
  EXPECT_EQ(post->ask("DELETE", "/api/v1/firm/keys/" + to_text(key.id), "", foreign).status, 404);
  EXPECT_EQ(post->ask("GET", "/api/v1/firm", "", TradingPost::bearer(key)).status, 200);
  EXPECT_TRUE(post->ask("GET", "/api/v1/webhooks", "", own).says("127.0.0.1"));
  for (const auto* route : {"/api/v1/notifications", "/api/v1/webhooks", "/api/v1/firm", "/api/v1/firm/keys"}) EXPECT_EQ(post->ask("GET", route).status, 401) << route;
}

}  // namespace
}  // namespace onestop::server::http
