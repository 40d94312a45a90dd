// The shift over HTTP, with the runner at work: what is closed stays closed for arrivals, who signs in sits down, and a
// restart signs nobody out.
#include "server/shift_messages.h"
#include "standing_api.h"
#include "wire/json.h"

namespace onestop::server::test {
namespace {

struct ShiftApi : testing::Test {
  StandingPost post;
  std::unique_ptr<Readers> readers;
  std::unique_ptr<Api> api;
  std::unique_ptr<http::Server> server;

  void SetUp() override {
    post.open(instant("2010-12-31T12:00:00Z"));
    post.sign();
    std::vector<Officer> officers;
    for (const auto* desk : {"kz_shift_head", "kz_gate_in_1", "kz_bay_1"}) officers.push_back(officer(desk, desk));
    officers.push_back(officer("kz_bay_1", "relief"));
    const auto made = credentials("a long password", "1234");
    ASSERT_TRUE(made);
    ASSERT_TRUE(post.officers->enrol(officers, *made));
    serve();
  }
  void TearDown() override { stop(); }

  Officer officer(const char* desk, const std::string& name) const {
    const auto actor = post.at_desk(desk);
    return {{8, std::hash<std::string>{}(name)}, name, "Officer " + name, actor.state, actor.agency, actor.role, {}};
  }
  void serve() {
    readers = std::make_unique<Readers>(*post.store);
    api = std::unique_ptr<Api>(new Api{*post.store, *post.regime, *post.officers, *post.runner, *readers, post.clock, {}, false, {}, {}, {}, {}, {}, {}, wall_now(), {},
                                       std::make_shared<prometheus::Family<prometheus::Histogram>>("onestop_request_seconds", "Time.", prometheus::Labels{})});
    give_rights(*api);
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
  http::Answer send(const std::string& method, const std::string& path, const std::string& body, const std::string& token, const std::string& more = "") {
    http::Client client(server->port());
    const auto signed_in = token.empty() ? "" : "Authorization: Bearer " + token + "\r\n";
    client.send(method + " " + path + " HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n" + signed_in + more + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    return client.answer();
  }
  std::string sign_in(const std::string& name, const std::string& desk) {
    const auto answer = send("POST", "/api/v1/sessions", R"({"name":")" + name + R"(","password":"a long password","desk":")" + desk + "\"}", "");
    EXPECT_EQ(answer.status, 201) << answer.body;
    const auto view = wire::read_json<SessionView>(answer.body);
    return view && view->token ? *view->token : std::string();
  }
  http::Answer command(const std::string& text, const std::string& token, const std::string& more = "") {
    return send("POST", "/api/v1/shift/commands", R"({"command":)" + text + "}", token, more);
  }
  ShiftView shift(const std::string& token) {
    const auto answer = send("GET", "/api/v1/shift", "", token);
    EXPECT_EQ(answer.status, 200) << answer.body;
    auto view = wire::read_json<ShiftView>(answer.body);
    EXPECT_TRUE(view) << answer.body;
    return view ? *view : ShiftView{};
  }
  ShiftDesk desk(const std::string& code, const std::string& token) {
    for (const auto& one : shift(token).desks)
      if (one.code == Code(code)) return one;
    return {};
  }
  http::Answer arrive(const std::string& token, std::uint64_t n, const std::string& more) {
    const auto id = [&](int which) { return to_text(Id{0x0190000000007000u, n * 16 + static_cast<std::uint64_t>(which)}); };
    return send("POST", "/api/v1/crossings",
                R"({"command":{"type":"RegisterArrival","vehicle":")" + id(1) + R"(","plate":"777 AAA 02","traffic_class":"car","exit_state":"KZ","lane":"car_1","claims":[],"seals":[],"persons":[{"id":")" + id(2) +
                    R"(","part":"driver","nationality":"KZ","name":"Model Driver","document":"N1","group":"","claims":[]}],"consignments":[])" + more + "}}",
                token, "Crossing-Id: " + id(0) + "\r\n");
  }
};

const std::string close_lane = R"({"type":"CloseLane","lane":"car_1","reason":"The barrier is stuck."})";
const std::string ticket = "0190f6a8-1c2d-7e3f-8a9b-0c1d2e3f4a5b";

TEST_F(ShiftApi, is_nobody_registered_on_a_lane_that_the_shift_head_closed) {
  const auto head = sign_in("kz_shift_head", "kz_shift_head"), gate = sign_in("kz_gate_in_1", "kz_gate_in_1");
  const auto no = command(close_lane, gate);
  EXPECT_EQ(no.status, 403) << no.body;
  EXPECT_TRUE(no.says("shift.not_yours")) << no.body;
  EXPECT_EQ(command(close_lane, head).status, 200);
  const auto again = command(close_lane, head);
  EXPECT_EQ(again.status, 422);
  EXPECT_TRUE(again.says("shift.lane_is_closed") && again.says("3(1)")) << again.body;
  const auto arrival = arrive(gate, 1, "");
  EXPECT_EQ(arrival.status, 422);
  EXPECT_TRUE(arrival.says("shift.lane_is_closed")) << arrival.body;
  const auto shown = shift(gate);
  ASSERT_FALSE(shown.lanes.empty());
  EXPECT_FALSE(shown.lanes.front().open);
  EXPECT_EQ(shown.lanes.front().by, "Officer kz_shift_head");
  EXPECT_EQ(command(R"({"type":"OpenLane","lane":"car_1"})", head).status, 200);
  EXPECT_EQ(arrive(gate, 1, "").status, 200);
}

TEST_F(ShiftApi, is_one_intention_carried_out_once) {
  const auto head = sign_in("kz_shift_head", "kz_shift_head");
  const std::string key = "Idempotency-Key: close it\r\n";
  const auto first = command(close_lane, head, key), second = command(close_lane, head, key);
  EXPECT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(second.status, 200) << second.body;
  EXPECT_EQ(first.body, second.body);
  EXPECT_EQ(command(R"({"type":"OpenLane","lane":"car_1"})", head, "If-Match: \"1\"\r\n").status, 409);
}

TEST_F(ShiftApi, does_the_wait_before_the_gate_go_onto_the_record_of_the_vehicle) {
  const auto gate = sign_in("kz_gate_in_1", "kz_gate_in_1");
  const auto joined = command(R"({"type":"JoinQueue","ticket":")" + ticket + R"(","plate":"777 AAA 02","traffic_class":"car","exit_state":"KZ"})", gate);
  ASSERT_EQ(joined.status, 200) << joined.body;
  auto shown = shift(gate);
  ASSERT_EQ(shown.tickets.size(), 1u);
  ASSERT_EQ(shown.waiting.size(), 1u);
  EXPECT_EQ(shown.waiting[0].count, 1u);
  const auto since = shown.tickets[0].since;
  EXPECT_EQ(arrive(gate, 2, R"(,"ticket":"0190f6a8-1c2d-7e3f-8a9b-0c1d2e3f4a5c")").status, 422) << "nobody waits with that ticket";
  const auto arrived = arrive(gate, 2, R"(,"ticket":")" + ticket + "\"");
  ASSERT_EQ(arrived.status, 200) << arrived.body;
  EXPECT_TRUE(shift(gate).tickets.empty());
  auto file = read_crossing_file(*post.store->reader().value(), StandingPost::crossing_id(2), post.regime->post().code);
  ASSERT_TRUE(file && *file);
  EXPECT_EQ((*file)->state.opened()->opening->joined, since);
  EXPECT_EQ(arrive(gate, 3, R"(,"ticket":")" + ticket + "\"").status, 422) << "a ticket is used once";
}

TEST_F(ShiftApi, does_who_signs_in_sit_at_the_desk_and_work_where_it_was_sent) {
  const auto head = sign_in("kz_shift_head", "kz_shift_head"), bay = sign_in("kz_bay_1", "kz_bay_1");
  EXPECT_EQ(desk("kz_bay_1", head).name, "Officer kz_bay_1");
  EXPECT_TRUE(desk("kz_bay_2", head).name.empty());
  ASSERT_EQ(command(R"({"type":"AssignDesk","desk":"kz_bay_1","station":"customs_truck","reason":"Many trucks wait there."})", head).status, 200);
  const auto current = send("GET", "/api/v1/sessions/current", "", bay);
  EXPECT_TRUE(current.says(R"("station":"customs_truck")")) << current.body;
  const auto relief = sign_in("relief", "kz_bay_1");
  EXPECT_EQ(desk("kz_bay_1", head).name, "Officer relief") << "who comes takes over";
  EXPECT_EQ(send("DELETE", "/api/v1/sessions/current", "", relief).status, 204);
  EXPECT_TRUE(http::soon([&] { return !desk("kz_bay_1", head).officer; }));
}

TEST_F(ShiftApi, does_a_session_outlive_a_restart_of_the_server) {
  const auto head = sign_in("kz_shift_head", "kz_shift_head"), gone = sign_in("kz_gate_in_1", "kz_gate_in_1");
  ASSERT_EQ(command(close_lane, head).status, 200);
  ASSERT_EQ(send("DELETE", "/api/v1/sessions/current", "", gone).status, 204);
  stop();
  post.open(instant("2010-12-31T12:10:00Z"));
  serve();
  const auto shown = shift(head);
  EXPECT_FALSE(shown.lanes.front().open) << "the shift stands as it was left";
  EXPECT_EQ(command(R"({"type":"OpenLane","lane":"car_1"})", head).status, 200);
  EXPECT_EQ(send("GET", "/api/v1/shift", "", gone).status, 401) << "who signed out stays out";
  EXPECT_EQ(send("GET", "/api/v1/crossings/" + to_text(shift::shift_stream(post.regime->post().code)), "", head).status, 404) << "the shift is no crossing";
}

}  // namespace
}  // namespace onestop::server::test
