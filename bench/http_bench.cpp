// Decisions over HTTP on loopback, through the whole path: parse, session, judge, durable log, read tables, answer.
//   bench_http [rate per second, 0: as fast as possible] [seconds] [connections] [sync delay ms]
// Arrivals are registered and taken through their first controls by officers of both states. With a rate the load is
// open: a command is due at its time whether or not the one before was answered, and latency counts from then.
#include <atomic>
#include <thread>

#include "cars.h"
#include "served_post.h"

namespace {

using namespace onestop::bench;

}  // namespace

int main(int argc, char** argv) {
  const double rate = argc > 1 ? std::stod(argv[1]) : 300, seconds = argc > 2 ? std::stod(argv[2]) : 20;
  const int connections = argc > 3 ? std::stoi(argv[3]) : 16;
  const std::string delay = argc > 4 ? argv[4] : "0";
  const onestop::bench::ServedPost server({}, delay);
  if (server.port() == 0) return std::fprintf(stderr, "the server does not start\n"), 1;
  const int port = server.port();

  const auto tokens = sign_in_all(port);
  if (tokens.empty()) return 1;
  std::atomic<std::uint64_t> turn{0}, wrong{0}, cars{0};
  std::vector<std::vector<double>> latencies(static_cast<std::size_t>(connections));
  const auto began = Clock::now();
  const auto until = began + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  const double cpu_before = cpu_seconds(server.process());
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
        const int status = c.call("POST", ask.path, tokens.at(ask.seat), ask.body, ask.headers, answer);
        if (status != 200 && wrong++ < 3) std::fprintf(stderr, "%d %s\n", status, answer.c_str());
        mine.push_back(std::chrono::duration<double, std::milli>(Clock::now() - due).count());
      }
    });
  for (auto& one : clients) one.join();
  const double elapsed = std::chrono::duration<double>(Clock::now() - began).count(), cpu = cpu_seconds(server.process()) - cpu_before;
  const auto memory = memory_line(server.process());
  std::vector<double> all;
  for (const auto& one : latencies) all.insert(all.end(), one.begin(), one.end());
  std::sort(all.begin(), all.end());
  const auto decisions = static_cast<double>(all.size());
  std::printf("http: %.0f decisions in %.1f s = %.0f/s over %d connections, sync +%s ms: p50 %.2f ms, p99 %.2f ms, max %.2f ms; %llu failed; server CPU %.0f us per decision; %s\n",
              decisions, elapsed, decisions / elapsed, connections, delay.c_str(), quantile(all, 0.5), quantile(all, 0.99), quantile(all, 1), static_cast<unsigned long long>(wrong.load()),
              1e6 * cpu / std::max(decisions, 1.0), memory.c_str());
  return wrong == 0 ? 0 : 1;
}
