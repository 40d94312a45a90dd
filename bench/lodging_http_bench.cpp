// Declarations over HTTP on loopback, through the whole path: read, checked, judged by the rules of ten agencies, on record, answered.
//   bench_lodging_http [rate per second, 0: as fast as possible] [seconds] [connections] [goods in each]
// The load is open where a rate is given: a message is due at its time whether or not the one before was answered, and latency
// counts from then. The limit in the same run: what the processor spends on each message, and on libxml2's bare reading of it.
#include <libxml/parser.h>

#include <atomic>
#include <boost/json.hpp>
#include <thread>

#include "app/traffic/lodging.h"
#include "served_post.h"
#include "wire/json.h"

namespace {

using namespace onestop;
using namespace onestop::bench;

std::vector<std::string> messages(std::size_t count, std::uint32_t goods, const server::DemoFirm& firm, const server::PostView& post, Instant expected) {
  std::vector<std::string> list;
  for (std::size_t i = 0; i < count; ++i) {
    traffic::Vehicle vehicle;
    vehicle.key = i + 1;
    vehicle.arrival.vehicle = mint_id(expected, i + 1, (i + 1) * 0x9e3779b97f4a7c15ull);
    vehicle.arrival.plate = "B" + std::to_string(100'000 + i) + "XY";
    vehicle.arrival.exit_state = "KZ";
    vehicle.arrival.consignments.push_back({mint_id(expected, i + 7, i), "CMR " + std::to_string(i), "Ceramic tiles, glazed", "690721", goods, {}});
    list.push_back(traffic::messages_for(vehicle, firm, post, expected).front().bytes);
  }
  return list;
}

double bare_parse_us(const std::vector<std::string>& list) {
  const auto began = std::clock();
  std::size_t done = 0;
  for (; done < std::min<std::size_t>(list.size(), 2000); ++done) xmlFreeDoc(xmlReadMemory(list[done].data(), static_cast<int>(list[done].size()), "", nullptr, XML_PARSE_NONET));
  return 1e6 * static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC / static_cast<double>(std::max<std::size_t>(done, 1));
}

}  // namespace

int main(int argc, char** argv) {
  const double rate = argc > 1 ? std::stod(argv[1]) : 1000, seconds = argc > 2 ? std::stod(argv[2]) : 20;
  const int connections = argc > 3 ? std::stoi(argv[3]) : 32;
  const auto goods = static_cast<std::uint32_t>(argc > 4 ? std::stoul(argv[4]) : 5);
  const ServedPost post({"--lodging", "posts/lodging/korday.yaml", "--channels", "posts/channels/korday.yaml", "--client-rate", "100000"});
  if (post.port() == 0) return std::fprintf(stderr, "the server does not start; run this from the repository\n"), 1;
  std::string answer;
  Connection first(post.port());
  if (first.call("GET", "/api/v1/demo/firms", "", "", "", answer) != 200) return std::fprintf(stderr, "%s\n", answer.c_str()), 1;
  const auto firms = wire::read_json<server::DemoFirms>(answer);
  first.call("GET", "/api/v1/post", "", "", "", answer);
  const auto view = wire::read_json<server::PostView>(answer);
  if (!firms || firms->firms.empty() || !view) return std::fprintf(stderr, "the post cannot be read\n"), 1;
  const auto expected = view->now + 3 * hour_ms;
  const auto most = static_cast<std::size_t>((rate > 0 ? rate : 5000) * seconds) + 1;
  const auto list = messages(most, goods, firms->firms.front(), *view, expected);

  std::atomic<std::uint64_t> turn{0}, wrong{0};
  std::vector<std::vector<double>> latencies(static_cast<std::size_t>(connections));
  const auto began = Clock::now();
  const auto until = began + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  const double cpu_before = cpu_seconds(post.process());
  std::vector<std::thread> clients;
  for (int i = 0; i < connections; ++i)
    clients.emplace_back([&, i] {
      Connection c(post.port());
      std::string said;
      const auto path = "/api/v1/lodgements?exit_state=KZ&expected=" + to_text(expected);
      for (;;) {
        const auto number = turn++;
        auto due = Clock::now();
        if (rate > 0) due = began + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(static_cast<double>(number) / rate));
        if (number >= list.size() || due >= until || Clock::now() >= until) break;
        std::this_thread::sleep_until(due);
        const auto& firm = firms->firms[number % firms->firms.size()];
        const int status = c.call("POST", path, firm.key, list[number], "Idempotency-Key: b" + std::to_string(number) + "\r\n", said, "application/xml");
        if (status != 202 && wrong++ < 3) std::fprintf(stderr, "%d %s\n", status, said.c_str());
        latencies[static_cast<std::size_t>(i)].push_back(std::chrono::duration<double, std::milli>(Clock::now() - due).count());
      }
    });
  for (auto& one : clients) one.join();
  const double elapsed = std::chrono::duration<double>(Clock::now() - began).count(), cpu = cpu_seconds(post.process()) - cpu_before;
  std::vector<double> all;
  for (const auto& one : latencies) all.insert(all.end(), one.begin(), one.end());
  std::ranges::sort(all);
  const auto count = static_cast<double>(all.size());
  std::printf("lodging over http: %.0f declarations of %zu bytes in %.1f s = %.0f/s over %d connections: p50 %.2f ms, p99 %.2f ms, max %.2f ms; %llu failed; server CPU %.0f us each, libxml2 bare reading %.0f us; %s\n",
              count, list.front().size(), elapsed, count / elapsed, connections, quantile(all, 0.5), quantile(all, 0.99), quantile(all, 1), static_cast<unsigned long long>(wrong.load()),
              1e6 * cpu / std::max(count, 1.0), bare_parse_us(list), memory_line(post.process()).c_str());
  const bool kept_up = rate <= 0 || count / elapsed >= 0.98 * rate;
  if (!kept_up) std::fprintf(stderr, "the server did not keep up with the rate asked for\n");
  return wrong == 0 && kept_up ? 0 : 1;
}
