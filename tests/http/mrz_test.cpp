// The route that reads machine-readable zones, asked at a running post.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "app/serve.h"
#include "client.h"
#include "wire/json.h"

namespace onestop::server::http {
namespace {

/// One post for all questions here: enrolling its officers takes a while.
struct MrzRoute : testing::Test {
  static void SetUpTestSuite() {
    std::string pattern = (std::filesystem::temp_directory_path() / "onestop-mrz-XXXXXX").string();
    folder = mkdtemp(pattern.data());
    app::open_log("");
    app::ServeOptions options;
    options.data = folder + "/post.db";
    options.law = ONESTOP_SOURCE_DIR "/law";
    options.post = ONESTOP_SOURCE_DIR "/posts/korday-akjol.yaml";
    options.pages = "";
    options.port = 0;
    options.log = "";
    options.demo = true;
    options.start = "2026-07-01T08:00:00Z";
    auto opened = app::RunningPost::open(options);
    ASSERT_TRUE(opened) << opened.error().what;
    post = std::move(*opened);
    const auto& officer = post->api().demo_officers.front();
    const auto answer = ask("POST", "/api/v1/sessions", R"({"name":")" + officer.name + R"(","password":")" + officer.password + R"(","desk":")" + officer.desk.text() + "\"}", "");
    const auto session = wire::read_json<SessionView>(answer.body);
    ASSERT_TRUE(session && session->token) << answer.body;
    token = *session->token;
  }
  static void TearDownTestSuite() {
    post.reset();
    std::filesystem::remove_all(folder);
  }
  static Answer ask(const std::string& method, const std::string& path, const std::string& body, const std::string& bearer) {
    Client client(post->port());
    client.send(method + " " + path + " HTTP/1.1\r\nHost: post\r\nContent-Type: application/json\r\n" + (bearer.empty() ? "" : "Authorization: Bearer " + bearer + "\r\n") +
                "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    return client.answer();
  }
  static Answer read(const std::string& zone) {
    std::string body = "{\"text\":";
    wire::write_json(body, zone);
    return ask("POST", "/api/v1/mrz", body + "}", token);
  }

  static inline std::string folder, token;
  static inline std::unique_ptr<app::RunningPost> post;
};

const std::string good = "P<KAZDZHUMABAEVA<<AIGUL<NURLAN<<<<<<<<<<<<<<\nN012345679KGZ8402297F3106305850101400123<<30";

TEST_F(MrzRoute, IsAGoodZoneReadForWhoIsSignedIn) {
  const auto answer = read(good);
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.body,
            R"({"format":"td3","document":"P","issuer":"KAZ","number":"N01234567","primary":"DZHUMABAEVA","secondary":"AIGUL NURLAN","names_may_be_cut":false,)"
            R"("nationality":"KGZ","birth":{"year":1984,"month":2,"day":29},"sex":"female","expiry":"2031-06-30","optional_data":"850101400123"})");
}

TEST_F(MrzRoute, IsEachFaultAFindingOfAProblem) {
  auto wrong = good;
  wrong[wrong.find("840229")] = '9';
  const auto answer = read(wrong);
  EXPECT_EQ(answer.status, 422);
  EXPECT_TRUE(answer.has("application/problem+json"));
  EXPECT_TRUE(answer.says(R"("code":"mrz.unreadable")")) << answer.body;
  const auto findings = answer.body.substr(answer.body.find("\"findings\":"));
  EXPECT_EQ(findings,
            R"("findings":[{"pointer":"/text","code":"mrz.check_digit","detail":"Line 2, column 20: the check digit of the date of birth is 7; right would be: 4, if everything that it covers is read rightly."},)"
            R"({"pointer":"/text","code":"mrz.date","detail":"Line 2, column 18: the month of birth has no day 29; right would be: a day of the calendar."},)"
            R"({"pointer":"/text","code":"mrz.check_digit","detail":"Line 2, column 44: the check digit of the whole zone is 0; right would be: 3, if everything that it covers is read rightly."}]})");
}

TEST_F(MrzRoute, IsNobodyAnsweredWhoIsNotSignedIn) {
  EXPECT_EQ(ask("POST", "/api/v1/mrz", R"({"text":"x"})", "").status, 401);
  EXPECT_EQ(ask("POST", "/api/v1/mrz", R"({"text":"x"})", "00").status, 401);
}

TEST_F(MrzRoute, IsAMessageThatIsNoneRefusedByItsPointer) {
  EXPECT_EQ(ask("POST", "/api/v1/mrz", "{", token).status, 400);
  EXPECT_EQ(ask("GET", "/api/v1/mrz", "", token).status, 405);
  const auto empty = ask("POST", "/api/v1/mrz", R"({"text":""})", token);
  EXPECT_EQ(empty.status, 400);
  EXPECT_TRUE(empty.says(R"("pointer":"/text","code":"too_short")")) << empty.body;
  EXPECT_TRUE(read(std::string(1001, '<')).says(R"("code":"too_long")"));
  EXPECT_EQ(ask("POST", "/api/v1/mrz", R"({"text":"x","more":1})", token).status, 400);
}

}  // namespace
}  // namespace onestop::server::http
