#include <atomic>
#include <thread>

#include "client.h"

namespace onestop::server::http {
namespace {

Router routes() {
  Router router;
  router.get("/ping", [](const Request&) { return json("{\"pong\":true}"); });
  router.get("/crossings/{id}/items/{item}", [](const Request& r) { return text(std::string(r.param("id")) + "|" + std::string(r.param("item"))); });
  router.get("/crossings/next", [](const Request&) { return text("next"); });
  router.get("/query", [](const Request& r) { return text(std::string(r.query_value("a").value_or("none"))); });
  router.post("/echo", [](const Request& r) { return json(r.body); });
  router.get("/peer", [](const Request& r) { return text(r.peer + (r.secure ? " secure" : " plain")); });
  router.get("/cookie", [](const Request& r) { return text(std::string(r.cookie("sid").value_or("none"))); });
  router.get("/long", [](const Request&) { return json("[" + std::string(9'000, '1') + "]"); });
  router.get("/throws", [](const Request&) -> Response { throw std::runtime_error("the reason"); });
  router.get("/forged", [](const Request&) { return Response{200, "text/plain", "x", {{"X-Test", "a\r\nSet-Cookie: b"}}}; });
  return router;
}

struct Requests : testing::Test {
  std::unique_ptr<Server> server = started(quick_options(), routes());
  Answer ask(const std::string& bytes) {
    Client client(server->port());
    client.send(bytes);
    return client.answer();
  }
};

TEST_F(Requests, IsAGoodOneAnswered) {
  Client client(server->port());
  const auto answer = client.get("/ping");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "{\"pong\":true}");
  EXPECT_TRUE(answer.has("Content-Security-Policy: default-src 'self'"));
  EXPECT_TRUE(answer.has("X-Content-Type-Options: nosniff"));
  EXPECT_TRUE(answer.has("Cache-Control: no-store"));
  EXPECT_EQ(client.get("/ping").status, 200) << "the connection stays open";
}

TEST_F(Requests, IsALongAnswerCompressedForWhoeverAcceptsIt) {
  Client client(server->port());
  const auto plain = client.get("/long"), small = client.get("/long", "Accept-Encoding: br, gzip\r\n"), refused = client.get("/long", "Accept-Encoding: gzip;q=0\r\n");
  EXPECT_EQ(plain.body.size(), 9'002u);
  EXPECT_FALSE(plain.has("Content-Encoding"));
  EXPECT_EQ(refused.body, plain.body);
  EXPECT_TRUE(small.has("Content-Encoding: gzip"));
  EXPECT_TRUE(small.has("Vary: Accept-Encoding"));
  EXPECT_LT(small.body.size(), 200u);
  EXPECT_EQ(small.body.substr(0, 3), "\x1f\x8b\x08");
  const auto last = [&](std::size_t from) { return static_cast<unsigned char>(small.body[small.body.size() - from]); };
  EXPECT_EQ(last(4) + 256u * last(3), plain.body.size()) << "the length stands at the end";
  EXPECT_FALSE(client.get("/ping", "Accept-Encoding: gzip\r\n").has("Content-Encoding")) << "a short one is not worth it";
}

TEST_F(Requests, AreParametersDecoded) {
  Client client(server->port());
  EXPECT_EQ(client.get("/crossings/a%20b/items/%D1%8F%2F7").body, "a b|я/7");
  EXPECT_EQ(client.get("/crossings/next").body, "next") << "a fixed word goes before a name";
  EXPECT_EQ(client.get("/crossings/next/items/3").body, "next|3");
  EXPECT_EQ(client.get("/query?b=1&a=x+y%2B").body, "x y+");
  EXPECT_EQ(client.get("http://post:80/query?a=5").body, "5");
  EXPECT_EQ(client.get("/cookie", "Cookie: a=1; sid=abc; b=2\r\n").body, "abc");
  EXPECT_EQ(client.get("/peer").body, "127.0.0.1 plain");
}

TEST_F(Requests, IsEachMalformedOneRefusedAndNeverA500) {
  const std::pair<std::string, int> cases[] = {
      {"\x16\x03\x01\x02\x01", 400},  // TLS to a plain port
      {"GET /ping\r\n\r\n", 400},
      {"GET /ping HTTP/1.1\nHost: a\n\n", 400},
      {"GET  /ping HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET /ping HTTP/2.0\r\nHost: a\r\n\r\n", 505},
      {"GET /ping HTTP/1.1\r\n\r\n", 400},
      {"GET /ping HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"GET /ping HTTP/1.1\r\nHost : a\r\n\r\n", 400},
      {"GET /ping HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n", 400},
      {"GET /ping HTTP/1.1\r\n Host: a\r\n\r\n", 400},
      {std::string("GET /ping HTTP/1.1\r\nHost: a\r\nX: ") + '\0' + "\r\n\r\n", 400},
      {"GET /ping HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", 400},
      {"GET /p\xffng HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET /ping#x HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET /%ff HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET /query?a=%f HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET ping HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"BREW /ping HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"GET /ping HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n", 417},
      // What two servers may read differently (request smuggling).
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc", 400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc", 400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\nabc", 400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\nabc", 400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\nabc", 400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", 400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n", 400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n", 400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(20000, 'a'), 400},
  };
  for (const auto& [bytes, status] : cases) {
    const auto answer = ask(bytes);
    EXPECT_EQ(answer.status, status) << bytes.substr(0, 120);
    EXPECT_TRUE(answer.has("application/problem+json")) << bytes.substr(0, 120);
  }
}

TEST_F(Requests, IsATooLargeOneRefusedBeforeItIsRead) {
  EXPECT_EQ(ask("GET /ping HTTP/1.1\r\nHost: a\r\nX: " + std::string(17000, 'x')).status, 431);
  std::string many = "GET /ping HTTP/1.1\r\nHost: a\r\n";
  for (int i = 0; i < 120; ++i) many += "A" + std::to_string(i) + ": b\r\n";
  EXPECT_EQ(ask(many + "\r\n").status, 431);
  EXPECT_EQ(ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n").status, 413);
  EXPECT_EQ(ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\nExpect: 100-continue\r\n\r\n").status, 413);
  EXPECT_EQ(ask("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n").status, 413);
  std::string chunks = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 20; ++i) chunks += "10000\r\n" + std::string(65536, 'a') + "\r\n";
  EXPECT_EQ(ask(chunks).status, 413) << "the answer arrives although the client is still sending";
  const std::string full(1048576, 'b');
  EXPECT_EQ(ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n\r\n" + full).body, full);
}

TEST_F(Requests, IsAChunkedBodyPutTogether) {
  EXPECT_EQ(ask("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n").body, "abcde");
}

TEST_F(Requests, DoesItMatterHowTheBytesAreCut) {
  const std::string start = "\r\nPOST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::pair<std::string, std::string> cases[] = {{"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "abcde"}, {"0\r\nT: 1\r\n\r\n", ""}};
  for (const auto& [chunks, body] : cases) {
    const auto bytes = start + chunks;
    for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
      Client client(server->port());
      client.send(bytes.substr(0, cut));
      usleep(500);
      client.send(bytes.substr(cut));
      const auto answer = client.answer();
      EXPECT_EQ(answer.status, 200) << "cut at " << cut;
      EXPECT_EQ(answer.body, body) << "cut at " << cut;
    }
  }
}

TEST_F(Requests, IsAClientThatAsksFirstToldToContinue) {
  Client client(server->port());
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  ASSERT_TRUE(client.wait_for("HTTP/1.1 100 Continue\r\n\r\n"));
  client.forget();
  client.send("abc");
  EXPECT_EQ(client.answer().body, "abc");
}

TEST_F(Requests, ArePipelinedOnesAnsweredInOrder) {
  Client client(server->port());
  client.send("GET /query?a=1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n2GET /query?a=3 HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.answer().body, "1");
  EXPECT_EQ(client.answer().body, "2");
  EXPECT_EQ(client.answer().body, "3");
}

TEST_F(Requests, AreHttp10AndCloseHonoured) {
  Client old(server->port());
  old.send("GET /ping HTTP/1.0\r\n\r\n");
  const auto all = old.until_end();
  EXPECT_TRUE(old.ended());
  EXPECT_NE(all.find("Connection: close"), std::string::npos);
  Client kept(server->port());
  kept.send("GET /ping HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_TRUE(kept.answer().has("Connection: keep-alive"));
  EXPECT_EQ(kept.get("/ping").status, 200);
  Client closing(server->port());
  EXPECT_EQ(closing.get("/ping", "Connection: close\r\n").status, 200);
  closing.until_end();
  EXPECT_TRUE(closing.ended());
}

TEST_F(Requests, AreHeadOptionsAndWrongMethodsAnswered) {
  Client client(server->port());
  client.send("HEAD /ping HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto head = client.answer(false);
  EXPECT_EQ(head.status, 200);
  EXPECT_TRUE(head.has("Content-Length: 13"));
  EXPECT_EQ(client.get("/ping").status, 200) << "no body came with HEAD";
  client.send("OPTIONS /ping HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(client.answer().has("Allow: OPTIONS, GET, HEAD"));
  client.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.answer().status, 204);
  client.send("DELETE /ping HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto wrong = client.answer();
  EXPECT_EQ(wrong.status, 405);
  EXPECT_TRUE(wrong.has("Allow: OPTIONS, GET, HEAD"));
  EXPECT_TRUE(wrong.says("\"code\":\"http.method\""));
  const auto nothing = client.get("/nowhere");
  EXPECT_EQ(nothing.status, 404);
  EXPECT_TRUE(nothing.says("\"code\":\"http.not_found\""));
  EXPECT_EQ(client.get("/ping/").status, 404);
  EXPECT_EQ(client.get("/crossings//items/1").status, 404);
}

TEST_F(Requests, IsTheCorrelationKeptWhenItIsFit) {
  Client client(server->port());
  EXPECT_TRUE(client.get("/ping", "X-Correlation-Id: desk-7.42\r\n").has("X-Correlation-Id: desk-7.42\r\n"));
  EXPECT_FALSE(client.get("/ping", "X-Correlation-Id: a b\r\n").has("X-Correlation-Id: a b"));
  const auto problem = client.get("/nowhere", "X-Correlation-Id: c1\r\n");
  EXPECT_TRUE(problem.says("\"correlation\":\"c1\""));
}

TEST_F(Requests, CanAHandlerForgeAHeader) {
  Client client(server->port());
  EXPECT_FALSE(client.get("/forged").has("\r\nSet-Cookie"));
}

TEST_F(Requests, AreSlowOnesCutOff) {
  const auto counted = [&] { return server->counters().deadlines_missed; };
  Client header(server->port());
  header.send("GET /ping HTT");
  EXPECT_EQ(header.answer().status, 408);
  Client dripping(server->port());
  dripping.send("GET /ping HTTP/1.1\r\nHost: a\r\n");
  for (int i = 0; i < 20 && dripping.send("X: y\r\n"); ++i) usleep(40'000);
  EXPECT_EQ(dripping.answer().status, 408) << "single bytes now and then do not prolong the deadline";
  Client body(server->port());
  body.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_EQ(body.answer().status, 408);
  EXPECT_EQ(counted(), 3u);
  Client silent(server->port());
  EXPECT_EQ(silent.until_end(), "");
  EXPECT_TRUE(silent.ended());
  Client idle(server->port());
  EXPECT_EQ(idle.get("/ping").status, 200);
  idle.until_end();
  EXPECT_TRUE(idle.ended());
}

TEST_F(Requests, DoesAClientThatVanishesLeaveAnythingBehind) {
  for (int i = 0; i < 50; ++i) {
    Client client(server->port());
    if (i % 3 == 0) client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    if (i % 3 == 1) client.send("GET /pi");
    if (i % 5 == 0) client.half_close();
  }
  EXPECT_TRUE(soon([&] { return server->counters().connections_open == 0; }));
}

TEST(Limits, IsOneConnectionTooManyTurnedAway) {
  auto options = quick_options();
  options.most_connections = 3;
  options.idle_deadline = options.header_deadline = milliseconds(5000);
  const auto server = started(options, routes());
  {
    std::vector<Client> clients;
    for (int i = 0; i < 3; ++i) clients.emplace_back(server->port());
    for (auto& client : clients) EXPECT_EQ(client.get("/ping").status, 200);
    Client extra(server->port());
    EXPECT_EQ(extra.answer().status, 503);
    EXPECT_EQ(server->counters().connections_refused, 1u);
  }
  EXPECT_TRUE(soon([&] { return server->counters().connections_open == 0; }));
  Client again(server->port());
  EXPECT_EQ(again.get("/ping").status, 200);
}

TEST(Limits, DoAllBodiesTogetherHaveABound) {
  auto options = quick_options();
  options.most_body_bytes_together = 100'000;
  options.body_deadline = milliseconds(3000);
  const auto server = started(options, routes());
  Client first(server->port());
  first.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n" + std::string(80'000, 'a'));
  usleep(50'000);
  Client second(server->port());
  second.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 30000\r\n\r\n" + std::string(30'000, 'a'));
  EXPECT_EQ(second.answer().status, 503);
  first.send(std::string(10'000, 'a'));
  EXPECT_EQ(first.answer().status, 200);
  Client third(server->port());
  third.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n" + std::string(90'000, 'a'));
  EXPECT_EQ(third.answer().status, 200) << "what was counted is given back";
}

TEST(Handlers, DoesAThrowBecomeAProblemWithAReference) {
  std::mutex mutex;
  std::string what;
  Hooks hooks;
  hooks.on_handler_failed = [&](std::string_view correlation, std::string_view reason) {
    const std::lock_guard lock(mutex);
    what = std::string(correlation) + ": " + std::string(reason);
  };
  const auto server = started(quick_options(), routes(), hooks);
  Client client(server->port());
  const auto answer = client.get("/throws", "X-Correlation-Id: ref1\r\n");
  EXPECT_EQ(answer.status, 500);
  EXPECT_TRUE(answer.says("\"correlation\":\"ref1\""));
  EXPECT_FALSE(answer.says("the reason"));
  EXPECT_EQ(client.get("/ping").status, 200);
  const std::lock_guard lock(mutex);
  EXPECT_EQ(what, "ref1: the reason");
}

TEST(Handlers, MayAReplyComeFromAnotherThread) {
  std::mutex mutex;
  std::vector<std::pair<Request, Reply>> queue;
  std::atomic<bool> stop = false;
  Router router;
  router.post("/commands", [&](Request request, Reply reply) {
    const std::lock_guard lock(mutex);
    queue.emplace_back(std::move(request), std::move(reply));
  });
  const auto server = started(quick_options(), std::move(router));
  std::thread writer([&] {
    while (!stop) {
      decltype(queue) batch;
      {
        const std::lock_guard lock(mutex);
        batch.swap(queue);
      }
      for (auto& [request, reply] : batch) reply(json(request.body));
      usleep(200);
    }
  });
  std::vector<std::thread> officers;
  std::atomic<int> right = 0;
  for (int n = 0; n < 4; ++n)
    officers.emplace_back([&, n] {
      Client client(server->port());
      for (int i = 0; i < 200; ++i) {
        const auto body = std::to_string(n * 1000 + i);
        client.send("POST /commands HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        if (client.answer().body == body) ++right;
      }
    });
  for (auto& officer : officers) officer.join();
  stop = true;
  writer.join();
  EXPECT_EQ(right, 800);
}

TEST(Handlers, WhatHappensToALostALateAndAnOrphanedReply) {
  std::optional<Reply> kept;
  std::mutex mutex;
  Router router;
  router.get("/lost", [](Request, Reply) {});
  router.get("/throws", [](Request, Reply) { throw std::runtime_error("x"); });
  router.get("/late", [&](Request, Reply reply) {
    const std::lock_guard lock(mutex);
    kept = std::move(reply);
  });
  auto server = started(quick_options(), std::move(router));
  Client client(server->port());
  EXPECT_EQ(client.get("/lost").status, 500);
  EXPECT_EQ(client.get("/throws").status, 500);
  EXPECT_EQ(client.get("/late").status, 504);
  {
    const std::lock_guard lock(mutex);
    (*kept)(text("too late"));
    kept.reset();
  }
  EXPECT_EQ(client.get("/lost").status, 500) << "the late reply did not answer the next request";
  client.send("GET /late HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(soon([&] { const std::lock_guard lock(mutex); return kept.has_value(); }));
  server->stop(milliseconds(0));
  server.reset();
  (*kept)(text("nobody is left"));
}

TEST(Handlers, AreFinishedRequestsReported) {
  std::mutex mutex;
  std::vector<std::string> seen;
  Hooks hooks;
  hooks.on_request_done = [&](const Hooks::Done& done) {
    const std::lock_guard lock(mutex);
    seen.push_back(std::string(name(done.method)) + " " + std::string(done.pattern) + " " + std::to_string(done.status) + " " + std::to_string(done.bytes));
  };
  const auto server = started(quick_options(), routes(), hooks);
  Client client(server->port());
  client.get("/crossings/5/items/6");
  client.get("/nowhere");
  client.send("nonsense\r\n\r\n");
  client.answer();
  ASSERT_TRUE(soon([&] { const std::lock_guard lock(mutex); return seen.size() == 3; }));
  EXPECT_EQ(seen[0], "GET /crossings/{id}/items/{item} 200 3");
  EXPECT_EQ(seen[1].substr(0, 9), "GET  404 ");
  EXPECT_EQ(seen[2].substr(0, 9), "GET  400 ");
}

}  // namespace
}  // namespace onestop::server::http
