#include "server/scan/scanner.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <utility>

#include "server/post/clock.h"

namespace onestop::server {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

constexpr std::size_t chunk_bytes = 64u << 10;
constexpr std::size_t longest_answer_bytes = 4096;
constexpr std::size_t longest_name_bytes = 200;

class Socket {
 public:
  explicit Socket(int number) : number_(number) {}
  ~Socket() {
    if (number_ >= 0) ::close(number_);
  }
  Socket(Socket&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Socket& operator=(Socket&&) = delete;
  int get() const { return number_; }

 private:
  int number_;
};

/// False when the time is over.
bool ready(const Socket& socket, short what, Deadline until) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
    if (left <= 0) return false;
    pollfd asked{socket.get(), what, 0};
    const auto count = ::poll(&asked, 1, static_cast<int>(left));
    if (count > 0) return true;
    if (count == 0 || errno != EINTR) return false;
  }
}

std::unexpected<Fault> no_answer(std::string_view why) { return fault("the scanner cannot be reached: " + std::string(why)); }

Expected<Socket> connected(int family, const sockaddr* to, socklen_t size, Deadline until) {
  Socket socket(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (socket.get() < 0) return no_answer(std::strerror(errno));
  if (::connect(socket.get(), to, size) == 0) return socket;
  if (errno != EINPROGRESS) return no_answer(std::strerror(errno));
  if (!ready(socket, POLLOUT, until)) return no_answer("it takes too long");
  int error = 0;
  socklen_t length = sizeof error;
  if (::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &length) != 0 || error != 0) return no_answer(std::strerror(error));
  return socket;
}

Expected<Socket> connected(const ScannerAddress& address, Deadline until) {
  if (!address.path.empty()) {
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    std::ranges::copy(address.path, to.sun_path);
    return connected(AF_UNIX, reinterpret_cast<const sockaddr*>(&to), sizeof to, until);
  }
  addrinfo wish{}, *found = nullptr;
  wish.ai_socktype = SOCK_STREAM;
  if (const auto wrong = ::getaddrinfo(address.host.c_str(), address.port.c_str(), &wish, &found); wrong != 0) return no_answer(::gai_strerror(wrong));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> all(found, ::freeaddrinfo);
  Fault last{"the scanner cannot be reached: its name has no address"};
  for (const auto* one = all.get(); one; one = one->ai_next) {
    auto made = connected(one->ai_family, one->ai_addr, one->ai_addrlen, until);
    if (made) return made;
    last = made.error();
  }
  return std::unexpected(last);
}

/// False where the other side has closed or the time is over.
bool sent(const Socket& socket, std::string_view bytes, Deadline until) {
  while (!bytes.empty()) {
    const auto count = ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
    else if (errno != EINTR && errno != EAGAIN) return false;
    else if (!ready(socket, POLLOUT, until)) return false;
  }
  return true;
}

/// Up to the NUL that ends an answer.
Expected<std::string> received(const Socket& socket, Deadline until) {
  std::string answer;
  std::array<char, 512> part{};
  while (answer.size() < longest_answer_bytes) {
    if (!ready(socket, POLLIN, until)) return no_answer("it does not answer in time");
    const auto count = ::recv(socket.get(), part.data(), part.size(), 0);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count < 0) return no_answer(std::strerror(errno));
    if (count == 0) return no_answer("it closed without an answer");
    answer.append(part.data(), static_cast<std::size_t>(count));
    if (const auto end = answer.find('\0'); end != std::string::npos) return answer.substr(0, end);
  }
  return no_answer("its answer has no end");
}

std::string length_of(std::size_t bytes) {
  const auto length = htonl(static_cast<std::uint32_t>(bytes));
  return {reinterpret_cast<const char*>(&length), sizeof length};
}

/// As it is shown and logged: whatever the scanner said, only letters that every page can show.
std::string plain(std::string_view text) {
  std::string shown(text.substr(0, longest_name_bytes));
  std::ranges::replace_if(shown, [](unsigned char c) { return c < 0x20 || c > 0x7e; }, '?');
  return shown;
}

Deadline after(int ms) { return std::chrono::steady_clock::now() + std::chrono::milliseconds(ms); }

Expected<std::string> asked(const ScannerAddress& address, std::string_view question, Deadline until) {
  const auto socket = connected(address, until);
  if (!socket) return std::unexpected(socket.error());
  (void)sent(*socket, question, until);
  return received(*socket, until);
}

/// A scanner that has had enough says why and closes, so its answer is read also where not everything could be sent.
Expected<std::string> streamed(const ScannerAddress& address, std::string_view bytes, Deadline until) {
  const auto socket = connected(address, until);
  if (!socket) return std::unexpected(socket.error());
  bool going = sent(*socket, std::string_view("zINSTREAM\0", 10), until);
  for (; going && !bytes.empty(); bytes.remove_prefix(std::min(chunk_bytes, bytes.size()))) {
    const auto chunk = bytes.substr(0, chunk_bytes);
    going = sent(*socket, length_of(chunk.size()), until) && sent(*socket, chunk, until);
  }
  if (going) (void)sent(*socket, length_of(0), until);
  return received(*socket, until);
}

}  // namespace

Expected<ScannerAddress> read_scanner_address(std::string_view text) {
  const auto wrong = fault("the scanner's address \"" + std::string(text) + "\" is none; right would be: unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310");
  if (text.starts_with("unix:/")) {
    ScannerAddress address{std::string(text.substr(5)), {}, {}};
    if (address.path.size() >= sizeof(sockaddr_un::sun_path)) return wrong;
    return address;
  }
  if (!text.starts_with("tcp:")) return wrong;
  text.remove_prefix(4);
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return wrong;
  auto host = text.substr(0, colon);
  const auto port = text.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const bool number = !port.empty() && port.size() <= 5 && std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; });
  if (host.empty() || !number || std::stoi(std::string(port)) < 1 || std::stoi(std::string(port)) > 65535) return wrong;
  return ScannerAddress{{}, std::string(host), std::string(port)};
}

Scanner::Scanner(ScannerAddress address, Bounds bounds) : address_(std::move(address)), bounds_(bounds) {
  watch_ = std::jthread([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      look();
      std::unique_lock hold(lock_);
      wake_.wait_for(hold, stop, std::chrono::milliseconds(bounds_.ask_every_ms), [] { return false; });
    }
  });
}

Scanner::~Scanner() = default;

void Scanner::look() { noted(asked(address_, std::string_view("zVERSION\0", 9), after(bounds_.greeting_ms))); }

void Scanner::noted(const Expected<std::string>& answer) {
  const std::scoped_lock hold(lock_);
  state_.asked = wall_now();
  state_.reachable = answer.has_value();
  if (answer) state_.version = plain(*answer);
  state_.why = answer ? "" : plain(answer.error().what);
}

Scanner::State Scanner::state() {
  const std::scoped_lock hold(lock_);
  return state_;
}

Expected<Scanner::Verdict> Scanner::scan(std::string_view bytes) {
  const auto answer = streamed(address_, bytes, after(bounds_.answer_ms));
  if (!answer) {
    noted(answer);
    return std::unexpected(answer.error());
  }
  const std::scoped_lock hold(lock_);
  ++state_.scanned;
  state_.reachable = true;
  state_.why.clear();
  constexpr std::string_view begins = "stream: ", ends = " FOUND";
  if (*answer == "stream: OK") return Verdict{};
  if (!answer->starts_with(begins) || !answer->ends_with(ends) || answer->size() <= begins.size() + ends.size()) return fault("the scanner could not judge it: " + plain(*answer));
  ++state_.found;
  return Verdict{plain(std::string_view(*answer).substr(begins.size(), answer->size() - begins.size() - ends.size()))};
}

}  // namespace onestop::server
