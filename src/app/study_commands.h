#pragma once
// `onestop study report`: the report of a time release study from the log or from a table of observed times.
#include <string>

namespace CLI {
class App;
}

namespace onestop::app {

struct StudyRequest {
  std::string data, csv;               // one of them
  std::string post = "posts/korday-akjol.yaml";
  std::string from, to;                // RFC 3339 or days; empty: all
  std::string before, after;           // layouts
  std::string study;                   // file of the study: its rows, costs, marks and targets; empty: none of them
  std::string into;                    // a folder, made where there is none
  std::string language = "en";
  bool sample = false;                 // of the window instead of all
  std::uint64_t seed = 1;
  double target_min = 0;               // 0: none
  double precision = 0.05;
};

/// 0, or 1 with the reason on standard error.
int study_report(const StudyRequest& request);

void add_study_commands(CLI::App& app, int& code);

}  // namespace onestop::app
