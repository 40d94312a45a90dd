#pragma once
// `onestop sim fit`, `onestop sim back-test`, `onestop sim fit-delays`: the overlay from a log, and how far to trust it.
#include <string>

namespace CLI {
class App;
}

namespace onestop::app {

struct FitOptions {
  std::string data, csv, post = "posts/korday-akjol.yaml", like = "posts/traffic/korday-reference.json";
  std::string from, to, layout, parted_by = "transit";
  std::string into, report;
  unsigned long long seed = 1;
  unsigned resamples = 199;
};
/// The exit code: 0, or 1 with what is wrong.
int sim_fit(const FitOptions& options);

struct BackTestOptions {
  FitOptions fit;
  std::string law = "law", date = "2010-07-05";
  unsigned held_out_days = 0, held_out_weeks = 0;
  unsigned replications = 40;
};
int sim_back_test(const BackTestOptions& options);

struct DelayOptions {
  std::string csv, train_until, report;
};
int sim_fit_delays(const DelayOptions& options);

/// Hangs them into `onestop sim`.
void add_fit_commands(CLI::App& sim, int& code);

}  // namespace onestop::app
