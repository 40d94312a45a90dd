// Many from one place, and whoever stands behind a proxy.
#include "client.h"

namespace onestop::server::http {
namespace {

Router routes() {
  Router router;
  router.get("/peer", [](const Request& r) { return text(r.peer + (r.secure ? " secure" : " plain")); });
  return router;
}

/// A client that comes from an address of its own on loopback.
class From {
 public:
  From(const std::string& address, std::uint16_t port) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in here{}, there{};
    here.sin_family = there.sin_family = AF_INET;
    inet_pton(AF_INET, address.c_str(), &here.sin_addr);
    there.sin_port = htons(port);
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&here), sizeof here), 0);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&there), sizeof there), 0);
  }
  From(From&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
  From(const From&) = delete;
  ~From() {
    if (socket_ >= 0) ::close(socket_);
  }
  std::string get(const std::string& headers = "") {
    const auto bytes = "GET /peer HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n";
    (void)!::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    std::string got;
    char piece[4096];
    while (got.find("\r\n\r\n") == std::string::npos || (got.starts_with("HTTP/1.1 200") && got.ends_with("\r\n\r\n"))) {
      pollfd ready{socket_, POLLIN, 0};
      if (::poll(&ready, 1, 3000) <= 0) break;
      const auto count = ::recv(socket_, piece, sizeof piece, 0);
      if (count <= 0) break;
      got.append(piece, static_cast<std::size_t>(count));
    }
    return got;
  }

 private:
  int socket_;
};

bool answered(const std::string& got) { return got.starts_with("HTTP/1.1 200"); }
bool refused(const std::string& got) { return got.empty() || got.starts_with("HTTP/1.1 503"); }

TEST(Crowd, DoHalfOpenConnectionsOfOneAddressShutOutOthers) {
  auto options = quick_options();
  options.header_deadline = options.idle_deadline = milliseconds(5000);
  options.most_unproven_of_address = 4;
  const auto server = started(options, routes());
  std::vector<From> silent;
  for (int i = 0; i < 4; ++i) silent.emplace_back("127.0.0.9", server->port());
  ASSERT_TRUE(soon([&] { return server->counters().connections_open == 4; }));
  EXPECT_TRUE(refused(From("127.0.0.9", server->port()).get())) << "the address has its share";
  EXPECT_TRUE(answered(From("127.0.0.10", server->port()).get())) << "another address has its own";
  EXPECT_EQ(server->counters().connections_refused, 1u);
  silent.clear();
  EXPECT_TRUE(soon([&] { return answered(From("127.0.0.9", server->port()).get()); })) << "what was given back is free again";
}

TEST(Crowd, MayAnOfficeKeepMoreConnectionsOnceItHasAsked) {
  auto options = quick_options();
  options.header_deadline = options.idle_deadline = milliseconds(5000);
  options.most_unproven_of_address = 1;
  options.most_of_address = 3;
  const auto server = started(options, routes());
  std::vector<From> office;
  for (int i = 0; i < 3; ++i) {
    office.emplace_back("127.0.0.11", server->port());
    EXPECT_TRUE(answered(office.back().get())) << i;
  }
  EXPECT_TRUE(refused(From("127.0.0.11", server->port()).get())) << "the bound of all";
  EXPECT_TRUE(answered(office.front().get())) << "those that are there go on";
}

TEST(Crowd, IsAForwardedAddressBelievedFromATrustedProxyOnly) {
  auto options = quick_options();
  options.trusted_proxies = {*read_network("127.0.0.20")};
  const auto server = started(options, routes());
  const auto says = [&](const char* from, const std::string& headers) { return From(from, server->port()).get(headers); };
  EXPECT_NE(says("127.0.0.20", "X-Forwarded-For: 203.0.113.5\r\nX-Forwarded-Proto: https\r\n").find("203.0.113.5 secure"), std::string::npos);
  EXPECT_NE(says("127.0.0.21", "X-Forwarded-For: 203.0.113.5\r\nX-Forwarded-Proto: https\r\n").find("127.0.0.21 plain"), std::string::npos) << "anybody can write this";
  EXPECT_NE(says("127.0.0.20", "X-Forwarded-For: 198.51.100.1, 203.0.113.5\r\n").find("203.0.113.5"), std::string::npos) << "the first word is the client's own";
  EXPECT_NE(says("127.0.0.20", "X-Forwarded-For: 1.2.3.4; drop\r\n").find("127.0.0.20"), std::string::npos);
  EXPECT_NE(says("127.0.0.20", "").find("127.0.0.20 plain"), std::string::npos);
}

TEST(Crowd, HasATrustedProxyNoBoundOfItsOwn) {
  auto options = quick_options();
  options.header_deadline = options.idle_deadline = milliseconds(5000);
  options.most_unproven_of_address = 2;
  options.trusted_proxies = {*read_network("127.0.0.20")};
  const auto server = started(options, routes());
  std::vector<From> all;
  for (int i = 0; i < 6; ++i) all.emplace_back("127.0.0.20", server->port());
  EXPECT_TRUE(answered(all.back().get()));
}

}  // namespace
}  // namespace onestop::server::http
