// Work lists, and work that goes from hand to hand.
#include <map>
#include <thread>

#include "running_post.h"
#include "server/work_messages.h"

namespace onestop::server::http {
namespace {

std::string id(int n) {
  const auto digits = std::to_string(1000 + n);
  return "01297f8a-0000-7000-8000-00000000" + digits;
}

struct Work : testing::Test {
  static void SetUpTestSuite() {
    post = std::make_unique<RunningPost>();
    gate = post->sign_in("kz_gate_in_1");
  }
  static void TearDownTestSuite() { post.reset(); }

  /// A car from Kazakhstan stands at the gate; its identity.
  static std::string arrive() {
    static int number = 0;
    const int n = number += 10;
    const auto crossing = id(n);
    const auto answer = post->ask("POST", "/api/v1/crossings",
        R"({"command":{"type":"RegisterArrival","vehicle":")" + id(n + 1) + R"(","plate":")" + std::to_string(100 + n) + R"( WRK 02","traffic_class":"car","exit_state":"KZ","lane":"car_1","claims":[],"seals":[],"persons":[{"id":")" +
            id(n + 2) + R"(","part":"driver","nationality":"KAZ","name":"Serik Abenov","document":"N12345678","group":"","claims":[]}],"consignments":[]}})",
        gate, "Crossing-Id: " + crossing + "\r\n");
    EXPECT_EQ(answer.status, 200) << answer.body;
    return crossing;
  }
  /// The same, through the gate: now both states look at the passport.
  static std::string at_passport() {
    const auto crossing = arrive();
    const auto vehicle = crossing.substr(0, crossing.size() - 1) + "1";
    const auto answer = post->ask("POST", "/api/v1/crossings/" + crossing + "/commands", R"({"command":{"type":"CloseControl","control":"gate","subject":")" + vehicle + R"(","outcome":"passed","establishes":[],"found":[]}})", gate);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return crossing;
  }
  static std::string place(const std::string& crossing, const std::string& station = "passport_car") { return R"({"crossing":")" + crossing + R"(","station":")" + station + "\"}"; }
  static Answer act(const std::string& token, const std::string& command, const std::string& key = "") {
    return post->ask("POST", "/api/v1/work/commands", "{\"command\":" + command + "}", token, key.empty() ? "" : "Idempotency-Key: " + key + "\r\n");
  }
  static Answer take(const std::string& token, const std::string& crossing) { return act(token, R"({"type":"TakeWork","place":)" + place(crossing) + "}"); }
  static Answer get(const std::string& token, const std::string& path) { return post->ask("GET", path, "", token); }
  static WorkPage page(const std::string& token, const std::string& query = "") {
    const auto answer = get(token, "/api/v1/work" + query);
    const auto read = wire::read_json<WorkPage>(answer.body);
    if (!read) throw std::runtime_error(answer.body);
    return *read;
  }
  static std::optional<WorkLineView> line(const std::string& token, const std::string& crossing, const std::string& query = "") {
    for (const auto& one : page(token, query).items)
      if (to_text(one.crossing) == crossing) return one;
    return std::nullopt;
  }

  static inline std::unique_ptr<RunningPost> post;
  static inline std::string gate;
};

TEST_F(Work, IsTheListOfAStationWhatWaitsThereForTheOwnState) {
  const auto crossing = at_passport();
  const auto token = post->sign_in("kz_passport_car_1");
  const auto found = line(token, crossing);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->control, Code("passport"));
  EXPECT_EQ(found->station, Code("passport_car"));
  EXPECT_FALSE(found->hand);
  EXPECT_FALSE(line(gate, crossing)) << "it is through the gate";
  EXPECT_TRUE(line(gate, crossing, "?scope=agency")) << "another station of the same agency";
  EXPECT_FALSE(line(post->sign_in("kz_car_customs_1"), crossing, "?scope=agency")) << "customs looks at no passport";
}

TEST_F(Work, AreCountsThoseOfTheList) {
  const auto crossing = at_passport();
  const auto head = post->sign_in("kz_shift_head");
  const auto answer = get(head, "/api/v1/work/counts");
  const auto counts = wire::read_json<WorkCounts>(answer.body);
  ASSERT_TRUE(counts) << answer.body;
  EXPECT_EQ(counts->scope, WorkScope::state);
  std::map<std::string, std::uint64_t> listed;
  for (const auto& one : page(head).items) ++listed[one.station.text() + " " + one.control.text()];
  std::map<std::string, std::uint64_t> counted;
  std::uint64_t together = 0;
  for (const auto& one : counts->lines) counted[one.station.text() + " " + one.control.text()] += one.count, together += one.count;
  EXPECT_EQ(counted, listed);
  EXPECT_EQ(counts->count, together);
  ASSERT_TRUE(counts->oldest);
  EXPECT_EQ(get(post->sign_in("kz_passport_car_1"), "/api/v1/work/counts?scope=state").status, 403) << "an officer does not see everything";
  EXPECT_EQ(get("", "/api/v1/work").status, 401);
}

TEST_F(Work, DoFiltersNarrowAndNonsenseIsRefused) {
  const auto crossing = at_passport();
  const auto head = post->sign_in("kz_shift_head");
  EXPECT_TRUE(line(head, crossing, "?station=passport_car&control=passport&traffic_class=car&held=false&assigned=none"));
  EXPECT_FALSE(line(head, crossing, "?older_than=60"));
  EXPECT_FALSE(line(head, crossing, "?traffic_class=truck"));
  EXPECT_FALSE(line(head, crossing, "?held=true"));
  EXPECT_FALSE(line(head, crossing, "?assigned=others"));
  for (const auto* nonsense : {"?held=perhaps", "?scope=everything", "?older_than=-1", "?after=1~2", "?after=1~2~3~x~y~z~7", "?unknown=1"})
    EXPECT_EQ(get(head, std::string("/api/v1/work") + nonsense).status, 400) << nonsense;
}

TEST_F(Work, DoesWorkThatIsTakenComeToNobodyElse) {
  const auto crossing = at_passport();
  const auto first = post->sign_in("kz_passport_car_1"), second = post->sign_in("kz_passport_car_2");
  const auto taken = take(first, crossing);
  ASSERT_EQ(taken.status, 200) << taken.body;
  EXPECT_TRUE(taken.says("WorkTaken"));
  EXPECT_TRUE(line(first, crossing)->hand->mine);
  const auto seen = line(second, crossing);
  ASSERT_TRUE(seen && seen->hand);
  EXPECT_FALSE(seen->hand->mine);
  EXPECT_EQ(seen->hand->desk, Code("kz_passport_car_1"));
  const auto again = take(second, crossing);
  EXPECT_EQ(again.status, 422);
  EXPECT_TRUE(again.says("work.in_other_hands")) << again.body;
  EXPECT_TRUE(take(first, crossing).says("work.in_hand_already"));
  for (int i = 0; i < 30; ++i) {  // what comes by itself is something else
    const auto next = get(second, "/api/v1/desk/next");
    EXPECT_FALSE(next.says(crossing));
    if (next.status == 204 || i > 2) break;
  }
  EXPECT_TRUE(act(second, R"({"type":"GiveBackWork","places":[)" + place(crossing) + "]}").says("work.not_in_hand"));
  EXPECT_EQ(act(first, R"({"type":"GiveBackWork","places":[)" + place(crossing) + "]}").status, 200);
  EXPECT_FALSE(line(second, crossing)->hand);
}

TEST_F(Work, DoesWhatAnOfficerHadGoBackIntoTheQueueWhenHeSignsOut) {
  const auto crossing = at_passport();
  // Nobody has signed in at this desk before: a second session there would keep the work in hand.
  const auto leaves = post->sign_in("kz_passport_car_3"), stays = post->sign_in("kz_passport_car_2");
  ASSERT_EQ(take(leaves, crossing).status, 200);
  ASSERT_EQ(post->ask("DELETE", "/api/v1/sessions/current", "", leaves).status, 204);
  for (int i = 0; i < 500 && line(stays, crossing)->hand; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_FALSE(line(stays, crossing)->hand);
  EXPECT_EQ(take(stays, crossing).status, 200);
}

TEST_F(Work, IsAShiftHandedOverInOneActWithNotesAndConfirmed) {
  const auto one = at_passport(), two = at_passport();
  const auto early = post->sign_in("kz_passport_car_1"), late = post->sign_in("kz_passport_car_3");
  ASSERT_EQ(take(early, one).status, 200);
  ASSERT_EQ(take(early, two).status, 200);
  const auto over = act(early, R"({"type":"HandOverWork","items":[{"place":)" + place(one) + R"(,"note":"The photograph does not look like him"}],"everything":true,"to_desk":"kz_passport_car_3","note":"Quiet day"})");
  ASSERT_EQ(over.status, 200) << over.body;
  EXPECT_TRUE(over.says(one) && over.says(two)) << "named or not: " << over.body;
  EXPECT_FALSE(line(early, one)->hand->mine);
  const auto offered = get(late, "/api/v1/work/in-hand");
  EXPECT_TRUE(offered.says("The photograph does not look like him") && offered.says("Quiet day")) << offered.body;
  EXPECT_TRUE(take(post->sign_in("kz_passport_car_2"), one).says("work.handed_to_another"));
  EXPECT_FALSE(get(post->sign_in("kg_shift_head"), "/api/v1/work/in-hand").says("Quiet day")) << "notes stay in the own state";
  const auto confirmed = act(late, R"({"type":"ConfirmWork","places":[)" + place(one) + "," + place(two) + "]}");
  ASSERT_EQ(confirmed.status, 200) << confirmed.body;
  EXPECT_TRUE(line(late, one)->hand->mine);
  EXPECT_TRUE(act(late, R"({"type":"ConfirmWork","places":[)" + place(one) + "]}").says("work.not_handed_over"));
  const auto past = wire::read_json<HandHistory>(get(late, "/api/v1/crossings/" + one + "/hands").body);
  ASSERT_TRUE(past);
  ASSERT_EQ(past->items.size(), 3u);
  EXPECT_EQ(past->items[0].desk, Code("kz_passport_car_1"));
  EXPECT_TRUE(past->items[0].until);
  EXPECT_FALSE(past->items[1].confirmed);
  EXPECT_TRUE(past->items[2].confirmed && !past->items[2].until);
}

TEST_F(Work, DoesAShiftHeadGiveOutWorkAndNobodyElseDoes) {
  const auto crossing = at_passport();
  const auto head = post->sign_in("kz_shift_head"), officer = post->sign_in("kz_passport_car_2");
  const auto wish = R"({"type":"HandOverWork","items":[{"place":)" + place(crossing) + R"(,"note":""}],"everything":false,"to_desk":"kz_passport_car_4","note":""})";
  EXPECT_TRUE(act(officer, wish).says("work.not_in_hand"));
  EXPECT_EQ(act(head, wish).status, 200);
  EXPECT_TRUE(line(post->sign_in("kz_passport_car_4"), crossing)->hand->offered);
  EXPECT_TRUE(act(head, R"({"type":"HandOverWork","items":[{"place":)" + place(crossing) + R"(,"note":""}],"everything":false,"to_desk":"kz_gate_in_1","note":""})").says("work.wrong_station"));
  EXPECT_TRUE(act(head, R"({"type":"HandOverWork","items":[{"place":)" + place(crossing) + R"(,"note":""}],"everything":false,"to_desk":"kg_passport_car_1","note":""})").says("work.other_state"));
  EXPECT_TRUE(act(head, R"({"type":"HandOverWork","items":[{"place":)" + place(crossing) + R"(,"note":""}],"everything":false,"to_desk":"nowhere","note":""})").says("work.unknown_desk"));
  const auto stranger = act(head, R"({"type":"HandOverWork","items":[{"place":)" + place(crossing) + R"(,"note":""}],"everything":false,"to_desk":"kz_passport_car_1","to_officer":")" + id(9) + R"(","note":""})");
  EXPECT_TRUE(stranger.says("work.unknown_officer")) << stranger.body;
}

TEST_F(Work, IsAnActThatIsSentTwiceRecordedOnce) {
  const auto crossing = at_passport();
  const auto token = post->sign_in("kz_passport_car_1");
  const auto command = R"({"type":"TakeWork","place":)" + place(crossing) + "}";
  EXPECT_EQ(act(token, command, "once").status, 200);
  EXPECT_EQ(act(token, command, "once").status, 200) << "not refused: it is the same wish";
  const auto past = wire::read_json<HandHistory>(get(token, "/api/v1/crossings/" + crossing + "/hands").body);
  ASSERT_TRUE(past);
  EXPECT_EQ(past->items.size(), 1u);
  EXPECT_EQ(act(token, R"({"type":"GiveBackWork","places":[)" + place(crossing) + "]}", "once").status, 409);
}

TEST_F(Work, IsWorkInHandStillThereAfterARestart) {
  const auto crossing = at_passport();
  const auto token = post->sign_in("kz_passport_car_4");
  ASSERT_EQ(take(token, crossing).status, 200);
  post->stop();
  post->start();
  EXPECT_TRUE(line(token, crossing)->hand->mine) << "session and work outlive the process";
}

TEST_F(Work, AreDutyStreamsNoCrossings) {
  const auto crossing = at_passport();
  const auto token = post->sign_in("kz_passport_car_1");
  ASSERT_EQ(take(token, crossing).status, 200);
  const auto rows = post->post().api().readers.borrow()->hand(*parse_id(crossing), "KZ", "passport_car");
  ASSERT_TRUE(rows && *rows);
  EXPECT_EQ(get(token, "/api/v1/crossings/" + to_text((*rows)->stream)).status, 404);
}

}  // namespace
}  // namespace onestop::server::http
