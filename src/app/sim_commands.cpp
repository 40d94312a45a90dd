#include "app/sim_commands.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>

#include "app/traffic/parameters.h"
#include "core/law/procedure.h"
#include "sim/replications.h"
#include "wire/law_yaml.h"
#include "wire/post_yaml.h"

namespace onestop::app {
namespace {

int tell(const std::string& wrong) {
  fmt::print(stderr, "{}\n", wrong);
  return 1;
}

/// One layout that was simulated.
struct Played {
  Code layout;
  std::shared_ptr<const sim::Plan> plan;
  sim::Outcome outcome;
};

void print_flows(const Played& played) {
  fmt::print("{:<12} {:<9} {:>9} {:>10}  {:>22}  {:>22}\n", "flow", "direction", "vehicles", "lost", "release, min (95 %)", "wait on road, min");
  const auto& flows = played.outcome.results.front().flows;
  for (std::size_t i = 0; i < flows.size(); ++i) {
    std::uint64_t measured = 0, lost = 0;
    for (const auto& one : played.outcome.results) measured += one.flows[i].measured, lost += one.flows[i].lost;
    const auto release = sim::estimate(played.outcome.release_min(i)), wait = sim::estimate(played.outcome.wait_min(i));
    const auto& states = played.plan->procedure(flows[i].direction).states;
    fmt::print("{:<12} {:<9} {:>9} {:>10}  {:>12.2f} +- {:>6.2f}  {:>12.2f} +- {:>6.2f}\n", flows[i].flow.text(), states[0].text() + "-" + states[1].text(), measured, lost,
               release.mean, release.half_width, wait.mean, wait.half_width);
  }
}

/// Officers, their utilisation and the queue before them: time alone would not say what it was bought with.
void print_teams(const Played& played) {
  fmt::print("\n{:<6} {:<12} {:<16} {:>6} {:>14} {:>12} {:>10}\n", "state", "agency", "station", "desks", "officer-hours", "utilisation", "queue");
  const auto& teams = played.plan->teams();
  const auto runs = static_cast<double>(played.outcome.results.size());
  double staffed_h = 0, busy_h = 0;
  for (std::size_t i = 0; i < teams.size(); ++i) {
    double staffed = 0, busy = 0, queue = 0, span = 0;
    for (const auto& one : played.outcome.results) {
      staffed += static_cast<double>(one.teams[i].staffed_us), busy += static_cast<double>(one.teams[i].busy_us), queue += static_cast<double>(one.teams[i].queue_us);
      span += static_cast<double>(one.teams[i].staffed_us) / static_cast<double>(teams[i].desks.size());
    }
    const double hours = staffed / runs / static_cast<double>(sim::hour_us);
    staffed_h += hours, busy_h += busy / runs / static_cast<double>(sim::hour_us);
    fmt::print("{:<6} {:<12} {:<16} {:>6} {:>14.0f} {:>10.1f} % {:>10.2f}\n", teams[i].state.text(), teams[i].agency.text(), teams[i].station.text(), teams[i].desks.size(), hours,
               staffed > 0 ? 100 * busy / staffed : 0, span > 0 ? queue / span : 0);
  }
  fmt::print("{:<36} {:>6} {:>14.0f} {:>10.1f} %\n", "all", "", staffed_h, 100 * busy_h / staffed_h);
}

void print_differences(const Played& a, const Played& b) {
  fmt::print("\n{} less {}: mean release, min, of the same vehicles\n", a.layout.text(), b.layout.text());
  const auto& flows = a.outcome.results.front().flows;
  for (std::size_t i = 0; i < flows.size(); ++i) {
    const auto x = a.outcome.release_min(i), y = b.outcome.release_min(i);
    if (x.size() != y.size()) return fmt::print("the layouts ran a different number of replications; ask for one number\n");
    const auto one = sim::difference(x, y);
    fmt::print("{:<12} {} {:>10.2f} +- {:>6.2f}   variance ratio by common draws {:.2f}\n", flows[i].flow.text(), flows[i].direction, one.difference.mean, one.difference.half_width, one.variance_ratio);
  }
}

Expected<Played> play(const SimRequest& request, const law::Law& law, const post::Post& post, const sim::Overlay& overlay, const Code& layout, Instant at) {
  auto compiled = law::compile(law, post, layout, at);
  if (!compiled) return fault(wire::to_text(compiled.error()));
  auto plan = sim::Plan::of(post, layout, std::move(*compiled), overlay);
  if (!plan) return fault(plan.error().what);
  sim::Study study;
  study.settings.seed = request.seed;
  study.settings.warm_up_us = static_cast<std::int64_t>(request.warm_up_days * static_cast<double>(sim::day_us));
  study.settings.span_us = study.settings.warm_up_us + static_cast<std::int64_t>(request.days * static_cast<double>(sim::day_us));
  study.replications = request.replications;
  study.threads = request.threads;
  study.precision = request.precision;
  return Played{layout, *plan, sim::replicate(**plan, study)};
}

}  // namespace

int sim_run(const SimRequest& request) {
  const auto law = wire::load_law(request.law);
  if (!law) return tell(wire::to_text(law.error()));
  const auto post = wire::load_post(request.post);
  if (!post) return tell(wire::to_text(post.error()));
  auto parameters = traffic::read_parameters(request.overlay);
  if (!parameters) return tell(parameters.error().what);
  const auto day = parse_day(request.date);
  if (!day) return tell("\"" + request.date + "\" is no day; write it as 2010-07-05");
  for (auto& flow : parameters->flows) flow.per_day_per_direction *= request.traffic;
  std::vector<Code> layouts;
  for (const auto& layout : request.layouts) {
    if (!Code::fits(layout)) return tell("\"" + layout + "\" is too long for the name of a layout");
    layouts.push_back(layout);
  }
  if (layouts.empty()) layouts.push_back(post->layout);

  std::vector<Played> all;
  for (const auto& layout : layouts) {
    const auto began = std::chrono::steady_clock::now();
    auto played = play(request, *law, *post, *parameters, layout, Instant{day->number * day_ms + day_ms / 2});
    if (!played) return tell(played.error().what);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    std::uint64_t events = 0, inside = 0;
    for (const auto& one : played->outcome.results) events += one.events, inside += one.inside;
    const auto runs = played->outcome.results.size();
    fmt::print("{}layout {}, {} replications of {} days after {}, seed {}{}\n", all.empty() ? "" : "\n", layout.text(), runs, request.days, request.warm_up_days, request.seed,
               played->outcome.precise ? "" : " (the precision was not reached)");
    print_flows(*played);
    print_teams(*played);
    fmt::print("inside at the end {:.1f}; {} arrivals and ends of service in {:.2f} s; hash {:016x}\n", static_cast<double>(inside) / static_cast<double>(runs), events, seconds, played->outcome.hash);
    all.push_back(std::move(*played));
    if (all.size() > 1) print_differences(all.front(), all.back());
  }
  return 0;
}

void add_sim_commands(CLI::App& app, int& code) {
  static SimRequest request;
  auto* sim = app.add_subcommand("sim", "Posts under a virtual clock");
  sim->require_subcommand(1);
  auto* run = sim->add_subcommand("run", "Simulate layouts with the same vehicles and compare them");
  run->add_option("--post", request.post)->capture_default_str();
  run->add_option("--law", request.law)->capture_default_str();
  run->add_option("--layout", request.layouts, "One or more; the post's own where none is given");
  run->add_option("--overlay", request.overlay, "Arrivals, durations, outcomes")->capture_default_str();
  run->add_option("--date", request.date, "Whose law holds")->capture_default_str();
  run->add_option("--days", request.days, "That are counted")->capture_default_str()->check(CLI::PositiveNumber);
  run->add_option("--warm-up", request.warm_up_days, "Days before them")->capture_default_str()->check(CLI::NonNegativeNumber);
  run->add_option("--replications", request.replications)->capture_default_str()->check(CLI::Range(2u, 10'000u));
  run->add_option("--threads", request.threads)->capture_default_str()->check(CLI::Range(1u, 256u));
  run->add_option("--seed", request.seed)->capture_default_str();
  run->add_option("--precision", request.precision, "Go on until each flow's interval is within this share of its mean")->check(CLI::Range(0.0, 1.0));
  run->add_option("--traffic", request.traffic, "Arrivals as a multiple of the overlay's")->capture_default_str()->check(CLI::PositiveNumber);
  run->callback([&code] { code = sim_run(request); });
}

}  // namespace onestop::app
