#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstdio>
#include <filesystem>

#include "client.h"

namespace onestop::server::http {
namespace {

/// A self-signed certificate for one test, in two files.
struct Certificate {
  std::filesystem::path folder = std::filesystem::temp_directory_path() / ("onestop_tls_" + std::to_string(getpid()));
  std::string certificate = (folder / "cert.pem").string(), key = (folder / "key.pem").string();
  Certificate() {
    std::filesystem::create_directories(folder);
    EVP_PKEY* pair = EVP_EC_gen("P-256");
    X509* cert = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(cert), 1);
    X509_gmtime_adj(X509_getm_notBefore(cert), -60);
    X509_gmtime_adj(X509_getm_notAfter(cert), 3600);
    X509_set_pubkey(cert, pair);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(cert), "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
    X509_set_issuer_name(cert, X509_get_subject_name(cert));
    X509_sign(cert, pair, EVP_sha256());
    std::FILE* file = std::fopen(certificate.c_str(), "w");
    PEM_write_X509(file, cert);
    std::fclose(file);
    file = std::fopen(key.c_str(), "w");
    PEM_write_PrivateKey(file, pair, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
    X509_free(cert);
    EVP_PKEY_free(pair);
  }
  ~Certificate() { std::filesystem::remove_all(folder); }
};

struct TlsClient {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  BIO* bio = nullptr;
  bool ready = false;
  TlsClient(std::uint16_t port, int highest = TLS1_3_VERSION) {
    SSL_CTX_set_max_proto_version(context, highest);
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
