// Release times, the public status and the search, asked at a running post.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "app/serve.h"
#include "client.h"
#include "server/segment_messages.h"
#include "server/study_messages.h"
#include "wire/json.h"

namespace onestop::server::http {
namespace {

/// One post for all questions here: enrolling its officers takes a while.
struct StudyRoutes : testing::Test {
  static void SetUpTestSuite() {
    std::string pattern = (std::filesystem::temp_directory_path() / "onestop-study-XXXXXX").string();
    folder = mkdtemp(pattern.data());
    app::open_log("");
    app::ServeOptions options;
    options.data = folder + "/post.db";
    options.law = ONESTOP_SOURCE_DIR "/law";
    options.post = ONESTOP_SOURCE_DIR "/posts/korday-akjol.yaml";
    options.study = ONESTOP_SOURCE_DIR "/posts/study/korday.yaml";
    options.pages = "";
    options.port = 0;
    options.log = "";
    options.demo = true;
    options.start = "2010-07-01T08:00:00Z";
    auto opened = app::RunningPost::open(options);
    ASSERT_TRUE(opened) << opened.error().what;
    post = std::move(*opened);
    const auto answer = ask("POST", "/api/v1/sessions", R"({"name":"kz_gate_in_1","password":"demo","desk":"kz_gate_in_1"})", "");
    const auto session = wire::read_json<SessionView>(answer.body);
    ASSERT_TRUE(session && session->token) << answer.body;
    token = *session->token;
    const auto arrival = ask("POST", "/api/v1/crossings", R"({"command":{"type":"RegisterArrival","vehicle":"01297f8a-0000-7000-8000-000000000002","plate":"777 AAA 02","traffic_class":"car",)"
        R"("exit_state":"KZ","lane":"car_1","claims":[],"seals":["KZ 0042-1"],"persons":[{"id":"01297f8a-0000-7000-8000-000000000003","part":"driver","nationality":"KAZ","name":"Серик Абенов","document":"N12345678","group":"","claims":[]}],"consignments":[]}})",
        token, "Crossing-Id: 01297f8a-0000-7000-8000-000000000001\r\n");
    ASSERT_EQ(arrival.status, 200) << arrival.body;
  }
  static void TearDownTestSuite() {
    post.reset();
    std::filesystem::remove_all(folder);
  }
  static Answer ask(const std::string& method, const std::string& path, const std::string& body, const std::string& bearer, const std::string& headers = "") {
    Client client(post->port());
    client.send(method + " " + path + " HTTP/1.1\r\nHost: post\r\nContent-Type: application/json\r\n" + headers + (bearer.empty() ? "" : "Authorization: Bearer " + bearer + "\r\n") +
                "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    return client.answer();
  }
  static Answer get(const std::string& path) { return ask("GET", path, "", token); }
  static std::size_t journal() { return post->api().readers.borrow()->searches({INT64_MIN}, {INT64_MAX}, 100)->size(); }

  static inline std::string folder, token;
  static inline std::unique_ptr<app::RunningPost> post;
};

TEST_F(StudyRoutes, does_the_table_have_the_rows_of_the_study_and_no_figure_without_a_vehicle) {
  const auto answer = get("/api/v1/study/release-times");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto table = wire::read_json<ReleaseTimes>(answer.body);
  ASSERT_TRUE(table);
  ASSERT_EQ(table->rows.size(), 3u);
  EXPECT_EQ(table->before, Code("two_stop"));
  EXPECT_EQ(table->after, Code("combined"));
  EXPECT_FALSE(table->rows[0].after.total);
  ASSERT_EQ(table->costs.size(), 1u);
  EXPECT_EQ(table->costs[0].assumed.hundredths, 20'000);
  EXPECT_EQ(table->layouts.size(), 5u);
}

TEST_F(StudyRoutes, is_a_wrong_question_told_what_would_be_right) {
  EXPECT_EQ(get("/api/v1/study/release-times?direction=KZ-XX").status, 400);
  EXPECT_TRUE(get("/api/v1/study/release-times?direction=KZ-XX").says("KZ-KG"));
  EXPECT_EQ(get("/api/v1/study/release-times?from=yesterday").status, 400);
  EXPECT_EQ(get("/api/v1/study/release-times?direction=KZ-KG&from=2010-07-01T00:00:00Z&before=shared").status, 200);
  EXPECT_EQ(ask("GET", "/api/v1/study/release-times", "", "").status, 401);
}

TEST_F(StudyRoutes, do_segments_and_comparison_of_nobody_have_no_figure) {
  const auto answer = get("/api/v1/study/segments?by=class,direction&measure=release&from=2010-07-01T00:00:00Z");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto segments = wire::read_json<SegmentsView>(answer.body);
  ASSERT_TRUE(segments);
  EXPECT_EQ(segments->stays, 0);
  EXPECT_TRUE(segments->segments.empty());
  EXPECT_EQ(segments->by.size(), 2u);
  const auto compared = get("/api/v1/study/comparison?before=two_stop&after=combined");
  ASSERT_EQ(compared.status, 200) << compared.body;
  EXPECT_FALSE(wire::read_json<ComparisonView>(compared.body)->adjusted);
  const auto report = get("/api/v1/study/report");
  EXPECT_EQ(report.status, 200);
  EXPECT_TRUE(report.says("Nobody was released in this period."));
  EXPECT_TRUE(report.has("text/html")) << report.head;
  EXPECT_TRUE(get("/api/v1/study/segments.csv?by=hour").says("hour,measure,outliers"));
}

TEST_F(StudyRoutes, is_a_wrong_dimension_or_measure_told_what_would_be_right) {
  EXPECT_EQ(get("/api/v1/study/segments?by=plate").status, 400);
  EXPECT_TRUE(get("/api/v1/study/segments?by=plate").says("weekday"));
  EXPECT_EQ(get("/api/v1/study/segments?by=class,class").status, 400);
  EXPECT_EQ(get("/api/v1/study/segments?by=class,direction,hour,layout,channel,sps,prearrival").status, 400);
  EXPECT_EQ(get("/api/v1/study/segments?measure=mood").status, 400);
  EXPECT_EQ(get("/api/v1/study/comparison?to=tomorrow").status, 400);
  for (const char* path : {"/api/v1/study/segments", "/api/v1/study/segments.csv", "/api/v1/study/comparison", "/api/v1/study/report"}) EXPECT_EQ(ask("GET", path, "", "").status, 401) << path;
}

TEST_F(StudyRoutes, may_anybody_read_the_public_status_and_does_it_name_nobody) {
  const auto answer = ask("GET", "/api/v1/public/status", "", "");
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_TRUE(answer.has("public, max-age=30")) << answer.head;
  EXPECT_FALSE(answer.says("777")) << answer.body;
  EXPECT_FALSE(answer.says("01297f8a")) << answer.body;
  const auto status = wire::read_json<PublicStatus>(answer.body);
  ASSERT_TRUE(status);
  EXPECT_EQ(status->flows.size(), 10u) << "five classes in two directions";
  for (const auto& flow : status->flows) {
    EXPECT_FALSE(flow.inside) << "one car and none look the same: fewer than five";
    EXPECT_FALSE(flow.release) << "too few to say";
    EXPECT_FALSE(flow.waiting.known);
  }
}

TEST_F(StudyRoutes, is_an_unchanged_public_status_not_sent_again) {
  const auto answer = ask("GET", "/api/v1/public/status", "", "");
  const auto at = answer.head.find("ETag: ");
  ASSERT_NE(at, std::string::npos) << answer.head;
  const auto etag = answer.head.substr(at + 6, answer.head.find("\r\n", at) - at - 6);
  EXPECT_EQ(ask("GET", "/api/v1/public/status", "", "", "If-None-Match: " + etag + "\r\n").status, 304);
  EXPECT_EQ(ask("GET", "/api/v1/public/status", "", "", "If-None-Match: \"other\"\r\n").status, 200);
}

TEST_F(StudyRoutes, does_a_search_find_by_plate_name_and_document_and_say_why) {
  const auto matched = [](const std::string& text) {
    const auto given = wire::read_json<SearchAnswer>(get("/api/v1/search?text=" + text).body);
    std::string words;
    if (given)
      for (const auto& hit : given->hits) words += (words.empty() ? "" : " ") + std::string(wire::enum_text(hit.matched));
    return words;
  };
  EXPECT_EQ(matched("777aaa02"), "plate");
  EXPECT_EQ(matched("777"), "plate");
  EXPECT_EQ(matched("77"), "") << "fewer than three characters must be the whole plate";
  EXPECT_EQ(matched("777%20%D0%90%D0%90%D0%90"), "plate") << "Cyrillic look-alikes";
  EXPECT_EQ(matched("abenov"), "person");
  EXPECT_EQ(matched("%D0%90%D0%B1%D0%B5%D0%BD%D0%BE%D0%B2%20serik"), "person");
  EXPECT_EQ(matched("N12345678"), "document");
  EXPECT_EQ(matched("nobody"), "");
  EXPECT_EQ(matched("kz-0042%201"), "seal") << "spaces and signs do not count";
  EXPECT_EQ(matched("KZ0042"), "") << "the whole number of a seal";
  EXPECT_EQ(wire::read_json<SearchAnswer>(get("/api/v1/search?text=abenov").body)->hits.at(0).name, "Серик Абенов") << "whose name it was";
  EXPECT_FALSE(wire::read_json<SearchAnswer>(get("/api/v1/search?text=777aaa02").body)->hits.at(0).name);
}

TEST_F(StudyRoutes, does_the_filter_of_crossings_take_the_beginning_of_a_plate) {
  const auto found = [](const std::string& plate) { return wire::read_json<CrossingPage>(get("/api/v1/crossings?plate=" + plate).body)->items.size(); };
  EXPECT_EQ(found("777"), 1u);
  EXPECT_EQ(found("777aaa"), 1u);
  EXPECT_EQ(found("777aaa02"), 1u);
  EXPECT_EQ(found("77"), 0u) << "fewer than three characters must be the whole plate";
  EXPECT_EQ(found("777ab"), 0u);
}

TEST_F(StudyRoutes, does_a_stream_end_with_its_session_and_come_back_with_401) {
  post->api().sessions.last(std::chrono::milliseconds(300));
  const auto answer = ask("POST", "/api/v1/sessions", R"({"name":"kg_gate_out_1","password":"demo","desk":"kg_gate_out_1"})", "");
  post->api().sessions.last(Sessions::lifetime);
  const auto session = wire::read_json<SessionView>(answer.body);
  ASSERT_TRUE(session && session->token) << answer.body;
  const auto head = "GET /api/v1/events HTTP/1.1\r\nHost: post\r\nAuthorization: Bearer " + *session->token + "\r\n\r\n";
  Client stream(post->port());
  stream.send(head);
  ASSERT_TRUE(soon([&] { return stream.receive(milliseconds(50)) || stream.seen().find("hello") != std::string::npos; })) << stream.seen();
  const auto before = post->api().live.listeners();
  EXPECT_GE(before, 1u);
  EXPECT_TRUE(soon([&] {
    post->keep_time();
    return post->api().live.listeners() < before;
  })) << "the stream outlives its session";
  Client again(post->port());
  again.send(head);
  EXPECT_EQ(again.answer().status, 401);
}

TEST_F(StudyRoutes, is_every_search_but_by_plate_alone_on_record) {
  const auto before = journal();
  EXPECT_EQ(get("/api/v1/search?text=777aaa02&by=plate").status, 200);
  EXPECT_EQ(journal(), before);
  EXPECT_EQ(get("/api/v1/search?text=abenov").status, 200);
  ASSERT_EQ(journal(), before + 1);
  const auto row = post->api().readers.borrow()->searches({INT64_MIN}, {INT64_MAX}, 100)->back();
  EXPECT_EQ(row.kind, Code("person"));
  EXPECT_EQ(row.hits, 1u);
}

TEST_F(StudyRoutes, is_a_search_without_a_sign_in_or_without_words_refused) {
  EXPECT_EQ(ask("GET", "/api/v1/search?text=abenov", "", "").status, 401);
  EXPECT_EQ(get("/api/v1/search").status, 400);
  EXPECT_EQ(get("/api/v1/search?text=" + std::string(201, 'a')).status, 400);
}

}  // namespace
}  // namespace onestop::server::http
