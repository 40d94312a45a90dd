#pragma once
// Cases of rights as text: README.md beside this file says how a line reads.
#include <string>

#include "core/right/right.h"
#include "kit/hand_cases.h"

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

/// Instants of a case count from this one.
inline constexpr Instant case_now{1'000'000'000'000};

HandCases<RightCase> read_right_cases(const std::string& folder);

}  // namespace onestop::testkit
