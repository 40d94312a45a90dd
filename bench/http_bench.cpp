// Decisions over HTTP on loopback, through the whole path: parse, session, judge, durable log, read tables, answer.
//   bench_http [rate per second, 0: as fast as possible] [seconds] [connections] [sync delay ms]
// Arrivals are registered and taken through their first controls by officers of both states. With a rate the load is
// open: a command is due at its time whether or not the one before was answered, and latency counts from then.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <thread>
#include <vector>

#include "base/id.h"

namespace {

using Clock = std::chrono::steady_clock;
using onestop::Id;

class Connection {
 public:
  explicit Connection(int port) : port_(port) { open(); }
  ~Connection() { ::close(socket_); }
  Connection(const Connection&) = delete;

  int call(const std::string& method, const std::string& path, const std::string& token, const std::string& body,
           const std::string& headers, std::string& answer) {
    std::string request = method + " " + path + " HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: " +
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

struct Seat {
  std::string desk, token;
};

/// The commands of one car from the gate to the end of the passports, in the order of the combined layout.
class Car {
 public:
  Car(std::uint64_t number, bool from_first) : number_(number), from_first_(from_first) { begin(); }
  bool over() const { return step_ == 4; }
  void begin() {
    crossing_ = id(0);
    vehicle_ = id(1);
    person_ = id(2);
    step_ = 0;
  }
  struct Ask {
    std::string seat, path, body, headers;
  };
  Ask next() {
    const std::string exit = from_first_ ? "kz" : "kg", entry = from_first_ ? "kg" : "kz", state = from_first_ ? "KZ" : "KG";
    const auto close = [&](const char* control, const Id& subject) {
      return R"({"command":{"type":"CloseControl","control":")" + std::string(control) + R"(","subject":")" + to_text(subject) +
             R"(","outcome":"passed","establishes":[],"found":[]}})";
    };
    Ask ask{exit + "_gate_in_1", "/api/v1/crossings/" + to_text(crossing_) + "/commands", "", "Idempotency-Key: b" + std::to_string(number_) + "-" + std::to_string(step_) + "\r\n"};
    switch (step_++) {
      case 0:
        ask.path = "/api/v1/crossings";
        ask.headers += "Crossing-Id: " + to_text(crossing_) + "\r\n";
        ask.body = R"({"command":{"type":"RegisterArrival","vehicle":")" + to_text(vehicle_) + R"(","plate":"B )" + std::to_string(number_ % 100000) +
                   R"(","traffic_class":"car","exit_state":")" + state + R"(","lane":"car_1","claims":[],"seals":[],"persons":[{"id":")" + to_text(person_) +
                   R"(","part":"driver","nationality":"KZ","name":"Bench Driver","document":"N0000001","group":"","claims":[]}],"consignments":[]}})";
        break;
      case 1: ask.body = close("gate", vehicle_); break;
      case 2:
        ask.seat = exit + "_passport_car_1";
        ask.body = close("passport", person_);
        break;
      default:
        ask.seat = entry + "_passport_car_1";
        ask.body = close("passport", person_);
    }
    return ask;
  }

 private:
  Id id(std::uint64_t part) const {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    return onestop::mint_id({ms}, number_ * 3 + part, (number_ * 3 + part) * 0x9e3779b97f4a7c15ull);
  }
  std::uint64_t number_;
  bool from_first_;
  Id crossing_, vehicle_, person_;
  int step_ = 0;
};

double cpu_seconds(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  std::istringstream rest(text.substr(text.rfind(')') + 2));
  std::string word;
  double ticks = 0;
  for (int i = 0; i < 13 && rest >> word; ++i)
    if (i == 11 || i == 12) ticks += std::stod(word);
  return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::string memory_line(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  std::string line, found;
  while (std::getline(file, line))
    if (line.starts_with("VmHWM") || line.starts_with("VmRSS")) found += line.substr(0, 6) + std::to_string(std::stoul(line.substr(7)) / 1024) + " MiB ";
  return found;
}

}  // namespace

int main(int argc, char** argv) {
  const double rate = argc > 1 ? std::stod(argv[1]) : 300, seconds = argc > 2 ? std::stod(argv[2]) : 20;
  const int connections = argc > 3 ? std::stoi(argv[3]) : 16;
  const std::string delay = argc > 4 ? argv[4] : "0";
  const auto program = (std::filesystem::canonical("/proc/self/exe").parent_path().parent_path() / "onestop").string();
  const auto folder = std::filesystem::temp_directory_path() / ("onestop-http-bench-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  int pipe_ends[2];
  if (::pipe(pipe_ends) != 0) return 1;
  const pid_t server = ::fork();
  if (server == 0) {
    ::dup2(pipe_ends[1], STDOUT_FILENO);
    const auto data = (folder / "bench.db").string();
    if (delay != "0") {  // a slow disk, by the library that lies beside this program
      ::setenv("ONESTOP_SYNC_DELAY_MS", delay.c_str(), 1);
      ::setenv("LD_PRELOAD", (std::filesystem::canonical("/proc/self/exe").parent_path() / "libslow_sync.so").c_str(), 1);
    }
    ::execl(program.c_str(), program.c_str(), "serve", "--demo", "--start", "2010-03-01T04:00:00Z", "--data", data.c_str(), "--port", "0", "--log", "", "--layout", "combined", static_cast<char*>(nullptr));
    ::_exit(127);
  }
  ::close(pipe_ends[1]);
  char line[256] = {};
  FILE* said = ::fdopen(pipe_ends[0], "r");
  if (!std::fgets(line, sizeof line, said)) return std::fprintf(stderr, "the server does not start\n"), 1;
  const int port = std::atoi(std::strrchr(line, ':') + 1);

  std::map<std::string, std::string> tokens;
  {
    Connection c(port);
    for (const char* desk : {"kz_gate_in_1", "kg_gate_in_1", "kz_passport_car_1", "kg_passport_car_1"}) {
      std::string answer;
      const auto body = std::string(R"({"name":")") + desk + R"(","password":"demo","desk":")" + desk + "\"}";
      if (c.call("POST", "/api/v1/sessions", "", body, "", answer) != 201) return std::fprintf(stderr, "sign-in failed: %s\n", answer.c_str()), 1;
      tokens[desk] = boost::json::value_to<std::string>(boost::json::parse(answer).as_object().at("token"));
    }
  }
  std::atomic<std::uint64_t> turn{0}, wrong{0}, cars{0};
  std::vector<std::vector<double>> latencies(static_cast<std::size_t>(connections));
  const auto began = Clock::now();
  const auto until = began + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  const double cpu_before = cpu_seconds(server);
  std::vector<std::thread> clients;
  for (int i = 0; i < connections; ++i)
    clients.emplace_back([&, i] {
      Connection c(port);
      std::string answer;
      auto& mine = latencies[static_cast<std::size_t>(i)];
      Car car(++cars, i % 2 == 0);
      while (Clock::now() < until) {
        auto due = Clock::now();
        if (rate > 0) {
          due = began + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(static_cast<double>(turn++) / rate));
          if (due >= until) break;
          std::this_thread::sleep_until(due);
        }
        if (car.over()) car = Car(++cars, i % 2 == 0);
        const auto ask = car.next();
        const int status = c.call("POST", ask.path, tokens[ask.seat], ask.body, ask.headers, answer);
        if (status != 200 && wrong++ < 3) std::fprintf(stderr, "%d %s\n", status, answer.c_str());
        mine.push_back(std::chrono::duration<double, std::milli>(Clock::now() - due).count());
      }
    });
  for (auto& one : clients) one.join();
  const double elapsed = std::chrono::duration<double>(Clock::now() - began).count(), cpu = cpu_seconds(server) - cpu_before;
  const auto memory = memory_line(server);
  ::kill(server, SIGTERM);
  int status = 0;
  ::waitpid(server, &status, 0);
  std::vector<double> all;
  for (const auto& one : latencies) all.insert(all.end(), one.begin(), one.end());
  std::sort(all.begin(), all.end());
  const auto at = [&](double q) { return all.empty() ? 0.0 : all[std::min(all.size() - 1, static_cast<std::size_t>(q * static_cast<double>(all.size())))]; };
  const auto decisions = static_cast<double>(all.size());
  std::printf("http: %.0f decisions in %.1f s = %.0f/s over %d connections, sync +%s ms: p50 %.2f ms, p99 %.2f ms, max %.2f ms; %llu failed; server CPU %.0f us per decision; %s\n",
              decisions, elapsed, decisions / elapsed, connections, delay.c_str(), at(0.5), at(0.99), at(1), static_cast<unsigned long long>(wrong.load()),
              1e6 * cpu / std::max(decisions, 1.0), memory.c_str());
  std::filesystem::remove_all(folder);
  return wrong == 0 ? 0 : 1;
}
