#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace onestop {

void stop_on_defect(const char* sentence, const std::source_location& where) {
  std::fprintf(stderr, "defect: %s (%s:%u, %s)\n", sentence, where.file_name(), where.line(), where.function_name());
  std::abort();
}

}  // namespace onestop
