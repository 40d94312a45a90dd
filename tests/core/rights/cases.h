#pragma once
// Cases of rights as text: README.md beside this file says how a line reads.
#include <string>
#include <vector>

#include "core/right/right.h"

namespace onestop::testkit {

struct RightCase {
  std::string where;     // file and line
  std::string question;  // the first four columns
  right::Asker asker;
  right::About about;
  std::string what;      // field or act
  bool is_act = false;
  right::Hurdle hurdle = right::Hurdle::none;
  std::string article;
};

struct RightCases {
  std::vector<RightCase> cases;
  std::vector<std::string> unreadable;
};

/// Instants of a case count from this one.
inline constexpr Instant case_now{1'000'000'000'000};

RightCases read_right_cases(const std::string& folder);

}  // namespace onestop::testkit
