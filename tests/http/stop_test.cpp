#include <atomic>
#include <optional>
#include <thread>

#include "client.h"

namespace onestop::server::http {
namespace {

TEST(Stop, IsARequestUnderWayStillAnswered) {
  std::atomic<bool> in_hand = false;
  std::thread later;
  Router router;
  router.get("/slow", [&](Request, Reply reply) {
    later = std::thread([held = std::make_shared<Reply>(std::move(reply))] {
      usleep(150'000);
      (*held)(text("done"));
    });
    in_hand = true;
  });
  auto options = quick_options();
  options.handler_deadline = milliseconds(2000);
  const auto server = started(options, std::move(router));
  Client client(server->port());
  client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(soon([&] { return in_hand.load(); }));
  server->stop(milliseconds(2000));
  later.join();
  const auto answer = client.answer();
  EXPECT_EQ(answer.body, "done");
  EXPECT_TRUE(answer.has("Connection: close"));
  EXPECT_FALSE(Client(server->port()).connected()) << "nothing new is accepted";
}

TEST(Stop, DoesItWaitForIdleOrEndlessOnes) {
  std::mutex mutex;
  std::vector<Stream> streams;
  std::vector<Reply> never;
  Router router;
  router.get("/ping", [](const Request&) { return text("pong"); });
  router.get("/events", [&](Request, Reply reply) {
    const std::lock_guard lock(mutex);
    streams.push_back(reply.stream());
  });
  router.get("/never", [&](Request, Reply reply) {
    const std::lock_guard lock(mutex);
    never.push_back(std::move(reply));
  });
  Options options;
  auto server = started(options, std::move(router));
  Client idle(server->port()), stream(server->port()), endless(server->port()), half(server->port());
  EXPECT_EQ(idle.get("/ping").body, "pong");
  stream.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(stream.wait_for("\r\n\r\n"));
  endless.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n");
  half.send("GET /pi");
  ASSERT_TRUE(soon([&] { const std::lock_guard lock(mutex); return never.size() == 1; }));
  const auto began = std::chrono::steady_clock::now();
  server->stop(milliseconds(200));
  EXPECT_LT(std::chrono::steady_clock::now() - began, milliseconds(900));
  EXPECT_TRUE(stream.until_end().ends_with(": the server is stopping\n\n"));
  for (auto* client : {&idle, &endless, &half}) {
    client->until_end();
    EXPECT_TRUE(client->ended());
  }
  EXPECT_EQ(server->counters().connections_open, 0u);
  server.reset();
  EXPECT_FALSE(streams[0].send("", "", "late"));
}

// Whoever hands over an answer holds the worker for a moment; if that is the last hold, the worker ends there, after its peers.
TEST(Stop, MayAnswersArriveWhileItEnds) {
  for (int round = 0; round < 60; ++round) {
    std::mutex mutex;
    std::vector<Reply> open;
    Router router;
    router.get("/later", [&](Request, Reply reply) {
      const std::lock_guard lock(mutex);
      open.push_back(std::move(reply));
    });
    auto options = quick_options();
    options.threads = 3;
    auto server = started(options, std::move(router));
    std::vector<Client> clients;
    for (int i = 0; i < 9; ++i) clients.emplace_back(server->port()).send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_TRUE(soon([&] { const std::lock_guard lock(mutex); return open.size() == clients.size(); }));
    std::thread answering([&] {
      for (auto& one : open) {
        usleep(400);
        one(text("done"));
      }
    });
    server.reset();
    answering.join();
  }
}

TEST(Stop, MayItBeAskedTwiceOrNeverStarted) {
  Server never({}, {});
  never.stop(milliseconds(10));
  const auto server = started({}, {});
  server->stop(milliseconds(10));
  server->stop(milliseconds(10));
}

TEST(Start, IsAnAddressInUseAFault) {
  const auto first = started({}, {});
  Options options;
  options.port = first->port();
  Server second(options, {});
  const auto begun = second.start();
  ASSERT_FALSE(begun);
  EXPECT_NE(begun.error().what.find("cannot listen at 127.0.0.1"), std::string::npos);
  Options nonsense;
  nonsense.address = "somewhere";
  EXPECT_FALSE(Server(nonsense, {}).start());
}

}  // namespace
}  // namespace onestop::server::http
