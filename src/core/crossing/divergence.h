#pragma once
// What recorders wrote apart, without knowing of one another, that cannot both be true. Found from the halves, settled
// by shift heads of both states who name the recorder whose account holds.
#include <optional>
#include <vector>

#include "core/crossing/crossing.h"
#include "core/law/procedure.h"

namespace onestop::crossing {

struct Divergence {
  DivergenceKind kind = DivergenceKind::control;
  Id about;     // the subject; of `end` the vehicle
  Code control;  // of `control`
  Id first, second;  // recorders, the smaller id first
  Instant at;        // when the later of the two accounts was written
  std::optional<Id> kept;  // the recorder whose account holds, once as many shift heads as the law asks for agree
  bool between(const Id& recorder) const { return first == recorder || second == recorder; }
};

/// As many shift heads of both states as the law asks for agree that of what was written until then this account holds.
struct Settlement {
  DivergenceKind kind = DivergenceKind::control;
  Id about;
  Code control;
  Id keep;     // recorder
  Instant at;
};
std::vector<Settlement> settlements(const Crossing& crossing, const law::Procedure& procedure);

/// Every divergence of the crossing, settled ones included.
std::vector<Divergence> divergences(const Crossing& crossing, const law::Procedure& procedure);

/// Whether shift heads settled that what this recorder wrote at that time does not hold.
bool overruled(const std::vector<Settlement>& settled, DivergenceKind kind, const Id& about, const Code& control, const Id& recorder, Instant at);

}  // namespace onestop::crossing
