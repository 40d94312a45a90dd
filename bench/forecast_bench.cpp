// How long a forecast takes: eight hours of the model post in the morning, 200 replications on one thread, from what stands there
// at ten o'clock. Load included: the plan is made of law, post and overlay in memory, the vehicles are numbered anew.
// Limit: the same replications from an empty post, without bands, so that what the forecast adds is seen. Runs interleaved,
// medians with spread, CPU time of the process.
//   bench_forecast [--runs N] [--replications N]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>

#include "app/traffic/parameters.h"
#include "sim/forecast.h"
#include "wire/law_yaml.h"
#include "wire/post_yaml.h"

namespace {

using namespace onestop;

double cpu_s() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

[[noreturn]] void stop(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(1);
}

void report(const char* what, std::vector<double> seconds) {
  std::ranges::sort(seconds);
  std::printf("%s: %.3f s (%.3f to %.3f)\n", what, seconds[seconds.size() / 2], seconds.front(), seconds.back());
}

}  // namespace

int main(int argc, char** argv) {
  int runs = 9;
  std::uint32_t replications = 200;
  for (int i = 1; i + 1 < argc; ++i) {
    if (!std::strcmp(argv[i], "--runs")) runs = std::max(1, std::atoi(argv[++i]));
    else if (!std::strcmp(argv[i], "--replications")) replications = static_cast<std::uint32_t>(std::max(2, std::atoi(argv[++i])));
  }
  const std::string root = ONESTOP_SOURCE_DIR;
  const auto law = wire::load_law(root + "/law");
  const auto post = wire::load_post(root + "/posts/korday-akjol.yaml");
  const auto parameters = traffic::read_parameters(root + "/posts/traffic/korday-reference.json");
  if (!law || !post || !parameters) stop("law, post or overlay cannot be read");
  const Code layout("combined");
  const auto compiled = law::compile(*law, *post, layout, Instant{1'278'288'000'000});
  if (!compiled) stop("the law does not compile");

  std::vector<double> whole, bare;
  std::uint64_t events = 0;
  std::size_t inside = 0;
  for (int run = 0; run < runs; ++run) {
    const auto first = sim::Plan::of(*post, layout, *compiled, *parameters);
    if (!first) stop(first.error().what);
    sim::Settings morning{.seed = static_cast<std::uint64_t>(run), .span_us = 5 * sim::hour_us, .warm_up_us = 0, .keep_rest = true};
    auto opening = *sim::Engine(**first).run(morning).rest;
    opening.same_draws = false;
    inside = opening.vehicles.size();

    auto began = cpu_s();
    const auto plan = sim::Plan::of(*post, layout, *compiled, *parameters);
    const auto made = sim::forecast(**plan, opening, {.seed = 1, .replications = replications, .start_us = 5 * sim::hour_us});
    whole.push_back(cpu_s() - began);
    events = made.events;

    began = cpu_s();
    sim::Engine engine(**plan);
    for (std::uint32_t i = 0; i < replications; ++i) engine.run({.seed = 1, .replication = i, .span_us = 16 * sim::hour_us, .warm_up_us = 0, .start_us = 5 * sim::hour_us});
    bare.push_back(cpu_s() - began);
  }
  std::printf("%d runs, interleaved; %zu vehicles inside at the beginning, %llu arrivals and ends of service in each forecast\n", runs, inside, static_cast<unsigned long long>(events));
  report(("forecast of " + std::to_string(replications) + " replications").c_str(), whole);
  report("the same replications from an empty post, nothing summed up", bare);
}
