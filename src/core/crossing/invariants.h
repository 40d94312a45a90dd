#pragma once
// What must be true of every crossing after every command, whatever the judges said. Each invariant is computed from
// the marks themselves, not with the judges' own questions, so that a slip in one is seen by the other.
#include <optional>
#include <span>
#include <string_view>

#include "core/crossing/crossing.h"
#include "core/law/procedure.h"

namespace onestop::crossing {

struct Invariant {
  std::string_view name;
  std::string_view sentence;
  bool (*holds)(const Crossing& crossing, const law::Procedure& procedure);
};

std::span<const Invariant> invariants();

/// The first invariant that does not hold, or nothing. A violation is a defect: the command must not be committed.
const Invariant* violated(const Crossing& crossing, const law::Procedure& procedure);

#ifdef ONESTOP_MUTATION
inline std::string_view invariant_switched_off;
#endif

}  // namespace onestop::crossing
