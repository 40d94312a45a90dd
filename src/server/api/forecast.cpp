// The next hours of the post, as the forecaster has them.
#include "server/right/answer.h"
#include "server/forecast_messages.h"

namespace onestop::server {
namespace {

ForecastBand band_view(const std::vector<sim::Band>& bands, double more) {
  ForecastBand shown;
  for (const auto& one : bands) {
    shown.p5.push_back(one.p5 + more);
    shown.p25.push_back(one.p25 + more);
    shown.p50.push_back(one.p50 + more);
    shown.p75.push_back(one.p75 + more);
    shown.p95.push_back(one.p95 + more);
  }
  return shown;
}

std::optional<std::int64_t> ms(const std::optional<std::int64_t>& us) { return us ? std::optional(*us / 1'000) : std::nullopt; }

/// Of the vehicles that stand still nobody knows the flow; they are in the sums only.
void add_flows(ForecastRun& shown, const Forecaster::Made& made) {
  const auto& plan = *made.stood.plan;
  const auto still = [&](std::optional<int> direction) {
    double count = 0;
    for (const auto& one : made.stood.still) count += !direction || one.direction == *direction ? 1 : 0;
    return count;
  };
  const auto add = [&](const sim::Counts& counts, double more, const Code& flow, const Code& traffic_class, const std::array<Code, 2>& states) -> ForecastFlow& {
    return shown.flows.emplace_back(ForecastFlow{flow, traffic_class, states[0], states[1], band_view(counts.waiting, 0), band_view(counts.inside, more), {}});
  };
  add(made.forecast.all, still({}), {}, {}, {});
  for (int direction = 0; direction < 2; ++direction)
    add(made.forecast.directions[static_cast<std::size_t>(direction)], still(direction), {}, {}, plan.procedure(direction).states);
  for (std::size_t i = 0; i < plan.streams().size(); ++i) {
    const auto& stream = plan.streams()[i];
    const auto& procedure = plan.procedure(stream.direction);
    auto& flow = add(made.forecast.streams[i], 0, stream.name, procedure.classes[static_cast<std::size_t>(stream.traffic_class)], procedure.states);
    for (std::size_t hour = 0; hour < made.forecast.arrivals[i].size(); ++hour) {
      const auto& one = made.forecast.arrivals[i][hour];
      flow.hours.push_back({made.stood.at + static_cast<std::int64_t>(hour) * hour_ms, one.vehicles, ms(one.release.p50_us), ms(one.release.p90_us)});
    }
  }
}

ForecastRun run_view(const Forecaster::Made& made) {
  const auto& stood = made.stood;
  ForecastRun shown;
  shown.at = stood.at;
  shown.layout = stood.plan->procedure(0).layout;
  shown.step_min = made.wish.step_us / sim::minute_us;
  shown.seed = made.wish.seed;
  shown.replications = made.wish.replications;
  shown.seconds = made.seconds;
  shown.staffed = static_cast<std::int64_t>(stood.staffed);
  shown.desks = static_cast<std::int64_t>(stood.desks);
  add_flows(shown, made);
  for (std::size_t i = 0; i < stood.vehicles.size(); ++i) {
    const auto& out = made.forecast.out[i];
    const auto at = [&](const std::optional<std::int64_t>& us) { return us ? std::optional(stood.at + *us / 1'000) : std::nullopt; };
    shown.vehicles.push_back({stood.vehicles[i].crossing, stood.vehicles[i].plate, at(out.p50_us), at(out.p90_us)});
  }
  for (const auto& one : stood.still) {
    const Code why(boost::describe::enum_to_string(one.why, "none"));
    auto at = std::ranges::find(shown.still, why, &ForecastStill::why);
    if (at == shown.still.end()) at = shown.still.insert(at, {why, 0});
    ++at->vehicles;
  }
  return shown;
}

ForecastView view(Api& api) {
  ForecastView shown;
  if (!api.forecaster) return shown;
  const auto kept = api.forecaster->ask();
  shown.overlay = true;
  shown.source = api.forecaster->overlay().source;
  shown.file = api.forecaster->file();
  shown.under_way = kept.under_way;
  shown.trouble = kept.trouble;
  if (kept.made) shown.run = run_view(*kept.made);
  if (kept.past)
    shown.past = ForecastPast{kept.past->days, kept.past->first, kept.past->last, kept.past->counts, kept.past->releases, kept.past->inside_mae, kept.past->inside_bias,
                              kept.past->in_band, kept.past->release_mae_min, kept.past->release_bias_min};
  return shown;
}

}  // namespace

void add_forecast_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/forecast", "The next eight hours, from what stands at the post; a new one at most once a minute").answers<ForecastView>(200, "the forecast, or why there is none").problem(401, "sign in first");
  router.get("/api/v1/forecast", [&api](const http::Request& request) -> http::Response {
    auto asked = looking(api, request);
    if (auto* no = std::get_if<http::Response>(&asked)) return std::move(*no);
    return impersonal_json(std::get<Looking>(asked).look, view(api));
  });
}

}  // namespace onestop::server
