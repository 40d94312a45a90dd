// Layouts follow one another like laws: who comes after the instant that two people signed comes under the new layout, who
// is inside finishes under the old one, and desks of the old one stay open for them.
#include "../../http/client.h"
#include "server/api/api.h"
#include "standing_api.h"
#include "wire/json.h"

namespace onestop::server::test {
namespace {

const Instant begins = instant("2010-03-01T04:00:00Z"), changes = instant("2010-03-03T19:00:00Z");

const crossing::Command close_gate(std::uint64_t n) { return crossing::CloseControl{"gate", StandingPost::vehicle_id(n), crossing::Outcome::passed, {}, {}}; }

struct Layouts : testing::Test {
  StandingPost post;
  Code layout_of(std::uint64_t n) {
    const auto* procedure = post.regime->of(post.pinned(n));
    return procedure ? procedure->layout : Code();
  }
};

TEST_F(Layouts, is_a_vehicle_opened_in_the_layout_of_its_minute_and_finished_in_it) {
  post.open(begins, "two_stop");
  post.sign();
  post.plan("combined", changes);
  ASSERT_TRUE(post.regime->activated());
  post.set_clock(changes + -1);
  ASSERT_EQ(said(post.arrive(1, "kz_car_1")), "done");
  post.set_clock(changes);
  ASSERT_EQ(said(post.arrive(2, "car_1")), "done");
  EXPECT_EQ(layout_of(1), Code("two_stop"));
  EXPECT_EQ(layout_of(2), Code("combined"));
  EXPECT_EQ(said(post.ask("kz_gate_in_1", StandingPost::crossing_id(1), close_gate(1))), "done") << "the officer of today works on yesterday's vehicle";

  post.open(changes + hour_ms, "");
  EXPECT_TRUE(post.regime->activated());
  EXPECT_EQ(layout_of(1), Code("two_stop")) << "also after a restart";
  EXPECT_EQ(said(post.ask("kz_passport_car_1", StandingPost::crossing_id(1), crossing::CloseControl{"passport", StandingPost::person_id(1), crossing::Outcome::passed, {}, {}})), "done");
}

TEST_F(Layouts, does_each_activation_reign_until_the_next) {
  post.open(begins, "two_stop");
  post.sign();
  post.plan("combined", changes);
  const auto& reigns = post.regime->reigns();
  ASSERT_EQ(reigns.size(), 2u);
  EXPECT_EQ(reigns[0].from, begins);
  EXPECT_EQ(reigns[0].until, changes);
  EXPECT_FALSE(reigns[1].until);
  EXPECT_EQ(post.regime->layout(changes + -1).code, Code("two_stop"));
  EXPECT_EQ(post.regime->layout(changes).code, Code("combined"));
  for (const auto& era : post.regime->eras()) {
    EXPECT_EQ(era.procedures[0]->layout, era.from < changes ? Code("two_stop") : Code("combined"));
  }
  EXPECT_GT(post.regime->eras().back().from, kz_midnight) << "dated law changes inside the second reign too";
}

TEST_F(Layouts, does_the_later_signature_for_one_day_hold) {
  post.open(begins, "two_stop");
  post.sign();
  post.plan("combined", changes);
  post.plan("double", changes);
  ASSERT_EQ(post.regime->reigns().size(), 2u);
  EXPECT_EQ(post.regime->layout(changes).code, Code("double"));
}

TEST_F(Layouts, may_a_server_be_started_with_the_files_of_a_planned_change) {
  post.open(begins, "two_stop");
  post.sign();
  post.plan("combined", changes);
  post.open(begins + hour_ms, "combined");
  EXPECT_TRUE(post.regime->activated());
  EXPECT_FALSE(post.regime->governs_already()) << "it may still be signed for an earlier day";
  EXPECT_EQ(post.regime->layout(begins + hour_ms).code, Code("two_stop"));
  post.open(begins + hour_ms, "double");
  EXPECT_FALSE(post.regime->activated()) << "nobody signed this one";
  post.open(changes + hour_ms, "two_stop");
  EXPECT_FALSE(post.regime->activated()) << "its time is over";
}

struct LayoutsApi : Layouts {
  std::unique_ptr<StandingApi> standing;

  void SetUp() override {
    post.open(begins, "combined");
    post.sign();
    post.plan("country_of_entry", changes);
    standing = std::make_unique<StandingApi>(post);
    standing->serve();
  }
  void TearDown() override {
    standing.reset();
  }
  http::Answer get(const std::string& path, const std::string& token = "") {
    http::Client client(standing->server->port());
    return client.get(path, token.empty() ? "" : "Authorization: Bearer " + token + "\r\n");
  }
  PostView shown() { return wire::read_json<PostView>(get("/api/v1/post").body).value_or(PostView{}); }
  std::string sign_in(const char* desk) {
    return standing->sign_in(desk);
  }
};

TEST_F(LayoutsApi, does_the_post_show_past_present_and_planned_layouts) {
  auto view = shown();
  EXPECT_EQ(view.layout, Code("combined"));
  ASSERT_EQ(view.layouts.size(), 2u);
  EXPECT_EQ(view.layouts[0].until, changes);
  EXPECT_EQ(view.layouts[1].layout, Code("country_of_entry"));
  EXPECT_FALSE(view.layouts[1].until);
  const auto desks = view.desks.size();
  post.set_clock(changes);
  view = shown();
  EXPECT_EQ(view.layout, Code("country_of_entry"));
  EXPECT_NE(view.desks.size(), desks);
  EXPECT_EQ(std::ranges::find(view.lanes, Code("car_1"), &LaneView::code), view.lanes.end()) << "lanes are those of now";
}

TEST_F(LayoutsApi, is_an_officer_told_when_the_desk_is_gone) {
  const auto token = sign_in("kz_passport_car_3");
  EXPECT_EQ(get("/api/v1/desk/next", token).status, 204);
  post.set_clock(changes);
  const auto answer = get("/api/v1/desk/next", token);
  EXPECT_EQ(answer.status, 409);
  EXPECT_NE(answer.body.find("session.desk_gone"), std::string::npos) << answer.body;
  EXPECT_EQ(get("/api/v1/desk/work", token).status, 409);
  EXPECT_EQ(get("/api/v1/sessions/current", token).status, 200) << "reading goes on";
  EXPECT_EQ(get("/api/v1/crossings", token).status, 200);
  EXPECT_TRUE(shown().finishing.empty());
}

TEST_F(LayoutsApi, does_a_desk_stay_open_for_the_vehicles_of_its_layout) {
  ASSERT_EQ(said(post.arrive(1, "car_1")), "done");
  ASSERT_EQ(said(post.ask("kz_gate_in_1", StandingPost::crossing_id(1), close_gate(1))), "done");
  const auto token = sign_in("kz_passport_car_3");
  post.set_clock(changes);
  const auto answer = get("/api/v1/desk/work", token);
  EXPECT_EQ(answer.status, 200) << answer.body;
  const auto view = shown();
  EXPECT_NE(std::ranges::find(view.finishing, Code("kz_passport_car_3"), &DeskView::code), view.finishing.end());
  EXPECT_EQ(std::ranges::find(view.finishing, Code("kz_passport_car_1"), &DeskView::code), view.finishing.end()) << "the new layout has it too";
}

}  // namespace
}  // namespace onestop::server::test
