#pragma once
// The lines of a machine-readable zone as they were typed or read, before anybody asks what they mean. Used by the
// reader of zones only.
#include <string>
#include <string_view>
#include <vector>

namespace onestop::wire {

struct MrzLine {
  int number = 1;            // in the text as it was given, from 1
  int width = 0;             // characters, without blanks at the end
  std::string text;          // in capitals; meaningful only where nothing is strange
  std::vector<int> strange;  // columns, from 1, of characters that stand in no zone
};

/// Lines that hold more than blanks. Breaks are CR, LF, both together, VT, FF, NEL and the line and paragraph separators
/// of Unicode.
std::vector<MrzLine> mrz_lines(std::string_view text);

}  // namespace onestop::wire
