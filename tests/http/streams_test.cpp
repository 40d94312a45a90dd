#include <malloc.h>

#include <fstream>
#include <mutex>
#include <thread>

#include "client.h"

namespace onestop::server::http {
namespace {

struct Streams : testing::Test {
  std::mutex mutex;
  std::vector<Stream> streams;
  std::vector<std::string> last_ids;
  std::unique_ptr<Server> server;

  void start(Options options) {
    Router router;
    router.get("/events", [this](Request request, Reply reply) {
      auto stream = reply.stream({{"X-Test", "1"}});
      const std::lock_guard lock(mutex);
      last_ids.emplace_back(request.header("last-event-id").value_or(""));
      streams.push_back(std::move(stream));
    });
    router.get("/refused", [](Request request, Reply reply) { reply(problem(request, {401, "sign_in", "Sign in first."})); });
    server = started(std::move(options), std::move(router));
  }
  Client listen(const std::string& headers = "", int receive_buffer = 0) {
    Client client(server->port(), receive_buffer);
    client.send("GET /events HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n");
    EXPECT_TRUE(client.wait_for("\r\n\r\n"));
    return client;
  }
  Stream newest() {
    const std::lock_guard lock(mutex);
    return streams.back();
  }
  ~Streams() override { server.reset(); }
};

std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t pages = 0, resident = 0;
  file >> pages >> resident;
  return resident * 4096;
}

TEST_F(Streams, DoEventsArriveInOrder) {
  start(quick_options());
  auto client = listen("Last-Event-ID: 41\r\n");
  EXPECT_NE(client.seen().find("Content-Type: text/event-stream"), std::string::npos);
  EXPECT_NE(client.seen().find("X-Test: 1"), std::string::npos);
  EXPECT_EQ(last_ids.back(), "41");
  const auto stream = newest();
  client.forget();
  EXPECT_TRUE(stream.send("changed", "42", "a\nb"));
  EXPECT_TRUE(stream.send("", "", "c"));
  EXPECT_TRUE(stream.send("forged\nid: 9", "", "d"));
  ASSERT_TRUE(client.wait_for("data: d\n\n"));
  EXPECT_EQ(client.seen(), "event: changed\nid: 42\ndata: a\ndata: b\n\ndata: c\n\nevent: forgedid: 9\ndata: d\n\n");
  stream.close();
  EXPECT_FALSE(stream.send("", "", "e"));
  client.until_end();
  EXPECT_TRUE(client.ended());
  EXPECT_TRUE(soon([&] { return server->counters().streams_open == 0; }));
}

TEST_F(Streams, MayTheHandlerRefuse) {
  start(quick_options());
  Client client(server->port());
  EXPECT_EQ(client.get("/refused").status, 401);
}

TEST_F(Streams, IsASilentOneKeptAliveByComments) {
  auto options = quick_options();
  options.heartbeat = milliseconds(60);
  start(options);
  auto client = listen();
  client.forget();
  EXPECT_TRUE(client.wait_for(":\n\n:\n\n:\n\n"));
  EXPECT_EQ(server->counters().deadlines_missed, 0u);
}

TEST_F(Streams, IsAVanishedClientNoticed) {
  start(quick_options());
  std::atomic<int> closed = 0;
  {
    auto client = listen();
    newest().on_close([&] { ++closed; });
  }
  EXPECT_TRUE(soon([&] { return closed == 1; }));
  EXPECT_FALSE(newest().open());
  newest().on_close([&] { ++closed; });
  EXPECT_EQ(closed, 2) << "at once when it has already ended";
  EXPECT_TRUE(soon([&] { return server->counters().connections_open == 0; }));
}

TEST_F(Streams, IsASlowClientDroppedWhileOthersGoOn) {
  start(quick_options());
  auto slow = listen("", 4096);
  const auto to_slow = newest();
  auto quick = listen();
  const auto to_quick = newest();
  const std::string data(4000, 'x');
  int taken = 0;
  for (int i = 0; i < 2000; ++i) {
    const auto frame = event_frame("n", std::to_string(i), data);
    taken += to_slow.send(frame);
    ASSERT_TRUE(to_quick.send(frame)) << "at " << i;
    ASSERT_TRUE(quick.wait_for("id: " + std::to_string(i) + "\n"));
    quick.forget();
  }
  EXPECT_LT(taken, 1000);
  EXPECT_FALSE(to_slow.open());
  EXPECT_TRUE(soon([&] { return server->counters().streams_dropped == 1; }));
  EXPECT_TRUE(soon([&] { return server->counters().streams_open == 1; }));
  EXPECT_TRUE(to_quick.open());
}

TEST_F(Streams, IsASlowClientThatWakesUpToldWhy) {
  auto options = quick_options();
  options.write_deadline = milliseconds(5000);
  start(options);
  auto slow = listen("", 4096);
  const auto stream = newest();
  while (stream.send("", "", std::string(4000, 'x'))) {}
  const auto all = slow.until_end();
  EXPECT_TRUE(all.ends_with(": dropped, too slow\n\n")) << all.size();
  EXPECT_TRUE(soon([&] { return server->counters().streams_dropped == 1; }));
}

TEST_F(Streams, MaySeveralThreadsSendToOne) {
  start(quick_options());
  auto client = listen();
  const auto stream = newest();
  std::vector<std::thread> threads;
  for (int n = 0; n < 4; ++n)
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) EXPECT_TRUE(stream.send("", "", "tick"));
    });
  for (auto& thread : threads) thread.join();
  stream.send("", "", "last");
  stream.close();
  const auto all = client.until_end();
  std::size_t ticks = 0;
  for (auto at = all.find("data: tick\n\n"); at != std::string::npos; at = all.find("data: tick\n\n", at + 1)) ++ticks;
  EXPECT_EQ(ticks, 200u);
  EXPECT_NE(all.find("data: last\n\n: closed\n\n"), std::string::npos);
}

TEST_F(Streams, HowMuchMemoryDoesAnIdleOneCost) {
  auto options = quick_options();
  options.heartbeat = milliseconds(200);
  start(options);
  { auto first = listen(); }
  constexpr std::size_t count = 300;
  std::vector<Client> clients;
  clients.reserve(count);
  malloc_trim(0);
  const auto before = resident_bytes();
  for (std::size_t i = 0; i < count; ++i) clients.push_back(listen());
  usleep(500'000);  // some heartbeats too
  const auto each = (resident_bytes() - std::min(before, resident_bytes())) / count;
  RecordProperty("bytes_per_stream", static_cast<int>(each));
  std::printf("an idle stream costs %zu bytes, client and test included\n", each);
  EXPECT_EQ(server->counters().streams_open, count);
#if !defined(__SANITIZE_ADDRESS__)
  EXPECT_LT(each, 20'000u);
#endif
  for (auto& stream : streams) stream.send("", "", "all");
  for (auto& client : clients) EXPECT_TRUE(client.wait_for("data: all"));
}

}  // namespace
}  // namespace onestop::server::http
