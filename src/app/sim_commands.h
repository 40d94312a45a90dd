#pragma once
// `onestop sim run`: a post under a virtual clock, with intervals.
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace onestop::app {

struct SimRequest {
  std::string post = "posts/korday-akjol.yaml", law = "law", overlay = "posts/traffic/korday-reference.json";
  std::vector<std::string> layouts;  // the post's own where none is given; of two or more each is compared with the first
  std::string date = "2010-07-05";   // whose law holds
  double days = 7;
  std::string warm_up = "1";         // days, or auto
  unsigned replications = 20, threads = 1;
  unsigned long long seed = 1;
  double precision = 0;              // relative half-width to be reached; 0: as many replications as asked
  double traffic = 1;                // arrivals as a multiple of the overlay's
  std::string standard;              // the state at whose pace both work; empty: each at its own
  std::string staff = "equal";       // equal, own or cost: what the further layouts are given, beside the first
};

/// Prints mean release and wait for each flow and direction, the teams' utilisation, and differences between layouts.
/// The exit code: 0, or 1 with what is wrong.
int sim_run(const SimRequest& request);

void add_sim_commands(CLI::App& app, int& code);

}  // namespace onestop::app
