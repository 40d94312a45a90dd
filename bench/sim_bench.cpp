// How many events a second the simulator does from a compiled post. Two models, runs interleaved, medians with spread:
//   B2: two states with six stages each (2, 7, 4, 4, 24, 1 desks), four classes by rank, one year, about 730,000 vehicles.
//       Limit: a loop written by hand for this one model alone. Peer: SimPy, the same model for a shorter time (sim_peer.py).
//   Korday: the model post with all that the overlay brings, in every layout.
// Counted are arrivals and ends of service, not what an engine does inside. CPU time of the process; run on a quiet machine.
//   bench_sim [--runs N] [--days N] [--no-peer] [--product-alone]
//   bench_sim --four-layouts [--threads N] [--second-core]     4 layouts of the post, 30 replications of a year each, with intervals
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fstream>
#include <sstream>
#include <string>

#include "app/traffic/parameters.h"
#include "core/law/procedure.h"
#include "sim/replications.h"
#include "wire/law_yaml.h"
#include "wire/post_yaml.h"

namespace {

using namespace onestop;

constexpr int stages = 6, classes = 4;
constexpr std::array<int, stages> desks{2, 7, 4, 4, 24, 1};
constexpr std::array<double, classes> share{0.05, 0.20, 0.60, 0.15};  // bus, transit, car, import: in the order of rank
constexpr double passes[classes][stages] = {{1, 1, 1, 0, 1, 1}, {1, 1, 1, 0.6, 1, 1}, {1, 1, 0, 0, 1, 1}, {1, 1, 1, 0.8, 1, 1}};
constexpr double mean_min[classes][stages] = {{1, 9, 5, 1, 8, 0.5}, {1, 3, 5, 8, 12, 0.5}, {1, 2.5, 1, 1, 4, 0.5}, {1, 3, 6, 12, 60, 0.5}};
constexpr double per_day_per_direction = 1000;

double cpu_s() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

struct Run {
  std::uint64_t events = 0;
  double seconds = 0, stay_min = 0;
};

// --- the limit: this one model by hand ---

class Random {  // xoshiro256+ (Blackman and Vigna)
 public:
  explicit Random(std::uint64_t seed) {
    for (auto& word : s_) {
      seed += 0x9e3779b97f4a7c15ull;
      word = seed * 0xbf58476d1ce4e5b9ull ^ seed >> 31;
    }
  }
  double uniform() {
    const auto out = s_[0] + s_[3], t = s_[1] << 17;
    s_[2] ^= s_[0], s_[3] ^= s_[1], s_[1] ^= s_[2], s_[0] ^= s_[3], s_[2] ^= t, s_[3] = s_[3] << 45 | s_[3] >> 19;
    return (static_cast<double>(out >> 11) + 0.5) * 0x1.0p-53;
  }
  double exponential(double mean) { return -mean * std::log(uniform()); }

 private:
  std::uint64_t s_[4];
};

class ByHand {
 public:
  explicit ByHand(std::uint64_t seed) : random_(seed) {}
  Run run(double days) {
    const auto began = cpu_s();
    const double end = days * 1440;
    for (std::uint32_t direction = 0; direction < 2; ++direction) events_.put(in(random_.exponential(1440 / per_day_per_direction)), arrival | direction);
    while (!events_.empty()) {
      const auto event = events_.take();
      now_ = event.at_us;
      if (static_cast<double>(now_) >= end * 6e7) break;
      if (event.about & arrival) arrive(event.about & 1);
      else done(event.about);
    }
    return {count_, cpu_s() - began, stays_ / static_cast<double>(left_) / 6e7};
  }

 private:
  struct Vehicle {
    std::int64_t came = 0;
    std::uint32_t path = 0;  // a bit for each of twelve stages
    std::uint8_t of = 0, direction = 0, at = 0;
  };
  struct Queue {
    std::array<std::uint32_t, 1024> ring{};
    std::uint32_t head = 0, tail = 0;
  };
  struct Station {
    int free = 0;
    std::array<Queue, classes> queues;
  };
  static constexpr std::uint32_t arrival = 1u << 27;

  std::int64_t in(double minutes) const { return now_ + static_cast<std::int64_t>(minutes * 6e7); }
  static int station_of(const Vehicle& v) { return (v.at / stages ^ v.direction) * stages + v.at % stages; }

  void arrive(std::uint32_t direction) {
    ++count_;
    events_.put(in(random_.exponential(1440 / per_day_per_direction)), arrival | direction);
    if (spare_.empty()) spare_.push_back(static_cast<std::uint32_t>(vehicles_.size())), vehicles_.emplace_back();
    const auto id = spare_.back();
    spare_.pop_back();
    auto& v = vehicles_[id];
    v = {now_, 0, 0, static_cast<std::uint8_t>(direction), 0};
    double left = random_.uniform();
    while (v.of < classes - 1 && (left -= share[v.of]) >= 0) ++v.of;
    for (std::uint32_t i = 0; i < 2 * stages; ++i)
      if (const double p = passes[v.of][i % stages]; p >= 1 || random_.uniform() < p) v.path |= 1u << i;
    go_on(id);
  }

  void go_on(std::uint32_t id) {
    auto& v = vehicles_[id];
    if (!v.path) {
      stays_ += static_cast<double>(now_ - v.came), ++left_;
      return spare_.push_back(id);
    }
    v.at = static_cast<std::uint8_t>(__builtin_ctz(v.path));
    auto& station = stations_[static_cast<std::size_t>(station_of(v))];
    if (station.free > 0) return --station.free, serve(id);
    auto& queue = station.queues[v.of];
    queue.ring[queue.tail++ & 1023] = id;
  }

  void serve(std::uint32_t id) { events_.put(in(random_.exponential(mean_min[vehicles_[id].of][vehicles_[id].at % stages])), id); }

  void done(std::uint32_t id) {
    ++count_;
    auto& v = vehicles_[id];
    auto& station = stations_[static_cast<std::size_t>(station_of(v))];
    v.path &= v.path - 1;
    ++station.free;
    for (auto& queue : station.queues) {
      if (queue.head == queue.tail) continue;
      --station.free;
      serve(queue.ring[queue.head++ & 1023]);
      break;
    }
    go_on(id);
  }

  Random random_;
  sim::EventList events_;
  std::int64_t now_ = 0;
  std::vector<Vehicle> vehicles_;
  std::vector<std::uint32_t> spare_;
  std::array<Station, 2 * stages> stations_ = [] {
    std::array<Station, 2 * stages> made;
    for (std::size_t i = 0; i < made.size(); ++i) made[i].free = desks[i % stages];
    return made;
  }();
  std::uint64_t count_ = 0, left_ = 0;
  double stays_ = 0;
};

// --- the product ---

[[noreturn]] void stop(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(1);
}

std::shared_ptr<const sim::Plan> plan_of(const std::string& law_path, const std::string& post_path, const Code& layout, const sim::Overlay& overlay) {
  const auto law = wire::load_law(law_path);
  if (!law) stop(wire::to_text(law.error()));
  const auto post = wire::load_post(post_path);
  if (!post) stop(wire::to_text(post.error()));
  auto compiled = law::compile(*law, *post, layout, Instant{1'278'288'000'000});  // 2010-07-05
  if (!compiled) stop(wire::to_text(compiled.error()));
  auto plan = sim::Plan::of(*post, layout, std::move(*compiled), overlay);
  if (!plan) stop(plan.error().what);
  return *plan;
}

sim::Overlay b2_overlay() {
  sim::Overlay overlay;
  overlay.hour_profile.assign(24, 1);
  for (int c = 0; c < classes; ++c) {
    const Code name = "v" + std::to_string(c + 1);
    sim::Flow flow;
    flow.name = flow.traffic_class = name;
    flow.per_day_per_direction = per_day_per_direction * share[static_cast<std::size_t>(c)];
    for (int s = 0; s < stages; ++s) {
      const auto number = std::to_string(s + 1);
      flow.claims.push_back({"x" + number, passes[c][s]});
      flow.claims.push_back({"e" + number, passes[c][s]});
      sim::TimeRule rule;
      rule.control = "s" + number, rule.traffic_class = name, rule.family = sim::Family::exponential, rule.mean_min = mean_min[c][s];
      overlay.times.push_back(rule);
    }
    overlay.flows.push_back(flow);
  }
  return overlay;
}

Run by_engine(sim::Engine& engine, double days, std::uint32_t replication) {
  sim::Settings settings;
  settings.span_us = static_cast<std::int64_t>(days * static_cast<double>(sim::day_us)), settings.warm_up_us = 0, settings.replication = replication;
  const auto began = cpu_s();
  const auto result = engine.run(settings);
  Run run{result.events, cpu_s() - began, 0};
  double stays = 0, count = 0;
  for (const auto& flow : result.flows) stays += static_cast<double>(flow.release_us + flow.wait_us), count += static_cast<double>(flow.measured);
  run.stay_min = stays / count / static_cast<double>(sim::minute_us);
  return run;
}

double rate(const Run& one) { return static_cast<double>(one.events) / one.seconds / 1e6; }

/// Of the runs, ordered by what an event cost.
Run middle(std::vector<Run> runs) {
  std::ranges::sort(runs, {}, [](const Run& one) { return one.seconds / static_cast<double>(one.events); });
  return runs[runs.size() / 2];
}

void report(const char* name, const std::vector<Run>& runs) {
  double stay = 0, least = rate(runs.front()), most = least;
  for (const auto& one : runs) stay += one.stay_min / static_cast<double>(runs.size()), least = std::min(least, rate(one)), most = std::max(most, rate(one));
  const auto one = middle(runs);
  std::printf("%-34s %10llu events  median %7.3f s  %7.3f M/s  (%.3f to %.3f)  mean stay %.3f min\n", name, static_cast<unsigned long long>(one.events), one.seconds, rate(one), least, most, stay);
}

double wall_s() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

/// Four layouts, thirty replications of a year, every mean with its interval and every difference from the first.
double four_layouts_s(const std::vector<std::shared_ptr<const sim::Plan>>& plans, unsigned threads) {
  const auto began = wall_s();
  sim::Study study;
  study.settings.span_us = 365 * sim::day_us, study.settings.warm_up_us = 7 * sim::day_us;
  study.replications = 30, study.threads = threads;
  std::vector<sim::Outcome> outcomes;
  std::uint64_t events = 0;
  for (const auto& plan : plans) {
    outcomes.push_back(sim::replicate(*plan, study));
    for (const auto& one : outcomes.back().results) events += one.events;
    for (std::size_t flow = 0; flow < outcomes.back().results.front().flows.size(); ++flow) {
      const auto mean = sim::estimate(outcomes.back().release_min(flow));
      const auto less = sim::difference(outcomes.front().release_min(flow), outcomes.back().release_min(flow));
      if (flow == 0) std::printf("  %-20s cars %8.3f +- %.3f min, two stops less this %8.3f +- %.3f\n", plan->procedure(0).layout.text().c_str(), mean.mean, mean.half_width, less.difference.mean, less.difference.half_width);
    }
  }
  const double seconds = wall_s() - began;
  std::printf("4 layouts x 30 x 1 year: %.1f s on %u threads, %.0f million events\n", seconds, threads, static_cast<double>(events) / 1e6);
  return seconds;
}

/// SimPy's figures, or nothing where it is not installed: as Debian packages it, so by the system's own Python.
bool by_peer(const std::string& folder, double days, int seed, Run& run) {
  const auto command = "/usr/bin/python3 " + folder + "/bench/sim_peer.py " + std::to_string(days) + " " + std::to_string(seed) + " 2>/dev/null";
  auto* pipe = popen(command.c_str(), "r");
  if (!pipe) return false;
  unsigned long long events = 0;
  const bool read = std::fscanf(pipe, "%llu %lf %lf", &events, &run.seconds, &run.stay_min) == 3;
  run.events = events;
  return pclose(pipe) == 0 && read;
}

}  // namespace

int main(int argc, char** argv) {
  int runs = 9;
  double days = 365;
  bool peer = true, alone = false, four = false, second_core = false;
  unsigned threads = 2;
  for (int i = 1; i < argc; ++i) {
    if (!std::strcmp(argv[i], "--runs") && i + 1 < argc) runs = std::atoi(argv[++i]);
    else if (!std::strcmp(argv[i], "--days") && i + 1 < argc) days = std::atof(argv[++i]);
    else if (!std::strcmp(argv[i], "--no-peer")) peer = false;
    else if (!std::strcmp(argv[i], "--threads") && i + 1 < argc) threads = static_cast<unsigned>(std::atoi(argv[++i]));
    else if (!std::strcmp(argv[i], "--four-layouts")) four = true;
    else if (!std::strcmp(argv[i], "--second-core")) second_core = true;
    else if (!std::strcmp(argv[i], "--product-alone")) alone = true;  // for a profiler
  }
  const std::string root = ONESTOP_SOURCE_DIR;
  const auto b2 = plan_of(root + "/tests/data/sim/law.yaml", root + "/tests/data/sim/post.yaml", "row", b2_overlay());
  const auto parameters = traffic::read_parameters(root + "/posts/traffic/korday-reference.json");
  if (!parameters) stop(parameters.error().what);
  const std::array<Code, 5> layouts{"two_stop", "double", "shared", "combined", "country_of_entry"};
  std::vector<std::shared_ptr<const sim::Plan>> korday;
  for (const auto& layout : layouts) korday.push_back(plan_of(root + "/law", root + "/posts/korday-akjol.yaml", layout, *parameters));
  if (four) {
    const std::vector<std::shared_ptr<const sim::Plan>> plans{korday[0], korday[1], korday[3], korday[4]};
    const double both = four_layouts_s(plans, second_core ? 2 : threads);
    if (second_core) std::printf("second core %.2f x\n", four_layouts_s(plans, 1) / both);
    return 0;
  }

  std::vector<Run> hand, product, simpy;
  std::array<std::vector<Run>, 5> posts;
  for (int i = 0; i < runs; ++i) {
    const auto seed = static_cast<std::uint32_t>(i);
    if (!alone) hand.push_back(ByHand(seed + 1).run(days));
    sim::Engine fresh(*b2);  // what it learns of the course is part of the run
    product.push_back(by_engine(fresh, days, seed));
    for (std::size_t k = 0; k < korday.size() && !alone; ++k) {
      sim::Engine engine(*korday[k]);
      posts[k].push_back(by_engine(engine, days, seed));
    }
    Run one;
    if (peer && !alone && i < 3) by_peer(root, std::min(days, 18.25), i + 1, one) ? simpy.push_back(one) : void(peer = false);
  }
  if (alone) return report("B2, onestop", product), 0;
  std::printf("%d runs of %.0f days, interleaved\n", runs, days);
  report("B2, by hand, this model alone", hand);
  report("B2, onestop", product);
  if (simpy.empty()) std::printf("B2, SimPy: skipped (--no-peer, or python3-simpy3 is not installed)\n");
  else report("B2, SimPy (a twentieth)", simpy);
  double slowest = 1e9;
  for (std::size_t k = 0; k < korday.size(); ++k) {
    report(("Korday, " + layouts[k].text()).c_str(), posts[k]);
    slowest = std::min(slowest, rate(middle(posts[k])));
  }
  std::printf("of the hand-written loop %.3f\n", rate(middle(product)) / rate(middle(hand)));
  if (!simpy.empty()) std::printf("times SimPy %.1f\n", rate(middle(product)) / rate(middle(simpy)));
  std::printf("slowest layout of the post %.2f M/s\n", slowest);
}
