#pragma once
// A defect: our own reasoning is wrong. On in every build; the process stops, because what follows cannot be trusted.
#include <source_location>

namespace onestop {

[[noreturn]] void stop_on_defect(const char* sentence, const std::source_location& where);

inline void check(bool claim, const char* sentence,
                  const std::source_location& where = std::source_location::current()) {
  if (!claim) [[unlikely]] stop_on_defect(sentence, where);
}

}  // namespace onestop
