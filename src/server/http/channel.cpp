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

/// "san:scanner-1.post.example" by the first DNS name, else "cn:..." by the common name of the subject; the kinds are kept apart,
/// so that none can pass for the other.
std::string name_in(X509* certificate) {
  if (!certificate) return {};
  std::string name;
  if (auto* names = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))) {
    for (int i = 0; i < sk_GENERAL_NAME_num(names) && name.empty(); ++i) {
      const auto* one = sk_GENERAL_NAME_value(names, i);
      if (one->type != GEN_DNS) continue;
      name.assign(reinterpret_cast<const char*>(ASN1_STRING_get0_data(one->d.dNSName)), static_cast<std::size_t>(ASN1_STRING_length(one->d.dNSName)));
    }
    GENERAL_NAMES_free(names);
    if (!name.empty()) return name.find('\0') == std::string::npos ? "san:" + name : std::string();
  }
  const auto* subject = X509_get_subject_name(certificate);
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0) return {};
  unsigned char* text = nullptr;
  const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
  if (size > 0) name.assign(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
  OPENSSL_free(text);
  return name.empty() || name.find('\0') != std::string::npos ? std::string() : "cn:" + name;
}

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
  std::string client_certificate() override { return name_in(SSL_get0_peer_certificate(stream_.native_handle())); }
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

Expected<std::shared_ptr<TlsContext>> TlsContext::load(const std::string& certificate_file, const std::string& key_file, const std::string& client_ca_file) {
  auto tls = std::make_shared<OpenSslContext>();
  error_code ec;
  SSL_CTX* raw = tls->context.native_handle();
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_cipher_list(raw, "ECDHE+AESGCM:ECDHE+CHACHA20");  // of TLS 1.2: forward secret and authenticated; 1.3 has no others
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS);  // 34 KB less per idle connection
  tls->context.use_certificate_chain_file(certificate_file, ec);
  if (ec) return fault("the certificate " + certificate_file + " cannot be used: " + ec.message());
  tls->context.use_private_key_file(key_file, asio::ssl::context::pem, ec);
  if (ec) return fault("the key " + key_file + " cannot be used with its certificate: " + ec.message());
  if (client_ca_file.empty()) return tls;
  if (SSL_CTX_load_verify_locations(raw, client_ca_file.c_str(), nullptr) != 1) return fault("the certificates of client authorities in " + client_ca_file + " cannot be used");
  SSL_CTX_set_client_CA_list(raw, SSL_load_client_CA_file(client_ca_file.c_str()));
  SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);  // whoever shows none goes on without
  SSL_CTX_set_purpose(raw, X509_PURPOSE_SSL_CLIENT);
  static constexpr unsigned char session_context[] = "onestop";
  SSL_CTX_set_session_id_context(raw, session_context, sizeof session_context - 1);
  return tls;
}

}  // namespace onestop::server::http
