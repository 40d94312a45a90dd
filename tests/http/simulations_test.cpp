// Simulations of layouts, asked of a running post.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "app/serve.h"
#include "client.h"
#include "server/simulation_messages.h"
#include "wire/json.h"

namespace onestop::server::http {
namespace {

/// One post for all questions here: enrolling its officers takes a while.
struct Simulating : testing::Test {
  static void SetUpTestSuite() {
    std::string pattern = (std::filesystem::temp_directory_path() / "onestop-simulations-XXXXXX").string();
    folder = mkdtemp(pattern.data());
    app::open_log("");
    app::ServeOptions options;
    options.data = folder + "/post.db";
    options.law = ONESTOP_SOURCE_DIR "/law";
    options.post = write_post(folder + "/post.yaml");
    options.study = ONESTOP_SOURCE_DIR "/posts/study/korday.yaml";
    options.overlay = ONESTOP_SOURCE_DIR "/posts/traffic/korday-reference.json";
    options.pages = "";
    options.port = 0;
    options.log = "";
    options.demo = true;
    options.start = "2010-07-05T08:00:00Z";
    auto opened = app::RunningPost::open(options);
    ASSERT_TRUE(opened) << opened.error().what;
    post = std::move(*opened);
    const auto answer = ask("POST", "/api/v1/sessions", R"({"name":"kz_gate_in_1","password":"demo","desk":"kz_gate_in_1"})", "");
    const auto session = wire::read_json<SessionView>(answer.body);
    ASSERT_TRUE(session && session->token) << answer.body;
    token = *session->token;
  }
  /// The model post, whose layout "double" has lost its desks of transport control.
  static std::string write_post(const std::string& path) {
    std::ifstream in(ONESTOP_SOURCE_DIR "/posts/korday-akjol.yaml");
    std::string text((std::istreambuf_iterator<char>(in)), {});
    const auto at = text.find("      - { code: transport, count:", text.find("  - code: double\n"));
    EXPECT_NE(at, std::string::npos);
    text.erase(at, text.find('\n', at) + 1 - at);
    std::ofstream(path) << text;
    return path;
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
  static Answer get(const std::string& path) { return ask("GET", path, "", token); }
  static Answer run(const std::string& body) { return ask("POST", "/api/v1/simulations", body, token); }
  static SimulationView view(const Answer& answer) {
    const auto read = wire::read_json<SimulationView>(answer.body);
    EXPECT_TRUE(read) << answer.body;
    return read ? *read : SimulationView{};
  }
  static SimulationView look(const std::string& id) { return view(get("/api/v1/simulations/" + id)); }
  static SimulationView finished(const std::string& id) {
    for (;;) {
      auto shown = look(id);
      if (shown.state != JobState::queued && shown.state != JobState::running) return shown;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  static SimulationView result_of(const std::string& body) {
    const auto answer = run(body);
    EXPECT_EQ(answer.status, 202) << answer.body;
    return finished(view(answer).id);
  }

  static inline std::string folder, token;
  static inline std::unique_ptr<app::RunningPost> post;
};

constexpr const char* two_layouts = R"({"layouts":["two_stop","combined"],"days":1,"warm_up_days":1,"replications":4})";
constexpr const char* endless = R"({"layouts":["two_stop","combined"],"days":30,"warm_up_days":1,"replications":60,"traffic_percent":300,"seed":)";

TEST_F(Simulating, does_a_comparison_say_with_whom_and_how_surely) {
  const auto shown = result_of(two_layouts);
  ASSERT_EQ(shown.state, JobState::done);
  ASSERT_TRUE(shown.result);
  const auto& result = *shown.result;
  EXPECT_EQ(result.staffing, Staffing::equal_staff);
  ASSERT_EQ(result.layouts.size(), 2u);
  EXPECT_EQ(result.layouts[0].officer_minutes_a_day, result.layouts[1].officer_minutes_a_day) << "equal staff is equal";
  EXPECT_GT(result.layouts[0].utilisation_thousandths, 0);
  ASSERT_EQ(result.flows.size(), 12u);
  for (const auto& flow : result.flows) {
    ASSERT_EQ(flow.layouts.size(), 2u);
    ASSERT_EQ(flow.differences.size(), 1u);
    for (const auto& one : flow.layouts) {
      ASSERT_TRUE(one.release && one.release->interval && one.parts) << flow.flow.text();
      EXPECT_LE(*one.median_ms, *one.p90_ms);
      const auto parts = one.parts->working.ms + one.parts->driving.ms + one.parts->held.ms + one.parts->waiting.ms;
      EXPECT_LE(std::abs(parts - one.release->ms), 2) << "the parts are the release, rounded";
    }
    const auto& paired = flow.differences[0];
    ASSERT_TRUE(paired.known && paired.interval);
    EXPECT_EQ(paired.distinguishable, paired.interval->low_ms > 0 || paired.interval->high_ms < 0);
  }
  EXPECT_FALSE(result.layouts[0].teams.empty());
  EXPECT_EQ(result.layouts[0].teams[0].hours.size(), 24u);
}

TEST_F(Simulating, is_the_same_question_answered_at_once_and_by_the_same_figures) {
  const auto first = result_of(two_layouts);
  const auto again = run(two_layouts);
  EXPECT_EQ(again.status, 202);
  EXPECT_TRUE(again.has("Location: /api/v1/simulations/" + first.id)) << again.head;
  EXPECT_EQ(view(again).id, first.id);
  EXPECT_EQ(view(again).state, JobState::done);
  const auto other = result_of(R"({"layouts":["two_stop","combined"],"days":1,"warm_up_days":1,"replications":4,"seed":2})");
  EXPECT_NE(other.id, first.id);
  EXPECT_NE(other.result->layouts[0].hash, first.result->layouts[0].hash);
}

TEST_F(Simulating, is_a_layout_not_distinguishable_from_itself) {
  const auto shown = result_of(R"({"layouts":["combined","combined"],"days":1,"warm_up_days":0,"replications":3,"staffing":"own"})");
  ASSERT_TRUE(shown.result);
  EXPECT_EQ(shown.result->layouts[0].hash, shown.result->layouts[1].hash);
  for (const auto& flow : shown.result->flows) {
    EXPECT_FALSE(flow.differences[0].distinguishable);
    EXPECT_EQ(flow.differences[0].ms, 0);
    EXPECT_FALSE(flow.differences[0].variance_ratio_hundredths) << "nothing differs";
  }
}

TEST_F(Simulating, does_a_run_find_its_own_warm_up) {
  const auto shown = result_of(R"({"layouts":["combined"],"days":1,"replications":2})");
  ASSERT_TRUE(shown.result);
  EXPECT_GE(shown.result->warm_up_days, 1u);
  EXPECT_TRUE(shown.result->layouts[0].settles);
  EXPECT_EQ(shown.result->staffing, Staffing::own) << "alone there is nobody to be equal to";
}

TEST_F(Simulating, does_the_report_say_how_to_run_it_again_and_the_table_hold_every_flow) {
  const auto shown = result_of(two_layouts);
  const auto report = get("/api/v1/simulations/" + shown.id + "/report");
  EXPECT_EQ(report.status, 200);
  EXPECT_TRUE(report.has("text/html")) << report.head;
  for (const auto& words : {std::string("onestop sim run"), std::string("--staff equal"), std::string("--seed 1"), std::string("--date 2010-07-05"), shown.result->overlay_hash, shown.result->layouts[1].hash})
    EXPECT_TRUE(report.says(words)) << words;
  const auto table = get("/api/v1/simulations/" + shown.id + "/flows.csv");
  EXPECT_TRUE(table.has("text/csv")) << table.head;
  EXPECT_EQ(std::ranges::count(table.body, '\n'), 25) << "a head, twelve flows in two layouts";
  const auto columns = std::ranges::count(table.body.substr(0, table.body.find('\n')), ',');
  for (std::size_t from = 0; from < table.body.size(); from = table.body.find('\n', from) + 1)
    EXPECT_EQ(std::ranges::count(table.body.substr(from, table.body.find('\n', from) - from), ','), columns);
}

TEST_F(Simulating, can_one_vehicle_be_followed_through_both_layouts) {
  const auto shown = result_of(two_layouts);
  const auto flow = std::ranges::find_if(shown.result->flows, [](const SimulatedFlow& one) { return one.flow == Code("transit") && !one.candidates.empty(); });
  ASSERT_NE(flow, shown.result->flows.end());
  const auto& candidate = flow->candidates.front();
  const auto answer = get("/api/v1/simulations/" + shown.id + "/vehicle?flow=transit&exit_state=" + flow->exit_state.text() + "&ordinal=" + std::to_string(candidate.ordinal));
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto followed = wire::read_json<FollowedView>(answer.body);
  ASSERT_TRUE(followed);
  ASSERT_EQ(followed->ways.size(), 2u);
  EXPECT_EQ(followed->ways[0].came_ms, followed->ways[1].came_ms) << "the same vehicle comes at the same time";
  for (std::size_t i = 0; i < 2; ++i) {
    const auto& way = followed->ways[i];
    EXPECT_TRUE(way.released);
    EXPECT_NEAR(static_cast<double>(way.released_ms - way.begun_ms), static_cast<double>(candidate.release_ms[i]), 2);
    std::int64_t until = way.came_ms;
    for (const auto& piece : way.pieces) {
      EXPECT_LE(piece.from_ms, until) << "there is no gap in its way";
      until = std::max(until, piece.until_ms);
    }
    EXPECT_GE(until, way.released_ms);
    EXPECT_TRUE(std::ranges::any_of(way.pieces, [](const PieceView& one) { return one.kind == Code("working") && !one.doing.empty() && !one.agency.empty(); }));
  }
  EXPECT_EQ(get("/api/v1/simulations/" + shown.id + "/vehicle?flow=transit&exit_state=KZ&ordinal=x").status, 400);
  EXPECT_EQ(get("/api/v1/simulations/" + shown.id + "/vehicle?flow=rocket&exit_state=KZ&ordinal=1").status, 404);
}

TEST_F(Simulating, is_a_refused_question_told_the_place_and_what_would_be_right) {
  const auto layout = run(R"({"layouts":["combined","upside_down"],"days":1})");
  EXPECT_EQ(layout.status, 422) << layout.body;
  EXPECT_TRUE(layout.says("/layouts/1") && layout.says("upside_down")) << layout.body;
  const auto unlawful = run(R"({"layouts":["combined","double"],"days":1})");
  EXPECT_EQ(unlawful.status, 422) << unlawful.body;
  EXPECT_TRUE(unlawful.says("simulation.unlawful") && unlawful.says("/layouts/1") && unlawful.says("Layout double is not lawful on that day") && unlawful.says("transport")) << unlawful.body;
  const auto days = run(R"({"layouts":["combined"],"days":400})");
  EXPECT_EQ(days.status, 422);
  EXPECT_TRUE(days.says("/days") && days.says("1 to 31")) << days.body;
  const auto work = run(R"({"layouts":["combined","two_stop"],"days":31,"replications":200,"traffic_percent":300})");
  EXPECT_EQ(work.status, 422);
  EXPECT_TRUE(work.says("/replications")) << work.body;
  const auto stranger = run(R"({"layouts":["combined"],"days":1,"officers":[{"state":"KZ","agency":"poets","officers":3}]})");
  EXPECT_EQ(stranger.status, 422);
  EXPECT_TRUE(stranger.says("/officers/0") && stranger.says("poets")) << stranger.body;
  const auto device = run(R"({"layouts":["combined"],"days":1,"devices":[{"device":"oracle","per_hour":3}]})");
  EXPECT_EQ(device.status, 422);
  EXPECT_TRUE(device.says("oracle")) << device.body;
  EXPECT_EQ(run(R"({"layouts":["combined"],"dayz":1})").status, 400);
  EXPECT_EQ(run("nothing").status, 400);
}

TEST_F(Simulating, does_a_layout_at_equal_cost_cost_no_more_and_have_fewer_officers) {
  const auto shown = result_of(R"({"layouts":["combined","two_stop"],"days":1,"warm_up_days":0,"replications":2,"staffing":"equal_cost"})");
  ASSERT_TRUE(shown.result) << shown.problem.value_or("");
  const auto &base = shown.result->layouts[0], &other = shown.result->layouts[1];
  ASSERT_TRUE(base.keep_a_day && other.keep_a_day);
  EXPECT_EQ(base.keep_a_day->hundredths, 100 * 24 * (5 * base.officers + 12 * base.devices)) << "computed apart";
  EXPECT_LE(other.keep_a_day->hundredths, base.keep_a_day->hundredths);
  EXPECT_GT(other.devices, base.devices);
  EXPECT_LT(other.officers, base.officers) << "its devices are paid for with officers";
}

TEST_F(Simulating, do_more_officers_of_one_agency_stand_in_the_figures) {
  const auto shown = result_of(R"({"layouts":["combined"],"days":1,"warm_up_days":0,"replications":2,"officers":[{"state":"KZ","agency":"customs","officers":3}]})");
  ASSERT_TRUE(shown.result) << shown.problem.value_or("");
  const auto staff = std::ranges::find_if(shown.result->layouts[0].staff, [](const StaffView& one) { return one.state == Code("KZ") && one.agency == Code("customs"); });
  ASSERT_NE(staff, shown.result->layouts[0].staff.end());
  EXPECT_EQ(staff->officers, 3);
  EXPECT_TRUE(shown.result->command.empty()) << "no option of the command line says that";
}

TEST_F(Simulating, can_a_run_be_cancelled_and_asked_for_anew) {
  const auto body = std::string(endless) + "7}";
  const auto id = view(run(body)).id;
  while (look(id).state == JobState::queued) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(look(id).state, JobState::running);
  EXPECT_EQ(get("/api/v1/simulations/" + id + "/report").status, 404) << "nothing is reported of what is not done";
  EXPECT_EQ(ask("DELETE", "/api/v1/simulations/" + id, "", token).status, 204);
  EXPECT_EQ(finished(id).state, JobState::cancelled);
  EXPECT_FALSE(look(id).result);
  const auto again = view(run(body));
  EXPECT_EQ(again.id, id);
  EXPECT_NE(again.state, JobState::cancelled);
  ask("DELETE", "/api/v1/simulations/" + id, "", token);
  EXPECT_EQ(finished(id).state, JobState::cancelled);
}

TEST_F(Simulating, do_only_a_few_wait_and_is_the_next_one_told_so) {
  std::vector<std::string> ids;
  ids.push_back(view(run(std::string(endless) + "100}")).id);
  while (look(ids.front()).state == JobState::queued) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  for (int seed = 101; seed <= 104; ++seed) {
    const auto answer = run(std::string(endless) + std::to_string(seed) + "}");
    EXPECT_EQ(answer.status, 202);
    ids.push_back(view(answer).id);
    EXPECT_EQ(view(answer).state, JobState::queued);
  }
  const auto fifth = run(std::string(endless) + "105}");
  EXPECT_EQ(fifth.status, 429);
  EXPECT_TRUE(fifth.says("4 wait already")) << fifth.body;
  EXPECT_EQ(run(std::string(endless) + "104}").status, 202) << "one that waits already is no more work";
  for (const auto& id : ids) EXPECT_EQ(ask("DELETE", "/api/v1/simulations/" + id, "", token).status, 204);
  for (const auto& id : ids) EXPECT_EQ(finished(id).state, JobState::cancelled);
}

TEST_F(Simulating, is_nothing_told_to_whoever_has_not_signed_in) {
  const auto id = view(run(two_layouts)).id;
  EXPECT_EQ(ask("GET", "/api/v1/simulations", "", "").status, 401);
  EXPECT_EQ(ask("POST", "/api/v1/simulations", two_layouts, "").status, 401);
  EXPECT_EQ(ask("DELETE", "/api/v1/simulations/" + id, "", "").status, 401);
  for (const char* end : {"", "/report", "/flows.csv", "/vehicle?flow=car&exit_state=KZ&ordinal=1"}) EXPECT_EQ(ask("GET", "/api/v1/simulations/" + id + end, "", "").status, 401) << end;
  EXPECT_EQ(get("/api/v1/simulations/unknown").status, 404);
}

}  // namespace
}  // namespace onestop::server::http
