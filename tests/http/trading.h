#pragma once
// A running post with firms, and receivers of webhooks that behave as a test wants.
#include <atomic>
#include <filesystem>
#include <functional>
#include <future>
#include <list>
#include <mutex>
#include <thread>

#include "app/serve.h"
#include "client.h"
#include "server/api/client.h"
#include "server/firm/box.h"
#include "server/firm_messages.h"
#include "wire/json.h"

namespace onestop::server::http {

class TradingPost {
 public:
  TradingPost() {
    std::string pattern = (std::filesystem::temp_directory_path() / "onestop-trading-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    app::open_log("");
    options.data = folder_ + "/post.db";
    options.law = ONESTOP_SOURCE_DIR "/law";
    options.post = ONESTOP_SOURCE_DIR "/posts/korday-akjol.yaml";
    options.pages = "";
    options.port = 0;
    options.log = "";
    options.demo = true;
    options.deliveries.first_pause_ms = 50;
    options.deliveries.longest_pause_ms = 200;
    options.deliveries.most_tries = 4;
    options.deliveries.answer_ms = 1500;
    options.deliveries.slow_ms = 500;
  }
  ~TradingPost() {
    post.reset();
    std::filesystem::remove_all(folder_);
  }
  void open() {
    post.reset();
    auto opened = app::RunningPost::open(options);
    ASSERT_TRUE(opened) << opened.error().what;
    post = std::move(*opened);
    auto& limits = post->api().firms->limits;
    limits.registrations = limits.sign_ins = limits.of_stranger = {100'000, 1};
    limits.of_client = {100'000, 1};
  }
  Api& api() { return post->api(); }

  Answer ask(const std::string& method, const std::string& path, const std::string& body = "", const std::string& headers = "") {
    Client client(post->port());
    client.send(method + " " + path + " HTTP/1.1\r\nHost: post\r\nContent-Type: application/json\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    return answer_of(client);
  }
  static Answer answer_of(Client& client) {
    client.wait_for("\r\n\r\n", milliseconds(15'000));  // hashing a password takes a while on a busy machine
    return client.answer();
  }
  static std::string cookie_of(const Answer& answer) {
    const auto from = answer.head.find("onestop_firm=");
    return from == std::string::npos ? "" : "Cookie: " + answer.head.substr(from, answer.head.find(';', from) - from) + "\r\nX-Onestop: 1\r\n";
  }
  static std::string registration(const std::string& name, const std::string& tax_number = "123456789012") {
    return R"({"name":")" + name + R"( LLP","tax_number":")" + tax_number + R"(","country":"KZ","mail":")" + name + R"(@Example.org","password":"a long password"})";
  }
  Answer sign_in(const std::string& name, const std::string& password = "a long password") {
    return ask("POST", "/api/v1/firms/sessions", R"({"mail":")" + name + R"(@example.org","password":")" + password + "\"}");
  }
  /// Registers a firm and signs in; the headers of its session.
  std::string firm(const std::string& name) {
    EXPECT_EQ(ask("POST", "/api/v1/firms", registration(name)).status, 201);
    return cookie_of(sign_in(name));
  }
  KeyView key(const std::string& session, const std::string& more = "") {
    const auto answer = ask("POST", "/api/v1/firm/keys", R"({"name":"office","environment":"live")" + more + "}", session);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return wire::read_json<KeyView>(answer.body).value_or(KeyView{});
  }
  static std::string bearer(const KeyView& key) { return "Authorization: Bearer " + key.secret.value_or("") + "\r\n"; }
  std::string officer(const std::string& name) {
    const auto answer = ask("POST", "/api/v1/sessions", R"({"name":")" + name + R"(","password":"demo","desk":")" + name + R"("})");
    const auto session = wire::read_json<SessionView>(answer.body);
    EXPECT_TRUE(session && session->token) << answer.body;
    return session && session->token ? "Authorization: Bearer " + *session->token + "\r\n" : "";
  }
  Id firm_id(const std::string& session) {
    const auto answer = ask("GET", "/api/v1/firm", "", session);
    const auto firm = wire::read_json<FirmView>(answer.body);
    EXPECT_TRUE(firm) << answer.body;
    return firm ? firm->id : Id{};
  }
  /// Puts notifications into a box, all in one transaction, and waits until they are durable.
  void tell(const Id& firm, std::vector<std::uint64_t> movements, const Code& kind = "channel_assigned") {
    std::vector<store::NotificationRow> rows;
    for (const auto movement : movements) rows.push_back({fresh_id(wall_now()), firm, Id{0x0700, movement}, kind, api().clock.now(), R"({"channel":"green"})"});
    std::promise<bool> done;
    api().runner.write([rows](store::Writer& writer) -> Expected<void> {
      store::Commit commit;
      commit.notifications = rows;
      const auto outcome = writer.apply(commit);
      return outcome ? Expected<void>{} : std::unexpected(outcome.error());
    }, [&](bool good) { done.set_value(good); });
    EXPECT_TRUE(done.get_future().get());
  }

  app::ServeOptions options;
  std::unique_ptr<app::RunningPost> post;

 private:
  std::string folder_;
};

/// Listens on a port of its own and does with each request what it was told.
class Receiver {
 public:
  struct Got {
    std::string head, body;
    std::string header(const std::string& name) const {
      const auto at = head.find("\r\n" + name + ": ");
      if (at == std::string::npos) return {};
      const auto from = at + name.size() + 4;
      return head.substr(from, head.find("\r\n", from) - from);
    }
  };
  using Behaviour = std::function<void(int socket, const Got& got)>;

  explicit Receiver(Behaviour behaviour) : behaviour_(std::move(behaviour)) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&here), size), 0);
    ::listen(socket_, 128);
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&here), &size);
    port_ = ntohs(here.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }
  ~Receiver() {
    stopping_ = true;
    ::shutdown(socket_, SHUT_RDWR);
    acceptor_.join();
    for (auto& one : workers_) one.join();
    ::close(socket_);
  }
  std::string url(const std::string& host = "127.0.0.1") const { return "http://" + host + ":" + std::to_string(port_) + "/hook"; }
  std::uint16_t port() const { return port_; }
  std::vector<Got> got() {
    const std::scoped_lock hold(lock_);
    return got_;
  }
  int connections() const { return connections_; }
  bool stopping() const { return stopping_; }

  static void answer(int socket, int status, const std::string& body = "", const std::string& headers = "") {
    const auto text = "HTTP/1.1 " + std::to_string(status) + " X\r\nConnection: close\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    (void)!::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
  }
  /// Answers the challenge and hands everything else on.
  static Behaviour challenged(Behaviour then) {
    return [then = std::move(then)](int socket, const Got& got) {
      const auto at = got.body.find(R"("challenge":")");
      if (got.body.find("webhook_challenge") == std::string::npos) return then(socket, got);
      answer(socket, 200, got.body.substr(at + 13, 64));
    };
  }
  static Behaviour answering(int status, const std::string& headers = "") {
    return challenged([status, headers](int socket, const Got&) { answer(socket, status, "", headers); });
  }
  static bool is_challenge(const Got& got) { return got.body.find("webhook_challenge") != std::string::npos; }
  std::vector<Got> told() {
    auto all = got();
    std::erase_if(all, is_challenge);
    return all;
  }

 private:
  void accept_all() {
    while (!stopping_) {
      const int one = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
      if (one < 0) continue;
      ++connections_;
      workers_.emplace_back([this, one] { serve(one); });
    }
  }
  void serve(int socket) {
    std::string text;
    char piece[4096];
    std::size_t whole = std::string::npos;
    while (text.size() < whole) {
      pollfd ready{socket, POLLIN, 0};
      if (::poll(&ready, 1, 50) == 0 && !stopping_) continue;
      const auto got = ::recv(socket, piece, sizeof piece, MSG_DONTWAIT);
      if (got <= 0) break;
      text.append(piece, static_cast<std::size_t>(got));
      const auto end = text.find("\r\n\r\n");
      const auto length = text.find("Content-Length: ");
      if (end != std::string::npos && length != std::string::npos) whole = end + 4 + std::stoul(text.substr(length + 16));
    }
    if (whole != std::string::npos && text.size() >= whole) {
      const auto end = text.find("\r\n\r\n");
      const Got got{text.substr(0, end + 2), text.substr(end + 4)};
      {
        const std::scoped_lock hold(lock_);
        got_.push_back(got);
      }
      behaviour_(socket, got);
    }
    ::close(socket);
  }

  Behaviour behaviour_;
  int socket_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> connections_ = 0;
  std::mutex lock_;
  std::vector<Got> got_;
  std::list<std::thread> workers_;
  std::thread acceptor_;
};

}  // namespace onestop::server::http
