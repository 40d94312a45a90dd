#include <algorithm>
#include <array>
#include <thread>

#include "client.h"

namespace onestop::server::http {
namespace {

constexpr std::size_t ordinary = 1000, large = 50'000;

struct LargeBodies : testing::Test {
  std::unique_ptr<Server> server;
  void SetUp() override {
    Router router;
    const auto size = [](const Request& r) { return text(std::to_string(r.body.size())); };
    router.post("/note", size);
    router.post("/photographs/{id}", size);
    router.most_body(Method::post, "/photographs/{id}", large);
    router.put("/photographs/{id}", size);
    auto options = quick_options();
    options.most_body_bytes = ordinary;
    options.most_large_bodies = 2;
    options.body_deadline = milliseconds(2'000);
    server = started(options, std::move(router));
  }
  static std::string head(const std::string& line, std::size_t length) { return line + " HTTP/1.1\r\nHost: post\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n"; }
  Answer ask(const std::string& line, std::size_t length) {
    Client client(server->port());
    client.send(head(line, length));
    client.send(std::string(length, 'x'));
    return client.answer();
  }
};

TEST_F(LargeBodies, DoesARouteTakeUpToItsOwnLimitAndNotOneByteMore) {
  EXPECT_EQ(ask("POST /photographs/1", large).body, std::to_string(large));
  EXPECT_EQ(ask("POST /photographs/1", large + 1).status, 413);
  EXPECT_EQ(ask("POST /note", ordinary).status, 200);
  EXPECT_EQ(ask("POST /note", ordinary + 1).status, 413);
  EXPECT_EQ(ask("PUT /photographs/1", ordinary + 1).status, 413) << "the limit is of the method, too";
  EXPECT_EQ(ask("POST /nowhere", ordinary + 1).status, 413);
}

TEST_F(LargeBodies, DoesTheLimitHoldForChunks) {
  const auto send = [&](std::size_t bytes) {
    Client client(server->port());
    client.send("POST /photographs/1 HTTP/1.1\r\nHost: post\r\nTransfer-Encoding: chunked\r\n\r\n");
    char size[20];
    std::snprintf(size, sizeof size, "%zx\r\n", bytes);
    client.send(size + std::string(bytes, 'x') + "\r\n0\r\n\r\n");
    return client.answer().status;
  };
  EXPECT_EQ(send(large), 200);
  EXPECT_EQ(send(large + 1), 413);
}

TEST_F(LargeBodies, AreNoMoreReceivedAtOnceThanAllowed) {
  Client first(server->port()), second(server->port()), third(server->port());
  for (auto* one : {&first, &second}) {
    one->send(head("POST /photographs/1", large));
    one->send("x");
  }
  const auto refused = [&] {
    Client probe(server->port());
    probe.send(head("POST /photographs/1", large));
    probe.send("x");
    return probe.receive(milliseconds(200)) && probe.seen().find(" 503 ") != std::string::npos;
  };
  EXPECT_TRUE(soon(refused));
  EXPECT_EQ(ask("POST /note", 10).status, 200) << "ordinary requests go on";
  first.send(std::string(large - 1, 'x'));
  EXPECT_EQ(first.answer().status, 200);
  EXPECT_EQ(ask("POST /photographs/2", large).status, 200) << "its place is free again";
}

TEST_F(LargeBodies, DoesAClientThatLeavesGiveItsPlaceBack) {
  {
    Client first(server->port()), second(server->port());
    for (auto* one : {&first, &second}) {
      one->send(head("POST /photographs/1", large));
      one->send("x");
    }
  }
  EXPECT_TRUE(soon([&] { return ask("POST /photographs/2", large).status == 200; }));
}

struct GatedBodies : LargeBodies {
  void SetUp() override { start(milliseconds(5'000)); }
  void start(milliseconds pace) {
    Router router;
    router.post("/photographs", [](const Request& r) { return text(std::to_string(r.body.size())); });
    router.most_body(Method::post, "/photographs", large, [](const Request& r) {
      const auto holder = r.header("x-officer");
      return holder ? Admission{std::string(*holder), {}} : Admission{{}, Problem{.status = 401, .code = "session.none", .detail = "Sign in first."}};
    });
    auto options = quick_options();
    options.most_body_bytes = ordinary;
    options.most_large_bodies = 8;
    options.body_deadline = milliseconds(20'000);
    options.large_pace = pace;
    options.header_deadline = milliseconds(5'000);
    options.large_pace_bytes = 1000;
    server = started(options, std::move(router));
  }
  static std::string begun(const std::string& officer) {
    return "POST /photographs HTTP/1.1\r\nHost: post\r\n" + (officer.empty() ? "" : "X-Officer: " + officer + "\r\n") + "Content-Length: " + std::to_string(large) + "\r\n\r\nx";
  }
  int first_status(Client& client) {
    return soon([&] { return client.receive(milliseconds(50)), client.seen().find("\r\n") != std::string::npos; }) ? std::atoi(client.seen().c_str() + 9) : 0;
  }
};

TEST_F(GatedBodies, DoesNobodyWithoutASessionTakeAPlace) {
  std::vector<std::unique_ptr<Client>> strangers;
  for (int i = 0; i < 8; ++i) {
    strangers.push_back(std::make_unique<Client>(server->port()));
    strangers.back()->send(begun(""));
  }
  for (auto& one : strangers) EXPECT_EQ(first_status(*one), 401) << "before the body has come";
  Client officer(server->port());
  officer.send(begun("A"));
  officer.send(std::string(large - 1, 'x'));
  EXPECT_EQ(officer.answer().status, 200);
}

TEST_F(GatedBodies, DoesOneOfficerHaveTwoPlacesAndNotThree) {
  std::array<Client, 3> all{Client(server->port()), Client(server->port()), Client(server->port())};
  for (auto& one : all) one.send(begun("A"));
  const auto refused = [&] {
    return std::ranges::count_if(all, [](Client& one) {
      one.receive(milliseconds(20));
      return one.seen().find(" 503 ") != std::string::npos;
    });
  };
  EXPECT_TRUE(soon([&] { return refused() == 1; }));
  EXPECT_EQ(refused(), 1) << "two of the three";
  Client other(server->port());
  other.send(begun("B"));
  other.send(std::string(large - 1, 'x'));
  EXPECT_EQ(other.answer().status, 200) << "another has his own";
}

TEST_F(GatedBodies, DoesWhoeverSendsTooSlowlyLoseHisPlaceAndWhoeverKeepsPaceNot) {
  start(milliseconds(300));
  Client slow(server->port()), steady(server->port());
  slow.send(begun("A"));
  steady.send(begun("B"));
  for (std::size_t sent = 1; sent < large; sent += 5000) {
    steady.send(std::string(std::min<std::size_t>(5000, large - sent), 'x'));
    std::this_thread::sleep_for(milliseconds(100));
  }
  EXPECT_EQ(steady.answer().status, 200) << "a second in all, three times the pace's time";
  EXPECT_EQ(first_status(slow), 408);
}

}  // namespace
}  // namespace onestop::server::http
