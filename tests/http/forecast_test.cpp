// The forecast of a running post, asked over HTTP; and what a post says that has nothing to forecast with.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

#include "app/serve.h"
#include "client.h"
#include "server/forecast_messages.h"
#include "wire/json.h"

namespace onestop::server::http {
namespace {

constexpr const char* reference = ONESTOP_SOURCE_DIR "/posts/traffic/korday-reference.json";

struct Forecasts : testing::Test {
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "onestop-forecast-XXXXXX").string();
    folder = mkdtemp(pattern.data());
    app::open_log("");
  }
  void TearDown() override {
    post.reset();
    std::filesystem::remove_all(folder);
  }
  Expected<void> open(const std::string& overlay) {
    app::ServeOptions options;
    options.data = folder + "/post.db";
    options.law = ONESTOP_SOURCE_DIR "/law";
    options.post = ONESTOP_SOURCE_DIR "/posts/korday-akjol.yaml";
    options.overlay = overlay;
    options.pages = "";
    options.port = 0;
    options.log = "";
    options.demo = true;
    options.start = "2010-07-01T08:00:00Z";
    auto opened = app::RunningPost::open(options);
    if (!opened) return std::unexpected(opened.error());
    post = std::move(*opened);
    return {};
  }
  void sit() {
    const auto session = wire::read_json<SessionView>(ask("POST", "/api/v1/sessions", R"({"name":"kz_gate_in_1","password":"demo","desk":"kz_gate_in_1"})").body);
    ASSERT_TRUE(session && session->token);
    token = *session->token;
  }
  Answer ask(const std::string& method, const std::string& path, const std::string& body = "", const std::string& headers = "") const {
    Client client(post->port());
    client.send(method + " " + path + " HTTP/1.1\r\nHost: post\r\nContent-Type: application/json\r\n" + headers + (token.empty() ? "" : "Authorization: Bearer " + token + "\r\n") +
                "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    return client.answer();
  }
  ForecastView forecast() const {
    const auto answer = ask("GET", "/api/v1/forecast");
    EXPECT_EQ(answer.status, 200) << answer.body;
    return wire::read_json<ForecastView>(answer.body).value_or(ForecastView{});
  }
  /// As the page does: asks again while one is being made.
  ForecastView made() const {
    auto view = forecast();
    for (int i = 0; i < 600 && (!view.run || view.under_way || !view.past); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      view = forecast();
    }
    return view;
  }
  std::string written(const std::string& from, const std::string& to) const {
    std::stringstream text;
    text << std::ifstream(reference).rdbuf();
    auto changed = text.str();
    changed.replace(changed.find(from), from.size(), to);
    const auto path = folder + "/overlay.json";
    std::ofstream(path) << changed;
    return path;
  }

  std::string folder, token;
  std::unique_ptr<app::RunningPost> post;
};

TEST_F(Forecasts, is_nothing_forecast_without_an_overlay_and_nothing_told_to_strangers) {
  ASSERT_TRUE(open(""));
  EXPECT_EQ(ask("GET", "/api/v1/forecast").status, 401);
  sit();
  const auto view = forecast();
  EXPECT_FALSE(view.overlay);
  EXPECT_FALSE(view.run);
}

TEST_F(Forecasts, does_it_begin_with_the_vehicle_at_the_gate_and_say_what_it_rests_on) {
  ASSERT_TRUE(open(reference));
  sit();
  const auto arrival = ask("POST", "/api/v1/crossings", R"({"command":{"type":"RegisterArrival","vehicle":"01297f8a-0000-7000-8000-000000000002","plate":"777 AAA 02","traffic_class":"car",)"
      R"("exit_state":"KZ","lane":"car_1","claims":[],"seals":[],"persons":[{"id":"01297f8a-0000-7000-8000-000000000003","part":"driver","nationality":"KAZ","name":"Серик Абенов","document":"N12345678","group":"","claims":[]}],"consignments":[]}})",
      "Crossing-Id: 01297f8a-0000-7000-8000-000000000001\r\n");
  ASSERT_EQ(arrival.status, 200) << arrival.body;
  const auto view = made();
  ASSERT_TRUE(view.run) << view.trouble;
  EXPECT_TRUE(view.overlay);
  EXPECT_NE(view.source.find("reference simulation"), std::string::npos);
  EXPECT_EQ(view.run->replications, 200u);
  EXPECT_GT(view.run->seconds, 0);
  EXPECT_EQ(view.run->staffed, 1);
  ASSERT_EQ(view.run->vehicles.size(), 1u);
  EXPECT_EQ(view.run->vehicles.front().plate, "777 AAA 02");
  EXPECT_FALSE(view.run->vehicles.front().p50);  // nobody sits at the passport desks
  ASSERT_EQ(view.run->flows.size(), 15u);        // all, two directions, six flows in each
  const auto& all = view.run->flows.front();
  ASSERT_EQ(all.inside.p50.size(), 33u);
  EXPECT_EQ(all.inside.p50.front(), 1);
  EXPECT_GT(all.inside.p5.back(), 50);           // they fill up: one officer lets them in
  ASSERT_TRUE(view.past);
  EXPECT_EQ(view.past->days, 0);
  EXPECT_EQ(forecast().run->at, view.run->at);   // kept for a minute
}

TEST_F(Forecasts, does_a_post_with_an_unfit_overlay_say_at_its_start_what_is_wrong) {
  const auto refused = [&](const std::string& overlay, const std::string& word) {
    const auto opened = open(overlay);
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().what.find(word), std::string::npos) << opened.error().what;
  };
  refused(folder + "/nowhere.json", "nowhere.json");
  refused(written(R"("control": "gate", "family")", R"("control": "spells", "family")"), "\"spells\"");
  refused(written(R"("drive_min": 2)", R"("drive_min": -2)"), "drive_min");
  refused(written(R"("drive_min": 2)", R"("drive_min": 2, "magic": 1)"), "magic");
}

}  // namespace
}  // namespace onestop::server::http
