#pragma once
// What a scanner does at the other end of its socket: reads INSTREAM as clamd does, and answers as the test wants.
#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace onestop::server::test {

class FakeClamd {
 public:
  enum class Mood { honest, hanging, closing, failing, endless };

  explicit FakeClamd(const std::filesystem::path& path) {
    socket_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    std::strncpy(at.sun_path, path.c_str(), sizeof at.sun_path - 1);
    if (::bind(socket_, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0 || ::listen(socket_, 16) != 0) throw std::runtime_error("no socket for the scanner");
    thread_ = std::thread([this] {
      while (!over_) {
        pollfd ready{socket_, POLLIN, 0};
        if (::poll(&ready, 1, 20) <= 0) continue;
        const int one = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
        if (one < 0) continue;
        serve(one);
      }
    });
  }
  ~FakeClamd() {
    over_ = true;
    thread_.join();
    for (const int one : kept_open_) ::close(one);
    ::close(socket_);
  }

  std::atomic<Mood> mood = Mood::honest;
  std::string last() {
    const std::scoped_lock hold(lock_);
    return last_;
  }

 private:
  static bool read(int from, char* into, std::size_t size) {
    while (size > 0) {
      pollfd ready{from, POLLIN, 0};
      if (::poll(&ready, 1, 3000) <= 0) return false;
      const auto count = ::recv(from, into, size, 0);
      if (count <= 0) return false;
      into += count;
      size -= static_cast<std::size_t>(count);
    }
    return true;
  }

  void serve(int one) {
    const auto answer = answer_to(one);
    if (mood == Mood::hanging) return kept_open_.push_back(one);
    if (!answer.empty()) (void)::send(one, answer.data(), answer.size(), MSG_NOSIGNAL);
    ::close(one);
  }

  /// With the NUL at its end; empty where there is none.
  std::string answer_to(int one) {
    if (mood == Mood::closing) return {};
    std::string command;
    for (char c = 0; read(one, &c, 1) && c != '\0';) command += c;
    if (mood == Mood::endless) return std::string(10'000, 'x');
    if (command == "zVERSION") return std::string("ClamAV 1.0.7/27000/model") + '\0';
    if (command != "zINSTREAM") return std::string("UNKNOWN COMMAND") + '\0';
    std::string bytes;
    for (std::uint32_t length = 0; read(one, reinterpret_cast<char*>(&length), sizeof length) && ntohl(length) > 0;) {
      const auto before = bytes.size();
      bytes.resize(before + ntohl(length));
      if (!read(one, bytes.data() + before, ntohl(length))) return {};
    }
    const bool bad = bytes.find("EICAR-STANDARD-ANTIVIRUS-TEST-FILE") != std::string::npos;
    const std::scoped_lock hold(lock_);
    last_ = bytes;
    if (mood == Mood::failing) return std::string("INSTREAM size limit exceeded. ERROR") + '\0';
    return std::string(bad ? "stream: Eicar-Test-Signature FOUND" : "stream: OK") + '\0';
  }

  int socket_ = -1;
  std::atomic<bool> over_ = false;
  std::mutex lock_;
  std::string last_;
  std::vector<int> kept_open_;
  std::thread thread_;
};

}  // namespace onestop::server::test
