// Two programs serve one post on one database of PostgreSQL: officers at either see, hear and change the same record.
#include <atomic>
#include <thread>

#include "../unit/store/postgres_server.h"
#include "core/crossing/commands.h"
#include "running_post.h"
#include "server/lodging/service.h"
#include "server/post/officers.h"

namespace onestop::server::http {
namespace {

struct Processes : testing::Test {
  Processes() {
    address = store::PostgresServer::running().new_database();
    first = std::make_unique<RunningPost>([&](app::ServeOptions& options) { place(options); });
    second = std::make_unique<RunningPost>([&](app::ServeOptions& options) { place(options); });
    lane = lane_for("truck");
  }
  ~Processes() override {
    second.reset();
    first.reset();
    store::PostgresServer::running().drop_database(address);
  }
  void place(app::ServeOptions& options) {
    if (folder.empty()) folder = std::filesystem::path(options.data).parent_path().string();
    options.data = address;
    options.keys = folder + "/keys.db";
    options.files = folder + "/files";
    options.start.clear();  // several programs have one clock: the wall's
  }
  Code lane_for(const Code& traffic_class) {
    const auto view = wire::read_json<PostView>(first->ask("GET", "/api/v1/post").body);
    for (const auto& one : view->lanes)
      if (std::ranges::find(one.classes, traffic_class) != one.classes.end() && (one.exit_states.empty() || std::ranges::find(one.exit_states, Code("KZ")) != one.exit_states.end())) return one.code;
    throw std::runtime_error("there is no lane");
  }
  Id arrive(RunningPost& at, const std::string& gate, const std::string& plate) {
    const auto now = wall_now();
    crossing::RegisterArrival arrival;
    arrival.vehicle = fresh_id(now);
    arrival.plate = plate;
    arrival.traffic_class = "truck";
    arrival.exit_state = "KZ";
    arrival.lane = lane;
    arrival.consignments.push_back({fresh_id(now), "CMR " + plate, "Goods", Code("690721"), 1, {}});
    arrival.persons.push_back({fresh_id(now), "driver", "KZ", "Test Driver", "N1234567", {}, {}});
    const auto id = fresh_id(now);
    const auto answer = at.ask("POST", "/api/v1/crossings", R"({"command":)" + wire::to_json(crossing::Command{arrival}) + "}", gate, "Crossing-Id: " + to_text(id) + "\r\n");
    if (answer.status != 200) throw std::runtime_error(answer.body);
    return id;
  }
  static std::string further() {
    const auto now = wall_now();
    crossing::RegisterFurther more;
    more.persons.push_back({fresh_id(now), "driver", "KZ", "Second Driver", "N7654321", {}, {}});
    more.reason = "slept in the cabin";
    return R"({"command":)" + wire::to_json(crossing::Command{more}) + "}";
  }
  static std::uint64_t events_of(RunningPost& at, const Id& crossing) {
    auto reader = at.post().api().readers.borrow();
    const auto heads = reader->versions(crossing);
    std::uint64_t sum = 0;
    for (const auto& head : *heads) sum += head.version;
    return sum;
  }
  template <class Holds>
  static bool soon(Holds holds) {
    for (int i = 0; i < 200; ++i, std::this_thread::sleep_for(milliseconds(50)))
      if (holds()) return true;
    return false;
  }

  std::string address, folder;
  std::unique_ptr<RunningPost> first, second;
  Code lane;
};

TEST_F(Processes, WhatOneRecordsTheOtherHearsShowsAndActsOn) {
  const auto here = first->sign_in("kz_gate_in_1"), there = second->sign_in("kz_gate_in_2");
  Client listener(second->post().port());
  listener.send("GET /api/v1/events HTTP/1.1\r\nHost: post\r\nAuthorization: Bearer " + there + "\r\n\r\n");
  ASSERT_TRUE(listener.wait_for("event: hello"));
  const auto id = arrive(*first, here, "201ABC02");
  EXPECT_TRUE(listener.wait_for(to_text(id), milliseconds(15'000))) << "the stream of the other program";
  const auto path = "/api/v1/crossings/" + to_text(id);
  EXPECT_EQ(second->ask("GET", path, "", there).status, 200);
  EXPECT_EQ(second->ask("POST", path + "/commands", further(), there).status, 200) << "it knew nothing of the crossing before";
  EXPECT_EQ(first->ask("POST", path + "/commands", further(), here).status, 200) << "what it remembers of the crossing is old";
  EXPECT_EQ(events_of(*first, id), events_of(*second, id));
  const auto stale = second->ask("POST", path + "/commands", further(), there, "If-Match: \"1\"\r\n");
  EXPECT_EQ(stale.status, 409) << stale.body;
  const auto version = std::to_string(events_of(*first, id));
  EXPECT_EQ(second->ask("POST", path + "/commands", further(), there, "If-Match: \"" + version + "\"\r\n").status, 200) << "the version that the client saw at the other program";
}

TEST_F(Processes, NoCommandIsLostOrDoubledWhereAllWorkOnOneTruck) {
  const auto here = first->sign_in("kz_gate_in_1"), there = second->sign_in("kz_gate_in_2");
  const auto id = arrive(*first, here, "202ABC02");
  const auto before = events_of(*first, id);
  constexpr int threads = 6, each = 20;
  std::atomic<int> recorded = 0, otherwise = 0;
  std::vector<std::thread> clients;
  for (int n = 0; n < threads; ++n)
    clients.emplace_back([&, n] {
      for (int i = 0; i < each; ++i) {
        auto& at = n % 2 ? *first : *second;
        const auto answer = at.ask("POST", "/api/v1/crossings/" + to_text(id) + "/commands", further(), n % 2 ? here : there);
        ++(answer.status == 200 ? recorded : otherwise);
      }
    });
  for (auto& one : clients) one.join();
  EXPECT_EQ(otherwise, 0) << "nobody named a version, so nobody is told that another was first";
  EXPECT_EQ(events_of(*first, id), before + static_cast<std::uint64_t>(recorded));
}

TEST_F(Processes, OneNameForACommandIsOneCommandWhereverItIsSent) {
  const auto here = first->sign_in("kz_gate_in_1"), there = second->sign_in("kz_gate_in_1");
  const auto id = arrive(*first, here, "203ABC02");
  const auto before = events_of(*first, id);
  for (std::uint64_t round = 0; round < 10; ++round) {
    const auto body = further();
    const auto name = "Idempotency-Key: press-" + std::to_string(round) + "\r\n";
    std::array<Answer, 2> answers;
    std::thread other([&] { answers[1] = second->ask("POST", "/api/v1/crossings/" + to_text(id) + "/commands", body, there, name); });
    answers[0] = first->ask("POST", "/api/v1/crossings/" + to_text(id) + "/commands", body, here, name);
    other.join();
    for (const auto& one : answers) EXPECT_EQ(one.status, 200) << one.body;
    EXPECT_EQ(answers[0].body, answers[1].body);
    EXPECT_EQ(events_of(*second, id), before + 1 + round);
  }
}

TEST_F(Processes, OneAloneLeadsAndAnotherFollowsWhenItEnds) {
  const auto leads = [](RunningPost& one) { return one.post().api().runner.leads(); };
  EXPECT_TRUE(soon([&] { return leads(*first) != leads(*second); }));
  auto& ends = leads(*first) ? *first : *second;
  auto& stays = leads(*first) ? *second : *first;
  ends.stop();
  EXPECT_TRUE(soon([&] { return leads(stays); }));
  ends.start();
  std::this_thread::sleep_for(milliseconds(1500));  // it has asked by now
  EXPECT_FALSE(leads(ends));
  EXPECT_TRUE(leads(stays));
}

TEST_F(Processes, KeyRevokedAtOneIsRefusedAtTheOther) {
  const auto list = wire::read_json<DemoFirms>(first->ask("GET", "/api/v1/demo/firms").body);
  const auto& firm = list->firms.front();
  EXPECT_EQ(second->ask("GET", "/api/v1/lodgements", "", firm.key).status, 200);
  auto& firms = *first->post().api().firms;
  const auto holder = firms.holder_of(firm.key);
  ASSERT_TRUE(holder);
  auto row = firms.keys_of(holder->firm.id).front();
  row.revoked = wall_now();
  firms.put_key(row, [](Firms::Done) {});
  EXPECT_TRUE(soon([&] { return second->ask("GET", "/api/v1/lodgements", "", firm.key).status == 401; }));
}

}  // namespace
}  // namespace onestop::server::http
