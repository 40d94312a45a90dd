// The study's answers of a real crossing over HTTP: nobody can be found in them, and the tables say what the pages say.
#include <filesystem>
#include <sstream>

#include "../../http/client.h"
#include "server/api/api.h"
#include "server/segment_messages.h"
#include "server/study_messages.h"
#include "standing_api.h"
#include "study/report.h"
#include "wire/json.h"

namespace onestop::server::test {
namespace {

struct StudyApi : testing::Test {
  StandingPost post;
  std::unique_ptr<StandingApi> standing;
  std::string token;

  void SetUp() override {
    post.open(instant("2010-03-01T04:00:00Z"));
    post.sign();
    standing = std::make_unique<StandingApi>(post);
    programme::ReleaseStudy study;
    study.rows = {{"car", "Car", {"car"}, {}, {}, {}}};
    study.costs = {{"unloading", "Unloading", "car", "USD", {{"handling", "", {20'000, "USD"}}}, "assumed", {}}};
    study.marks = {{programme::Mark::channel, {{"red", {"declared_goods"}}, {"green", {}}}, {}}};
    study.targets = {{{"car"}, {}, {}, 15, "", {}}};
    standing->api->study = study;
    standing->serve();
    token = standing->sign_in("kz_gate_in_1");
    for (std::uint64_t n = 1; n <= 3; ++n)
      ASSERT_EQ(said(post.ask("kz_gate_in_1", StandingPost::crossing_id(n), crossing::RegisterArrival{StandingPost::vehicle_id(n), "CANARY" + std::to_string(n), "car", "KZ", "car_1", {}, {}, {{StandingPost::person_id(n), "driver", "KZ", "Kanareika Driver", "N7654321"}}, {}})), "done");
    ASSERT_EQ(said(post.ask("kz_gate_in_1", StandingPost::crossing_id(1), crossing::BeginControl{"gate", StandingPost::vehicle_id(1)})), "done");
    post.set_clock(post.clock.now() + 2 * minute_ms);
    post.pass_through(1);
    post.pass_through(2);
  }
  void TearDown() override {
    standing.reset();
  }
  http::Answer get(const std::string& path) {
    http::Client client(standing->server->port());
    return client.get(path, "Authorization: Bearer " + token + "\r\n");
  }
  template <class View>
  View read(const std::string& path) {
    const auto answer = get(path);
    EXPECT_EQ(answer.status, 200) << path << answer.body;
    return wire::read_json<View>(answer.body).value_or(View{});
  }
};

TEST_F(StudyApi, does_no_plate_name_document_or_identity_leave_with_any_answer) {
  std::vector<std::string> paths{"/api/v1/study/release-times", "/api/v1/study/segments?by=class,direction,channel,layout", "/api/v1/study/segments.csv?by=fact,layout,hour", "/api/v1/study/activities", "/api/v1/study/activities.csv",
                                 "/api/v1/study/comparison", "/api/v1/study/report", "/api/v1/study/report?language=kk"};
  for (const auto name : study::report_names)
    if (name != "report.html") paths.push_back("/api/v1/study/report/" + std::string(name));
  for (const auto& path : paths) {
    const auto answer = get(path);
    ASSERT_EQ(answer.status, 200) << path << answer.body;
    for (std::uint64_t n = 1; n <= 3; ++n)
      for (const auto& id : {StandingPost::crossing_id(n), StandingPost::vehicle_id(n), StandingPost::person_id(n), post.at_desk("kz_gate_in_1").officer}) EXPECT_FALSE(answer.says(to_text(id))) << path;
    for (const char* canary : {"CANARY", "anareika", "7654321", "Model Driver"}) EXPECT_FALSE(answer.says(canary)) << path;
  }
}

TEST_F(StudyApi, do_minutes_by_activity_and_by_owner_both_add_up_to_the_stays) {
  const auto view = read<ActivitiesView>("/api/v1/study/activities");
  EXPECT_EQ(view.stays, 2);
  EXPECT_GT(view.sum_ms, 0);
  std::int64_t by_activity = 0, by_owner = 0, elapsed = 0;
  for (const auto& one : view.activities) by_activity += one.sum_ms;
  for (const auto& one : view.owners) by_owner += one.sum_ms;
  for (std::uint64_t n = 1; n <= 2; ++n) {
    const auto stay = **post.store->reader().value()->stay(StandingPost::crossing_id(n));
    elapsed += *stay.ended - *stay.stamps.gate_in;
  }
  EXPECT_EQ(by_activity, elapsed);
  EXPECT_EQ(by_owner, elapsed);
  EXPECT_EQ(view.sum_ms, elapsed);
  EXPECT_TRUE(std::ranges::any_of(view.activities, [](const auto& one) { return one.activity.text().size() == 1; })) << "a letter of the law";
  std::istringstream lines(get("/api/v1/study/activities.csv").body);
  std::string line;
  std::getline(lines, line);
  std::size_t at = 0;
  while (std::getline(lines, line)) {
    ASSERT_LT(at, view.activities.size());
    const auto& one = view.activities[at++];
    EXPECT_EQ(line, one.activity.text() + "," + std::string(wire::enum_text(one.owner.kind)) + "," + one.owner.state.text() + "," + one.owner.agency.text() + "," + std::string(wire::enum_text(one.kind)) + "," + std::to_string(one.sum_ms) + "," + std::to_string(one.stays));
  }
  EXPECT_EQ(at, view.activities.size());
}

TEST_F(StudyApi, does_the_table_hold_the_figures_of_the_page_and_the_page_says_who_is_missing) {
  const auto view = read<SegmentsView>("/api/v1/study/segments?by=class,layout");
  ASSERT_EQ(view.segments.size(), 1u);
  const auto& f = *view.segments[0].all;
  EXPECT_EQ(f.n, 2);
  EXPECT_FALSE(f.mean_interval) << "two are too few";
  EXPECT_EQ(f.within_target_thousandths.has_value(), true) << "cars have a target";
  EXPECT_EQ(view.unreleased.inside, 1) << "the third stands at the gate";
  const auto table = get("/api/v1/study/segments.csv?by=class,layout").body;
  const auto figures = std::to_string(f.n) + "," + std::to_string(f.mean_ms) + ",,," + std::to_string(f.geometric_mean_ms) + "," + std::to_string(f.median_ms) + ",,," + std::to_string(f.p75_ms) + "," + std::to_string(f.p90_ms) + "," + std::to_string(f.p95_ms) +
                       "," + std::to_string(f.min_ms) + "," + std::to_string(f.max_ms) + "," + std::to_string(f.sd_ms) + ",";
  EXPECT_NE(table.find("car,combined,release,0,2,0,0,all," + figures), std::string::npos) << table;
  EXPECT_NE(table.find("," + std::to_string(f.trimmed_mean_ms) + "," + std::to_string(f.mode_low_ms) + "," + std::to_string(f.mode_width_ms) + "," + std::to_string(f.mode_n) + "\n"), std::string::npos) << table;
}

TEST_F(StudyApi, is_the_report_in_the_language_asked_for_and_a_sample_only_of_a_week) {
  EXPECT_TRUE(get("/api/v1/study/report?language=ru").says("<h2>4 Результаты"));
  EXPECT_EQ(get("/api/v1/study/report?language=xx").status, 400);
  EXPECT_EQ(get("/api/v1/study/report?sample=yes").status, 400);
  EXPECT_TRUE(get("/api/v1/study/report?sample=yes&from=2010-03-01T00:00:00Z&to=2010-03-07T00:00:00Z").says("seven days"));
  EXPECT_TRUE(get("/api/v1/study/report?sample=yes&from=2010-03-01T00:00:00Z&to=2010-03-08T00:00:00Z").says("A sample: 2 of 2 releases"));
}

TEST_F(StudyApi, does_a_junk_parameter_not_make_another_question) {
  const auto first = read<SegmentsView>("/api/v1/study/segments?by=class");
  post.set_clock(post.clock.now() + hour_ms);
  EXPECT_EQ(read<SegmentsView>("/api/v1/study/segments?by=class&junk=1").now, first.now) << "the kept answer";
  EXPECT_NE(read<SegmentsView>("/api/v1/study/segments?by=class,layout&junk=1").now, first.now) << "another question is worked on";
}

}  // namespace
}  // namespace onestop::server::test
