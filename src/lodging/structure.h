#pragma once
// Does a message have the parts that its format's table asks for, in its order, each as often and of the type as said?
#include "lodging/finding.h"
#include "lodging/shape.h"
#include "lodging/tree.h"

namespace onestop::lodging {

/// JSON and tables have no order; XML has.
Findings check_structure(const Shape& shape, const Tree& tree);

}  // namespace onestop::lodging
