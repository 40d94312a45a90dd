#include "app/forecast_commands.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "app/data_store.h"
#include "app/traffic/parameters.h"
#include "server/api/api.h"

namespace onestop::app {
namespace {

using namespace onestop::server;

int tell(const std::string& wrong) {
  fmt::print(stderr, "{}\n", wrong);
  return 1;
}

void print(const PastError& past, const PastForecastsRequest& request) {
  if (past.days == 0) return fmt::print("no past days yet: a day counts when the log held two hours before {:02}:00 by the host's clock and eight hours after it\n", request.hour);
  fmt::print("{} days, forecast at {:02}:00 by the host's clock for eight hours, {} replications each, seed {}; first {}, last {}\n", past.days, request.hour, request.replications,
             request.seed, to_text(*past.first), to_text(*past.last));
  fmt::print("vehicles inside: mean absolute error {:.2f}, bias {:+.2f}, within the 90 % band {:.1f} % ({} counts)\n", past.inside_mae, past.inside_bias, 100 * past.in_band, past.counts);
  fmt::print("minutes until release: mean absolute error {:.1f}, bias {:+.1f} ({} vehicles)\n", past.release_mae_min, past.release_bias_min, past.releases);
  fmt::print("left out of a forecast: {:.1f} vehicles a day\n", past.still);
}

}  // namespace

Expected<void> add_forecaster(const std::string& file, Api& api) {
  auto overlay = traffic::read_overlay(file);
  if (!overlay) return std::unexpected(overlay.error());
  auto forecaster = std::make_unique<Forecaster>(api.regime, api.clock, api.readers, [&api] { return api.runner.shift(); }, std::move(*overlay), file);
  if (auto fits = forecaster->check(); !fits) return fault("the overlay " + file + " does not fit this post: " + fits.error().what);
  api.forecaster = std::move(forecaster);
  return {};
}

int past_forecasts(const PastForecastsRequest& request) {
  auto overlay = traffic::read_overlay(request.overlay);
  if (!overlay) return tell(overlay.error().what);
  auto store = open_existing(request.data);
  if (!store) return tell(store.error().what);
  auto reader = (*store)->reader();
  if (!reader) return tell(reader.error().what);
  const auto last = (*reader)->last_seq();
  if (!last) return tell(last.error().what);
  if (*last == 0) return tell(request.data + " holds no events");
  const auto newest = (*reader)->read_after(*last - 1, 1);
  if (!newest) return tell(newest.error().what);
  const auto now = newest->empty() ? Instant{} : newest->front().envelope.at;
  auto regime = Regime::open({request.law, request.post, {}}, **store, now);
  if (!regime) return tell(regime.error().what);
  Planning planning(**regime, std::move(*overlay));
  PastWish wish{.now = now, .most_days = request.days, .hour = request.hour, .each = {.seed = request.seed, .replications = request.replications}};
  const auto past = look_back(**reader, planning, wish, [] { return false; });
  if (!past) return tell(past.error().what);
  print(*past, request);
  return 0;
}

void add_forecast_commands(CLI::App& sim, int& code) {
  static PastForecastsRequest request;
  auto* past = sim.add_subcommand("past-forecasts", "Say how far forecasts of eight hours, made on past days of a log, would have been off");
  past->add_option("--data", request.data, "File of the log")->capture_default_str();
  past->add_option("--law", request.law)->capture_default_str();
  past->add_option("--post", request.post)->capture_default_str();
  past->add_option("--overlay", request.overlay, "Arrivals, durations, outcomes")->capture_default_str();
  past->add_option("--days", request.days, "At most, the last ones")->capture_default_str()->check(CLI::Range(1, 366));
  past->add_option("--hour", request.hour, "When each is made, by the host's clock")->capture_default_str()->check(CLI::Range(0, 23));
  past->add_option("--replications", request.replications)->capture_default_str()->check(CLI::Range(2u, 10'000u));
  past->add_option("--seed", request.seed)->capture_default_str();
  past->callback([&code] { code = past_forecasts(request); });
}

}  // namespace onestop::app
