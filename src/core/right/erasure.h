#pragma once
// How long persons stay readable after their crossing ended: by class of traffic and by how it went.
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"

namespace onestop::right {

struct Keeping {
  std::vector<Code> classes;  // of traffic; empty: any
  bool offence = false;       // only where an offence is on record, or somebody was detained or something seized
  int days = 0;
  std::string source;         // the act that sets it
};

/// The longest of those that fit; nothing where none does, and then the persons stay.
inline std::optional<int> days_kept(const std::vector<Keeping>& rules, const Code& traffic_class, bool offence) {
  std::optional<int> days;
  for (const auto& rule : rules) {
    bool fits = rule.classes.empty();
    for (const auto& one : rule.classes) fits = fits || one == traffic_class;
    if (!fits || (rule.offence && !offence)) continue;
    if (!days || *days < rule.days) days = rule.days;
  }
  return days;
}

}  // namespace onestop::right
