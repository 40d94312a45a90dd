#include <openssl/ssl.h>

#include "certificate.h"
#include "client.h"

namespace onestop::server::http {
namespace {

struct TlsClient {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  BIO* bio = nullptr;
  bool ready = false;
  TlsClient(std::uint16_t port, int highest = TLS1_3_VERSION, const char* ciphers = nullptr) {
    SSL_CTX_set_max_proto_version(context, highest);
    if (ciphers) SSL_CTX_set_cipher_list(context, ciphers);
    bio = BIO_new_ssl_connect(context);
    BIO_set_conn_hostname(bio, ("127.0.0.1:" + std::to_string(port)).c_str());
    ready = BIO_do_connect(bio) == 1 && BIO_do_handshake(bio) == 1;
  }
  ~TlsClient() {
    BIO_free_all(bio);
    SSL_CTX_free(context);
  }
  void send(const std::string& bytes) { BIO_write(bio, bytes.data(), static_cast<int>(bytes.size())); }
  std::string until(std::string_view text) {
    std::string out;
    char piece[16384];
    while (out.find(text) == std::string::npos) {
      const int got = BIO_read(bio, piece, sizeof piece);
      if (got <= 0) break;
      out.append(piece, static_cast<std::size_t>(got));
    }
    return out;
  }
};

Router routes(std::vector<Stream>& streams, std::mutex& mutex) {
  Router router;
  router.get("/ping", [](const Request& r) { return text(r.secure ? "secure" : "plain"); });
  router.get("/large", [](const Request&) { return text(std::string(500'000, 'x') + "end"); });
  router.get("/events", [&](Request, Reply reply) {
    const std::lock_guard lock(mutex);
    streams.push_back(reply.stream());
    streams.back().send("", "", "hello");
  });
  return router;
}

TEST(Tls, AreRequestsAndStreamsServed) {
  const Certificate files;
  std::vector<Stream> streams;
  std::mutex mutex;
  auto options = quick_options();
  options.certificate_file = files.certificate;
  options.key_file = files.key;
  options.idle_deadline = milliseconds(5000);
  const auto server = started(options, routes(streams, mutex));
  {
    TlsClient client(server->port());
    ASSERT_TRUE(client.ready);
    client.send("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_NE(client.until("secure").find("HTTP/1.1 200"), std::string::npos);
    client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_GT(client.until("end").size(), 500'000u);
    client.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_NE(client.until("hello").find("text/event-stream"), std::string::npos);
    EXPECT_TRUE(streams[0].send("", "", "more"));
    EXPECT_NE(client.until("more"), "");
  }
  EXPECT_TRUE(soon([&] { return server->counters().connections_open == 0; }));
  TlsClient old(server->port(), TLS1_1_VERSION);
  EXPECT_FALSE(old.ready);
}

TEST(Tls, AreCiphersWithoutForwardSecrecyRefused) {
  const Certificate files;
  std::vector<Stream> streams;
  std::mutex mutex;
  auto options = quick_options();
  options.certificate_file = files.certificate;
  options.key_file = files.key;
  const auto server = started(options, routes(streams, mutex));
  for (const char* weak : {"AES128-SHA", "AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-SHA", "NULL-SHA256"}) {
    TlsClient client(server->port(), TLS1_2_VERSION, weak);
    EXPECT_FALSE(client.ready) << weak;
  }
  TlsClient good(server->port(), TLS1_2_VERSION, "ECDHE-ECDSA-AES128-GCM-SHA256");
  ASSERT_TRUE(good.ready);
  good.send("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_NE(good.until("secure").find("Strict-Transport-Security: max-age=31536000"), std::string::npos);
}

TEST(Tls, IsAClientThatNeverShakesHandsCutOff) {
  const Certificate files;
  std::vector<Stream> streams;
  std::mutex mutex;
  auto options = quick_options();
  options.certificate_file = files.certificate;
  options.key_file = files.key;
  const auto server = started(options, routes(streams, mutex));
  Client silent(server->port()), wrong(server->port());
  wrong.send("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(soon([&] { return server->counters().connections_total == 2 && server->counters().connections_open == 0; }));
}

TEST(Tls, IsAWrongKeyAFault) {
  const Certificate files;
  Options options;
  options.certificate_file = files.certificate;
  options.key_file = files.certificate;
  Server server(options, {});
  const auto begun = server.start();
  ASSERT_FALSE(begun);
  EXPECT_NE(begun.error().what.find("cannot be used with its certificate"), std::string::npos);
}

}  // namespace
}  // namespace onestop::server::http
