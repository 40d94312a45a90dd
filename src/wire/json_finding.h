#pragma once
// What is wrong with a message from outside: where, which kind, and a sentence for the one who sent it.
#include <string>
#include <vector>

namespace onestop::wire {

struct Finding {
  std::string pointer;  // RFC 6901, "" is the whole message
  /// Stable, a key for translation: unknown_field, duplicate_field, missing, wrong_type, out_of_range, format,
  /// unknown_value, too_short, too_long, too_few, too_many, too_deep, too_large, not_utf8, syntax.
  std::string code;
  std::string detail;  // one plain English sentence: what is wrong and what would be right
};
using Findings = std::vector<Finding>;

}  // namespace onestop::wire
