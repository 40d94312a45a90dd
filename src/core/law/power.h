#pragma once
// Who may do an act: the powers of a procedure, narrowed step by step, so that an officer hears what stands in his way.
#include "core/law/procedure.h"

namespace onestop::law {

struct Asking {
  Code state, agency, role;
  Code desk;                     // empty: without one
  std::uint8_t phases = 0;       // bit per Phase
  std::uint8_t nationals = 0;    // bit per Nationality of the person acted upon, 0 for nobody
};

inline constexpr std::uint8_t every_phase = 15;

/// The first power that fits so far; null from the step on at which none does.
struct Narrowed {
  const Power *in_role = nullptr, *in_zone = nullptr, *in_phase = nullptr, *in_nation = nullptr;
  /// The narrowest power that was found, or null.
  const Power* nearest() const { return in_nation ? in_nation : in_phase ? in_phase : in_zone ? in_zone : in_role; }
};

/// A device or the clock belongs to no agency: a provision that names none is open to it.
Narrowed narrow(const Procedure& procedure, const Asking& asking, Act act);

}  // namespace onestop::law
