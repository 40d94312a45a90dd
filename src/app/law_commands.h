#pragma once
// `onestop law check`, `law diff`, `law explain`, `onestop post check`, `post explain`. Each returns the exit code: 0, or 1 with findings.
#include <string>
#include <vector>

namespace onestop::app {

/// Reads the law from files or folders, all together.
int law_check(const std::vector<std::string>& files);

struct DiffRequest {
  std::string law = "law";
  std::string post = "posts/korday-akjol.yaml";
  std::string layout;    // empty for the one in force
  std::string was, is;   // days, at noon UTC
};
/// Says in words what changes between two days, for each direction.
int law_diff(const DiffRequest& request);

/// Why each act on record about the crossing was allowed, and each refusal given, under the law it was opened with.
int law_explain(const std::string& crossing, const std::string& data);

/// Compiles every layout of each post, both directions, on the day (today by the caller's clock where it is empty).
int post_check(const std::vector<std::string>& posts, const std::string& law, const std::string& date);

struct ExplainRequest {
  std::string post = "posts/korday-akjol.yaml";
  std::string law = "law";
  std::string traffic_class;
  std::string direction;  // "KZ-KG"; empty for both
  std::string layout;     // empty for the one in force
  std::string date;       // "2026-07-01" at noon UTC; empty for today
};
/// Prints every cell that bears on the class with the provision behind it.
int post_explain(const ExplainRequest& request);

}  // namespace onestop::app
