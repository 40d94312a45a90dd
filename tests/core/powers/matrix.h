#pragma once
// Lines of the officer-power matrix: one case a line, as a legal department writes it. README.md beside this tells how.
#include <string>

#include "core/law/law.h"
#include "kit/hand_cases.h"

namespace onestop::testkit {

struct PowerCase {
  std::string where;  // file and line
  std::string layout, exit_state, entry_state;
  std::string state, agency, role, desk, zone;  // agency empty: a device or the clock; desk empty: without one
  law::Phase phase = law::Phase::exit;
  law::Act act = law::Act::open_crossing;
  bool upon_person = false;
  std::string national_of;  // of the person acted upon; empty: not recorded
  std::string refusal;      // empty: yes
  std::string article;      // title of the instrument and article
  std::string question;     // all but the answer, to find what is asked twice
};

/// All *.matrix files of the folder, in the order of their names.
HandCases<PowerCase> read_matrix(const std::string& folder);

}  // namespace onestop::testkit
