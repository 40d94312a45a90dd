#pragma once
// What benchmarks over HTTP share: a server of this program on a fresh file, connections on loopback, figures.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace onestop::bench {

using Clock = std::chrono::steady_clock;

class Connection {
 public:
  explicit Connection(int port) : port_(port) { open(); }
  ~Connection() { ::close(socket_); }
  Connection(const Connection&) = delete;

  int call(const std::string& method, const std::string& path, const std::string& token, const std::string& body,
           const std::string& headers, std::string& answer, const std::string& type = "application/json") {
    std::string request = method + " " + path + " HTTP/1.1\r\nHost: bench\r\nContent-Type: " + type + "\r\nContent-Length: " +
                          std::to_string(body.size()) + "\r\n" + (token.empty() ? "" : "Authorization: Bearer " + token + "\r\n") + headers + "\r\n" + body;
    for (std::size_t sent = 0; sent < request.size();) {
      const auto n = ::send(socket_, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
      if (n <= 0) return 0;
      sent += static_cast<std::size_t>(n);
    }
    std::string in;
    std::size_t end = std::string::npos, length = 0;
    char buffer[65536];
    while (end == std::string::npos || in.size() < end + 4 + length) {
      const auto n = ::recv(socket_, buffer, sizeof buffer, 0);
      if (n <= 0) return 0;
      in.append(buffer, static_cast<std::size_t>(n));
      if (end == std::string::npos && (end = in.find("\r\n\r\n")) != std::string::npos) {
        auto at = in.find("Content-Length: ");
        if (at == std::string::npos) at = in.find("content-length: ");
        if (at < end) length = std::stoul(in.substr(at + 16));
      }
    }
    answer = in.substr(end + 4, length);
    return std::stoi(in.substr(9, 3));
  }

 private:
  void open() {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port_));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int one = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) std::perror("connect");
  }
  int port_;
  int socket_ = -1;
};

inline double cpu_seconds(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  std::istringstream rest(text.substr(text.rfind(')') + 2));
  std::string word;
  double ticks = 0;
  for (int i = 0; i < 13 && rest >> word; ++i)
    if (i == 11 || i == 12) ticks += std::stod(word);
  return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

inline std::string memory_line(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  std::string line, found;
  while (std::getline(file, line))
    if (line.starts_with("VmHWM") || line.starts_with("VmRSS")) found += line.substr(0, 6) + std::to_string(std::stoul(line.substr(7)) / 1024) + " MiB ";
  return found;
}

/// A database of PostgreSQL, and what the processes on it share beside it.
struct Place {
  std::string data, keys, files;
};

/// The program beside this one, serving the demonstration's officers on a file of its own or in a database; gone with this
/// object.
class ServedPost {
 public:
  /// `delay_ms`: added to every sync of the disk, by the library that lies beside this program.
  explicit ServedPost(const std::vector<std::string>& more, const std::string& delay_ms = "0") {
    folder_ = std::filesystem::temp_directory_path() / ("onestop-bench-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
    std::vector<std::string> words{"--start", "2010-03-01T04:00:00Z", "--data", (folder_ / "bench.db").string()};
    words.insert(words.end(), more.begin(), more.end());
    start(words, delay_ms);
  }
  /// One of several processes, whose clock is the wall's.
  explicit ServedPost(const Place& place, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{"--data", place.data, "--keys", place.keys, "--files", place.files};
    words.insert(words.end(), more.begin(), more.end());
    start(words, "0");
  }
  ~ServedPost() {
    ::kill(process_, SIGTERM);
    int status = 0;
    ::waitpid(process_, &status, 0);
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }
  ServedPost(const ServedPost&) = delete;
  ServedPost& operator=(const ServedPost&) = delete;
  int port() const { return port_; }  // 0: it did not start
  pid_t process() const { return process_; }

 private:
  void start(const std::vector<std::string>& more, const std::string& delay_ms) {
    const auto beside = std::filesystem::canonical("/proc/self/exe").parent_path();
    std::vector<std::string> words{(beside.parent_path() / "onestop").string(), "serve", "--demo", "--port", "0", "--log", "", "--layout", "combined"};
    words.insert(words.end(), more.begin(), more.end());
    int pipe_ends[2];
    if (::pipe(pipe_ends) != 0) return;
    process_ = ::fork();
    if (process_ == 0) {
      ::dup2(pipe_ends[1], STDOUT_FILENO);
      if (delay_ms != "0") {
        ::setenv("ONESTOP_SYNC_DELAY_MS", delay_ms.c_str(), 1);
        ::setenv("LD_PRELOAD", (beside / "libslow_sync.so").c_str(), 1);
      }
      std::vector<char*> arguments;
      for (auto& one : words) arguments.push_back(one.data());
      arguments.push_back(nullptr);
      ::execv(arguments.front(), arguments.data());
      ::_exit(127);
    }
    ::close(pipe_ends[1]);
    char line[256] = {};
    FILE* said = ::fdopen(pipe_ends[0], "r");
    if (std::fgets(line, sizeof line, said)) port_ = std::atoi(std::strrchr(line, ':') + 1);
  }

  std::filesystem::path folder_;
  pid_t process_ = 0;
  int port_ = 0;
};

/// Of a sorted list.
inline double quantile(const std::vector<double>& sorted, double q) {
  return sorted.empty() ? 0.0 : sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(q * static_cast<double>(sorted.size())))];
}

}  // namespace onestop::bench
