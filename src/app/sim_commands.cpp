#include "app/sim_commands.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "app/fit_commands.h"
#include "app/traffic/parameters.h"
#include "core/law/procedure.h"
#include "sim/replications.h"
#include "sim/warm_up.h"
#include "sim/what_if.h"
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
  double warm_up_days = 0;
};

void print_flows(const Played& played) {
  fmt::print("{:<12} {:<9} {:>9} {:>6}  {:>20} {:>9} {:>9} {:>9} {:>9}  {:>20} {:>9}\n", "flow", "direction", "vehicles", "lost", "release, min (95 %)", "at work", "driving", "held", "waiting",
             "wait on road, min", "deposits");
  const auto& flows = played.outcome.results.front().flows;
  for (std::size_t i = 0; i < flows.size(); ++i) {
    sim::FlowResult sum;
    for (const auto& one : played.outcome.results) sum.add(one.flows[i]);
    const auto release = sim::estimate(played.outcome.release_min(i)), wait = sim::estimate(played.outcome.wait_min(i));
    const auto& states = played.plan->procedure(flows[i].direction).states;
    fmt::print("{:<12} {:<9} {:>9} {:>6}  {:>10.2f} +- {:>6.2f} {:>9.2f} {:>9.2f} {:>9.2f} {:>9.2f}  {:>10.2f} +- {:>6.2f} {:>9.3f}\n", flows[i].flow.text(),
               states[0].text() + "-" + states[1].text(), sum.measured, sum.lost, release.mean, release.half_width, sum.mean_min(&sim::FlowResult::working_us), sum.mean_min(&sim::FlowResult::driving_us),
               sum.mean_min(&sim::FlowResult::held_us), sum.mean_min(&sim::FlowResult::waiting_us), wait.mean, wait.half_width, sum.measured ? static_cast<double>(sum.deposits) / static_cast<double>(sum.measured) : 0);
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

void print_differences(const Played& base, const Played& other) {
  fmt::print("\n{} less {}: mean release, min, of the same vehicles, and what the difference is made of\n", other.layout.text(), base.layout.text());
  if (base.outcome.overloaded() || other.outcome.overloaded()) fmt::print("not comparable: more than one vehicle in a hundred had not been released, and the means leave out the longest\n");
  fmt::print("{:<12} {:<9} {:>20}  {:>20} {:>9} {:>20} {:>20}  {}\n", "flow", "direction", "release", "examinations", "driving", "held", "waiting", "variance ratio by common draws");
  const auto& flows = base.outcome.results.front().flows;
  for (std::size_t i = 0; i < flows.size(); ++i) {
    if (base.outcome.results.size() != other.outcome.results.size()) return fmt::print("the layouts ran a different number of replications; ask for one number\n");
    const auto part = [&](std::int64_t sim::FlowResult::*of) { return sim::difference(other.outcome.mean_min(i, of), base.outcome.mean_min(i, of)); };
    const auto release = part(&sim::FlowResult::release_us), work = part(&sim::FlowResult::working_us), held = part(&sim::FlowResult::held_us), wait = part(&sim::FlowResult::waiting_us);
    const auto everywhere = [&](const Played& one) { return std::ranges::all_of(one.outcome.results, [&](const sim::Result& run) { return run.flows[i].measured > 0; }); };
    const auto& states = base.plan->procedure(flows[i].direction).states;
    if (!everywhere(base) || !everywhere(other)) {
      fmt::print("{:<12} {:<9} too few vehicles to say\n", flows[i].flow.text(), states[0].text() + "-" + states[1].text());
      continue;
    }
    const bool is_clear = std::abs(release.difference.mean) > release.difference.half_width;
    fmt::print("{:<12} {:<9} {:>10.2f} +- {:>6.2f}  {:>10.2f} +- {:>6.2f} {:>9.2f} {:>10.2f} +- {:>6.2f} {:>10.2f} +- {:>6.2f}  {:.2f}{}\n", flows[i].flow.text(), states[0].text() + "-" + states[1].text(),
               release.difference.mean, release.difference.half_width, work.difference.mean, work.difference.half_width, part(&sim::FlowResult::driving_us).difference.mean, held.difference.mean,
               held.difference.half_width, wait.difference.mean, wait.difference.half_width, release.variance_ratio, is_clear ? "" : "  not distinguishable");
  }
}

/// What one layout is asked, after what was asked of the first.
Expected<std::shared_ptr<const sim::Plan>> plan_for(const SimRequest& request, const law::Compiled& compiled, const post::Post& post, const sim::Overlay& overlay, const Code& layout, const sim::Plan* first) {
  auto own = sim::Plan::of(post, layout, compiled, overlay);
  if (!own || !first || request.staff == "own") return own;
  if (request.staff == "equal") return sim::Plan::of(post, layout, compiled, sim::with_staff(overlay, **own, sim::staff_of(*first)));
  auto dear = sim::at_cost(overlay, **own, sim::daily_cost(*first).total);
  if (!dear) return std::unexpected(dear.error());
  return sim::Plan::of(post, layout, compiled, std::move(*dear));
}

Expected<Played> play(const SimRequest& request, const law::Law& law, const post::Post& post, const sim::Overlay& overlay, const Code& layout, Instant at, const sim::Plan* first) {
  const auto compiled = law::compile(law, post, layout, at);
  if (!compiled) return fault(wire::to_text(compiled.error()));
  auto plan = plan_for(request, *compiled, post, overlay, layout, first);
  if (!plan) return fault(plan.error().what);
  sim::Study study;
  study.settings.seed = request.seed;
  const auto days_us = [](double days) { return static_cast<std::int64_t>(days * static_cast<double>(sim::day_us)); };
  if (request.warm_up == "auto") {
    study.settings.span_us = days_us(request.days);
    const auto cut = sim::settled_after_us(**plan, study.settings);
    if (!cut) return fault("layout " + layout.text() + " does not settle within half of " + fmt::format("{}", request.days) + " days: it is overloaded, or the time is too short; give --warm-up a number of days to see it anyway");
    study.settings.warm_up_us = *cut;
  } else {
    study.settings.warm_up_us = days_us(std::stod(request.warm_up));
  }
  study.settings.run_out_us = sim::usual_run_out_us;
  study.settings.span_us = study.settings.warm_up_us + days_us(request.days) + study.settings.run_out_us;
  study.replications = request.replications;
  study.threads = request.threads;
  study.precision = request.precision;
  return Played{layout, *plan, sim::replicate(**plan, study), static_cast<double>(study.settings.warm_up_us) / static_cast<double>(sim::day_us)};
}

}  // namespace

int sim_run(const SimRequest& request) {
  const auto law = wire::load_law(request.law);
  if (!law) return tell(wire::to_text(law.error()));
  const auto post = wire::load_post(request.post);
  if (!post) return tell(wire::to_text(post.error()));
  auto overlay = traffic::read_overlay(request.overlay);
  if (!overlay) return tell(overlay.error().what);
  const auto day = parse_day(request.date);
  if (!day) return tell("\"" + request.date + "\" is no day; write it as 2010-07-05");
  auto asked = sim::with_traffic(std::move(*overlay), request.traffic);
  if (!request.standard.empty()) {
    auto common = sim::at_standard_of(std::move(asked), Code(request.standard));
    if (!common) return tell(common.error().what);
    asked = std::move(*common);
  }
  std::vector<Code> layouts;
  for (const auto& layout : request.layouts) {
    if (!Code::fits(layout)) return tell("\"" + layout + "\" is too long for the name of a layout");
    layouts.push_back(layout);
  }
  if (layouts.empty()) layouts.push_back(post->layout);

  std::vector<Played> all;
  for (const auto& layout : layouts) {
    const auto began = std::chrono::steady_clock::now();
    auto played = play(request, *law, *post, asked, layout, Instant{day->number * day_ms + day_ms / 2}, all.empty() ? nullptr : all.front().plan.get());
    if (!played) return tell(played.error().what);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    std::uint64_t events = 0, inside = 0;
    for (const auto& one : played->outcome.results) events += one.events, inside += one.inside;
    const auto runs = played->outcome.results.size();
    fmt::print("{}layout {}, {} replications of {} days after {}, seed {}{}\n", all.empty() ? "" : "\n", layout.text(), runs, request.days, played->warm_up_days, request.seed,
               played->outcome.precise ? "" : " (the precision was not reached)");
    print_flows(*played);
    print_teams(*played);
    if (played->outcome.overloaded())
      fmt::print("OVERLOADED, or too short: {:.1f} % of the vehicles counted had not been released a day after the counted days; the means leave out the longest\n", 100 * played->outcome.unreleased_share());
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
  run->add_option("--days", request.days, "That are counted")->capture_default_str()->check(CLI::Range(0.01, 3660.0));
  run->add_option("--warm-up", request.warm_up, "Days before them, or auto: until the post has settled")->capture_default_str()->check(CLI::Range(0.0, 3660.0) | CLI::IsMember({"auto"}));
  run->add_option("--standard", request.standard, "The state at whose pace both work")->check([](const std::string& state) { return Code::fits(state) ? "" : "is too long for a state's code"; });
  run->add_option("--staff", request.staff, "Officers of the further layouts: as many as the first has (equal), own, or what the first costs (cost)")->capture_default_str()->check(CLI::IsMember({"equal", "own", "cost"}));
  run->add_option("--replications", request.replications)->capture_default_str()->check(CLI::Range(2u, 10'000u));
  run->add_option("--threads", request.threads)->capture_default_str()->check(CLI::Range(1u, 256u));
  run->add_option("--seed", request.seed)->capture_default_str();
  run->add_option("--precision", request.precision, "Go on until each flow's interval is within this share of its mean")->check(CLI::Range(0.0, 1.0));
  run->add_option("--traffic", request.traffic, "Arrivals as a multiple of the overlay's")->capture_default_str()->check(CLI::Range(0.001, 100.0));
  run->callback([&code] { code = sim_run(request); });
  add_fit_commands(*sim, code);
}

}  // namespace onestop::app
