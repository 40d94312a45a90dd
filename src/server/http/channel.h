#pragma once
// The bytes of one connection, plain or TLS, behind one type, so that the session is compiled once.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <memory>
#include <string>

#include "base/result.h"

namespace onestop::server::http {

namespace asio = boost::asio;
using boost::system::error_code;

class Channel {
 public:
  virtual ~Channel() = default;
  virtual asio::awaitable<void> handshake(error_code& ec) = 0;
  virtual asio::awaitable<std::size_t> read_some(asio::mutable_buffer into, error_code& ec) = 0;
  virtual asio::awaitable<void> write(std::array<asio::const_buffer, 2> parts, error_code& ec) = 0;
  /// After the handshake: the name in the certificate that the client showed; empty for none.
  virtual std::string client_certificate() { return {}; }
  virtual asio::awaitable<void> say_goodbye(error_code& ec) = 0;  // nothing more will be written
  virtual asio::ip::tcp::socket& socket() = 0;
};

std::unique_ptr<Channel> plain_channel(asio::ip::tcp::socket socket);

/// The certificate and key of a server, read once.
class TlsContext {
 public:
  /// With `client_ca_file` clients may show a certificate signed by one of those in it; one signed by nobody there ends the
  /// handshake.
  static Expected<std::shared_ptr<TlsContext>> load(const std::string& certificate_file, const std::string& key_file, const std::string& client_ca_file = {});
  virtual ~TlsContext() = default;
  virtual std::unique_ptr<Channel> channel(asio::ip::tcp::socket socket) = 0;
};

}  // namespace onestop::server::http
