// Webhooks: challenged, signed, told in order, and in nobody's way however their receivers behave.
#include <openssl/hmac.h>

#include "certificate.h"
#include "server/webhook/transfer.h"
#include "trading.h"

namespace onestop::server::http {
namespace {

std::string hmac(const std::string& key, const std::string& text) {
  unsigned char code[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()), text.size(), code, &length);
  return to_hex({code, length});
}

/// What an integrator does with the header.
bool fits(const Receiver::Got& got, const std::string& secret) {
  const auto header = got.header("Onestop-Signature");
  const auto t = header.substr(2, header.find(',') - 2);
  return header.starts_with("t=") && header.find("v1=" + hmac(secret, t + "." + got.body)) != std::string::npos;
}

struct Webhooks : testing::Test {
  static void SetUpTestSuite() {
    post = std::make_unique<TradingPost>();
    post->open();
  }
  static void TearDownTestSuite() { post.reset(); }
  void SetUp() override {
    session = post->firm("hooked" + std::to_string(++count));
    firm = post->firm_id(session);
  }
  WebhookView hook(const Receiver& receiver, const std::string& kinds = "[]") { return hook(receiver.url(), kinds); }
  WebhookView hook(const std::string& url, const std::string& kinds = "[]") {
    const auto answer = post->ask("POST", "/api/v1/webhooks", R"({"url":")" + url + R"(","kinds":)" + kinds + "}", session);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return wire::read_json<WebhookView>(answer.body).value_or(WebhookView{});
  }
  WebhookView look(const WebhookView& hook) {
    const auto list = wire::read_json<WebhookList>(post->ask("GET", "/api/v1/webhooks", "", session).body).value();
    for (const auto& one : list.webhooks)
      if (one.id == hook.id) return one;
    return {};
  }
  bool becomes(const WebhookView& hook, store::WebhookState state) {
    return soon([&] { return look(hook).state == state; });
  }
  WebhookView active(const Receiver& receiver, const std::string& kinds = "[]") {
    auto made = hook(receiver, kinds);
    EXPECT_TRUE(becomes(made, store::WebhookState::active)) << look(made).error;
    return made;
  }
  Answer change(const WebhookView& hook, const std::string& what, const std::string& body = "") { return post->ask("POST", "/api/v1/webhooks/" + to_text(hook.id) + what, body, session); }
  std::vector<DeliveryView> deliveries(const WebhookView& hook, const std::string& query = "") {
    return wire::read_json<DeliveryList>(post->ask("GET", "/api/v1/webhooks/" + to_text(hook.id) + "/deliveries" + query, "", session).body).value_or(DeliveryList{}).deliveries;
  }
  std::size_t count_of(const WebhookView& hook, const char* state) { return deliveries(hook, std::string("?limit=500&state=") + state).size(); }
  static std::vector<std::string> numbers(const std::vector<Receiver::Got>& got) {
    std::vector<std::string> numbers;
    for (const auto& one : got) numbers.push_back(one.body.substr(10, one.body.find(',') - 10));
    return numbers;
  }

  static inline std::unique_ptr<TradingPost> post;
  static inline int count = 0;
  std::string session;
  Id firm;
};

TEST_F(Webhooks, is_one_active_once_its_receiver_answered_the_challenge) {
  Receiver echo(Receiver::answering(200)), deaf([](int socket, const Receiver::Got&) { Receiver::answer(socket, 200, "yes"); });
  Receiver json([](int socket, const Receiver::Got& got) { Receiver::answer(socket, 200, R"({"challenge":")" + got.body.substr(got.body.find(R"("challenge":")") + 13, 64) + "\"}"); });
  const auto made = hook(echo), other = hook(deaf), third = hook(json);
  EXPECT_EQ(made.state, store::WebhookState::pending);
  ASSERT_EQ(made.secrets.size(), 1u);
  EXPECT_TRUE(made.secrets[0].secret->starts_with("whsec_"));
  EXPECT_TRUE(becomes(made, store::WebhookState::active));
  EXPECT_TRUE(becomes(third, store::WebhookState::active));
  EXPECT_TRUE(becomes(other, store::WebhookState::failed));
  EXPECT_NE(look(other).error.find("challenge"), std::string::npos);
  EXPECT_FALSE(look(made).secrets.at(0).secret) << "the secret is shown once";
  EXPECT_TRUE(fits(echo.got().at(0), *made.secrets[0].secret)) << "the challenge is signed, too";
  EXPECT_EQ(change(made, "/challenge").status, 409);
  EXPECT_EQ(change(other, "/challenge").status, 200);
  EXPECT_TRUE(soon([&] { return deaf.got().size() == 2; }));
  EXPECT_NE(deaf.got().at(0).body, deaf.got().at(1).body) << "no challenge comes twice";
}

TEST_F(Webhooks, is_what_is_told_signed_and_named_and_the_same_as_in_the_box) {
  Receiver receiver(Receiver::answering(204));
  const auto made = active(receiver);
  post->tell(firm, {7});
  ASSERT_TRUE(soon([&] { return count_of(made, "delivered") == 1; }));
  const auto got = receiver.told().at(0);
  EXPECT_TRUE(fits(got, *made.secrets[0].secret));
  EXPECT_FALSE(fits(got, "whsec_another"));
  auto forged = got;
  forged.body.back() = ' ';
  EXPECT_FALSE(fits(forged, *made.secrets[0].secret));
  EXPECT_EQ(got.header("Onestop-Movement"), to_text(Id{0x0700, 7}));
  EXPECT_NE(got.body.find(R"("id":")" + got.header("Onestop-Notification") + "\""), std::string::npos);
  EXPECT_EQ(got.header("Onestop-Webhook"), to_text(made.id));
  EXPECT_TRUE(post->ask("GET", "/api/v1/notifications", "", session).says(got.body));
}

TEST_F(Webhooks, do_two_secrets_sign_until_the_old_one_ends) {
  Receiver receiver(Receiver::answering(200));
  const auto made = active(receiver);
  const auto first = *made.secrets[0].secret;
  const auto rotated = wire::read_json<WebhookView>(change(made, "/secrets").body).value();
  ASSERT_EQ(rotated.secrets.size(), 2u);
  EXPECT_TRUE(rotated.secrets[0].expires && !rotated.secrets[0].secret && rotated.secrets[1].secret);
  post->tell(firm, {1});
  ASSERT_TRUE(soon([&] { return receiver.told().size() == 1; }));
  EXPECT_TRUE(fits(receiver.told()[0], first));
  EXPECT_TRUE(fits(receiver.told()[0], *rotated.secrets[1].secret));
  const auto last = wire::read_json<WebhookView>(change(made, "/secrets", R"({"old_valid_s":0})").body).value();
  ASSERT_EQ(last.secrets.size(), 1u);
  ASSERT_TRUE(soon([&] { return count_of(made, "delivered") == 1; }));
  post->tell(firm, {1});
  ASSERT_TRUE(soon([&] { return receiver.told().size() == 2; }));
  EXPECT_FALSE(fits(receiver.told()[1], first));
  EXPECT_FALSE(fits(receiver.told()[1], *rotated.secrets[1].secret));
  EXPECT_TRUE(fits(receiver.told()[1], *last.secrets[0].secret));
  EXPECT_EQ(change(made, "/secrets", R"({"old_valid_s":604801})").status, 400);
}

TEST_F(Webhooks, is_a_failure_tried_again_in_order_while_other_movements_go_on) {
  std::atomic<int> refused = 2;
  Receiver receiver(Receiver::challenged([&](int socket, const Receiver::Got& got) {
    const bool of_first = got.header("Onestop-Movement") == to_text(Id{0x0700, 1});
    Receiver::answer(socket, of_first && refused-- > 0 ? 500 : 200);
  }));
  const auto made = active(receiver);
  post->tell(firm, {1, 2, 1, 2, 1});
  ASSERT_TRUE(soon([&] { return count_of(made, "delivered") == 5; }));
  std::vector<Receiver::Got> first, second;
  for (const auto& one : receiver.told()) (one.header("Onestop-Movement") == to_text(Id{0x0700, 1}) ? first : second).push_back(one);
  EXPECT_EQ(numbers(first), (std::vector<std::string>{"1", "1", "1", "3", "5"}));
  EXPECT_EQ(numbers(second), (std::vector<std::string>{"2", "4"}));
  const auto tried = deliveries(made).back();
  EXPECT_EQ(tried.attempts, 3u);
  EXPECT_EQ(tried.last_status, 200);
}

TEST_F(Webhooks, is_one_given_up_after_the_last_try_and_driven_again_when_asked) {
  std::atomic<bool> well = false;
  Receiver receiver(Receiver::challenged([&](int socket, const Receiver::Got& got) { Receiver::answer(socket, well || got.body.starts_with(R"({"number":2,)") ? 200 : 503); }));
  const auto made = active(receiver);
  post->tell(firm, {1, 1});
  ASSERT_TRUE(soon([&] { return count_of(made, "delivered") == 1; })) << "a dead one lets the movement go on";
  const auto dead = deliveries(made, "?state=dead");
  ASSERT_EQ(dead.size(), 1u);
  EXPECT_EQ(dead[0].number, 1u);
  EXPECT_EQ(dead[0].attempts, 4u);
  EXPECT_EQ(dead[0].last_status, 503);
  EXPECT_EQ(dead[0].last_error, "the receiver answered 503");
  well = true;
  EXPECT_TRUE(change(made, "/redrive").says(R"("deliveries":1)"));
  EXPECT_TRUE(soon([&] { return count_of(made, "delivered") == 2; }));
}

TEST_F(Webhooks, do_bad_receivers_hold_up_a_good_one) {
  const auto hang = [](int socket, const Receiver::Got&) {
    pollfd gone{socket, POLLIN, 0};
    ::poll(&gone, 1, 10'000);  // until the sender has had enough
  };
  const auto endless = [](int socket, const Receiver::Got&) {
    std::string_view head = "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n";
    const auto chunk = "1000\r\n" + std::string(4096, 'x') + "\r\n";
    (void)!::send(socket, head.data(), head.size(), MSG_NOSIGNAL);
    while (::send(socket, chunk.data(), chunk.size(), MSG_NOSIGNAL) > 0) {}
  };
  const auto endless_head = [](int socket, const Receiver::Got&) {
    std::string_view head = "HTTP/1.1 200 X\r\n";
    const auto line = "X-Filler: " + std::string(1000, 'x') + "\r\n";
    (void)!::send(socket, head.data(), head.size(), MSG_NOSIGNAL);
    while (::send(socket, line.data(), line.size(), MSG_NOSIGNAL) > 0) {}
  };
  const auto nothing = [](int, const Receiver::Got&) {};
  const auto nonsense = [](int socket, const Receiver::Got&) { (void)!::send(socket, "\x15\x03\x01 no\r\n\r\n", 10, MSG_NOSIGNAL); };
  Receiver slow(Receiver::challenged(hang)), body(Receiver::challenged(endless)), head(Receiver::challenged(endless_head)), closes(Receiver::challenged(nothing)),
      garbles(Receiver::challenged(nonsense)), good(Receiver::answering(200));
  Receiver redirects(Receiver::answering(302, "Location: " + good.url() + "?redirected\r\n"));
  const auto hangs = active(slow), pours = active(body), heads = active(head), closed = active(closes), garbled = active(garbles), elsewhere = active(redirects), well = active(good);
  std::vector<std::uint64_t> movements;
  for (std::uint64_t i = 0; i < 40; ++i) movements.push_back(i);
  const auto began = std::chrono::steady_clock::now();
  post->tell(firm, movements);
  ASSERT_TRUE(soon([&] { return count_of(well, "delivered") == 40; }));
  EXPECT_LT(std::chrono::steady_clock::now() - began, milliseconds(post->options.deliveries.answer_ms * 20)) << "not one after the other";
  EXPECT_TRUE(soon([&] { return count_of(pours, "delivered") > 0; })) << "the answer stands in its head";
  const auto error = [&](const WebhookView& hook) {
    std::string text;
    EXPECT_TRUE(soon([&] {
      for (const auto& one : deliveries(hook, "?limit=500")) text = one.last_error.empty() ? text : one.last_error;
      return !text.empty();
    }));
    return text;
  };
  EXPECT_EQ(error(hangs), "no answer within 1500 ms");
  EXPECT_EQ(error(elsewhere), "the receiver answered 302; redirects are not followed");
  EXPECT_EQ(error(heads), "the head of the answer is larger than 64 KiB");
  EXPECT_FALSE(error(closed).empty());
  EXPECT_FALSE(error(garbled).empty());
  for (const auto& one : good.got()) EXPECT_EQ(one.head.find("redirected"), std::string::npos);
  for (const auto& one : {hangs, pours, heads, closed, garbled, elsewhere}) EXPECT_EQ(post->ask("DELETE", "/api/v1/webhooks/" + to_text(one.id), "", session).status, 204);
}

TEST_F(Webhooks, is_a_receiver_told_that_cannot_prove_its_name) {
  Receiver plain(Receiver::answering(200));
  auto url = plain.url();
  const auto made = hook(url.replace(0, 4, "https"));
  EXPECT_TRUE(becomes(made, store::WebhookState::failed)) << "it does not speak TLS";
  EXPECT_FALSE(look(made).error.empty());

  const Certificate certificate;
  auto secured = quick_options();
  secured.certificate_file = certificate.certificate;
  secured.key_file = certificate.key;
  Router router;
  std::atomic<int> told = 0;
  router.post("/hook", [&](const Request&) { return ++told, no_content(); });
  const auto receiver = started(secured, std::move(router));
  webhook::DeliveryRules rules;
  rules.urls.allow_private = true;
  const auto tell = [&](const std::string& host) {
    webhook::Sender::Transfer transfer;
    transfer.webhook.url = "https://" + host + ":" + std::to_string(receiver->port()) + "/hook";
    EXPECT_TRUE(transfer.prepare(rules, "t=1"));
    return transfer.failure(curl_easy_perform(transfer.easy), rules);
  };
  EXPECT_FALSE(tell("localhost").empty()) << "nobody vouches for the certificate";
  rules.authorities = certificate.certificate;
  EXPECT_FALSE(tell("127.0.0.1").empty()) << "it is of another name";
  EXPECT_EQ(told, 0);
  EXPECT_EQ(tell("localhost"), "");
  EXPECT_EQ(told, 1);
}

TEST_F(Webhooks, does_a_pause_lose_anything) {
  Receiver receiver(Receiver::answering(200));
  const auto made = active(receiver);
  EXPECT_EQ(change(made, "/resume").status, 409);
  EXPECT_EQ(change(made, "/pause").status, 200);
  EXPECT_EQ(change(made, "/pause").status, 409);
  post->tell(firm, {1, 2});
  EXPECT_EQ(count_of(made, "waiting"), 2u);
  EXPECT_TRUE(receiver.told().empty());
  EXPECT_EQ(change(made, "/resume").status, 200);
  EXPECT_TRUE(soon([&] { return count_of(made, "delivered") == 2; }));
}

TEST_F(Webhooks, are_only_the_kinds_told_that_were_asked_for) {
  Receiver receiver(Receiver::answering(200));
  const auto made = active(receiver, R"(["vehicle_arrived"])");
  post->tell(firm, {1}, "channel_assigned");
  post->tell(firm, {1}, "vehicle_arrived");
  ASSERT_TRUE(soon([&] { return count_of(made, "delivered") == 1; }));
  EXPECT_EQ(numbers(receiver.told()), std::vector<std::string>{"2"});
}

TEST_F(Webhooks, is_anything_lost_or_out_of_order_when_the_server_starts_anew_in_the_middle) {
  std::atomic<bool> well = false;
  Receiver receiver(Receiver::challenged([&](int socket, const Receiver::Got&) { Receiver::answer(socket, well ? 200 : 500); }));
  const auto tries = post->options.deliveries.most_tries;
  post->options.deliveries.most_tries = 1000;
  post->open();
  const auto made = active(receiver);
  post->tell(firm, {1, 2, 1, 2, 1, 2});
  ASSERT_TRUE(soon([&] { return receiver.told().size() >= 2; }));
  post->open();
  post->tell(firm, {1, 2});
  well = true;
  ASSERT_TRUE(soon([&] { return count_of(made, "delivered") == 8; }));
  for (const auto movement : {1, 2}) {
    auto told = receiver.told();
    std::erase_if(told, [&](const auto& one) { return one.header("Onestop-Movement") != to_text(Id{0x0700, static_cast<std::uint64_t>(movement)}); });
    auto order = numbers(told);
    order.erase(std::unique(order.begin(), order.end()), order.end());
    const auto n = [&](int k) { return std::to_string(k - (movement == 1 ? 1 : 0)); };
    EXPECT_EQ(order, (std::vector{n(2), n(4), n(6), n(8)}));
  }
  post->options.deliveries.most_tries = tries;
  post->open();
}

TEST_F(Webhooks, how_many_may_a_firm_have_and_where_may_they_lead) {
  for (const auto* wrong : {"ftp://receiver.example/", "file:///etc/passwd", "http://user@receiver.example/", "http://receiver.example:22/", "receiver"})
    EXPECT_EQ(post->ask("POST", "/api/v1/webhooks", std::string(R"({"url":")") + wrong + R"(","kinds":[]})", session).status, 422) << wrong;
  for (int i = 0; i < 10; ++i) (void)hook("http://127.0.0.1:65000/");
  EXPECT_EQ(post->ask("POST", "/api/v1/webhooks", R"({"url":"http://127.0.0.1:65000/","kinds":[]})", session).status, 422);
}

/// A sender that may not reach into private networks, beside the post's own.
TEST_F(Webhooks, does_a_name_that_leads_home_get_a_connection) {
  Receiver receiver(Receiver::answering(200));
  const store::WebhookRow row{Id{0x0505, 1}, firm, receiver.url("localtest.localhost."), {}, store::WebhookState::pending, {}, wall_now()};
  webhook::DeliveryRules rules;
  rules.urls = {.https_only = false, .allow_private = false};
  EXPECT_FALSE(webhook::receiver_of(row.url, rules.urls)) << "the url alone says so";
  webhook::Sender::Transfer transfer;
  transfer.webhook = row;
  transfer.webhook.url = receiver.url("localhost");
  ASSERT_TRUE(transfer.prepare(rules, "t=1"));
  const auto result = curl_easy_perform(transfer.easy);
  EXPECT_EQ(transfer.failure(result, rules), "the name leads to an address that is not of the public internet");
  webhook::Sender::Transfer allowed;
  allowed.webhook = transfer.webhook;
  rules.urls.allow_private = true;
  ASSERT_TRUE(allowed.prepare(rules, "t=1"));
  EXPECT_EQ(curl_easy_perform(allowed.easy), CURLE_OK);
  EXPECT_EQ(receiver.connections(), 1) << "only where it is allowed";
}

}  // namespace
}  // namespace onestop::server::http
