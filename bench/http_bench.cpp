// Decisions over HTTP on loopback, through the whole path: parse, session, judge, durable log, read tables, answer.
//   bench_http [rate per second, 0: as fast as possible] [seconds] [connections] [sync delay ms]
// Arrivals are registered and taken through their first controls by officers of both states. With a rate the load is
// open: a command is due at its time whether or not the one before was answered, and latency counts from then.
#include <atomic>
#include <boost/json.hpp>
#include <map>
#include <thread>

#include "base/id.h"
#include "served_post.h"

namespace {

using namespace onestop::bench;
using onestop::Id;

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

}  // namespace

int main(int argc, char** argv) {
  const double rate = argc > 1 ? std::stod(argv[1]) : 300, seconds = argc > 2 ? std::stod(argv[2]) : 20;
  const int connections = argc > 3 ? std::stoi(argv[3]) : 16;
  const std::string delay = argc > 4 ? argv[4] : "0";
  const onestop::bench::ServedPost server({}, delay);
  if (server.port() == 0) return std::fprintf(stderr, "the server does not start\n"), 1;
  const int port = server.port();

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
        const int status = c.call("POST", ask.path, tokens[ask.seat], ask.body, ask.headers, answer);
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
