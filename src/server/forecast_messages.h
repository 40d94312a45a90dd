#pragma once
// The next hours of the post, with bands; and how far earlier forecasts were off.
#include "server/messages.h"

namespace onestop::server {

/// Quantiles over the replications, a number for each step, the first being the time of the forecast.
struct ForecastBand {
  std::vector<double> p5, p25, p50, p75, p95;
};
BOOST_DESCRIBE_STRUCT(ForecastBand, (), (p5, p25, p50, p75, p95))

struct ForecastHour {  // who arrives in it
  Instant from;
  double vehicles = 0;                                      // expected
  std::optional<std::int64_t> release_p50_ms, release_p90_ms;  // from the arrival before the post; nothing: beyond what was run
};
BOOST_DESCRIBE_STRUCT(ForecastHour, (), (from, vehicles, release_p50_ms, release_p90_ms))

/// Vehicles of one flow in one direction; of a sum the flow, the class or the states are empty.
struct ForecastFlow {
  Code flow, traffic_class, exit_state, entry_state;
  ForecastBand waiting, inside;  // before the post; on record
  std::vector<ForecastHour> hours;  // none for a sum
};
BOOST_DESCRIBE_STRUCT(ForecastFlow, (), (flow, traffic_class, exit_state, entry_state, waiting, inside, hours))

struct ForecastOut {  // a vehicle inside
  Id crossing;
  std::string plate;
  std::optional<Instant> p50, p90;  // when it is out; nothing: beyond what was run
};
BOOST_DESCRIBE_STRUCT(ForecastOut, (), (crossing, plate, p50, p90))

struct ForecastStill {  // vehicles that the forecast leaves standing
  Code why;
  std::int64_t vehicles = 0;
};
BOOST_DESCRIBE_STRUCT(ForecastStill, (), (why, vehicles))

struct ForecastPast {
  std::int64_t days = 0;               // that it rests on
  std::optional<Instant> first, last;
  std::int64_t counts = 0, releases = 0;
  double inside_mae = 0, inside_bias = 0, in_band = 0;
  double release_mae_min = 0, release_bias_min = 0;
};
BOOST_DESCRIBE_STRUCT(ForecastPast, (), (days, first, last, counts, releases, inside_mae, inside_bias, in_band, release_mae_min, release_bias_min))

struct ForecastRun {
  Instant at;                 // from when on, by the domain's clock
  Code layout;
  std::int64_t step_min = 0;
  std::uint64_t seed = 0;
  std::uint32_t replications = 0;
  double seconds = 0;         // that it took
  std::int64_t staffed = 0, desks = 0;  // desks where somebody sits, of all
  std::vector<ForecastFlow> flows;      // all, each direction, each flow in each direction
  std::vector<ForecastOut> vehicles;
  std::vector<ForecastStill> still;
};
BOOST_DESCRIBE_STRUCT(ForecastRun, (), (at, layout, step_min, seed, replications, seconds, staffed, desks, flows, vehicles, still))

struct ForecastView {
  bool overlay = false;        // without one there is nothing to forecast with
  std::string source, file;    // of the overlay
  bool under_way = false;      // a newer one is being made
  std::string trouble;         // why the last one failed
  std::optional<ForecastRun> run;
  std::optional<ForecastPast> past;  // nothing: not looked back yet
};
BOOST_DESCRIBE_STRUCT(ForecastView, (), (overlay, source, file, under_way, trouble, run, past))

}  // namespace onestop::server
