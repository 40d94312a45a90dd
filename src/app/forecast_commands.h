#pragma once
// Forecasts of a running post: the overlay they are made with, and `onestop sim past-forecasts`.
#include <string>

#include "base/result.h"

namespace CLI {
class App;
}
namespace onestop::server {
struct Api;
}

namespace onestop::app {

/// Gives the post a forecaster with the overlay of this file. A fault names the file and what is wrong in it.
Expected<void> add_forecaster(const std::string& file, server::Api& api);

struct PastForecastsRequest {
  std::string data = "onestop.db", law = "law", post = "posts/korday-akjol.yaml", overlay = "posts/traffic/korday-reference.json";
  std::int64_t days = 7;
  int hour = 8;                  // by the host's clock
  unsigned replications = 200;
  unsigned long long seed = 1;
};
/// Prints how far forecasts made on past days of a log would have been off. The exit code: 0, or 1 with what is wrong.
int past_forecasts(const PastForecastsRequest& request);

/// Adds to the commands of the simulator.
void add_forecast_commands(CLI::App& sim, int& code);

}  // namespace onestop::app
