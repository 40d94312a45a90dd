#include "server/http/channel.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace onestop::server::http {

using asio::ip::tcp;

namespace {

class PlainChannel final : public Channel {
 public:
  explicit PlainChannel(tcp::socket socket) : socket_(std::move(socket)) {}
  asio::awaitable<void> handshake(error_code&) override { co_return; }
  asio::awaitable<std::size_t> read_some(asio::mutable_buffer into, error_code& ec) override {
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    const auto got = co_await socket_.async_read_some(into, token);
    co_return got;
  }
  asio::awaitable<void> write(std::array<asio::const_buffer, 2> parts, error_code& ec) override {
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    co_await asio::async_write(socket_, parts, token);
  }
  asio::awaitable<void> say_goodbye(error_code& ec) override {
    socket_.shutdown(tcp::socket::shutdown_send, ec);
    co_return;
  }
  tcp::socket& socket() override { return socket_; }

 private:
  tcp::socket socket_;
};

class TlsChannel final : public Channel {
 public:
  TlsChannel(tcp::socket socket, asio::ssl::context& context) : stream_(std::move(socket), context) {}
  asio::awaitable<void> handshake(error_code& ec) override {
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    co_await stream_.async_handshake(asio::ssl::stream_base::server, token);
  }
  asio::awaitable<std::size_t> read_some(asio::mutable_buffer into, error_code& ec) override {
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    const auto got = co_await stream_.async_read_some(into, token);
    co_return got;
  }
  asio::awaitable<void> write(std::array<asio::const_buffer, 2> parts, error_code& ec) override {
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    // One record for both: a sequence would become two.
    if (parts[0].size() != 0) co_await asio::async_write(stream_, parts[0], token);
    if (!ec && parts[1].size() != 0) co_await asio::async_write(stream_, parts[1], token);
  }
  asio::awaitable<void> say_goodbye(error_code& ec) override {
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    co_await stream_.async_shutdown(token);
  }
  tcp::socket& socket() override { return stream_.next_layer(); }

 private:
  asio::ssl::stream<tcp::socket> stream_;
};

class OpenSslContext final : public TlsContext {
 public:
  std::unique_ptr<Channel> channel(tcp::socket socket) override {
    return std::make_unique<TlsChannel>(std::move(socket), context);
  }
  asio::ssl::context context{asio::ssl::context::tls_server};
};

}  // namespace

std::unique_ptr<Channel> plain_channel(tcp::socket socket) { return std::make_unique<PlainChannel>(std::move(socket)); }

Expected<std::shared_ptr<TlsContext>> TlsContext::load(const std::string& certificate_file, const std::string& key_file) {
  auto tls = std::make_shared<OpenSslContext>();
  error_code ec;
  SSL_CTX* raw = tls->context.native_handle();
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS);  // 34 KB less per idle connection
  tls->context.use_certificate_chain_file(certificate_file, ec);
  if (ec) return fault("the certificate " + certificate_file + " cannot be used: " + ec.message());
  tls->context.use_private_key_file(key_file, asio::ssl::context::pem, ec);
  if (ec) return fault("the key " + key_file + " cannot be used with its certificate: " + ec.message());
  return tls;
}

}  // namespace onestop::server::http
