// Switches of the traffic with others, what was given up and sent again, and what the status tells of it.
#include <boost/json.hpp>

#include <algorithm>
#include <set>

#include "server/operating_messages.h"
#include "server/operate/operation.h"
#include "trading.h"

namespace onestop::server::http {
namespace {

struct Operating : testing::Test {
  static void SetUpTestSuite() {
    post = std::make_unique<TradingPost>();
    post->options.sandbox = true;
    post->open();
  }
  static void TearDownTestSuite() { post.reset(); }
  void SetUp() override {
    head = post->officer("kz_shift_head");
    session = post->firm("operated" + std::to_string(++count));
    firm = post->firm_id(session);
  }
  Answer set(const std::string& system, bool open, const std::string& reason = "repairs until noon") {
    return post->ask("POST", "/api/v1/operating/switches/" + system, std::string(R"({"open":)") + (open ? "true" : "false") + R"(,"reason":")" + reason + "\"}", head);
  }
  SwitchView look(const std::string& system) {
    for (auto& one : wire::read_json<SwitchList>(post->ask("GET", "/api/v1/operating/switches", "", head).body).value_or(SwitchList{}).switches)
      if (one.system == system) return one;
    return {};
  }
  WebhookView active(const Receiver& receiver) {
    const auto answer = post->ask("POST", "/api/v1/webhooks", R"({"url":")" + receiver.url() + R"(","kinds":[]})", session);
    const auto made = wire::read_json<WebhookView>(answer.body).value_or(WebhookView{});
    EXPECT_TRUE(soon([&] { return post->ask("GET", "/api/v1/webhooks", "", session).says("\"active\""); })) << answer.body;
    return made;
  }
  std::vector<DeadLetterView> dead() {
    return wire::read_json<DeadLetterPage>(post->ask("GET", "/api/v1/operating/dead-letters?firm=" + to_text(firm), "", head).body).value_or(DeadLetterPage{}).letters;
  }
  std::size_t events_of(const Code& type) {
    auto reader = post->api().readers.borrow();
    const auto all = reader->read_raw_after(0, store::largest_page);
    return static_cast<std::size_t>(std::ranges::count_if(*all, [&](const auto& raw) {
      const auto envelope = wire::parse_envelope(raw.envelope);
      return envelope && envelope->type == type;
    }));
  }

  static std::unique_ptr<TradingPost> post;
  static int count;
  std::string head, session;
  Id firm;
};
std::unique_ptr<TradingPost> Operating::post;
int Operating::count = 0;

TEST_F(Operating, AreFirmsToldToComeAgainWhileLodgingIsClosed) {
  const auto before = events_of("RulesChanged");
  ASSERT_EQ(set("lodging", false).status, 200);
  const auto refused = post->ask("GET", "/api/v1/lodgements", "", session);
  EXPECT_EQ(refused.status, 503);
  EXPECT_TRUE(refused.has("\r\nRetry-After: 300"));
  EXPECT_TRUE(refused.says("traffic.closed") && refused.says("repairs until noon"));
  EXPECT_EQ(post->ask("POST", "/api/v1/firms", TradingPost::registration("late")).status, 503);
  EXPECT_EQ(post->sign_in("operated1").status, 503);
  EXPECT_EQ(post->ask("GET", "/api/v1/post", "", head).status, 200) << "the post itself goes on";
  const auto standing = look("lodging");
  EXPECT_FALSE(standing.open);
  EXPECT_EQ(standing.reason, "repairs until noon");
  EXPECT_TRUE(standing.by && standing.since);
  ASSERT_EQ(set("lodging", true, "all is well").status, 200);
  EXPECT_EQ(post->ask("GET", "/api/v1/lodgements", "", session).status, 200);
  EXPECT_EQ(events_of("RulesChanged"), before + 2) << "both are on the verifiable log";
  EXPECT_TRUE(post->ask("GET", "/api/v1/operating/acts", "", head).says("all is well"));
}

TEST_F(Operating, IsTheSandboxClosedForItself) {
  const auto made = wire::read_json<KeyView>(post->ask("POST", "/api/v1/firm/keys", R"({"name":"try","environment":"sandbox"})", session).body).value_or(KeyView{});
  ASSERT_EQ(set("sandbox", false).status, 200);
  EXPECT_EQ(post->ask("GET", "/api/v1/lodgements", "", TradingPost::bearer(made)).status, 503);
  EXPECT_EQ(post->ask("GET", "/api/v1/lodgements", "", session).status, 200);
  ASSERT_EQ(set("sandbox", true, "tried").status, 200);
  EXPECT_EQ(post->ask("GET", "/api/v1/lodgements", "", TradingPost::bearer(made)).status, 200);
}

TEST_F(Operating, DoesWhatGoesOutWaitWhileItsSwitchIsClosed) {
  Receiver receiver(Receiver::answering(200));
  active(receiver);
  for (const auto& system : {std::string("webhooks"), "firm:" + to_text(firm), std::string("lodging")}) {
    const auto told = receiver.told().size();
    ASSERT_EQ(set(system, false).status, 200) << system;
    post->tell(firm, {1, 2});
    EXPECT_TRUE(soon([&] { return post->ask("GET", "/metrics").says("onestop_deliveries_waiting 2"); })) << system;
    EXPECT_EQ(receiver.told().size(), told) << system << " is closed";
    ASSERT_EQ(set(system, true, "tried").status, 200);
    EXPECT_TRUE(soon([&] { return receiver.told().size() == told + 2; })) << system << ": nothing is lost";
  }
}

TEST_F(Operating, StandsASwitchAfterARestart) {
  ASSERT_EQ(set("link:neighbour", false).status, 200);
  post->open();
  head = post->officer("kz_shift_head");
  EXPECT_FALSE(look("link:neighbour").open);
  ASSERT_EQ(set("link:neighbour", true, "tried").status, 200);
}

TEST_F(Operating, MayOnlyAShiftHeadSetIt) {
  const auto gate = post->officer("kz_gate_in_1");
  for (const char* path : {"/api/v1/operating/switches/lodging", "/api/v1/operating/redrives", "/api/v1/operating/replays"}) {
    EXPECT_EQ(post->ask("POST", path, R"({"open":false,"reason":"mine now"})", gate).status, 403) << path;
    EXPECT_EQ(post->ask("POST", path, R"({"open":false,"reason":"mine now"})", session).status, 401) << path;
  }
  for (const char* path : {"/api/v1/operating/switches", "/api/v1/operating/acts", "/api/v1/operating/dead-letters"}) EXPECT_EQ(post->ask("GET", path, "", gate).status, 403) << path;
  EXPECT_TRUE(look("lodging").open);
  for (const char* none : {"elsewhere", "firm:x", "firm:01a2056f-3b47-7a39-997c-868a3ccbb2d3", "link:", "link:a%2Fb"}) EXPECT_EQ(set(none, false).status, 404) << none;
  EXPECT_EQ(set("lodging", false, "").status, 400) << "a reason is asked for";
}

TEST_F(Operating, IsWhatWasGivenUpSentAgain) {
  std::atomic<bool> works = false;
  Receiver receiver(Receiver::challenged([&](int socket, const Receiver::Got&) { Receiver::answer(socket, works ? 200 : 500); }));
  const auto hook = active(receiver);
  post->tell(firm, {1, 2, 3});
  ASSERT_TRUE(soon([&] { return dead().size() == 3; }, milliseconds(15'000)));
  const auto letter = dead().front();
  EXPECT_EQ(letter.attempts, 4u);
  EXPECT_EQ(letter.last_status, 500);
  EXPECT_EQ(letter.receiver.find("/hook"), std::string::npos) << "the path of a url may be a secret";
  works = true;
  const auto told = receiver.told().size();
  const auto chosen = post->ask("POST", "/api/v1/operating/redrives", R"({"reason":"their server is back","webhook":")" + to_text(hook.id) + R"(","numbers":[2]})", head);
  EXPECT_TRUE(chosen.says("\"count\":1")) << chosen.body;
  EXPECT_TRUE(soon([&] { return receiver.told().size() == told + 1; }));
  EXPECT_TRUE(post->ask("POST", "/api/v1/operating/redrives", R"({"reason":"and the others","firm":")" + to_text(firm) + "\"}", head).says("\"count\":2"));
  EXPECT_TRUE(soon([&] { return dead().empty() && receiver.told().size() == told + 3; }));
  EXPECT_TRUE(post->ask("GET", "/api/v1/operating/acts", "", head).says("their server is back"));
  EXPECT_EQ(post->ask("POST", "/api/v1/operating/redrives", R"({"reason":"numbers of what","numbers":[2]})", head).status, 422);
}

TEST_F(Operating, IsAFirmToldOnceMoreFromAPositionOn) {
  Receiver receiver(Receiver::answering(200));
  active(receiver);
  post->tell(firm, {1, 1, 2, 3});
  ASSERT_TRUE(soon([&] { return receiver.told().size() == 4; }));
  const auto handed_out = events_of("HandedOut");
  const auto again = post->ask("POST", "/api/v1/operating/replays", R"({"reason":"they lost a day","firm":")" + to_text(firm) + R"(","from":3})", head);
  EXPECT_TRUE(again.says("\"count\":2")) << again.body;
  EXPECT_TRUE(soon([&] { return receiver.told().size() == 6; }));
  EXPECT_EQ(events_of("HandedOut"), handed_out + 1);
}

TEST_F(Operating, DoesTheStatusTellWhatWaitsAndWhoServes) {
  const auto answer = post->ask("GET", "/api/v1/status", "", head);
  const auto status = boost::json::parse(answer.body);
  std::set<std::string> codes;
  for (const auto& line : status.at("lines").as_array()) codes.insert(std::string(line.at("code").as_string()));
  for (const char* code : {"deliveries", "dead_letters", "deadlines", "following", "searches", "database", "processes", "switches", "insecure"}) EXPECT_TRUE(codes.contains(code)) << code;
  EXPECT_TRUE(answer.says("SQLite"));
  EXPECT_TRUE(soon([&] { return post->ask("GET", "/metrics").says("onestop_processes 1\n"); }, milliseconds(20'000))) << "this process is on the list";
  const auto stranger = boost::json::parse(post->ask("GET", "/api/v1/status").body);
  EXPECT_EQ(stranger.at("lines").as_array().size(), 3u) << "whoever has not signed in learns none of it";
  for (const char* figure : {"onestop_deliveries_dead", "onestop_deadlines_overdue", "onestop_lodgements_unread", "onestop_events_unfollowed", "onestop_switches_closed 0", "onestop_insecure_settings 0", "onestop_database_reachable 1"})
    EXPECT_TRUE(post->ask("GET", "/metrics").says(figure)) << figure;
  EXPECT_FALSE(post->ask("GET", "/metrics").says(to_text(firm))) << "no firm is named to everybody";
}

TEST(InsecureSettings, StandOnTheStatusPage) {
  TradingPost post;
  post.options.trusted_proxies = {"10.0.0.1"};
  post.open();
  post.api().operation->insecure.push_back({"address", "--address: it is open"});
  const auto answer = post.ask("GET", "/api/v1/status", "", post.officer("kz_shift_head"));
  EXPECT_TRUE(answer.says("--address: it is open"));
  EXPECT_TRUE(answer.says("\"good\":false"));
}

}  // namespace
}  // namespace onestop::server::http
