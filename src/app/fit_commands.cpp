#include "app/fit_commands.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "app/fit_files.h"
#include "app/fit_text.h"
#include "app/hourly_delays.h"
#include "app/logged_crossings.h"
#include "app/observed_stays.h"
#include "core/law/procedure.h"
#include "wire/law_yaml.h"

namespace onestop::app {
namespace {

int tell(const std::string& wrong) {
  fmt::print(stderr, "{}\n", wrong);
  return 1;
}

fit::FitRequest request_of(const FitOptions& options, const LoggedPost& logged) {
  fit::FitRequest out;
  out.from = logged.from, out.to = logged.split;
  out.parted_by = Code(options.parted_by);
  for (const auto& state : logged.post.states) out.utc_offset_min.emplace_back(state.code, state.utc_offset_min);
  out.resampling = {options.seed, options.resamples};
  return out;
}

struct Prepared {
  traffic::Parameters like;
  LoggedPost logged;
};

Expected<Prepared> prepare(const FitOptions& options, std::int64_t held_out_ms) {
  if (!Code::fits(options.parted_by)) return fault("\"" + options.parted_by + "\" is too long for a fact");
  auto like = traffic::read_parameters(options.like);
  if (!like) return std::unexpected(like.error());
  auto logged = read_logged({options.data, options.post, options.from, options.to, options.layout, Code(options.parted_by), held_out_ms});
  if (!logged) return std::unexpected(logged.error());
  return Prepared{std::move(*like), std::move(*logged)};
}

Expected<std::shared_ptr<const sim::Plan>> plan_of(const BackTestOptions& options, const LoggedPost& logged, const sim::Overlay& overlay) {
  const auto law = wire::load_law(options.law);
  if (!law) return fault(wire::to_text(law.error()));
  const auto day = parse_day(options.date);
  if (!day) return fault("\"" + options.date + "\" is no day; write it as 2010-07-05");
  const auto& layout = logged.all.layouts.front();
  auto compiled = law::compile(*law, logged.post, layout, Instant{day->number * day_ms + day_ms / 2});
  if (!compiled) return fault(wire::to_text(compiled.error()));
  return sim::Plan::of(logged.post, layout, std::move(*compiled), overlay);
}

int fit_table(const FitOptions& options) {
  if (!options.into.empty()) return tell("a table of observed times makes a report and no overlay, since nobody watched the controls; leave out --into");
  const auto stays = read_observed_stays(options.csv, options.parted_by);
  if (!stays) return tell(stays.error().what);
  const auto report = fit::fit_observed(*stays, {options.seed, options.resamples});
  fmt::print("{}", to_text(report));
  if (!options.report.empty())
    if (const auto done = write_report(options.report, report); !done) return tell(done.error().what);
  return 0;
}

void add_fit_options(CLI::App& app, FitOptions& options) {
  app.add_option("--data", options.data, "File of the log");
  app.add_option("--post", options.post)->capture_default_str();
  app.add_option("--like", options.like, "Overlay whose words, and times of what nobody was seen doing, are kept")->capture_default_str();
  app.add_option("--from", options.from, "First arrivals, as 2010-07-05; all where none is given");
  app.add_option("--to", options.to, "Arrivals and acts before this");
  app.add_option("--layout", options.layout, "Crossings of this layout alone");
  app.add_option("--parted-by", options.parted_by, "Fact of goods by which flows and times are told apart")->capture_default_str();
  app.add_option("--into", options.into, "The overlay is written here");
  app.add_option("--report", options.report, "The report is written here as JSON");
  app.add_option("--seed", options.seed, "Of the resamples")->capture_default_str();
  app.add_option("--resamples", options.resamples, "Of each figure; 0 gives neither p nor intervals")->capture_default_str()->check(CLI::Range(0u, 100'000u));
}

}  // namespace

int sim_fit(const FitOptions& options) {
  if (options.data.empty() == options.csv.empty()) return tell("give either --data, a log, or --csv, a table of observed times");
  if (!options.csv.empty()) return fit_table(options);
  const auto prepared = prepare(options, 0);
  if (!prepared) return tell(prepared.error().what);
  const auto fitted = fit::fit_overlay(prepared->logged.fitted, prepared->like, request_of(options, prepared->logged));
  fmt::print("{}", to_text(fitted.report));
  if (!options.into.empty())
    if (const auto done = write_overlay(options.into, prepared->like, fitted.overlay); !done) return tell(done.error().what);
  if (!options.report.empty())
    if (const auto done = write_report(options.report, fitted.report); !done) return tell(done.error().what);
  return 0;
}

int sim_back_test(const BackTestOptions& options) {
  const auto days = options.held_out_days + 7 * options.held_out_weeks;
  if (options.fit.data.empty()) return tell("give --data, a log");
  if (days == 0) return tell("say how much of the end is held out: --held-out-days or --held-out-weeks");
  const auto prepared = prepare(options.fit, days * day_ms);
  if (!prepared) return tell(prepared.error().what);
  const auto& logged = prepared->logged;
  if (logged.all.layouts.size() > 1) return tell("the log holds crossings of more than one layout; choose one with --layout");
  const auto fitted = fit::fit_overlay(logged.fitted, prepared->like, request_of(options.fit, logged));
  const auto plan = plan_of(options, logged, fitted.overlay);
  if (!plan) return tell(plan.error().what);
  fit::BackTestRequest request{logged.split, logged.to, day_ms, options.fit.seed, options.replications, Code(options.fit.parted_by)};
  const auto test = fit::back_test(logged.all, **plan, request);
  fmt::print("fitted on {} to {}, held against {} to {}; seed {}\n\n{}", onestop::to_text(logged.from), onestop::to_text(logged.split), onestop::to_text(logged.split), onestop::to_text(logged.to), options.fit.seed, to_text(test));
  if (!options.fit.into.empty())
    if (const auto done = write_overlay(options.fit.into, prepared->like, fitted.overlay); !done) return tell(done.error().what);
  if (!options.fit.report.empty())
    if (const auto done = write_report(options.fit.report, test); !done) return tell(done.error().what);
  return 0;
}

int sim_fit_delays(const DelayOptions& options) {
  const auto split = parse_day(options.train_until);
  if (!split) return tell("\"" + options.train_until + "\" is no day; write it as 2018-08-01");
  const auto hours = read_hourly_delays(options.csv);
  if (!hours) return tell(hours.error().what);
  const auto test = fit::test_delays(*hours, std::int64_t{split->number} * 24);
  if (!test) return tell("no hour was measured " + std::string(hours->back().hour < std::int64_t{split->number} * 24 ? "from " : "before ") + options.train_until + " on; choose a day within the table");
  fmt::print("{}", to_text(*test));
  if (!options.report.empty())
    if (const auto done = write_report(options.report, *test); !done) return tell(done.error().what);
  return 0;
}

void add_fit_commands(CLI::App& sim, int& code) {
  static FitOptions fitting;
  static BackTestOptions testing;
  static DelayOptions delays;
  auto* fit = sim.add_subcommand("fit", "Arrivals, durations and outcomes from a log, as an overlay");
  add_fit_options(*fit, fitting);
  fit->add_option("--csv", fitting.csv, "Table of observed times instead of a log: a report and no overlay");
  fit->callback([&code] { code = sim_fit(fitting); });

  auto* test = sim.add_subcommand("back-test", "Fit the beginning of a log, simulate its end, compare");
  add_fit_options(*test, testing.fit);
  test->add_option("--held-out-days", testing.held_out_days, "Of the end, from a midnight by UTC")->check(CLI::Range(1u, 10'000u));
  test->add_option("--held-out-weeks", testing.held_out_weeks)->check(CLI::Range(1u, 1'000u));
  test->add_option("--law", testing.law)->capture_default_str();
  test->add_option("--date", testing.date, "Whose law holds")->capture_default_str();
  test->add_option("--replications", testing.replications)->capture_default_str()->check(CLI::Range(20u, 10'000u));
  test->callback([&code] { code = sim_back_test(testing); });

  auto* hourly = sim.add_subcommand("fit-delays", "Published delays by weekday, hour and month, tested on what came later");
  hourly->add_option("--csv", delays.csv, "Local hour, minutes; may be packed (.gz)")->required();
  hourly->add_option("--train-until", delays.train_until, "Day from which on hours are foretold")->required();
  hourly->add_option("--report", delays.report, "The report is written here as JSON");
  hourly->callback([&code] { code = sim_fit_delays(delays); });
}

}  // namespace onestop::app
